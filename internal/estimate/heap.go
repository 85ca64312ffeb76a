package estimate

import (
	"cmp"
	"math"
	"slices"
)

// A figure that many give while hardly anyone near it does is no pay but an artefact: a default of a form, a row
// copied over and over, or someone's wish to move the answer. People do round, but where they earn: a round figure has
// company.
const (
	heapReach  = .2 // in log pay: who is near
	fewestHeap = 5  // records that may always share a figure
)

// temper lowers the weight of the records of a country and year that share one figure to that of all records near
// it, the figure's own aside.
func temper(people []person) {
	type group struct {
		country, source string
		year            int
	}
	members := map[group][]int{}
	for i := range people {
		g := group{people[i].record.Country, people[i].record.Source, people[i].record.Year}
		members[g] = append(members[g], i)
	}
	for _, of := range members {
		slices.SortFunc(of, func(a, b int) int { return cmp.Or(cmp.Compare(people[a].pay, people[b].pay), cmp.Compare(a, b)) })
		low, high := 0, 0
		for from := 0; from < len(of); {
			pay := people[of[from]].pay
			to := from
			for to < len(of) && people[of[to]].pay-pay < 1e-9 {
				to++
			}
			for pay-people[of[low]].pay > heapReach {
				low++
			}
			for high < len(of) && people[of[high]].pay-pay <= heapReach {
				high++
			}
			same, near := float64(to-from), float64(high-low-(to-from))
			if most := math.Max(near, fewestHeap); same > most && people[of[from]].spread == 0 {
				for _, i := range of[from:to] {
					people[i].weight *= most / same
				}
			}
			from = to
		}
	}
}
