package source

import (
	"slices"
	"strings"

	"backpay/internal/pay"
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
	single   map[string]string
	multiple map[string][]string
}

// maxRemembered bounds the memory of Labels against a column that says something new in each row.
const maxRemembered = 1 << 14

// NewLabels returns the codes of a facet by parse, which is a vocabulary's Parse. own, which may be nil,
// goes first: labels of the source that mean something else elsewhere, or "" for one that says nothing.
func NewLabels(sink Sink, facet pay.Facet, parse func(string) (string, bool), own map[string]string) *Labels {
	l := &Labels{facet: facet, parse: parse, own: own, single: map[string]string{}, multiple: map[string][]string{}}
	l.observer, _ = sink.(Observer)
	return l
}

// Code returns the code of a label, "" when it is empty, says nothing or is not known.
func (l *Labels) Code(label string) string {
	if label == "" || label == "NA" {
		return ""
	}
	code, seen := l.single[label]
	if seen {
		if code == unknown {
			l.tell(label)
			return ""
		}
		return code
	}
	code, found := l.own[label]
	if !found {
		if code, found = l.parse(label); !found {
			code = unknown
		}
	}
	if len(l.single) < maxRemembered {
		l.single[strings.Clone(label)] = code
	}
	if code == unknown {
		l.tell(label)
		return ""
	}
	return code
}

// unknown marks, in what Labels remembers, a label without a code.
const unknown = "\x00"

func (l *Labels) tell(label string) {
	if l.observer != nil {
		l.observer.Unmapped(l.facet, label)
	}
}

// Codes returns the codes of the labels in a list, each once, in the order of the list. The caller must
// not change the slice.
func (l *Labels) Codes(list, separator string) []string {
	if list == "" || list == "NA" {
		return nil
	}
	if codes, seen := l.multiple[list]; seen {
		return codes
	}
	var codes []string
	missing := false
	for label := range strings.SplitSeq(list, separator) {
		label = strings.TrimSpace(label)
		code := l.Code(label)
		missing = missing || code == "" && label != ""
		if code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if !missing && len(l.multiple) < maxRemembered { // a list with an unknown label is told of each time
		l.multiple[strings.Clone(list)] = codes
	}
	return codes
}
