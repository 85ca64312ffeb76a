package wire

import (
	"github.com/backpay/backpay/internal/pay"
)

// Trend is how the pay of a profile moved from year to year: a series for each source, never joined.
type Trend struct {
	Profile  pay.Profile   `json:"profile"`
	Currency string        `json:"currency"`
	Period   pay.Period    `json:"period"`
	Series   []TrendSeries `json:"series"` // that with the most people first, of each layer
	Notes    []pay.Warning `json:"notes"`
}

// TrendSeries is the years of one source.
type TrendSeries struct {
	ID        string    `json:"id"` // the source, with what tells two of a source apart
	Source    string    `json:"source"`
	Layer     pay.Layer `json:"layer"`
	Basis     pay.Basis `json:"basis"`
	Published bool      `json:"published,omitempty"` // medians as the publisher states them, not of records at hand
	N         int       `json:"n"`
	Currency  string    `json:"currency"` // Trend.Currency, or the series\' own where no rates lead there
	// MoneyOf is the year whose money Real amounts are in: the last one for which the consumer prices of
	// PricesOf are known here; 0 where none are. Prices are those of the country, or of the USA where what
	// is known of the pay is in dollars.
	MoneyOf  int           `json:"money_of,omitempty"`
	PricesOf string        `json:"prices_of,omitempty"`
	Points   []TrendPoint  `json:"points"`
	Changes  []TrendChange `json:"changes"` // from each point to the next
}

// TrendPoint is a year of a series. Nominal is money of the year itself, at its exchange rate; Real is in
// money of TrendSeries.MoneyOf.
type TrendPoint struct {
	Year    int         `json:"year"`
	N       int         `json:"n"`
	Nominal *TrendMoney `json:"nominal"`
	Real    *TrendMoney `json:"real,omitempty"` // nil where no prices are
	// what Fixed holds as in the reference year: experience, role, country
	Held    []string `json:"held,omitempty"`
	Covered float64  `json:"covered,omitempty"` // share of the reference year's mix that this year has
	MixOf   int      `json:"mix_of,omitempty"`  // the reference year
	// Break says what changed in how the source asked since the point before; empty where nothing is known to.
	Break string `json:"break,omitempty"`
}

// TrendMoney is the amounts of a year. Of a published series only P50 is known.
type TrendMoney struct {
	P10    float64       `json:"p10,omitempty"`
	P25    float64       `json:"p25,omitempty"`
	P50    float64       `json:"p50"`
	P75    float64       `json:"p75,omitempty"`
	P90    float64       `json:"p90,omitempty"`
	Median *pay.Interval `json:"median_interval,omitempty"`
	// Fixed is the median of the same year's pay at the mix of the reference year.
	Fixed         float64       `json:"fixed_mix,omitempty"`
	FixedInterval *pay.Interval `json:"fixed_mix_interval,omitempty"`
}

// TrendChange is what became of the median from one point to the next, as ratios. Ratio = Pay × Mix.
type TrendChange struct {
	From     int           `json:"from"`
	To       int           `json:"to"`
	Ratio    float64       `json:"ratio"` // nominal, in the currency of the country
	Interval *pay.Interval `json:"interval,omitempty"`
	Prices   float64       `json:"prices,omitempty"` // of consumers in the same years; 0 where not known
	// of the ratio: paid otherwise, at the same mix; 0 where that cannot be told
	Pay      float64       `json:"pay,omitempty"`
	PayRange *pay.Interval `json:"pay_interval,omitempty"`
	Mix      float64       `json:"mix,omitempty"` // of the ratio: other people answered
	Broken   bool          `json:"broken,omitempty"`
}
