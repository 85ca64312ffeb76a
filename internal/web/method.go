package web

import (
	"net/http"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
)

// methodPage says how an answer is made, how well, and from what.
type methodPage struct {
	head
	Sources []sourceRow
	Card    *cardView // nil when there is no scorecard
	Few     int       // reports below which the reader is told so
	Enough  int       // reports from which a group is drawn
}

// sourceRow is one publisher.
type sourceRow struct {
	Title, Layer, Measures, Bias, Licence, URL, Years string
	Records                                           string
	Imported                                          string // of the reader's own; empty when none
}

func (s *site) method(r *http.Request) (page, error) {
	v, err := parse(r)
	if err != nil {
		return nil, err
	}
	loc, err := locale(r, v)
	if err != nil {
		return nil, err
	}
	view := s.service.View()
	sources, err := view.Sources()
	if err != nil {
		return nil, err
	}
	p := &methodPage{head: s.newHead(r, "method", "method"), Few: few, Enough: enough}
	p.Title = "How it is known · Backpay"
	p.Description =
		"How Backpay answers: the sources with their licences and dates, the model, how well it is " +
			"calibrated and what it cannot say."
	card, err := view.Scorecard()
	if err != nil {
		return nil, err
	}
	if card != nil && len(card.Scores) > 0 {
		p.Card = p.card(card, loc)
	}
	for _, src := range sources {
		p.Sources = append(p.Sources, sourceOf(src, loc))
	}
	return p, nil
}

func sourceOf(src service.SourceInfo, loc string) sourceRow {
	row := sourceRow{Title: src.Title, Layer: capital(string(src.Layer)), Measures: src.Measures, Bias: src.Bias,
		Licence: src.Licence, URL: src.URL}
	if src.Embedded > 0 {
		row.Records = words.For(loc).Count(src.Embedded)
	}
	if src.Layer == pay.Official && src.Embedded == 0 {
		row.Records = "figures"
	}
	n, first, last := 0, 0, 0
	for _, i := range src.Imports {
		n += i.Kept
		for _, y := range i.Years {
			if first == 0 || y < first {
				first = y
			}
			last = max(last, y)
		}
	}
	if n > 0 {
		row.Imported = countWords(n, "record", "records", loc)
	}
	if last > 0 {
		row.Years = yearSpan(first, last)
	}
	return row
}
