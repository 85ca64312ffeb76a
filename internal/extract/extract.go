package extract

import (
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

// Hints is what is known of a posting besides its text. It decides only what the text leaves open.
type Hints struct {
	Country string // of the job, ISO 3166-1 alpha-2; empty when not known
	Title   string // of the job, when it is not in the text
}

// Component is the part of pay that a statement is about.
type Component string

// The components of pay in a posting.
const (
	Base     Component = "base"
	OnTarget Component = "on-target" // base and what comes with it when targets are met; total compensation
	Bonus    Component = "bonus"     // paid besides base: variable pay, a signing or yearly bonus
	Equity   Component = "equity"    // shares and options, at their worth
)

// Components lists every component once.
var Components = []Component{Base, OnTarget, Bonus, Equity}

// Span is a stretch of the original document in bytes.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"` // exclusive
}

// Statement is one statement of pay. Its range has equal ends for a single amount, and no period for what is
// paid once.
type Statement struct {
	pay.Range
	Component Component  `json:"component"`
	Terms     []pay.Term `json:"terms,omitempty"`    // pay.PlusVAT where value-added tax comes on top
	Inferred  []string   `json:"inferred,omitempty"` // "currency", "period": not written, but followed from the rest
	Span      Span       `json:"span"`
	Text      string     `json:"text"` // the words of the span, without markup
}

// Mention is a fact and the words that say it.
type Mention struct {
	Code string `json:"code"` // of the facet's vocabulary in package taxonomy
	Span Span   `json:"span"`
}

// Skill is a skill that a posting names.
type Skill struct {
	Code     string `json:"code"`     // of taxonomy.Skills
	Required bool   `json:"required"` // false: nice to have
	Span     Span   `json:"span"`     // where it is named first
}

// Posting is what the text of a posting says.
type Posting struct {
	Pay        []Statement `json:"pay"`
	Skills     []Skill     `json:"skills"`
	Levels     []Mention   `json:"levels"`               // each level named, the job's own first
	Remote     *Mention    `json:"remote,omitempty"`     // nil when the text does not say
	Employment *Mention    `json:"employment,omitempty"` // nil when the text does not say
	SeeksWork  bool        `json:"seeks_work,omitempty"` // by a person who looks for work: nothing in it is offered
}

// reader reads one document. Readers are used again for what they have allocated.
type reader struct {
	hints     Hints
	plain     plainText
	tokens    []token
	amounts   []amount
	terms     []found
	buf       []byte
	compounds map[class]*entry // of the words that are in no table, by their classes
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// Read reads a posting. It never fails: what it cannot read it does not state.
func Read(doc string, hints Hints) Posting {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	r.open(doc, hints)
	var p Posting
	r.facts(&p)
	if !p.SeeksWork {
		p.Pay = r.statements()
	}
	return p
}

// open prepares the reader for a document.
func (r *reader) open(doc string, hints Hints) {
	r.hints = hints
	r.plain.read(doc)
	r.tokens = tokens(r.plain.text, r.plain.lower, r.tokens[:0])
	r.amounts = r.amounts[:0]
}

// PlainText returns a document without its markup, as Statement.Text quotes it.
func PlainText(doc string) string {
	var p plainText
	p.read(doc)
	return string(p.text)
}
