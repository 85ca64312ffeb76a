package estimate

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

// share is what base pay is of total pay at each of pay.Levels. It is at most 1 and does not rise with pay: who is paid
// more is paid more of it as bonus and equity.
type share [levels]float64

//go:embed components.tsv
var componentTable string

// shares are by country; that of the empty country is the mean of all.
var shares = sync.OnceValue(func() map[string]share {
	all := map[string]share{}
	for line := range strings.Lines(componentTable) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 3+levels || f[0] == "country" {
			continue // comments and the header
		}
		var s share
		for l := range s {
			v, err := strconv.ParseFloat(f[3+l], 64)
			if err != nil {
				panic("components.tsv: " + line) // it is part of the program: its test reads every line
			}
			s[l] = min(v, 1)
			if l > 0 {
				s[l] = min(s[l], s[l-1])
			}
		}
		code := f[0]
		if code == "all" {
			code = ""
		}
		all[code] = s
	}
	return all
})

// shareOf returns the share of base pay in a country, and whether it was measured there.
func shareOf(country string) (s share, measured bool) {
	if s, ok := shares()[country]; ok {
		return s, country != ""
	}
	return shares()[""], false
}

// base takes quantiles of the log of total pay to base pay: no quantile rises, and none passes another.
func (s *share) base(q spread) spread {
	for l := range q {
		q[l] += math.Log(s[l])
	}
	return ascending(q)
}

// total takes the log of base pay to that of total pay, by the share at the median.
func (s *share) total(log float64) float64 { return log - math.Log(s[pay.MedianIndex]) }
