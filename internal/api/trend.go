package api

import (
	"context"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

type trendQuery struct {
	Role     string `query:"role" example:"backend" doc:"a role: its code, its name or an alias; left out, all of them"`
	Country  string `query:"country" example:"UA" doc:"left out, the whole world, in US dollars"`
	Years    string `query:"years" doc:"years of professional experience, which stand for their level"`
	Level    string `query:"level" example:"senior" doc:"entry, mid, senior"`
	Currency string `query:"currency" example:"EUR" about:"currency of a trend"`
	Period   string `query:"period" enum:"hour,day,week,month,year" doc:"of the answer; left out, a year"`
}

func trend(ctx context.Context, v service.View, said trendQuery) (service.Trend, error) {
	q, err := ask.Read(wire.Question{
		Role: said.Role, Country: said.Country, Years: said.Years, Level: said.Level,
		Currency: said.Currency, Period: said.Period,
	}, v.Today())
	if err != nil {
		return service.Trend{}, err
	}
	return v.Trend(ctx, q)
}
