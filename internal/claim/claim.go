// Package claim holds what the web says about the pay of backend developers, as it was published, and judges
// a figure by where it falls among people.
//
// Its opinion: a published figure claims to be what people typically earn, so it is right when it lies in the
// middle half of them, and of a range it is the middle that stands for it. A judgement is only made where it
// would be the same at either end of the interval of the percentile.
//
// Its limits: an average is held against the same middle half as a median, although skewed pay puts it above
// the median; who published most of the figures is not known, and the table says so.
package claim

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	Claim   = wire.PublishedClaim
	Verdict = wire.Verdict
)

//go:embed claims.tsv
var table string

// Published lists the claims. The slice is shared: do not write to it.
var Published = sync.OnceValue(func() []Claim {
	var claims []Claim
	for i, line := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
		if i == 0 {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != 12 {
			panic(fmt.Sprintf("claim: claims.tsv: line %d has %d columns", i+1, len(row)))
		}
		c := Claim{
			ID: row[0], Says: row[1], Currency: row[4], Period: pay.Period(row[5]), On: row[6],
			Role: row[7], Country: row[8], Years: row[9], Employment: row[10], Context: row[11],
		}
		var err error
		if c.Low, err = strconv.ParseFloat(row[2], 64); err == nil && row[3] != "" {
			c.High, err = strconv.ParseFloat(row[3], 64)
		}
		if err != nil {
			panic(fmt.Sprintf("claim: claims.tsv: line %d: %v", i+1, err))
		}
		c.High = max(c.High, c.Low)
		claims = append(claims, c)
	}
	return claims
})

// The verdicts.
const (
	Inside  Verdict = "inside the middle half"
	High    Verdict = "high"
	Low     Verdict = "low"
	Unknown Verdict = "cannot be told"
)

// The middle half, as shares of people who earn less.
const (
	lowerQuarter = .25
	upperQuarter = .75
)

// Judge returns the verdict on a figure that a share of people within an interval earn less than.
func Judge(within pay.Interval) Verdict {
	switch {
	case within.Low >= lowerQuarter && within.High <= upperQuarter:
		return Inside
	case within.Low > upperQuarter:
		return High
	case within.High < lowerQuarter:
		return Low
	}
	return Unknown
}
