package api

import (
	"context"

	"github.com/backpay/backpay/internal/service"
)

type trendQuery struct {
	Role     string `query:"role" example:"backend" doc:"a role: its code, its name or an alias; left out, all of them"`
	Country  string `query:"country" example:"UA" doc:"left out, the whole world, in US dollars"`
	Years    string `query:"years" doc:"years of professional experience, which stand for their level"`
	Level    string `query:"level" example:"senior" doc:"entry, mid, senior"`
	Currency string `query:"currency" example:"EUR" doc:"of the answer; left out, that in which most of the pay is known"`
	Period   string `query:"period" enum:"hour,day,week,month,year" doc:"of the answer; left out, a year"`
}

func (a *API) trend(ctx context.Context, q trendQuery) (service.Trend, error) {
	return a.service.Trend(ctx, service.Ask{
		Role: q.Role, Country: q.Country, Years: q.Years, Level: q.Level, Currency: q.Currency, Period: q.Period,
	})
}
