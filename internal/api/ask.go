package api

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/slice"
)

// askQuery is a question about a job.
type askQuery struct {
	Role       string   `query:"role" example:"backend" doc:"a role: its code, its name or an alias; left out, all of them"`
	Country    string   `query:"country" example:"DE" doc:"ISO 3166-1 alpha-2, or a name in any common spelling"`
	Place      string   `query:"place" example:"Berlin" doc:"a US state, county or metropolitan area; elsewhere a city"`
	Years      string   `query:"years" example:"6" doc:"years of professional experience, 0 to 50"`
	Level      string   `query:"level" example:"senior" doc:"entry, mid, senior, staff, principal; from the years when left out"`
	Industry   string   `query:"industry" doc:"industry of the employer"`
	OrgSize    string   `query:"org_size" example:"100-499" doc:"people in the organisation"`
	Remote     string   `query:"remote" doc:"remote, hybrid, onsite"`
	Employment string   `query:"employment" doc:"employee, freelance"`
	Education  string   `query:"education" doc:"none, secondary, some-college, associate, bachelor, master, doctorate, professional"`
	Skills     []string `query:"skills" doc:"a language, database, cloud or framework; repeatable, and several between commas"`
	Currency   string   `query:"currency" example:"EUR" doc:"of the answer: ISO 4217 or a name; left out, the country's own"`
	Period     string   `query:"period" enum:"hour,day,week,month,year" doc:"of the answer; left out, a year"`
	Basis      string   `query:"basis" enum:"gross,net" doc:"left out, gross"`
	Component  string   `query:"component" enum:"base,total" doc:"the salary alone, or with bonus and equity; left out, total"`
	On         string   `query:"on" example:"2026-11" doc:"the date to answer for; left out, today"`
	PPP        bool     `query:"ppp" doc:"at purchasing power, in international dollars"`
	Explain    bool     `query:"explain" default:"true" doc:"with what each facet adds or takes; false answers faster"`
}

func (q askQuery) ask() service.Ask {
	return service.Ask{
		Role: q.Role, Country: q.Country, Place: q.Place, Years: q.Years, Level: q.Level, Industry: q.Industry,
		OrgSize: q.OrgSize, Remote: q.Remote, Employment: q.Employment, Education: q.Education, Skills: q.Skills,
		Currency: q.Currency, Period: q.Period, Basis: q.Basis, Component: q.Component, On: q.On, PPP: q.PPP,
		Brief: !q.Explain,
	}
}

func (a *API) estimate(ctx context.Context, q askQuery) (pay.Answer, error) {
	return a.service.Estimate(ctx, q.ask())
}

type checkQuery struct {
	askQuery
	Amount string `query:"amount" required:"true" example:"85000 EUR" doc:"the pay, as people write it: 85000 EUR, €85k, 52.95 USD/hour"`
}

func (a *API) check(ctx context.Context, q checkQuery) (service.Check, error) {
	return a.service.Check(ctx, q.ask(), q.Amount)
}

type compareQuery struct {
	Profile []string `query:"profile" required:"true" long:"true" example:"role=backend&country=DE" doc:"a job, as the query of /v1/estimate, escaped; two to four times. All answers are in the unit of the first."`
}

// asks reads the queries of estimates.
var asks = newDecoder[askQuery]()

func (a *API) compare(ctx context.Context, q compareQuery) (service.Comparison, error) {
	questions := make([]service.Ask, len(q.Profile))
	for i, profile := range q.Profile {
		place := fmt.Sprintf("profile %d", i+1)
		values, err := parseQuery(profile)
		if err != nil {
			return service.Comparison{}, at(err, place)
		}
		one := asks.defaults
		if err := asks.readValues(&one, values); err != nil {
			return service.Comparison{}, at(err, place)
		}
		questions[i] = one.ask()
	}
	return a.service.Compare(ctx, questions)
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

func (a *API) convert(_ context.Context, q convertQuery) (service.Conversion, error) {
	return a.service.Convert(service.ConvertAsk{Amount: q.Amount, To: q.To, On: q.On, Country: q.Country})
}

// Facets lists the facets that have a vocabulary.
type Facets struct {
	Facets []pay.Facet `json:"facets"`
}

func (a *API) facets(context.Context, struct{}) (Facets, error) {
	return Facets{service.VocabularyFacets()}, nil
}

type vocabularyQuery struct {
	Facet  string `path:"facet" example:"skills" doc:"one of those that /v1/taxonomy lists"`
	Search string `query:"q" example:"postg" doc:"the beginning of a word, or a word with a slip in it; left out, every word"`
	Limit  int    `query:"limit" default:"1000" doc:"how many words at most"`
}

// Vocabulary is the words of a facet.
type Vocabulary struct {
	Facet   string          `json:"facet"`
	Entries []service.Entry `json:"entries"`
}

func (a *API) vocabulary(_ context.Context, q vocabularyQuery) (Vocabulary, error) {
	entries, err := service.Vocabulary(q.Facet, q.Search, q.Limit)
	return Vocabulary{q.Facet, entries}, err
}

// Sources is what the answers rest on.
type Sources struct {
	Sources []service.SourceInfo `json:"sources"`
}

func (a *API) sources(context.Context, struct{}) (Sources, error) {
	infos, err := a.service.Sources()
	return Sources{infos}, err
}

type sliceQuery struct {
	Facets   url.Values `query:"*" doc:"records with any of the values; with not_ before the name none of them, with all_ all of them. years, pay and year can be ranges, as 5..9"`
	By       string     `query:"by" example:"role" doc:"a facet to group by; left out, the slice is one group"`
	Layer    string     `query:"layer" enum:"reported,official,posted" doc:"left out, reported"`
	Levels   string     `query:"levels" example:"10,50,90" doc:"of the quantiles, in percent; left out, 10, 25, 50, 75 and 90"`
	Bars     int        `query:"bars" doc:"of a histogram; left out, none"`
	Currency string     `query:"currency" doc:"left out, US dollars"`
	Period   string     `query:"period" enum:"hour,day,week,month,year" doc:"left out, a year"`
	Weighted bool       `query:"weighted" doc:"count the people that records stand for, not records"`
}

// names lists the facets of a slice as the other routes call theirs.
func (sliceQuery) names() []string {
	keys := slice.Keys()
	for i, key := range keys {
		keys[i] = strings.ReplaceAll(key, "-", "_")
		if strings.HasSuffix(key, "skill") {
			keys[i] += "s"
		}
	}
	return keys
}

func (a *API) slice(ctx context.Context, q sliceQuery) (service.Slice, error) {
	return a.service.Slice(ctx, service.SliceAsk{
		Query: q.Facets, By: q.By, Layer: q.Layer, Levels: q.Levels, Bars: q.Bars,
		Currency: q.Currency, Period: q.Period, Weighted: q.Weighted,
	})
}

func (a *API) scorecard(context.Context, struct{}) (*backtest.Scorecard, error) {
	card, err := a.service.Scorecard()
	if err == nil && card == nil {
		err = pay.Errorf(pay.NotFound, "no scorecard was made here").WithHint("make one: backpay backtest --help")
	}
	return card, err
}
