package offer

import (
	"github.com/backpay/backpay/internal/pay"
)

// Market is what base pay of people like the one who asks is, in the offer's currency for a year.
type Market struct {
	P50 Amount `json:"p50"`
	P75 Amount `json:"p75"`
	P90 Amount `json:"p90"`
	N   int    `json:"n"` // people or records behind it
}

// Figure is a base pay to ask for and what it rests on.
type Figure struct {
	Base     Amount `json:"base"`
	Evidence string `json:"evidence"` // one of the Because constants
	Against  string `json:"against,omitempty"`
}

// What a figure rests on.
const (
	BecauseEqual  = "equals-alternative" // the base at which the offer equals the best alternative
	BecauseMedian = "market-median"
	BecauseFloor  = "floor"          // the floor is above the median
	BecauseUpper  = "market-75th"    // the 75th percentile
	BecauseTop    = "market-90th"    // the 90th percentile
	BecausePosted = "posted-high"    // the top of the advertised range
	BecauseTarget = "target"         // the target is above the percentile
	BecauseNow    = "offer-as-it-is" // what is offered is more
)

// Request is what to ask for. From floor to anchor the figures do not fall, but where an advertised range ends
// below the floor or the target, which a caveat says.
type Request struct {
	Offer   string        `json:"offer"`
	Floor   *Figure       `json:"floor,omitempty"` // absent where no base makes the offer equal
	Target  Figure        `json:"target"`
	Anchor  Figure        `json:"anchor"`  // to open with: from the 75th percentile
	Highest Figure        `json:"highest"` // the most to open with: the 90th percentile
	Also    []string      `json:"also"`    // what else to ask for, as the Ask constants
	SignOn  Amount        `json:"sign_on"` // unvested shares of today's job, in this offer's currency
	Caveats []pay.Warning `json:"caveats,omitempty"`
}

// What else to ask for, besides base pay.
const (
	AskLevel     = "level"           // the level, which sets later raises
	AskReview    = "review-date"     // a date at which pay is looked at
	AskRefresher = "refreshers"      // further grants of shares
	AskSignOn    = "sign-on"         // for what leaving today's job costs
	AskGuarantee = "bonus-guarantee" // the first year's bonus guaranteed
	AskClawback  = "clawback"        // a shorter clawback, or one that shrinks by the month
	AskStrike    = "exercise-window" // time to exercise options after leaving
)

// Ask returns what to ask for in one of the offers compared. A name that is none of theirs is a pay.NotFound
// error, a market whose quantiles fall pay.Invalid.
func (c *Comparison) Ask(name string, m Market) (*Request, error) {
	r := c.result(name)
	if r == nil {
		return nil, pay.Errorf(pay.NotFound, "no offer is called %q", name).In("offer").
			WithHint("give the name of one of the offers compared")
	}
	if m.P50 <= 0 || m.P75 < m.P50 || m.P90 < m.P75 {
		return nil, invalid("market", "the market’s quantiles do not rise: %s, %s, %s", m.P50, m.P75, m.P90)
	}
	q := &Request{Offer: name, Target: Figure{Base: m.P50, Evidence: BecauseMedian}}
	against := c.bestBut(r)
	if base, ok := c.leastBase(r, c.worth(against.Years)); ok {
		q.Floor = &Figure{base, BecauseEqual, against.Offer.Name}
		if base > q.Target.Base {
			q.Target = Figure{base, BecauseFloor, against.Offer.Name}
		}
	}
	if r.Offer.Base > q.Target.Base {
		q.Target = Figure{Base: r.Offer.Base, Evidence: BecauseNow}
	}
	q.Anchor = open(m.P75, BecauseUpper, q.Target)
	q.Highest = open(m.P90, BecauseTop, q.Target)
	q.cap(r.Offer.Posted)
	q.also(c, r)
	return q, nil
}

// open returns a percentile to open with, or the target where that is above it.
func open(percentile Amount, evidence string, target Figure) Figure {
	if percentile < target.Base {
		return Figure{Base: target.Base, Evidence: BecauseTarget}
	}
	return Figure{Base: percentile, Evidence: evidence}
}

// cap keeps what to open with inside an advertised range.
func (q *Request) cap(posted *Range) {
	if posted == nil || posted.High == 0 {
		return
	}
	for _, f := range []*Figure{&q.Anchor, &q.Highest} {
		if f.Base > posted.High {
			*f = Figure{Base: posted.High, Evidence: BecausePosted}
		}
	}
	if q.Floor != nil && posted.High < q.Floor.Base {
		q.Caveats = append(q.Caveats, warning("range-below-floor",
			"the advertised range ends at %s, below what equals %s", posted.High, q.Floor.Against))
	} else if posted.High < q.Target.Base {
		q.Caveats = append(q.Caveats, warning("range-below-target",
			"the advertised range ends at %s, below the target", posted.High))
	}
}

// also lists what else to ask for.
func (q *Request) also(c *Comparison, r *Result) {
	o := &r.Offer
	q.Also = []string{AskLevel, AskReview}
	if o.Equity != nil && o.Equity.Refresher == 0 {
		q.Also = append(q.Also, AskRefresher)
	}
	if o.targetBonus() > o.expectedBonus() {
		q.Also = append(q.Also, AskGuarantee)
	}
	if o.SignOn.Clawback > 0 && !o.SignOn.ProRata {
		q.Also = append(q.Also, AskClawback)
	}
	if o.Private != nil {
		q.Also = append(q.Also, AskStrike)
	}
	for i := range c.Results {
		current := &c.Results[i]
		if !current.Offer.Current || current == r {
			continue
		}
		lost := current.Offer.LeavingAfter(0).Unvested
		common := lost.times(current.calculator.toLocal * current.calculator.toCommon)
		q.SignOn = common.times(1 / (r.calculator.toLocal * r.calculator.toCommon))
	}
	if q.SignOn > o.SignOn.Amount {
		q.Also = append(q.Also, AskSignOn)
	}
}
