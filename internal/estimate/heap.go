package estimate

import (
	"cmp"
	"math"
	"slices"
)

// A figure that many give while hardly anyone near it does is no pay but an artefact: a default of a form, a row
// copied over and over, or someone's wish to move the answer. People do round, but where they earn, and to more than
// one figure: a round figure has company, and others like it.
const (
	heapReach  = .2 // in log pay: what is near
	fewestHeap = 5  // records that may always share a figure
	mostHeap   = 2  // times as many as give any other figure near
)

// temper lowers the weight of the records of a country and year that share one figure to that of all records near it,
// the figure's own aside, and of mostHeap times the most frequent figure among those.
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
		var figures [][]int // the people of each, in order of pay
		for n, i := range of {
			if n == 0 || people[i].pay-people[of[n-1]].pay >= 1e-9 {
				figures = append(figures, nil)
			}
			figures[len(figures)-1] = append(figures[len(figures)-1], i)
		}
		for at, own := range figures {
			if len(own) <= fewestHeap || people[own[0]].spread > 0 {
				continue
			}
			near, most := 0, 0
			count := func(other []int) (isNear bool) {
				if math.Abs(people[other[0]].pay-people[own[0]].pay) > heapReach {
					return false
				}
				near, most = near+len(other), max(most, len(other))
				return true
			}
			for k := at - 1; k >= 0 && count(figures[k]); k-- {
			}
			for k := at + 1; k < len(figures) && count(figures[k]); k++ {
			}
			if allowed := max(min(near, mostHeap*most), fewestHeap); len(own) > allowed {
				for _, i := range own {
					people[i].weight *= float64(allowed) / float64(len(own))
				}
			}
		}
	}
}
