package api

import (
	"context"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

// netQuery asks about pay before and after tax.
type netQuery struct {
	Amount  string `query:"amount" required:"true" example:"85000 EUR/year" about:"net"`
	Country string `query:"country" example:"DE" doc:"whose taxes; left out, that of the currency"`
	Region  string `query:"region" doc:"a state or canton by its code; left out, what the table assumes"`
	Regime  string `query:"regime" doc:"how one is paid, as b2b-lump in Poland; left out, as an employee"`
	On      string `query:"on" example:"2026" doc:"a day or a year of the law; left out, today"`
}

func (q netQuery) read(v service.View) (ask.TakeHome, error) {
	return ask.Net(wire.NetQuestion{
		Amount: q.Amount, Country: q.Country, Region: q.Region, Regime: q.Regime, On: q.On,
	}, v.Today())
}

func net(_ context.Context, v service.View, said netQuery) (service.Net, error) {
	q, err := said.read(v)
	if err != nil {
		return service.Net{}, err
	}
	return v.Net(q)
}

func gross(_ context.Context, v service.View, said netQuery) (service.Net, error) {
	q, err := said.read(v)
	if err != nil {
		return service.Net{}, err
	}
	return v.Gross(q)
}
