package source

import (
	"strings"

	"github.com/backpay/backpay/internal/pay"
)

// Observer is what a Sink may also be: it is told of every label that no code was found for, so that a
// report can list them. An import goes on without: the facet of that row is unknown.
type Observer interface {
	Unmapped(facet pay.Facet, label string)
}

// Labels turns the labels of one column into codes. It remembers what it has seen, since a survey says
// the same few things many times.
type Labels struct {
	facet    pay.Facet
	parse    func(string) (string, bool)
	observer Observer // nil when nobody listens
	own      map[string]string
	seen     map[string]meaning
}

// How many labels are remembered and how long they may be, against a column that says something new, or much,
// in each row.
const (
	maxRemembered = 1 << 14
	maxLabel      = 1 << 10
)

// NewLabels returns the codes of a facet by parse, which is a vocabulary's Parse. own, which may be nil,
// goes first: labels of the source that mean something else elsewhere, or "" for one that says nothing.
func NewLabels(sink Sink, facet pay.Facet, parse func(string) (string, bool), own map[string]string) *Labels {
	l := &Labels{facet: facet, parse: parse, own: own, seen: map[string]meaning{}}
	l.observer, _ = sink.(Observer)
	return l
}

// meaning is what a label stands for. A label that says nothing is known and has no code.
type meaning struct {
	code  string
	known bool
}

// Code returns the code of a label, "" when it is empty, says nothing or is not known.
func (l *Labels) Code(label string) string {
	if label == "" || label == "NA" {
		return ""
	}
	m, again := l.seen[label]
	if !again {
		if m.code, m.known = l.own[label]; !m.known {
			m.code, m.known = l.parse(label)
		}
		if len(l.seen) < maxRemembered && len(label) <= maxLabel {
			l.seen[strings.Clone(label)] = m
		}
	}
	if !m.known && l.observer != nil {
		l.observer.Unmapped(l.facet, label)
	}
	return m.code
}

// AppendCodes adds to codes those of the labels in a list that are not there yet, in the order of the list.
func (l *Labels) AppendCodes(codes []string, list, separator string) []string {
	if list == "" || list == "NA" {
		return codes
	}
	for label := range strings.SplitSeq(list, separator) {
		codes = AppendNew(codes, l.Code(strings.TrimSpace(label)))
	}
	return codes
}
