package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/catalog"
)

// placeSources are the surveys that ask for the city, each of one country; nationwide says which of them hold
// people as they live there, rather than those of a few cities.
var (
	placeSources = []string{"dou", "it-salary-eu", "koodiklinikka", "colombia"}
	nationwide   = map[string]bool{"dou": true, "koodiklinikka": true, "colombia": true}
	homes        = map[string]string{"dou": "UA", "it-salary-eu": "DE", "koodiklinikka": "FI", "colombia": "CO"}
)

// resident is a person of whom the city is known.
type resident struct {
	source, country, place string
	traits                 [traitCount]string // what pay is held equal by
	log                    float64            // of the amount as it was given
}

// The traits of a resident: the question that was asked (survey, year, currency, period, component), role, years of
// experience, and level or whatever else tells people apart.
const (
	traitQuestion = iota
	traitRole
	traitYears
	traitOther
	traitCount
)

// yearBands are the bands of experience by their first year: finer than those of package taxonomy, since the first
// years differ most.
var yearBands = []float64{0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20}

func yearBand(y pay.Years) string {
	n, known := y.Get()
	if !known {
		return "unknown"
	}
	band := 0
	for i, first := range yearBands {
		if n >= first {
			band = i
		}
	}
	return fmt.Sprint(band)
}

// residents reads the people of every survey that asks for the city, in its own country.
func residents(dataDir string) (people []resident, err error) {
	for _, r := range records {
		if homes[r.source] == "" {
			continue
		}
		s, err := catalog.ByName(r.source)
		if err != nil {
			return nil, err
		}
		files, err := filepath.Glob(filepath.Join(dataDir, r.files))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("no files %s", r.files)
		}
		for _, file := range files {
			err := eachRecord(s, file, func(d *dataset.Record) {
				if d.Excluded != "" || d.Country != homes[r.source] || d.Place == "" || d.Employment == "freelance" {
					return
				}
				role := ""
				if len(d.Roles) > 0 {
					role = d.Roles[0]
				}
				question := fmt.Sprint(filepath.Base(file), d.Year, d.Currency, d.Period, d.Component)
				people = append(people, resident{
					source: r.source, country: d.Country, place: d.Place, log: math.Log(d.Pay),
					traits: [traitCount]string{question, role, yearBand(d.Years), d.Level},
				})
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return people, nil
}

func ofSource(people []resident, source string) (group []resident) {
	for _, p := range people {
		if p.source == source {
			group = append(group, p)
		}
	}
	return group
}

// huberBound is where a residual stops counting in full, in robust standard deviations (Huber 1964).
const huberBound = 1.345

// adjusted returns what the people of each place earn beside the others, every trait held equal: an additive fit of
// log pay by backfitting, with medians first and then with bounded residuals, so that a month's pay given as a
// year's has no say.
func adjusted(people []resident) map[string]cityMean {
	factors := make([][]int, traitCount+1) // the level of each person, by factor
	levels := make([]int, traitCount+1)
	for f := range factors {
		index := map[string]int{}
		for _, p := range people {
			label := p.place
			if f < traitCount {
				label = p.traits[f]
			}
			i, seen := index[label]
			if !seen {
				i = len(index)
				index[label] = i
			}
			factors[f] = append(factors[f], i)
		}
		levels[f] = len(index)
	}
	residual := make([]float64, len(people))
	for i, p := range people {
		residual[i] = p.log
	}
	city := make([]float64, levels[traitCount])
	scale := math.Inf(1)
	for range 15 {
		for f := range factors {
			for level, m := range centres(residual, factors[f], levels[f], scale) {
				if f == traitCount {
					city[level] += m
				}
			}
		}
		scale = huberBound * robustSpread(residual)
	}
	return cityMeans(people, factors[traitCount], city, robustSpread(residual))
}

// centres takes from the residuals the centre of each level and returns these: medians while the scale is infinite,
// then means of bounded residuals.
func centres(residual []float64, of []int, levels int, scale float64) []float64 {
	members := make([][]int, levels)
	for i, level := range of {
		members[level] = append(members[level], i)
	}
	centre := make([]float64, levels)
	for level, list := range members {
		values := make([]float64, len(list))
		for j, i := range list {
			values[j] = residual[i]
		}
		if math.IsInf(scale, 1) {
			centre[level] = median(values)
		} else {
			for _, v := range values {
				centre[level] += max(-scale, min(scale, v)) / float64(len(values))
			}
		}
		for _, i := range list {
			residual[i] -= centre[level]
		}
	}
	return centre
}

// cityMeans centres the effects on the people's mean. The error of a mean of n people takes that residuals are
// bounded into account, which costs a twentieth of its precision.
func cityMeans(people []resident, of []int, city []float64, spread float64) map[string]cityMean {
	means := map[string]cityMean{}
	centre := 0.
	for i, p := range people {
		c := means[p.place]
		c.log, c.people = city[of[i]], c.people+1
		means[p.place] = c
		centre += city[of[i]] / float64(len(people))
	}
	for place, c := range means {
		c.log -= centre
		c.err = spread / math.Sqrt(.95*float64(c.people))
		means[place] = c
	}
	return means
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return quantile(sorted, .5)
}

// robustSpread is the standard deviation that a normal distribution of the same median deviation has.
func robustSpread(residual []float64) float64 {
	deviations := make([]float64, len(residual))
	for i, r := range residual {
		deviations[i] = math.Abs(r)
	}
	return 1.4826 * median(deviations)
}

// slope is a regression's slope with its standard error.
type slope struct{ slope, err float64 }

// point is one observation of a regression. Those of one cluster are not independent.
type point struct {
	x, y, weight float64
	cluster      string
}

// regress fits y = intercept + slope × x by weighted least squares, with an error that is robust against clusters.
func regress(points []point) slope {
	var sw, sx, sy float64
	for _, p := range points {
		sw, sx, sy = sw+p.weight, sx+p.weight*p.x, sy+p.weight*p.y
	}
	var sxx, sxy float64
	for _, p := range points {
		sxx += p.weight * (p.x - sx/sw) * (p.x - sx/sw)
		sxy += p.weight * (p.x - sx/sw) * (p.y - sy/sw)
	}
	b := sxy / sxx
	scores := map[string]float64{}
	for _, p := range points {
		scores[p.cluster] += p.weight * (p.x - sx/sw) * (p.y - sy/sw - b*(p.x-sx/sw))
	}
	sum := 0.
	for _, cluster := range slices.Sorted(maps.Keys(scores)) {
		sum += scores[cluster] * scores[cluster]
	}
	n := float64(len(scores))
	return slope{b, math.Sqrt(sum*n/(n-1)) / sxx}
}

// concentration is the power of a city's population with which its share of the people of nationwide surveys goes.
func concentration(people []resident, geo *geography) float64 {
	counts := map[string]int{}
	country := map[string]string{}
	for _, p := range people {
		if nationwide[p.source] && geo.people[p.place] > 0 {
			counts[p.place]++
			country[p.place] = p.country
		}
	}
	mean := map[string][3]float64{} // sums of log people, log count, and cities, by country
	for _, place := range slices.Sorted(maps.Keys(counts)) {
		if counts[place] >= minCityPeople {
			m := mean[country[place]]
			m[0] += math.Log(geo.people[place])
			m[1] += math.Log(float64(counts[place]))
			m[2]++
			mean[country[place]] = m
		}
	}
	var points []point
	for _, place := range slices.SortedFunc(maps.Keys(counts), cmp.Compare) {
		if m := mean[country[place]]; counts[place] >= minCityPeople {
			points = append(points, point{
				x: math.Log(geo.people[place]) - m[0]/m[2], y: math.Log(float64(counts[place])) - m[1]/m[2],
				weight: 1, cluster: place,
			})
		}
	}
	return regress(points).slope
}
