package company

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// builder makes a Table.
type builder struct {
	table      *Table
	identities map[string]*Identity
	filings    []*Job
	ranges     []*Job
	joint      *fitted
	market     *fitted
}

// Fit makes a table of the evidence. Every identity is an employer of it. The jobs of others have a part in what the
// market pays and are not listed. The order of the jobs does not matter.
func Fit(jobs []Job, identities []Identity) *Table {
	b := &builder{table: &Table{}, identities: map[string]*Identity{}}
	for i := range identities {
		b.identities[identities[i].Code] = &identities[i]
	}
	sorted := slices.Clone(jobs)
	slices.SortFunc(sorted, compareJobs)
	for i := range sorted {
		j := &sorted[i]
		if j.Posted {
			b.ranges = append(b.ranges, j)
		} else {
			b.filings = append(b.filings, j)
		}
	}
	b.joint, b.market = fitFilings(b.filings, b.identities), fitFilings(b.filings, nil)
	b.table.joint = surface{b.joint.mean, b.joint.market}
	b.table.market = surface{b.market.mean, b.market.market}
	b.employers()
	b.spread(crossFit(b.filings, b.identities))
	b.advertised()
	b.alike()
	b.outsourcing()
	return b.table
}

// compareJobs orders jobs by all that the fit reads of them.
func compareJobs(a, b Job) int {
	return cmp.Or(cmp.Compare(a.Employer, b.Employer), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Title, b.Title),
		cmp.Compare(a.Place, b.Place), cmp.Compare(a.State, b.State), cmp.Compare(a.Role, b.Role),
		cmp.Compare(a.Level, b.Level), cmp.Compare(a.Log, b.Log))
}

// employers fills what the joint fit says of each employer.
func (b *builder) employers() {
	t := b.table
	filed := byEmployer(b.filings)
	posted := byEmployer(b.ranges)
	shifts := b.joint.shiftsByEmployer()
	t.filings, t.posted = len(b.filings), len(b.ranges)
	for _, j := range b.filings {
		if t.first == 0 || j.Year < t.first {
			t.first = j.Year
		}
		t.last = max(t.last, j.Year)
	}
	t.kinds.noise, t.kinds.betweenEmployers = b.joint.noise, b.joint.betweenEmployer
	t.kinds.betweenShifts = b.joint.betweenShifts
	for _, code := range slices.Sorted(maps.Keys(b.identities)) {
		id := b.identities[code]
		t.employers = append(t.employers, Employer{
			Code: code, Name: id.Name, Site: id.Site, Industry: id.Industry, OrgSize: id.OrgSize, Filings: id.total(),
			Filed: len(filed[code]), Posted: len(posted[code]),
		})
		e := &t.employers[len(t.employers)-1]
		e.Filings = max(e.Filings, e.Filed)
		for _, j := range slices.Concat(filed[code], posted[code]) {
			if e.First == 0 || j.Year < e.First {
				e.First = j.Year
			}
			e.Last = max(e.Last, j.Year)
		}
		e.hires, e.states = counts(id, filed[code], posted[code])
		b.fill(e, id, filed[code], shifts[code])
		e.groups = slices.Concat(b.groups(filed[code]), b.groups(posted[code]))
	}
	t.index()
	listed := 0.
	for i := range t.employers {
		e := &t.employers[i]
		t.kinds.typical += e.effect.log * float64(e.Filed)
		listed += float64(e.Filed)
	}
	t.kinds.typical /= max(listed, 1)
}

// fill fills the effects of an employer from its filings.
func (b *builder) fill(e *Employer, id *Identity, filed []*Job, shifts []shift) {
	between, within := b.joint.betweenEmployer, b.joint.within()
	e.effect = evidence{log: b.joint.kindOf(id), variance: between}
	if own, ok := b.joint.employer[e.Code]; ok {
		e.effect.log += own
		e.effect.variance = between * within / (within + between*float64(e.Filed))
		e.effect.own = 1 - e.effect.variance/between
	}
	places := map[string]bool{}
	for _, j := range filed {
		places[j.Place] = true
		if j.AtMinimum {
			e.AtMinimum++
		}
		for i, t := range marketTerms {
			effect := b.joint.market[i][t.key(j.point())] / float64(len(filed))
			switch {
			case t.role:
				e.mix.role += effect
			case t.place:
				e.mix.place += effect
			}
		}
	}
	if len(filed) < MinFilings { // what one or two filings add up to is theirs
		e.mix = mix{}
	}
	e.Sites = len(places)
	e.shifts = shifts
}

// shiftsByEmployer sorts the joint model's shifts by employer.
func (f *fitted) shiftsByEmployer() map[string][]shift {
	by := map[string][]shift{}
	for i := range shiftTerms {
		for _, key := range slices.Sorted(maps.Keys(f.shifts[i])) {
			employer, rest, _ := strings.Cut(key, "|")
			by[employer] = append(by[employer], shift{i, rest, f.counts[i][key], f.shifts[i][key]})
		}
	}
	return by
}

// computing begins the codes of the occupations that Identity.Filings counts.
const computing = "15-"

// counts returns an employer's jobs by occupation and by state.
func counts(id *Identity, filed, posted []*Job) (hires, states []count) {
	byOccupation, byState := maps.Clone(id.Filings), map[string]int{}
	if byOccupation == nil {
		byOccupation = map[string]int{}
	}
	for _, j := range slices.Concat(filed, posted) {
		byState[j.State]++
		if soc := occupation(j.Role); j.Posted || !strings.HasPrefix(soc, computing) {
			byOccupation[soc]++
		}
	}
	return counted(byOccupation), counted(byState)
}

// within returns the variance of a filing about what its employer pays on the whole.
func (f *fitted) within() float64 {
	v := f.noise
	for _, b := range f.betweenShifts {
		v += b
	}
	return v
}

func byEmployer(jobs []*Job) map[string][]*Job {
	by := map[string][]*Job{}
	for _, j := range jobs {
		by[j.Employer] = append(by[j.Employer], j)
	}
	return by
}

// counted returns counts, the largest first.
func counted(n map[string]int) []count {
	var all []count
	for _, key := range slices.Sorted(maps.Keys(n)) {
		if key != "" && n[key] > 0 {
			all = append(all, count{key, n[key]})
		}
	}
	slices.SortStableFunc(all, func(a, b count) int { return b.n - a.n })
	return all
}

// groupFacets are the ways in which an employer's jobs are grouped.
var groupFacets = []struct {
	facet string
	key   func(*Job) string
}{
	{"", func(*Job) string { return "" }},
	{"role", func(j *Job) string { return j.Role }},
	{"level", func(j *Job) string { return j.Level }},
	{"place", func(j *Job) string { return j.State }},
	{"place", func(j *Job) string { return area(j.point()) }},
	{"year", func(j *Job) string { return strconv.Itoa(j.Year) }},
	{"title", func(j *Job) string { return titleKey(j.Title) }},
}

// titleKey returns a title as titles are compared: in lower case, without signs at its ends and runs of spaces.
func titleKey(title string) string {
	return strings.Trim(strings.ToLower(strings.Join(strings.Fields(title), " ")), " -,.;:*")
}

// groups returns the groups of an employer's jobs of one kind of evidence that are large enough to be shown.
func (b *builder) groups(jobs []*Job) []Group {
	if len(jobs) < MinPeople {
		return nil
	}
	var groups []Group
	for _, f := range groupFacets {
		by := map[string][]*Job{}
		for _, j := range jobs {
			by[f.key(j)] = append(by[f.key(j)], j)
		}
		for _, value := range slices.Sorted(maps.Keys(by)) {
			if value == "" && f.facet != "" && f.facet != "level" || len(by[value]) < MinPeople {
				continue
			}
			groups = append(groups, b.group(f.facet, value, by[value]))
		}
	}
	return groups
}

func (b *builder) group(facet, value string, jobs []*Job) Group {
	g := Group{
		Facet:  facet,
		Value:  value,
		Posted: jobs[0].Posted,
		N:      len(jobs),
		First:  jobs[0].Year,
		Last:   jobs[0].Year,
	}
	var logs, market []float64
	for _, j := range jobs {
		g.First, g.Last = min(g.First, j.Year), max(g.Last, j.Year)
		logs = append(logs, j.Log)
		market = append(market, b.market.marketAt(j.point()))
	}
	slices.Sort(logs)
	slices.Sort(market)
	g.P25, g.P50, g.P75 = math.Exp(quantile(logs, .25)), math.Exp(quantile(logs, .5)), math.Exp(quantile(logs, .75))
	g.Market = math.Exp(quantile(market, .5))
	return g
}

// spread fills the shapes and widths from residuals of filings that the models had not seen.
func (b *builder) spread(u unseen) {
	k := &b.table.kinds
	ofClass := make([][]int, len(classes))
	ofEmployer, ofRole := map[string][]int{}, map[string][]int{}
	all := make([]int, len(b.filings))
	for i, j := range b.filings {
		class := classOf(u.filings[i])
		ofClass[class] = append(ofClass[class], i)
		ofEmployer[j.Employer] = append(ofEmployer[j.Employer], i)
		ofRole[j.Role] = append(ofRole[j.Role], i)
		all[i] = i
	}
	for class, rows := range ofClass {
		k.widths[class] = width(u.joint, rows, 0, 0)
	}
	for i := range b.table.employers {
		e := &b.table.employers[i]
		typical := k.widths[classOf(e.Filed)]
		e.width = typical
		if e.Filed >= MinFilings {
			e.width = width(u.joint, ofEmployer[e.Code], widthPrior, typical)
		}
	}
	for class, rows := range ofClass {
		k.shapes[class] = shapeOf(rows, u.joint, func(i int) float64 {
			if e := b.table.byCode[b.filings[i].Employer]; e != nil {
				return e.width
			}
			return k.widths[0]
		})
	}
	k.marketWidth = width(u.market, all, 0, 0)
	k.roleWidths = map[string]float64{}
	for role, rows := range ofRole {
		k.roleWidths[role] = width(u.market, rows, widthPrior, k.marketWidth)
	}
	k.marketShape = shapeOf(all, u.market, func(i int) float64 { return k.roleWidths[b.filings[i].Role] })
}

// widthPrior is how many filings the width of others counts for in an employer's own.
const widthPrior = 8

// width returns the mean absolute residual of rows, drawn towards a typical one as if prior rows more had it.
func width(residuals []float64, rows []int, prior, typical float64) float64 {
	sum, n := prior*typical, prior
	for _, i := range rows {
		sum += min(math.Abs(residuals[i]), widest)
		n++
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// alike fills what employers of an industry and a size pay, each counting once.
func (b *builder) alike() {
	var some []*Employer
	for i := range b.table.employers {
		if e := &b.table.employers[i]; e.Evident() {
			some = append(some, e)
		}
	}
	logs := make([]float64, len(some))
	for i, e := range some {
		logs[i] = e.effect.log
	}
	industry := newGrouping("industry", len(some), func(i int) string { return some[i].Industry })
	size := newGrouping("size", len(some), func(i int) string { return some[i].OrgSize })
	m := fitMixed(logs, []*grouping{industry, size})
	k := &b.table.kinds
	k.mean, k.between = m.mean, m.noise
	k.industry, k.orgSize = industry.byKey(), size.byKey()
}

// Employers that lend people to others say in their filings that they sell computer services, engineering or
// staffing; they file much, at many places for how much they file, for analysts and programmers more than others do,
// and below the market. The bounds are a rule of this program: docs/company.md lists whom they single out.
const (
	outsourcingFilings = 300
	outsourcingSites   = 1.5 // places over the square root of filings
	outsourcingLent    = .25 // share of filings for the occupations of lentOccupations
	outsourcingBelow   = -.05
)

// lentOccupations are systems analysts, programmers and other computer occupations.
var lentOccupations = []string{"15-1211", "15-1251", "15-1299"}

func (b *builder) outsourcing() {
	for i := range b.table.employers {
		e := &b.table.employers[i]
		lent := 0
		for _, soc := range lentOccupations {
			lent += e.Hires(soc)
		}
		switch naics := b.identities[e.Code].NAICS; naics[:min(4, len(naics))] {
		case "5413", "5415", "5613":
			e.Outsourcing = e.Filings >= outsourcingFilings && e.Filed >= MinPeople &&
				float64(e.Sites) >= outsourcingSites*math.Sqrt(float64(e.Filed)) &&
				float64(lent) >= outsourcingLent*float64(e.Filings) &&
				e.effect.log-b.table.kinds.typical <= outsourcingBelow
		}
	}
}
