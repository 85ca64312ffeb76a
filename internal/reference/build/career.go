package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/career"
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/stackoverflow"
	"github.com/backpay/backpay/internal/subset"
	"github.com/backpay/backpay/internal/taxonomy"
)

// The bounds of what is embedded of careers.
const (
	careerSince  = 2022 // the first year whose records tell of today's people
	topEmployers = 30
	topTitles    = 8
	leastFilings = 10 // of a title or an employer that is named
	maxRelated   = 10
)

// buildCareer makes internal/reference/data/career.json.gz: what O*NET, BLS, the LCA disclosure and the surveys
// say of careers. docs/career.md says what is done with each.
func buildCareer(dataDir, repoDir string) error {
	t := &career.Table{}
	roles := map[string]string{} // the occupation of O*NET of each role that has one
	for _, role := range taxonomy.Roles.Codes() {
		if code := career.OccupationOf(role, taxonomy.SOC(role)); code != "" {
			roles[role] = code
		}
	}
	if err := occupations(t, filepath.Join(dataDir, "onet-27.0"), roles); err != nil {
		return err
	}
	if err := outlooks(t, filepath.Join(dataDir, "reference", "employment-projections-2024-34.xlsx")); err != nil {
		return err
	}
	if err := filings(t, filepath.Join(dataDir, "lca")); err != nil {
		return err
	}
	if err := people(t, dataDir); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Write(&b); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(repoDir, "internal", "reference", "data", "career.json.gz"), b.Bytes(), 0o644)
}

// eachNamed calls do with a function that reads the named columns of every row of a table.
func eachNamed(name string, opt source.TableOptions, columns []string, do func(field func(string) string) error) error {
	in, err := source.Open(context.Background(), name, source.Options{})
	if err != nil {
		return err
	}
	defer in.Close()
	opt.Required = columns
	table, err := source.NewTable(in, opt)
	if err != nil {
		return err
	}
	at := map[string]source.Column{}
	for _, c := range columns {
		at[c] = table.Column(c)
	}
	rows := 0
	for ; table.Next(); rows++ {
		if err := do(func(c string) string { return table.Field(at[c]) }); err != nil {
			return fmt.Errorf("%s: %w", table.Place(), err)
		}
	}
	if rows == 0 && table.Err() == nil {
		return fmt.Errorf("%s: no rows", name)
	}
	return table.Err()
}

// number reads a number of a publisher's table; its dashes for "not known" are 0.
func number(s string) (float64, error) {
	switch s {
	case "", "n/a", "—", "-":
		return 0, nil
	}
	return strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
}

// occupations reads O*NET: the occupations of roles.
func occupations(t *career.Table, dir string, roles map[string]string) error {
	const code = "O*NET-SOC Code"
	wanted := map[string]bool{}
	for _, c := range roles {
		wanted[c] = true
	}
	t.Occupations = map[string]career.Occupation{}
	titles := map[string]string{}
	zones := map[string][3]string{}
	levels := map[string]string{}
	files := []struct {
		name    string
		columns []string
		row     func(o *career.Occupation, field func(string) string) error // o is nil where the occupation is not wanted
	}{
		{"Occupation Data", []string{code, "Title", "Description"}, func(_ *career.Occupation, field func(string) string) error {
			c := field(code)
			titles[c] = field("Title")
			if wanted[c] {
				t.Occupations[c] = career.Occupation{Code: c, Title: field("Title"), Description: field("Description")}
			}
			return nil
		}},
		{"Task Statements", []string{code, "Task ID", "Task", "Task Type", "Date"}, func(o *career.Occupation, field func(string) string) error {
			if o != nil {
				kind := field("Task Type")
				if kind == "n/a" {
					kind = ""
				}
				o.Tasks = append(o.Tasks, career.Task{ID: field("Task ID"), Text: field("Task"), Kind: kind, Date: field("Date")})
			}
			return nil
		}},
		{"Technology Skills", []string{code, "Example", "Hot Technology"}, func(o *career.Occupation, field func(string) string) error {
			if o != nil && field("Hot Technology") == "Y" {
				o.Technologies = append(o.Technologies, field("Example"))
			}
			return nil
		}},
		{"Job Zone Reference", []string{"Job Zone", "Name", "Education", "Experience"}, func(_ *career.Occupation, field func(string) string) error {
			zones[field("Job Zone")] = [3]string{field("Name"), field("Education"), field("Experience")}
			return nil
		}},
		{"Job Zones", []string{code, "Job Zone"}, func(o *career.Occupation, field func(string) string) error {
			if o == nil {
				return nil
			}
			z := zones[field("Job Zone")]
			o.ZoneName, o.ZoneEducation, o.ZoneExperience = z[0], z[1], z[2]
			var err error
			o.Zone, err = strconv.Atoi(field("Job Zone"))
			return err
		}},
		{"Education, Training, and Experience Categories", []string{"Scale ID", "Category", "Category Description"}, func(_ *career.Occupation, field func(string) string) error {
			if field("Scale ID") == "RL" {
				short, _, _ := strings.Cut(field("Category Description"), " - ")
				levels[field("Category")] = short
			}
			return nil
		}},
		{"Education, Training, and Experience", []string{code, "Scale ID", "Category", "Data Value", "N", "Date"}, func(o *career.Occupation, field func(string) string) error {
			if o == nil || field("Scale ID") != "RL" {
				return nil
			}
			share, err := number(field("Data Value"))
			if err != nil {
				return err
			}
			n, err := number(field("N"))
			if err != nil || n < career.MinPeople {
				return err
			}
			o.EducationN, o.EducationDate = int(n), field("Date")
			if share > 0 {
				o.Education = append(o.Education, career.Education{Level: levels[field("Category")], Share: share / 100})
			}
			return nil
		}},
		{"Related Occupations", []string{code, "Related O*NET-SOC Code"}, func(o *career.Occupation, field func(string) string) error {
			if o != nil && len(o.Related) < maxRelated {
				c := field("Related O*NET-SOC Code")
				o.Related = append(o.Related, career.Related{Code: c, Title: titles[c]})
			}
			return nil
		}},
	}
	for _, f := range files {
		err := eachNamed(filepath.Join(dir, f.name+".txt.gz"), source.TableOptions{}, f.columns, func(field func(string) string) error {
			if !slices.Contains(f.columns, code) {
				return f.row(nil, field)
			}
			o, ok := t.Occupations[field(code)]
			if !ok {
				return f.row(nil, field)
			}
			err := f.row(&o, field)
			t.Occupations[o.Code] = o
			return err
		})
		if err != nil {
			return err
		}
	}
	// What O*NET rates as the core of the work goes first, and otherwise its own order stays.
	rank := map[string]int{"Core": 0, "": 1, "Supplemental": 2}
	for _, c := range t.Occupations {
		slices.SortStableFunc(c.Tasks, func(a, b career.Task) int { return rank[a.Kind] - rank[b.Kind] })
	}
	return nil
}

// outlooks reads table 1.2 of the BLS projections: the occupations of SOC that those of O*NET are part of,
// and those that earlier projections were of.
func outlooks(t *career.Table, name string) error {
	wanted := map[string]bool{"15-1251": true, "15-1253": true, "15-1254": true, "15-1255": true}
	for _, role := range taxonomy.Roles.Codes() {
		wanted[taxonomy.SOC(role)] = true
	}
	for c := range t.Occupations {
		wanted[c[:len("15-1252")]] = true
	}
	columns := []string{
		"2024 National Employment Matrix title", "2024 National Employment Matrix code", "Employment, 2024", "Employment, 2034",
		"Employment change, numeric, 2024–34", "Employment change, percent, 2024–34", "Occupational openings, 2024–34 annual average",
		"Median annual wage, dollars, 2024[1]", "Typical education needed for entry", "Work experience in a related occupation",
		"Typical on-the-job training needed to attain competency in the occupation",
	}
	delete(wanted, "") // a role without an occupation
	t.Outlooks = map[string]career.Outlook{}
	return eachNamed(name, source.TableOptions{Sheet: "Table 1.2", Skip: 1}, columns, func(field func(string) string) error {
		soc := field(columns[1])
		if !wanted[soc] {
			return nil
		}
		o := career.Outlook{
			SOC: soc, Title: strings.TrimSpace(field(columns[0])), From: 2024, To: 2034,
			Education: field(columns[8]), Experience: field(columns[9]), Training: field(columns[10]),
		}
		for i, into := range []*float64{&o.Employed, &o.Projected, &o.Change, &o.ChangePercent, &o.Openings, &o.Wage} {
			v, err := number(strings.TrimPrefix(field(columns[i+2]), ">="))
			if err != nil {
				return err
			}
			*into = v
		}
		t.Outlooks[soc] = o
		return nil
	})
}

// formerSOC are the codes of the SOC of 2010, which employers still file under, and what they are in that of
// 2018.
var formerSOC = map[string]string{
	"15-1111": "15-1221", "15-1121": "15-1211", "15-1122": "15-1212", "15-1131": "15-1251", "15-1132": "15-1252",
	"15-1133": "15-1252", "15-1134": "15-1254", "15-1141": "15-1242", "15-1142": "15-1244", "15-1143": "15-1241",
	"15-1151": "15-1232", "15-1152": "15-1231", "15-1199": "15-1299",
}

// filings reads the labour condition applications of employers and of titles.
func filings(t *career.Table, dir string) error {
	employers := map[string]map[string]int{}
	broken := 0 // rows whose name has a tab in it
	count := func(field func(string) string) (int, error) {
		n, err := strconv.Atoi(field("filings"))
		if err == nil {
			return n, nil
		}
		if broken++; broken > 100 {
			return 0, err
		}
		return 0, nil
	}
	err := eachNamed(filepath.Join(dir, "employer-soc15-fy2022-2025.tsv.gz"), source.TableOptions{}, []string{"employer", "soc", "filings"}, func(field func(string) string) error {
		n, err := count(field)
		if err != nil || n == 0 {
			return err
		}
		soc := field("soc")
		soc = soc[:min(len("15-1252"), len(soc))]
		soc = cmp.Or(formerSOC[soc], soc)
		if employers[soc] == nil {
			employers[soc] = map[string]int{}
		}
		employers[soc][field("employer")] += n
		return nil
	})
	if err != nil {
		return err
	}
	t.Filings = map[string]career.Filings{}
	for soc, of := range employers {
		if _, ok := t.Outlooks[soc]; !ok {
			continue
		}
		f := career.Filings{Employers: len(of), Top: most(of, topEmployers)}
		for _, n := range of {
			f.Filings += n
		}
		t.Filings[soc] = f
	}
	titles := map[string]map[string]int{}
	err = eachNamed(filepath.Join(dir, "title-soc-fy2022-2025.tsv.gz"), source.TableOptions{}, []string{"title", "filings"}, func(field func(string) string) error {
		n, err := count(field)
		if err != nil || n < leastFilings {
			return err
		}
		m := taxonomy.Title(field("title"))
		if m.Role == "" {
			return nil
		}
		level := m.Level
		if m.Role == career.ManagementRole {
			level = ""
		}
		key := career.TitleKey(m.Role, level)
		if titles[key] == nil {
			titles[key] = map[string]int{}
		}
		titles[key][field("title")] += n
		return nil
	})
	if err != nil {
		return err
	}
	t.Titles = map[string][]career.Count{}
	for key, of := range titles {
		t.Titles[key] = most(of, topTitles)
	}
	return nil
}

// most returns what was counted most often.
func most(of map[string]int, limit int) []career.Count {
	var counts []career.Count
	for name, n := range of {
		if n >= leastFilings {
			counts = append(counts, career.Count{Name: name, N: n})
		}
	}
	slices.SortFunc(counts, func(a, b career.Count) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Name, b.Name)) })
	return counts[:min(limit, len(counts))]
}

// people reads the surveys: shares by degree and skill, and what the ways in earn.
func people(t *career.Table, dataDir string) error {
	directory, err := os.MkdirTemp("", "backpay-career-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	if _, err := importAll(dataDir, directory); err != nil {
		return err
	}
	l, err := library.Open(library.Config{Data: directory})
	if err != nil {
		return err
	}
	shares := career.NewShareBuilder()
	var workers []career.Worker
	seniors := map[string][]*dataset.Record{} // by country
	for r, err := range l.Records(context.Background(), dataset.Filter{}) {
		if err != nil {
			return err
		}
		if r.Year < careerSince {
			continue
		}
		if n, known := r.Years.Get(); known && taxonomy.LevelOfYears(n) == "senior" && r.Basis == pay.Gross { // whom gross answers are of
			one := r.Clone()
			seniors[""], seniors[r.Country] = append(seniors[""], &one), append(seniors[r.Country], &one)
		}
		shares.Add(r, r.Source == stackoverflow.Source.Name) // the others ask for the main skill, or for few
		if w, ok := worker(r); ok {
			if r.Education != "" {
				w.Base = r.Education == career.BaseWay
				w.Ways = []string{schooling(r.Education)}
			}
			workers = append(workers, w)
		}
	}
	t.Seniority = map[string]career.Seniority{}
	for country, records := range seniors {
		if len(records) >= career.MinShared {
			t.Seniority[country] = seniority(records)
		}
	}
	t.Shares = shares.Shares()
	learned, err := learnedIn2017(filepath.Join(dataDir, "stackoverflow", "2017-head.csv.gz"))
	if err != nil {
		return err
	}
	t.Ways = career.Ways(append(workers, learned...))
	return nil
}

// seniority returns how long seniors have worked.
func seniority(records []*dataset.Record) career.Seniority {
	s := career.Seniority{N: len(records), First: records[0].Year}
	var years []float64
	for _, r := range records {
		n, _ := r.Years.Get()
		years = append(years, n)
		s.First, s.Last = min(s.First, r.Year), max(s.Last, r.Year)
		if !slices.Contains(s.Sources, r.Source) {
			s.Sources = append(s.Sources, r.Source)
		}
	}
	slices.Sort(years)
	slices.Sort(s.Sources)
	s.Years = math.Round(career.Median(years))
	return s
}

// worker returns what the ways in are told of: ok is false for a record without years or comparable pay.
func worker(r *dataset.Record) (w career.Worker, ok bool) {
	years, known := r.Years.Get()
	v, err := subset.Comparable(r)
	if !known || err != nil || !(v > 0) || r.Basis != pay.Gross || r.Employment == "freelance" {
		return w, false
	}
	return career.Worker{Source: r.Source, Year: r.Year, Country: r.Country, Years: years, Pay: v}, true
}

// schooling is the way in that a degree is.
func schooling(education string) string {
	switch education {
	case "professional": // which the surveys since 2022 do not tell from a doctorate
		return "doctorate"
	case "none", "secondary", "some-college":
		return "no-degree"
	}
	return education
}

// learnedIn2017 reads the survey of 2017, the only one at hand that asks enough people how they learned
// outside school: a boot camp or by themselves. Its rows are read twice side by side, by the importer for what
// they earn and here for how they learned.
func learnedIn2017(name string) ([]career.Worker, error) {
	in, err := source.Open(context.Background(), name, source.Options{})
	if err != nil {
		return nil, err
	}
	defer in.Close()
	beside, err := source.Open(context.Background(), name, source.Options{})
	if err != nil {
		return nil, err
	}
	defer beside.Close()
	table, err := source.NewTable(beside, source.TableOptions{Required: []string{"Country", "EducationTypes"}})
	if err != nil {
		return nil, err
	}
	s := &learners{table: table, country: table.Column("Country"), learned: table.Column("EducationTypes")}
	if err := stackoverflow.Source.Read(context.Background(), in, s); err != nil {
		return nil, err
	}
	if table.Next() || table.Err() != nil {
		return nil, errors.Join(fmt.Errorf("%s: the two readings end apart", name), table.Err())
	}
	return s.workers, nil
}

// learners takes the records of the survey of 2017, with each the row that it came from.
type learners struct {
	table            *source.Table
	country, learned source.Column
	workers          []career.Worker
}

func (s *learners) Record(r *dataset.Record) error {
	if !s.table.Next() {
		return errors.Join(errors.New("the two readings of the survey of 2017 end apart"), s.table.Err())
	}
	if code, ok := taxonomy.Countries.Parse(s.table.Field(s.country)); ok && r.Country != "" && code != r.Country {
		return fmt.Errorf("%s: the two readings are of different people", s.table.Place())
	}
	w, ok := worker(r)
	if r.Excluded != "" || !ok {
		return nil
	}
	w.Base = r.Education == career.BaseWay
	if learned := s.table.Field(s.learned); learned != "" && learned != "NA" && r.Education != "" {
		without := !career.Degree(r.Education) && r.Education != "associate"
		ways := map[string]bool{}
		for how := range strings.SplitSeq(learned, ";") {
			ways[strings.TrimSpace(how)] = true
		}
		switch {
		case ways["Bootcamp"]:
			w.Ways = []string{"bootcamp"}
			if without {
				w.Ways = append(w.Ways, "bootcamp-no-degree")
			}
		case ways["Self-taught"] && without:
			w.Ways = []string{"self-taught-no-degree"}
		}
	}
	s.workers = append(s.workers, w)
	return nil
}

func (s *learners) Cell(*dataset.Cell) error { return nil }
