package main

import (
	"archive/zip"
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/source/brentozar"
	"github.com/backpay/backpay/internal/taxonomy"
)

// geography is how many people live in and around the places of package taxonomy.
type geography struct {
	people map[string]float64  // of the city itself
	size   map[string]float64  // of the largest city within nearby, which people count themselves to
	near   map[string]string   // that city, where it is another
	cities map[string][]string // of each country, the largest first

	concentration float64 // see concentration
}

// nearby is how far away a city is that people count themselves to: the survey that tells pay by size of city asks
// for the largest within 20 miles.
const nearby = 32.2 // kilometres

// spot is a city on the map.
type spot struct {
	place               string
	people              float64
	latitude, longitude float64 // in radians
}

func readGeography(path string) (*geography, error) {
	spots, err := readSpots(path)
	if err != nil {
		return nil, err
	}
	g := &geography{
		people: map[string]float64{}, size: map[string]float64{}, near: map[string]string{}, cities: map[string][]string{},
	}
	for country, list := range spots {
		slices.SortStableFunc(list, func(a, b spot) int { return cmp.Compare(b.people, a.people) })
		for _, s := range list {
			if g.people[s.place] > 0 {
				continue // a smaller one of the same name
			}
			g.people[s.place], g.size[s.place] = s.people, s.people
			g.cities[country] = append(g.cities[country], s.place)
			for _, larger := range list {
				if larger.people <= s.people {
					break
				}
				if distance(s, larger) <= nearby {
					g.size[s.place], g.near[s.place] = larger.people, larger.place
					break
				}
			}
		}
	}
	// A province counts as its largest city does.
	for region, city := range map[string]string{
		"CA-AB": "CA-calgary", "CA-BC": "CA-vancouver", "CA-MB": "CA-winnipeg", "CA-NB": "CA-moncton",
		"CA-NL": "CA-st-john-s", "CA-NS": "CA-halifax", "CA-ON": "CA-toronto", "CA-QC": "CA-montreal",
		"CA-SK": "CA-saskatoon",
	} {
		g.size[region] = g.size[city]
	}
	return g, nil
}

// readSpots reads the cities outside the USA that package taxonomy knows by the name they have here.
func readSpots(path string) (map[string][]spot, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("reading cities: %w", err)
	}
	defer z.Close()
	f, err := z.Open("cities15000.txt")
	if err != nil {
		return nil, fmt.Errorf("reading cities: %w", err)
	}
	defer f.Close()
	spots := map[string][]spot{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		cell := strings.Split(lines.Text(), "\t")
		if len(cell) != 19 || cell[7] == "PPLX" || cell[8] == "US" {
			continue
		}
		place, _, ok := taxonomy.Place(cell[8], cell[1])
		if !ok {
			continue
		}
		var n [3]float64
		for i, text := range []string{cell[14], cell[4], cell[5]} {
			if n[i], err = strconv.ParseFloat(text, 64); err != nil {
				return nil, fmt.Errorf("reading cities: %w", err)
			}
		}
		if n[0] > 0 {
			spots[cell[8]] = append(spots[cell[8]], spot{place, n[0], n[1] * math.Pi / 180, n[2] * math.Pi / 180})
		}
	}
	return spots, lines.Err()
}

// distance is along the surface of the Earth, in kilometres, by the haversine formula.
func distance(a, b spot) float64 {
	const radius = 6371
	h := math.Pow(math.Sin((a.latitude-b.latitude)/2), 2) +
		math.Cos(a.latitude)*math.Cos(b.latitude)*math.Pow(math.Sin((a.longitude-b.longitude)/2), 2)
	return 2 * radius * math.Asin(min(1, math.Sqrt(h)))
}

// shares says how the people of a country who do this work spread over its cities, by their population.
func (g *geography) shares(country string) map[string]float64 {
	shares := map[string]float64{}
	for _, place := range g.cities[country] {
		shares[place] = math.Pow(g.people[place], g.concentration)
	}
	return shares
}

// sizeFit is how pay goes with the size of a city.
type sizeFit struct {
	slope, err, between float64 // of log pay on log people, over countries; its error, and its spread between them
	people              int
	countries           map[string]slope // of those with enough people, drawn towards all
	classes             []sizeClass
}

// of returns the slope of a country, with its error.
func (s sizeFit) of(country string) slope {
	if own, ok := s.countries[country]; ok {
		return own
	}
	return slope{s.slope, math.Hypot(s.err, s.between)}
}

// sizeClass is what people near a city of some size earn beside the others of their country.
type sizeClass struct {
	country, class string
	size           float64 // log of the people of such a city there
	cityMean
}

// sizeClasses are the answers to how large the largest city within 20 miles is, by their first number of people.
var sizeClasses = map[string]float64{
	"<= 20,000 (town)": 0, "20K-99K (large town)": 20_000, "100K-299K (city)": 100_000, "300K-1M (large city)": 300_000,
	"1M+ (metropolis)": 1_000_000,
}

// minSizePeople is how many people of the survey a country's own slope takes.
const minSizePeople = 100

// sizeSlopes learns how pay goes with the size of a city from the survey that asks for it, country by country, and
// pools the slopes with a spread between countries (DerSimonian and Laird 1986).
func sizeSlopes(path string, geo *geography) (sizeFit, error) {
	people, err := sizedPeople(path)
	if err != nil {
		return sizeFit{}, err
	}
	fit := sizeFit{people: len(people), countries: map[string]slope{}}
	fit.classes = classMeans(people, geo)
	byCountry := map[string][]sizeClass{}
	for _, c := range fit.classes {
		byCountry[c.country] = append(byCountry[c.country], c)
	}
	var slopes []slope
	for _, country := range slices.Sorted(maps.Keys(byCountry)) {
		if s, people := slopeOf(byCountry[country]); people >= minSizePeople {
			fit.countries[country] = s
			slopes = append(slopes, s)
		}
	}
	fit.slope, fit.err, fit.between = pooled(slopes)
	for country, s := range fit.countries {
		keep := fit.between * fit.between / (fit.between*fit.between + s.err*s.err)
		fit.countries[country] = slope{
			slope: fit.slope + keep*(s.slope-fit.slope),
			err:   math.Hypot(math.Sqrt(keep)*s.err, (1-keep)*fit.err),
		}
	}
	return fit, nil
}

// sizedPeople reads the people who say how large the largest city near them is.
func sizedPeople(path string) (people []resident, err error) {
	answers, err := sizeAnswers(path)
	if err != nil {
		return nil, err
	}
	row := 0
	err = eachRecord(brentozar.Source, path, func(d *dataset.Record) {
		class := answers[min(row, len(answers)-1)]
		row++
		if _, known := sizeClasses[class]; !known || d.Excluded != "" || d.Employment == "freelance" ||
			len(d.Roles) == 0 {
			return
		}
		people = append(people, resident{
			source: d.Source, country: d.Country, place: d.Country + " " + class, log: math.Log(d.Pay),
			traits: [traitCount]string{d.Country, d.Roles[0], yearBand(d.Years), fmt.Sprint(d.Year)},
		})
	})
	if err == nil && row != len(answers) {
		err = fmt.Errorf("%s: %d records of %d rows", path, row, len(answers))
	}
	return people, err
}

// classMeans are the means of the classes with enough people, beside the others of their country.
func classMeans(people []resident, geo *geography) (classes []sizeClass) {
	means := adjusted(people)
	level, total := map[string]float64{}, map[string]float64{}
	for _, place := range slices.Sorted(maps.Keys(means)) {
		country, class, _ := strings.Cut(place, " ")
		if c := means[place]; c.people >= minCityPeople {
			level[country] += c.log * float64(c.people)
			total[country] += float64(c.people)
			size := geo.classSize(country, class)
			classes = append(classes, sizeClass{country: country, class: class, size: size, cityMean: c})
		}
	}
	for i := range classes {
		c := &classes[i]
		c.log -= level[c.country] / total[c.country]
	}
	return classes
}

// slopeOf is the weighted regression of a country's classes on their size, with the error that follows from theirs.
func slopeOf(classes []sizeClass) (s slope, people int) {
	var sw, sx, sxx, sxy float64
	for _, c := range classes {
		w := 1 / (c.err * c.err)
		sw, sx = sw+w, sx+w*c.size
		people += c.people
	}
	for _, c := range classes {
		w := 1 / (c.err * c.err)
		sxx += w * (c.size - sx/sw) * (c.size - sx/sw)
		sxy += w * (c.size - sx/sw) * c.log
	}
	return slope{sxy / sxx, 1 / math.Sqrt(sxx)}, people
}

// The least share of a class's people that a city must have for the class to be about it, and the people it takes.
const (
	mostOfClass   = .8
	minClassCount = 20
)

// classCities are the cities that are nearly alone in their class: who lives near a city of a million in the United
// Kingdom lives near London.
func (s sizeFit) classCities(geo *geography, spread float64) (effects []cityEffect) {
	mean, total := map[string]float64{}, map[string]float64{}
	for _, c := range s.classes {
		mean[c.country] += c.size * float64(c.people)
		total[c.country] += float64(c.people)
	}
	for _, c := range s.classes {
		city, share := geo.largestOf(c.country, c.class)
		if share < mostOfClass || c.people < minClassCount {
			continue
		}
		prior := s.of(c.country).slope * (c.size - mean[c.country]/total[c.country])
		keep := spread * spread / (spread*spread + c.err*c.err)
		effects = append(effects, cityEffect{
			place: city, kind: "people", source: brentozar.Source.Name, people: c.people,
			log: prior + keep*(c.log-prior), err: math.Sqrt(keep) * c.err,
		})
	}
	return effects
}

// inClass reports whether a city's size is of a class.
func inClass(size float64, class string) bool {
	from, to := sizeClasses[class], math.Inf(1)
	for _, other := range sizeClasses {
		if other > from {
			to = min(to, other)
		}
	}
	return size >= from && size < to
}

// largestOf is the city that most people of a class of a country live near, and their share of the class.
func (g *geography) largestOf(country, class string) (city string, share float64) {
	near := map[float64]float64{} // the people of the class by the size of the city they are near
	total := 0.
	for place, share := range g.shares(country) {
		if inClass(g.size[place], class) {
			near[g.size[place]] += share
			total += share
		}
	}
	for _, place := range g.cities[country] {
		if size := g.size[place]; g.people[place] == size && near[size]/total > share {
			city, share = place, near[size]/total
		}
	}
	return city, share
}

// classSize is the logarithm of the people of a class's cities in a country, each weighted by those who do this
// work. A class without a known city there stands for its first number of people and half as many more.
func (g *geography) classSize(country, class string) float64 {
	sum, weight := 0., 0.
	shares := g.shares(country)
	for _, place := range slices.Sorted(maps.Keys(shares)) {
		if size := g.size[place]; inClass(size, class) {
			sum, weight = sum+shares[place]*math.Log(size), weight+shares[place]
		}
	}
	if weight == 0 {
		return math.Log(max(10_000, 1.5*sizeClasses[class]))
	}
	return sum / weight
}

// sizeAnswers reads what each row says of the size of the city.
func sizeAnswers(path string) (answers []string, err error) {
	err = eachRowGzip(path, func(row map[string]string) error {
		answers = append(answers, row["PopulationOfLargestCityWithin20Miles"])
		return nil
	})
	return answers, err
}

// pooled is the mean of slopes with a spread between them.
func pooled(slopes []slope) (mean, err, between float64) {
	at := func(tau2 float64) (mean, weights, squares, q float64) {
		for _, s := range slopes {
			w := 1 / (s.err*s.err + tau2)
			weights, squares, mean = weights+w, squares+w*w, mean+w*s.slope
		}
		mean /= weights
		for _, s := range slopes {
			q += (s.slope - mean) * (s.slope - mean) / (s.err*s.err + tau2)
		}
		return mean, weights, squares, q
	}
	_, weights, squares, q := at(0)
	tau2 := max(0, (q-float64(len(slopes)-1))/(weights-squares/weights))
	mean, weights, _, _ = at(tau2)
	return mean, 1 / math.Sqrt(weights), math.Sqrt(tau2)
}
