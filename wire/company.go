package wire

import "github.com/backpay/backpay/internal/pay"

// Company is what is known of what an employer pays: base pay in the USA, in US dollars a year. Filings state the
// least that is paid; bonus and equity are in nothing that is known here.
type Company struct {
	CompanyName
	Site        string      `json:"site,omitempty"`    // web address
	Profile     pay.Profile `json:"profile"`           // whom Pay is of
	Pay         *CompanyPay `json:"pay,omitempty"`     // nil where too few filings and ranges are known
	Instead     *CompanyPay `json:"instead,omitempty"` // where Pay is nil: what employers of its industry and size pay
	Filings     int         `json:"filings"`           // for computer occupations, most of them without pay at hand
	WithPay     int         `json:"filings_with_pay"`
	Ranges      int         `json:"advertised_ranges"`
	First       int         `json:"first_year,omitempty"` // of the filings with pay and the ranges
	Last        int         `json:"last_year,omitempty"`
	Sites       int         `json:"sites"`          // places of work among the filings with pay
	AtMinimum   int         `json:"at_minimum"`     // filings that promise no more than the prevailing wage
	Outsourcing bool        `json:"outsourcing"`    // files much, at many places and below the market
	Of          int         `json:"of,omitempty"`   // employers that are ranked for Profile
	Rank        int         `json:"rank,omitempty"` // among them, by what is sure; 0 where it is not ranked

	Groups []CompanyGroup  `json:"groups"` // filings of MinGroup and more: all, by role, level, place, year
	Ladder []CompanyStep   `json:"ladder"` // the levels that its titles name, the lowest first
	Open   []CompanyGroup  `json:"open"`   // advertised ranges, by their middle: all, by role, level, place, year
	Bias   CompanyBias     `json:"bias"`   // of advertised ranges against filings, over all employers
	Alike  []CompanyRanked `json:"alike"`  // employers like it

	Sources  []string      `json:"sources"`
	Warnings []pay.Warning `json:"warnings"`
}

// CompanyName is an employer by name, with what kind it is.
type CompanyName struct {
	Code     string `json:"code"` // of its address: /company/CODE
	Name     string `json:"name"`
	Industry string `json:"industry,omitempty"`
	OrgSize  string `json:"org_size,omitempty"`
	Tier     string `json:"tier"` // top, high, middle, low, bottom: pay against the market, all else equal; or unknown
}

// CompanyPay is what is paid for a profile, modelled on filings and ranges.
type CompanyPay struct {
	Distribution pay.Distribution `json:"distribution"`
	Median       pay.Interval     `json:"median_interval"`
	Market       float64          `json:"market"` // the median of the mix of employers at the level and place
	Ratio        float64          `json:"ratio"`  // of the median to Market
	Within       pay.Interval     `json:"ratio_interval"`
	Own          float64          `json:"own_share"`    // share of the ratio that rests on the employer's own evidence
	Posted       float64          `json:"posted_share"` // share of it that rests on advertised ranges
	Borrowed     string           `json:"borrowed,omitempty"`
	Year         int              `json:"year"` // that it speaks for
	Found        *CompanyGroup    `json:"found,omitempty"`
}

// CompanyGroup is the pay of some filings, or of some advertised ranges by their middle.
type CompanyGroup struct {
	Facet  string  `json:"facet"` // "", "role", "level", "place", "year" or "title"
	Value  string  `json:"value,omitempty"`
	Posted bool    `json:"posted,omitempty"`
	N      int     `json:"n"`
	First  int     `json:"first_year"`
	Last   int     `json:"last_year"`
	P25    float64 `json:"p25"`
	P50    float64 `json:"p50"`
	P75    float64 `json:"p75"`
	Market float64 `json:"market"` // what the market pays for the same roles, levels and places: the median
}

// CompanyStep is a rung of an employer's ladder.
type CompanyStep struct {
	Level string `json:"level"` // empty are the titles that name none
	CompanyGroup
	Titles []CompanyGroup `json:"titles"` // those with enough filings, the most filed first
}

// CompanyBias is by how much advertised ranges lie above filings of the same employers for the same work.
type CompanyBias struct {
	Ratio     float64      `json:"ratio"`
	Interval  pay.Interval `json:"interval"`
	Employers int          `json:"employers"`
	Filings   int          `json:"filings"`
	Ranges    int          `json:"ranges"`
}

// CompanyRanked is an employer in a list.
type CompanyRanked struct {
	CompanyName
	Rank        int           `json:"rank,omitempty"`
	Median      float64       `json:"median,omitempty"` // 0 where too little is known of its pay
	Interval    *pay.Interval `json:"median_interval,omitempty"`
	Ratio       float64       `json:"ratio,omitempty"` // of the median to the market's
	Hires       int           `json:"hires"`           // filings and advertised jobs for the role, or for all
	WithPay     int           `json:"filings_with_pay"`
	Ranges      int           `json:"advertised_ranges"`
	First       int           `json:"first_year,omitempty"`
	Last        int           `json:"last_year,omitempty"`
	Outsourcing bool          `json:"outsourcing,omitempty"`
}

// Companies is a list of the employers that hire for a profile in the USA.
type Companies struct {
	Profile   pay.Profile     `json:"profile"`
	By        string          `json:"by"`     // "pay", by what is sure of it, or "hires"
	Least     int             `json:"least"`  // filings and ranges with pay, without which an employer is not listed
	Total     int             `json:"total"`  // employers that there are, before the limit
	Year      int             `json:"year"`   // that the pay speaks for
	Market    float64         `json:"market"` // the median of the mix of employers there
	Companies []CompanyRanked `json:"companies"`
	Sources   []string        `json:"sources"`
	Warnings  []pay.Warning   `json:"warnings"`
}

// NamedCompanies is a published list of employers, with what each pays and where it ranks.
type NamedCompanies struct {
	Says      string          `json:"says"`
	Context   string          `json:"context"`
	Profile   pay.Profile     `json:"profile"`
	Of        int             `json:"of"` // employers that are ranked
	Market    float64         `json:"market"`
	Companies []CompanyRanked `json:"companies"` // in the order of the list
	Verdict   string          `json:"verdict"`
	Warnings  []pay.Warning   `json:"warnings"`
}
