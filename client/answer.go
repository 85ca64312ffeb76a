package client

import "time"

// Amount is a sum of money for a period of work.
type Amount struct {
	Value    float64 `json:"value"`            // major units, unrounded
	Currency string  `json:"currency"`         // ISO 4217
	Period   string  `json:"period,omitempty"` // empty when not stated
	Basis    string  `json:"basis,omitempty"`  // empty when not stated
}

// Answer is what people of a job are paid, in Currency for each Period on Basis.
type Answer struct {
	Profile      Profile      `json:"profile"`
	Currency     string       `json:"currency"`
	Period       string       `json:"period"`
	Basis        string       `json:"basis"`
	Component    string       `json:"component"`
	PPP          bool         `json:"ppp,omitempty"` // at purchasing power, in international dollars
	Distribution Distribution `json:"distribution"`
	Median       Interval     `json:"median_interval"` // where the median itself lies
	AsOf         time.Time    `json:"as_of"`           // the date that the answer speaks for
	Evidence     Evidence     `json:"evidence"`
	Effects      []Effect     `json:"effects,omitempty"`
	Rate         *Rate        `json:"rate,omitempty"` // the exchange that was applied, when one was
	Warnings     []Warning    `json:"warnings,omitempty"`
}

// Profile is the job that an answer is about, in codes.
type Profile struct {
	Role       string   `json:"role,omitempty"`
	Country    string   `json:"country,omitempty"`
	Place      string   `json:"place,omitempty"`
	Years      *float64 `json:"years,omitempty"` // nil when not known
	Level      string   `json:"level,omitempty"`
	Industry   string   `json:"industry,omitempty"`
	OrgSize    string   `json:"org_size,omitempty"`
	Remote     string   `json:"remote,omitempty"`
	Employment string   `json:"employment,omitempty"`
	Education  string   `json:"education,omitempty"`
	Skills     []string `json:"skills,omitempty"`
}

// Distribution is how pay is spread: Q25 is the amount that a quarter of people earn less than, Q50 the
// median.
type Distribution struct {
	Q05  float64 `json:"q05"`
	Q10  float64 `json:"q10"`
	Q20  float64 `json:"q20"`
	Q25  float64 `json:"q25"`
	Q30  float64 `json:"q30"`
	Q40  float64 `json:"q40"`
	Q50  float64 `json:"q50"`
	Q60  float64 `json:"q60"`
	Q70  float64 `json:"q70"`
	Q75  float64 `json:"q75"`
	Q80  float64 `json:"q80"`
	Q90  float64 `json:"q90"`
	Q95  float64 `json:"q95"`
	Mean float64 `json:"mean"`
}

// Interval is where a number lies with a stated probability.
type Interval struct {
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Level float64 `json:"level"`
}

// Evidence says what an answer rests on.
type Evidence struct {
	N         int     `json:"n"`          // records that agree with all that was asked
	DataShare float64 `json:"data_share"` // share of the answer that rests on them
	Borrowed  string  `json:"borrowed,omitempty"`
	Layers    []Layer `json:"layers"`
}

// Layer is what one kind of evidence knows: "reported", "official", "posted" or "contributed".
type Layer struct {
	Layer     string   `json:"layer"`
	Sources   []string `json:"sources"`
	N         int      `json:"n"`
	FirstYear int      `json:"first_year"`
	LastYear  int      `json:"last_year"`
	About     string   `json:"about,omitempty"`
	P10       float64  `json:"p10,omitempty"`
	P25       float64  `json:"p25,omitempty"`
	P50       float64  `json:"p50,omitempty"`
	P75       float64  `json:"p75,omitempty"`
	P90       float64  `json:"p90,omitempty"`
}

// Effect is what one facet adds to the median or takes from it.
type Effect struct {
	Facet string  `json:"facet"`
	Value string  `json:"value"`
	Money float64 `json:"money"`
	Ratio float64 `json:"ratio"`
}

// Rate is an exchange: Value units of To for one of From.
type Rate struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Value  float64 `json:"value"`
	Source string  `json:"source"`
	Date   string  `json:"date"`
}

// Warning is a caveat of an answer.
type Warning struct {
	Code    string `json:"code"`    // for programs
	Message string `json:"message"` // for people
}

// Check is where an amount stands.
type Check struct {
	Amount     Amount  `json:"amount"`
	Comparable Amount  `json:"comparable"` // in the answer's unit
	Percentile float64 `json:"percentile"` // share of people who earn less, 0 to 1
	Margin     float64 `json:"margin"`     // half the width of its 90 % interval
	Answer     Answer  `json:"answer"`
}

// Comparison is several answers in one unit, and the same people by both measures of money.
type Comparison struct {
	Answers    []Answer     `json:"answers"`
	Beside     []Difference `json:"beside"`               // of each but the first, from the first
	Exchange   *Measure     `json:"exchange,omitempty"`   // in one currency
	Purchasing *Measure     `json:"purchasing,omitempty"` // in what the money buys where each profile lives
	Untold     string       `json:"untold,omitempty"`     // why a measure is missing
}

// Measure is a comparison by one measure of money.
type Measure struct {
	Currency string    `json:"currency"`
	Medians  []float64 `json:"medians"`
	Pairs    []Pair    `json:"pairs"` // each pair once
}

// Pair is how people of one profile stand to those of another.
type Pair struct {
	First  int `json:"first"` // number of a profile, from 1
	Second int `json:"second"`
	Difference
	More float64 `json:"more"` // probability that a random person of the second earns more than one of the first
}

// Difference is how one median lies to another.
type Difference struct {
	Money float64 `json:"money"`
	Ratio float64 `json:"ratio"`
}

// Conversion is an amount and what it is elsewhere.
type Conversion struct {
	From    Amount  `json:"from"`
	To      Amount  `json:"to"`
	Rate    *Rate   `json:"rate,omitempty"`
	Hours   float64 `json:"hours,omitempty"`    // full-time hours a year, when hours came in
	HoursOf string  `json:"hours_of,omitempty"` // the country they are of
}

// Entry is a word of a vocabulary.
type Entry struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Kind string `json:"kind,omitempty"` // of a skill
}

// Source is a publisher whose records answers can rest on.
type Source struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Layer    string   `json:"layer"`
	Measures string   `json:"measures"`
	Bias     string   `json:"bias"`
	Licence  string   `json:"licence"`
	Credit   string   `json:"credit"`
	URL      string   `json:"url"`
	Embedded int      `json:"embedded"` // records behind the tables inside the program
	Imports  []Import `json:"imports"`
}

// Import is a file that was imported.
type Import struct {
	ID       string         `json:"id"`
	File     string         `json:"file"`
	SHA256   string         `json:"sha256"`
	Imported string         `json:"imported"`
	Years    []int          `json:"years"`
	Kept     int            `json:"kept"`
	SetAside map[string]int `json:"set_aside"`
}

// Slice is the exact pay of a slice of records, or of its groups.
type Slice struct {
	Layer    string     `json:"layer"`
	Query    SliceQuery `json:"query"` // as it was understood
	Currency string     `json:"currency"`
	Period   string     `json:"period"`
	Year     int        `json:"year"` // whose money
	Levels   []float64  `json:"levels"`
	Whole    *Summary   `json:"whole,omitempty"`  // of one group
	Groups   *Groups    `json:"groups,omitempty"` // by a facet
}

// SliceQuery says which records: those with any, all and none of some codes by facet, and within ranges.
type SliceQuery struct {
	Any   map[string][]string `json:"any,omitempty"`
	All   map[string][]string `json:"all,omitempty"`
	None  map[string][]string `json:"none,omitempty"`
	Years string              `json:"years,omitempty"`
	Pay   string              `json:"pay,omitempty"`
	Year  string              `json:"year,omitempty"`
}

// Summary is the pay of a group of records.
type Summary struct {
	N         int       `json:"n"`                   // records
	Weight    float64   `json:"weight"`              // people they stand for
	Quantiles []float64 `json:"quantiles,omitempty"` // at the slice's levels
	Mean      float64   `json:"mean,omitempty"`
	Bins      []Bin     `json:"bins,omitempty"`
}

// Bin is a bar of a histogram: the pay from From to below To.
type Bin struct {
	From   float64 `json:"from"`
	To     float64 `json:"to,omitempty"` // 0 in the last, which has no end
	N      int     `json:"n"`
	Weight float64 `json:"weight"`
}

// Groups are the groups of a facet's values, the largest first.
type Groups struct {
	Facet    string  `json:"facet"`
	Groups   []Group `json:"groups"`
	Withheld int     `json:"withheld"` // how many were too small to be shown
}

// Group is the records that have one value.
type Group struct {
	Value string `json:"value"`
	Summary
}
