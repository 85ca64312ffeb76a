package client

import "context"

// Trend asks how the pay of a profile moved from year to year. The question can say role, country, years or
// level, currency and period; anything else is refused.
func (c *Client) Trend(ctx context.Context, q Question) (*Trend, error) {
	return get[Trend](ctx, c, "/v1/trend", q.values())
}

// Trend is a series of years for each source, never joined.
type Trend struct {
	Profile  Profile       `json:"profile"`
	Currency string        `json:"currency"`
	Period   string        `json:"period"`
	Series   []TrendSeries `json:"series"`
	Notes    []Warning     `json:"notes"`
}

// TrendSeries is the years of one source.
type TrendSeries struct {
	ID        string        `json:"id"`
	Source    string        `json:"source"`
	Layer     string        `json:"layer"`
	Basis     string        `json:"basis"`
	Published bool          `json:"published,omitempty"` // medians as the publisher states them
	N         int           `json:"n"`
	Currency  string        `json:"currency"`            // Trend.Currency, or the series\' own where no rates lead there
	MoneyOf   int           `json:"money_of,omitempty"`  // the year whose money real amounts are in; 0 where there are none
	PricesOf  string        `json:"prices_of,omitempty"` // the country whose consumer prices they follow
	Points    []TrendPoint  `json:"points"`
	Changes   []TrendChange `json:"changes"` // from each point to the next
}

// TrendPoint is a year.
type TrendPoint struct {
	Year    int         `json:"year"`
	N       int         `json:"n"`
	Nominal *TrendMoney `json:"nominal"`        // in money of the year
	Real    *TrendMoney `json:"real,omitempty"` // in money of TrendSeries.MoneyOf
	Held    []string    `json:"held,omitempty"` // what FixedMix holds: experience, role, country
	Covered float64     `json:"covered,omitempty"`
	MixOf   int         `json:"mix_of,omitempty"` // the year whose mix FixedMix has
	Break   string      `json:"break,omitempty"`  // what changed in how the source asked since the point before
}

// TrendMoney is the amounts of a year; of published medians only P50 is known.
type TrendMoney struct {
	P10            float64   `json:"p10,omitempty"`
	P25            float64   `json:"p25,omitempty"`
	P50            float64   `json:"p50"`
	P75            float64   `json:"p75,omitempty"`
	P90            float64   `json:"p90,omitempty"`
	MedianInterval *Interval `json:"median_interval,omitempty"`
	FixedMix       float64   `json:"fixed_mix,omitempty"`
	FixedInterval  *Interval `json:"fixed_mix_interval,omitempty"`
}

// TrendChange is a change of the median as ratios: Ratio is Pay times Mix where these are known.
type TrendChange struct {
	From     int       `json:"from"`
	To       int       `json:"to"`
	Ratio    float64   `json:"ratio"`
	Interval *Interval `json:"interval,omitempty"`
	Prices   float64   `json:"prices,omitempty"`
	Pay      float64   `json:"pay,omitempty"`
	PayRange *Interval `json:"pay_interval,omitempty"`
	Mix      float64   `json:"mix,omitempty"`
	Broken   bool      `json:"broken,omitempty"`
}
