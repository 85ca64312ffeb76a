package source

import (
	"cmp"
	"slices"
	"strings"
)

// nearest returns at most n of the names that are like s, the likest first: those within a third of its
// length in edits, and those that contain it or are contained in it. It serves hints.
func nearest(s string, names []string, n int) []string {
	type candidate struct {
		name  string
		edits int
	}
	low := strings.ToLower(s)
	var near []candidate
	for _, name := range names {
		other := strings.ToLower(name)
		d := edits(low, other)
		if d > max(1, len(low)/3) {
			if len(other) < 3 || len(low) < 3 || !strings.Contains(low, other) && !strings.Contains(other, low) {
				continue
			}
		}
		near = append(near, candidate{name, d})
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.edits, b.edits) })
	var out []string
	for _, c := range near[:min(n, len(near))] {
		out = append(out, c.name)
	}
	return out
}

// edits is the Levenshtein distance of a and b in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
