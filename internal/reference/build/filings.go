package main

import (
	"cmp"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/backpay/backpay/internal/office"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/taxonomy"
)

// filedFit is how far filed wages follow the difference that official wages state between a place and the USA.
type filedFit struct {
	metro, county damped
	state         slope
}

// damped is the slope, and what is left of it when each place's difference is damped by the slope of the other
// places: one, where it holds.
type damped struct {
	fit, test slope
	spread    float64 // between places around the line
}

// filing is a wage that an employer filed, with the place's official difference.
type filing struct {
	place, work string // work is what wages are compared within: occupation and wage level
	log, more   float64
}

// filedSlopes compares labour condition applications with official wages: by city those of fiscal year 2025, by
// state those of the first quarter of 2024. The official wages are those that this program embeds, so that a change
// of them takes a second run to show.
func filedSlopes(dataDir string) (fit filedFit, err error) {
	var metro, county, state []filing
	metros := metroDifferences()
	err = eachRowGzip(filepath.Join(dataDir, "lca", "wages-fy2025-data-occupations.csv.gz"),
		func(row map[string]string) error {
			f, ok := filed(row, row["WORKSITE_CITY"]+", "+row["WORKSITE_STATE"])
			if !ok {
				return nil
			}
			if f.more, ok, err = officialDifference(f.place, row["SOC_CODE"]); err != nil {
				return err
			}
			if ok {
				county = append(county, f)
			}
			if f.more, ok = metros[f.place]; ok {
				metro = append(metro, f)
			}
			return nil
		})
	if err != nil {
		return fit, err
	}
	err = eachRowGzip(filepath.Join(dataDir, "lca", "wages-fy2024q1.csv.gz"), func(row map[string]string) error {
		f, ok := filed(row, row["WORKSITE_STATE"])
		if !ok {
			return nil
		}
		if f.more, ok, err = officialDifference(f.place, row["SOC_CODE"]); err == nil && ok {
			state = append(state, f)
		}
		return err
	})
	return filedFit{metro: damping(metro), county: damping(county), state: regress(points(state))}, err
}

// The wages that are no slip of a unit.
const (
	leastFiled = 20_000
	mostFiled  = 2_000_000
)

// filed reads a yearly wage and its place.
func filed(row map[string]string, where string) (filing, bool) {
	wage, err := strconv.ParseFloat(row["WAGE_RATE_OF_PAY_FROM"], 64)
	place, _, ok := taxonomy.Place("US", where)
	if err != nil || !ok || row["WAGE_UNIT_OF_PAY"] != "Year" || wage < leastFiled || wage > mostFiled {
		return filing{}, false
	}
	soc := row["SOC_CODE"][:min(len("15-1252"), len(row["SOC_CODE"]))]
	return filing{place: place, work: soc + " " + row["PW_WAGE_LEVEL"], log: math.Log(wage)}, true
}

// metroDifferences are the metropolitan areas' official means of developers over the nation's, as logarithms.
func metroDifferences() map[string]float64 {
	differences := map[string]float64{}
	nation := 0.
	for _, f := range office.Figures() {
		if f.Office == "bls_oews" {
			differences[f.Place] = math.Log(f.Mean)
		}
	}
	nation = differences[""]
	delete(differences, "")
	for place := range differences {
		differences[place] -= nation
	}
	return differences
}

// officialDifference is what the embedded official wages state of a place beside the nation, for an occupation's
// role.
func officialDifference(place, soc string) (float64, bool, error) {
	role := cmp.Or(taxonomy.RoleOfSOC(soc), "backend")
	ratio, _, ok, err := reference.PlaceRatio(pay.Profile{Country: "US", Place: place, Role: role})
	return math.Log(ratio), ok && err == nil, err
}

// points compares wages within one kind of work: both sides are taken from its mean.
func points(filings []filing) []point {
	type sums struct{ log, more, n float64 }
	mean := map[string]sums{}
	for _, f := range filings {
		m := mean[f.work]
		mean[f.work] = sums{m.log + f.log, m.more + f.more, m.n + 1}
	}
	var list []point
	for _, f := range filings {
		m := mean[f.work]
		list = append(list, point{x: f.more - m.more/m.n, y: f.log - m.log/m.n, weight: 1, cluster: f.place})
	}
	return list
}

// damping fits the slope to every place, and tests it on each place by what the others say.
func damping(filings []filing) (d damped) {
	all := points(filings)
	d.fit = regress(all)
	own := map[string][2]float64{} // sums of squares and of products, by place
	var sxx, sxy float64
	for _, p := range all {
		o := own[p.cluster]
		own[p.cluster] = [2]float64{o[0] + p.x*p.x, o[1] + p.x*p.y}
		sxx, sxy = sxx+p.x*p.x, sxy+p.x*p.y
	}
	residuals := map[string][]float64{}
	for i := range all {
		p := &all[i]
		o := own[p.cluster]
		p.x *= (sxy - o[1]) / (sxx - o[0])
		residuals[p.cluster] = append(residuals[p.cluster], p.y-p.x)
	}
	d.test = regress(all)
	var means []float64
	for _, place := range slices.Sorted(maps.Keys(residuals)) {
		if r := residuals[place]; len(r) >= minCityPeople {
			means = append(means, median(r))
		}
	}
	d.spread = robustSpread(means)
	return d
}
