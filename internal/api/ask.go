package api

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

// askQuery is a question about a job.
type askQuery struct {
	wire.Question
	Explain bool `query:"explain" default:"true" doc:"with what each facet adds or takes; false answers faster"`
}

// read reads the words of the question.
func (q askQuery) read(v service.View) (pay.Question, error) {
	q.Brief = !q.Explain
	return ask.Read(q.Question, v.Today())
}

func estimate(ctx context.Context, v service.View, said askQuery) (pay.Answer, error) {
	q, err := said.read(v)
	if err != nil {
		return pay.Answer{}, err
	}
	return v.Estimate(ctx, q)
}

type checkQuery struct {
	askQuery
	Amount string `query:"amount" required:"true" example:"85000 EUR" about:"amount"`
}

func check(ctx context.Context, v service.View, said checkQuery) (service.Check, error) {
	q, err := said.read(v)
	if err != nil {
		return service.Check{}, err
	}
	amount, err := ask.Pay(said.Amount, q.Profile.Country)
	if err != nil {
		return service.Check{}, err
	}
	return v.Check(ctx, q, amount)
}

type compareQuery struct {
	Profile []string `query:"profile" required:"true" long:"true" example:"role=backend&country=DE" about:"compared"`
}

// asks reads the queries of estimates.
var asks = newDecoder[askQuery]()

func compare(ctx context.Context, v service.View, said compareQuery) (service.Comparison, error) {
	questions := make([]pay.Question, len(said.Profile))
	for i, profile := range said.Profile {
		place := fmt.Sprintf("profile %d", i+1)
		values, err := parseQuery(profile)
		if err != nil {
			return service.Comparison{}, at(err, place)
		}
		one := asks.defaults
		if err := asks.readValues(&one, values); err != nil {
			return service.Comparison{}, at(err, place)
		}
		if questions[i], err = one.read(v); err != nil {
			return service.Comparison{}, at(err, place)
		}
	}
	return v.Compare(ctx, questions)
}

// at sets the place of an error for people.
func at(err error, place string) error {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e.At(place)
	}
	return err
}

type convertQuery struct {
	Amount  string   `query:"amount" required:"true" example:"52.95 USD/hour" doc:"the pay, as people write it"`
	To      []string `query:"to" required:"true" example:"year" doc:"a currency or a period; twice for both"`
	On      string   `query:"on" example:"2024-06" doc:"the month of the exchange rate; left out, today"`
	Country string   `query:"country" doc:"whose full-time hours, and whose dollar or krona, are meant"`
}

func convert(_ context.Context, v service.View, said convertQuery) (service.Conversion, error) {
	c, err := ask.ReadConversion(said.Amount, said.To, said.On, said.Country, v.Today())
	if err != nil {
		return service.Conversion{}, err
	}
	return v.Convert(c.From, c.Currency, c.Period, c.On, c.Country)
}

// Facets lists the facets that have a vocabulary.
type Facets struct {
	Facets []pay.Facet `json:"facets"`
}

func facets(context.Context, service.View, struct{}) (Facets, error) {
	return Facets{service.VocabularyFacets()}, nil
}

type vocabularyQuery struct {
	Facet  string `path:"facet" example:"skills" doc:"one of those that /v1/taxonomy lists"`
	Search string `query:"q" example:"postg" about:"search"`
	Limit  int    `query:"limit" default:"1000" doc:"how many words at most"`
}

// Vocabulary is the words of a facet.
type Vocabulary struct {
	Facet   string          `json:"facet"`
	Entries []service.Entry `json:"entries"`
}

func vocabulary(_ context.Context, _ service.View, q vocabularyQuery) (Vocabulary, error) {
	entries, err := service.Vocabulary(q.Facet, q.Search, q.Limit)
	return Vocabulary{q.Facet, entries}, err
}

// Sources is what the answers rest on.
type Sources struct {
	Sources []service.SourceInfo `json:"sources"`
}

func sources(_ context.Context, v service.View, _ struct{}) (Sources, error) {
	infos, err := v.Sources()
	return Sources{infos}, err
}

type sliceQuery struct {
	Facets   url.Values `query:"*" about:"slice"`
	By       string     `query:"by" example:"role" doc:"a facet to group by; left out, the slice is one group"`
	Layer    string     `query:"layer" enum:"reported,official,posted,own" doc:"left out, reported"`
	Levels   string     `query:"levels" example:"10,50,90" about:"levels"`
	Bars     int        `query:"bars" doc:"of a histogram; left out, none"`
	Currency string     `query:"currency" doc:"left out, US dollars"`
	Period   string     `query:"period" enum:"hour,day,week,month,year" doc:"left out, a year"`
	Weighted bool       `query:"weighted" doc:"count the people that records stand for, not records"`
}

// names lists the facets of a slice as the other routes call theirs.
func (sliceQuery) names() []string {
	keys := service.SliceFacets()
	for i, key := range keys {
		keys[i] = strings.ReplaceAll(key, "-", "_")
		if strings.HasSuffix(key, "skill") {
			keys[i] += "s"
		}
	}
	return keys
}

func exactly(ctx context.Context, v service.View, q sliceQuery) (service.Slice, error) {
	return v.Slice(ctx, service.SliceAsk{
		Query: q.Facets, By: q.By, Layer: q.Layer, Levels: q.Levels, Bars: q.Bars,
		Currency: q.Currency, Period: q.Period, Weighted: q.Weighted,
	})
}

func scorecard(_ context.Context, v service.View, _ struct{}) (*service.Scorecard, error) {
	card, err := v.Scorecard()
	if err == nil && card == nil {
		err = pay.Errorf(pay.NotFound, "no scorecard was made here").WithHint("make one: backpay backtest --help")
	}
	return card, err
}
