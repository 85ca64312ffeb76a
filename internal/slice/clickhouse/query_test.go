package clickhouse

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/backpay/backpay/internal/slice"
)

// TestRanks: at the level between two ranks, floating point cannot mistake the rank; at nudged levels it is
// right for every total that is not astronomic, and where it is not, exact says so.
func TestRanks(t *testing.T) {
	taken := func(level float64, total uint64) uint64 { // as ClickHouse computes it
		return uint64(max(math.Ceil(float64(total)*level), 1))
	}
	rapid.Check(t, func(t *rapid.T) {
		a := slice.Ask{Levels: []float64{float64(rapid.IntRange(0, 1_000_000).Draw(t, "level")) / 1_000_000},
			Weighted: true}
		total := rapid.Uint64Range(1, 1e13).Draw(t, "total")
		rank := slice.Rank(a.Levels[0], total)
		if got := taken(between(a.Levels, total)[0], total); got != rank {
			t.Errorf("between: rank %d of %d, want %d", got, total, rank)
		}
		levels := nudged(a.Levels)
		right := taken(levels[0], total) == rank
		if !right && total < 1e9 {
			t.Errorf("nudged: rank %d of %d, want %d", taken(levels[0], total), total, rank)
		}
		if own := (&answer{weight: total}); own.exact(levels, a) != right {
			t.Errorf("exact is %v for the rank %d, want %d", !right, taken(levels[0], total), rank)
		}
	})
}
