package company

import (
	"iter"
	"math"

	"github.com/backpay/backpay/internal/pay"
)

// Table is what is known of employers. It is read-only and safe for concurrent use.
type Table struct {
	employers []Employer // in the order of their codes
	byCode    map[string]*Employer
	search    []searchEntry

	market surface // all employers alike
	joint  surface // an employer of no kind
	kinds  kinds
	bias   Bias

	first, last int // years of the filings
	filings     int
	posted      int
}

// surface is what the market pays at a point.
type surface struct {
	mean    float64
	effects []map[string]float64 // by marketTerms
}

func (s *surface) at(p point) float64 {
	log := s.mean
	for i, t := range marketTerms {
		log += s.effects[i][t.key(p)]
	}
	return log
}

// shape is a distribution of log pay about its centre, in units of its width.
type shape struct {
	z [len(pay.Levels)]float64
}

// distribution returns the pay about a centre.
func (s *shape) distribution(centre, width float64) (d pay.Distribution) {
	for i, z := range s.z {
		d.Q[i] = math.Exp(centre + width*z)
	}
	d.Mean = meanPay(d)
	return d
}

// kinds say what is common to employers: how far they lie apart, and how widely one pays.
type kinds struct {
	noise, betweenEmployers float64 // variances of log pay
	betweenShifts           []float64
	shapes                  [len(classes)]shape
	widths                  [len(classes)]float64 // mean absolute residual
	marketShape             shape
	marketWidth             float64
	roleWidths              map[string]float64 // of the market, by role

	typical float64 // the effect of the employer of a filing, on average

	// What employers of an industry and a size pay compared with the market, every employer counting once.
	mean, between     float64
	industry, orgSize map[string]float64
}

// Employer is what is known of one employer.
type Employer struct {
	Code     string // of taxonomy.Employer
	Name     string
	Site     string // web address; empty is unknown
	Industry string // code of taxonomy.Industries; empty is unknown
	OrgSize  string // code of taxonomy.OrgSizes; empty is unknown

	Filings     int  // certified for computer occupations, 2022 to 2025, most of them without their pay at hand
	Filed       int  // filings whose pay is at hand
	Posted      int  // advertised ranges in the USA
	First, Last int  // years of Filed and Posted; 0 where there are none
	Sites       int  // places of work among Filed
	AtMinimum   int  // of Filed, those that promise no more than the prevailing wage, so that they say little of pay
	Outsourcing bool // files much, at many places and below the market: it lends people to others

	effect evidence
	mix    mix
	width  float64 // mean absolute residual of log pay
	hires  []count // filings and ranges by occupation
	states []count // filings and ranges whose pay is at hand by state
	shifts []shift
	groups []Group
}

// evidence is an employer's log pay compared with that of an employer of no kind, everything else equal.
type evidence struct {
	log      float64
	variance float64
	own      float64 // share of it that rests on the employer's own filings and ranges; the rest is its kind's
	posted   float64 // share that rests on advertised ranges, a part of own
}

// mix is what an employer's own mix of roles and places adds to its pay, for questions that do not say them.
type mix struct{ role, place float64 }

type count struct {
	key string
	n   int
}

// shift is what an employer pays differently in one group.
type shift struct {
	term int // of shiftTerms
	key  string
	n    int
	log  float64
}

// Group is the pay of some filings, or some advertised ranges, of an employer: US dollars a year, of at least
// MinPeople.
type Group struct {
	Facet  string  `json:"facet"` // "", "role", "level", "place", "year" or "title"
	Value  string  `json:"value,omitempty"`
	Posted bool    `json:"posted,omitempty"` // ranges, by their middle; else filings, by what is sworn
	N      int     `json:"n"`
	First  int     `json:"first_year"`
	Last   int     `json:"last_year"`
	P25    float64 `json:"p25"`
	P50    float64 `json:"p50"`
	P75    float64 `json:"p75"`
	Market float64 `json:"market"` // what the market pays for the same roles, levels and places, the median
}

// Bias is by how much advertised ranges differ from filings of the same employer for the same work, as a factor.
type Bias struct {
	Ratio     float64      `json:"ratio"`    // middle of a range over what is sworn
	Interval  pay.Interval `json:"interval"` // of Ratio
	Employers int          `json:"employers"`
	Filings   int          `json:"filings"`
	Ranges    int          `json:"ranges"`
	Between   float64      `json:"between"` // standard deviation between employers, of the log
}

// Bias returns the difference between advertised ranges and filings.
func (t *Table) Bias() Bias { return t.bias }

// Len returns the number of employers.
func (t *Table) Len() int { return len(t.employers) }

// Years returns the first and last year of the filings.
func (t *Table) Years() (first, last int) { return t.first, t.last }

// Evidence returns how many filings and advertised ranges the table rests on.
func (t *Table) Evidence() (filings, ranges int) { return t.filings, t.posted }

// All lists the employers in the order of their codes.
func (t *Table) All() iter.Seq[*Employer] {
	return func(yield func(*Employer) bool) {
		for i := range t.employers {
			if !yield(&t.employers[i]) {
				return
			}
		}
	}
}

// Employer returns the employer of a code of taxonomy.Employer.
func (t *Table) Employer(code string) (*Employer, bool) {
	e, ok := t.byCode[code]
	return e, ok
}

// Groups returns the groups of at least MinPeople filings or ranges: all, by role, level, place, year and title.
func (e *Employer) Groups() []Group { return e.groups }

// Evident reports whether there is enough evidence for an effect of the employer's own.
func (e *Employer) Evident() bool { return e.effect.own > 0 }
