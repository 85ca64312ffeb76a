package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/backpay/backpay/internal/office"
)

// buildCities makes effects.tsv of package place: what places pay beside their country, from whatever states it,
// drawn by how unsure it is towards what a place of its size pays. It states how well that foretells people who
// were left out, and how much of an official difference of the USA shows in filings.
func buildCities(dataDir, repoDir string) error {
	geo, err := readGeography(filepath.Join(dataDir, "reference", "geonames-cities15000-2026-05.zip"))
	if err != nil {
		return err
	}
	people, err := residents(dataDir)
	if err != nil {
		return err
	}
	geo.concentration = concentration(people, geo)
	size, err := sizeSlopes(filepath.Join(dataDir, "brentozar", "2017-2025.csv.gz"), geo)
	if err != nil {
		return err
	}
	filed, err := filedSlopes(dataDir)
	if err != nil {
		return err
	}
	r := &cityReport{geo: geo, size: size, filed: filed}
	r.head()
	effects := r.stated(people)
	for _, e := range size.classCities(geo, r.spread) {
		if !slices.ContainsFunc(effects, func(other cityEffect) bool { return other.place == e.place }) {
			effects = append(effects, e)
		}
	}
	effects = append(effects, unstated(effects, geo, size, r.spread)...)
	effects = append(effects, cityEffect{
		place: "US-counties", kind: "damping", source: "lca", log: filed.county.fit.slope, err: filed.county.spread,
	})
	r.foot(effects)
	return os.WriteFile(filepath.Join(repoDir, "internal", "place", "effects.tsv"), r.out.Bytes(), 0o644)
}

// cityReport writes the table, which says at its head how it was made and how it does.
type cityReport struct {
	out    bytes.Buffer
	geo    *geography
	size   sizeFit
	filed  filedFit
	spread float64 // between cities of one size, the median over countries
}

func (r *cityReport) head() {
	fmt.Fprintf(&r.out, `# What a place pays beside its country, as the logarithm of the ratio, by make reference; docs/data.md says how.
# People concentrate in cities as population to the power of %.2f. A city e times as large pays %.3f more (± %.3f,
# and %.3f between countries), by %d people of the Data Professional Salary Survey.
`, r.geo.concentration, r.size.slope, r.size.err, r.size.between, r.size.people)
}

// stated returns the effects of the places that surveys and offices state.
func (r *cityReport) stated(people []resident) (effects []cityEffect) {
	var between []float64
	for _, source := range placeSources {
		group := ofSource(people, source)
		fit := fitCities(group, r.geo, r.size)
		test := heldOutSlope(group, r.geo, r.size)
		fmt.Fprintf(&r.out, `# %s, %s: fitted to half of the people, the effects foretell the other half with a slope of %.2f (± %.2f);
# cities of one size spread by %.3f, and one e times as large pays %.3f more.
`, source, group[0].country, test.slope, test.err, math.Sqrt(fit.tau2), fit.slope)
		effects = append(effects, fit.effects...)
		between = append(between, math.Sqrt(fit.tau2))
	}
	canada := canadianCities(r.geo, r.size)
	r.spread = median(append(between, math.Sqrt(canada.tau2)))
	return append(append(effects, canada.effects...), americanMetros(r.filed)...)
}

func (r *cityReport) foot(effects []cityEffect) {
	f := r.filed
	fmt.Fprintf(&r.out, `# Cities that no source states have the effect of their size and a spread of %.3f.
# USA: filed wages follow official differences with a slope of %.2f (± %.2f) for OEWS by metropolitan area and of
# %.2f (± %.2f) for prevailing wages by county; each place damped by what the others say, with
# %.2f (± %.2f) and %.2f (± %.2f). For the means of states it is %.2f (± %.2f), which is not damped.
`, r.spread, f.metro.fit.slope, f.metro.fit.err, f.county.fit.slope, f.county.fit.err,
		f.metro.test.slope, f.metro.test.err, f.county.test.slope, f.county.test.err, f.state.slope, f.state.err)
	slices.SortFunc(effects, func(a, b cityEffect) int { return cmp.Compare(a.place, b.place) })
	r.out.WriteString("place\tlog\terror\tpeople\tkind\tsource\n")
	for _, e := range effects {
		fmt.Fprintf(&r.out, "%s\t%.3f\t%.3f\t%d\t%s\t%s\n", e.place, e.log, e.err, e.people, e.kind, e.source)
	}
}

// cityEffect is a place's effect and what made it.
type cityEffect struct {
	place, kind, source string
	log, err            float64
	people              int
}

// cityFit is what became of one country's cities: the line that they spread around, and each of them.
type cityFit struct {
	intercept, slope, tau2 float64
	effects                []cityEffect
}

// cityMean is what the people of a city earn beside those of other cities.
type cityMean struct {
	place    string
	size     float64 // log of the people of the largest city around
	log, err float64
	people   int
}

// minCityPeople is how many people of a place an effect of its own takes.
const minCityPeople = 5

// fitCities draws each city's mean, everything else that the people state being equal, towards that of a city of
// its size, and takes it from the country's own level: nationwide surveys hold people as they live, those of a few
// cities do not, so that theirs is that of people who live as in nationwide ones.
func fitCities(people []resident, geo *geography, size sizeFit) cityFit {
	country, source := people[0].country, people[0].source
	var list []cityMean
	shares := map[string]float64{}
	for place, c := range adjusted(people) {
		if c.people >= minCityPeople && geo.size[place] > 0 {
			c.place, c.size = place, math.Log(geo.size[place])
			list = append(list, c)
			shares[place] = float64(c.people)
		}
	}
	if !nationwide[source] {
		shares = geo.shares(country)
	}
	fit := empiricalBayes(list, size)
	own := map[string]float64{}
	for _, e := range fit.effects {
		own[e.place] = e.log
	}
	level, total := 0., 0.
	for _, place := range slices.Sorted(maps.Keys(shares)) {
		log, ok := own[place]
		if !ok {
			log = fit.intercept + fit.slope*math.Log(geo.size[place])
		}
		level, total = level+shares[place]*log, total+shares[place]
	}
	for i := range fit.effects {
		e := &fit.effects[i]
		e.log, e.kind, e.source = e.log-level/total, "people", source
	}
	return fit
}

// heldOutSlope fits the cities to every second person and returns the slope with which they foretell the others'
// means.
func heldOutSlope(people []resident, geo *geography, size sizeFit) slope {
	var halves [2][]resident
	for i, p := range people {
		halves[i%2] = append(halves[i%2], p)
	}
	foretold := fitCities(halves[0], geo, size)
	others := adjusted(halves[1])
	var points []point
	for _, e := range foretold.effects {
		if c, ok := others[e.place]; ok {
			points = append(points, point{x: e.log, y: c.log, weight: float64(c.people), cluster: e.place})
		}
	}
	return regress(points)
}

// empiricalBayes fits log = intercept + slope × size with a spread between cities (Paule and Mandel 1982) and a
// slope for which all countries' is a prior, and draws each city towards the line by how unsure it is (Morris
// 1983).
func empiricalBayes(list []cityMean, size sizeFit) cityFit {
	slices.SortFunc(list, func(a, b cityMean) int { return cmp.Compare(a.place, b.place) })
	var fit cityFit
	excess := func(tau2 float64) float64 {
		fit.intercept, fit.slope = line(list, tau2, size)
		sum := -float64(len(list) - 2)
		for _, c := range list {
			d := c.log - fit.intercept - fit.slope*c.size
			sum += d * d / (c.err*c.err + tau2)
		}
		return sum
	}
	if low, high := 0., 1.; excess(0) > 0 {
		for range 60 {
			if middle := (low + high) / 2; excess(middle) > 0 {
				low = middle
			} else {
				high = middle
			}
		}
		fit.tau2 = high
	}
	fit.intercept, fit.slope = line(list, fit.tau2, size)
	for _, c := range list {
		keep := fit.tau2 / (fit.tau2 + c.err*c.err)
		prior := fit.intercept + fit.slope*c.size
		fit.effects = append(fit.effects, cityEffect{
			place: c.place, log: prior + keep*(c.log-prior), err: math.Sqrt(keep) * c.err, people: c.people,
		})
	}
	return fit
}

// line is a weighted regression on size whose slope has a normal prior.
func line(list []cityMean, tau2 float64, size sizeFit) (intercept, slope float64) {
	var sw, sx, sy, sxx, sxy float64
	for _, c := range list {
		w := 1 / (c.err*c.err + tau2)
		sw, sx, sy = sw+w, sx+w*c.size, sy+w*c.log
		sxx, sxy = sxx+w*c.size*c.size, sxy+w*c.size*c.log
	}
	mx, my := sx/sw, sy/sw
	information := 1 / (size.between*size.between + size.err*size.err)
	slope = (sxy - sw*mx*my + information*size.slope) / (sxx - sw*mx*mx + information)
	return my - slope*mx, slope
}

// canadians are the two occupations that developers of Canada are counted under.
var canadians = []string{"NOC 21231", "NOC 21232"}

// canadianCities takes Canada's cities and provinces from its official medians, of developers and of engineers. How
// unsure these are the office does not state: by how much the two occupations differ in one region says so.
func canadianCities(geo *geography, size sizeFit) cityFit {
	nation, logs := map[string]float64{}, map[string][]float64{}
	for _, f := range office.Figures() {
		if f.Country == "CA" && f.Place == "" {
			nation[f.Occupation] = f.P50
		}
	}
	for _, f := range office.Figures() {
		if f.Place != "" && slices.Contains(canadians, f.Occupation) {
			logs[f.Place] = append(logs[f.Place], math.Log(f.P50/nation[f.Occupation]))
		}
	}
	squares, pairs := 0., 0.
	for _, l := range logs {
		if len(l) == len(canadians) {
			squares, pairs = squares+(l[0]-l[1])*(l[0]-l[1])/2, pairs+1
		}
	}
	var list []cityMean
	for place, l := range logs {
		c := cityMean{place: place, err: math.Sqrt(squares / pairs / float64(len(l)))}
		for _, v := range l {
			c.log += v / float64(len(l))
		}
		if c.size = math.Log(geo.size[place]); geo.size[place] > 0 {
			list = append(list, c)
		}
	}
	fit := empiricalBayes(list, size)
	for i := range fit.effects {
		fit.effects[i].kind, fit.effects[i].source = "official", "official"
	}
	return fit
}

// americanMetros takes the metropolitan areas of the USA from OEWS, damped by how much of a difference shows in
// filings.
func americanMetros(filed filedFit) (effects []cityEffect) {
	nation := 0.
	for _, f := range office.Figures() {
		if f.Office == "bls_oews" && f.Place == "" {
			nation = f.Mean
		}
	}
	for _, f := range office.Figures() {
		if f.Office == "bls_oews" && f.Place != "" {
			log := math.Log(f.Mean / nation)
			effects = append(effects, cityEffect{
				place: f.Place, kind: "official", source: "oews", log: filed.metro.fit.slope * log,
				err: math.Hypot(filed.metro.fit.err*log, filed.metro.spread), people: int(f.People),
			})
		}
	}
	return effects
}

// Cities that no source states have an effect where they have this many people, or are the first of their country.
const minUnstated = 300_000

// unstated gives the other large cities of the world the effect of the city that they are near, or else of their
// size, against people who live as in nationwide surveys.
func unstated(stated []cityEffect, geo *geography, size sizeFit, spread float64) (effects []cityEffect) {
	known := map[string]cityEffect{}
	for _, e := range stated {
		known[e.place] = e
	}
	for _, country := range slices.Sorted(maps.Keys(geo.cities)) {
		shares, own := geo.shares(country), size.of(country)
		level, total := 0., 0.
		for _, place := range slices.Sorted(maps.Keys(shares)) {
			level, total = level+shares[place]*math.Log(geo.size[place]), total+shares[place]
		}
		for i, place := range geo.cities[country] {
			if _, ok := known[place]; ok || i > 0 && geo.people[place] < minUnstated {
				continue
			}
			if e, ok := known[geo.near[place]]; ok {
				effects = append(effects, cityEffect{place: place, kind: "near", source: e.source, log: e.log,
					err: math.Hypot(e.err, spread)})
				continue
			}
			more := math.Log(geo.size[place]) - level/total
			effects = append(effects, cityEffect{
				place: place, kind: "size", source: "brentozar",
				log: own.slope * more, err: math.Hypot(spread, more*own.err),
			})
		}
	}
	return effects
}
