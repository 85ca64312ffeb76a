package api

import (
	"context"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/service"
)

type adviseQuery struct {
	askQuery
	Amount string `query:"amount" example:"85000 EUR" about:"amount of advice"`
}

func advise(ctx context.Context, v service.View, said adviseQuery) (service.Advice, error) {
	q, err := said.read(v)
	if err != nil {
		return service.Advice{}, err
	}
	amount, err := ask.OptionalAmount(said.Amount, q.Profile.Country)
	if err != nil {
		return service.Advice{}, err
	}
	return v.Advise(ctx, q, amount)
}

type skillsQuery struct {
	askQuery
	Kind string `query:"kind" enum:"language,database,platform,framework,tool" doc:"left out, all of them"`
	By   string `query:"by" enum:"premium,raw,share,name" doc:"the order; left out, premium"`
}

func skills(ctx context.Context, v service.View, said skillsQuery) (service.SkillsAnswer, error) {
	q, err := said.read(v)
	if err != nil {
		return service.SkillsAnswer{}, err
	}
	return v.Skills(ctx, q, said.Kind, said.By)
}
