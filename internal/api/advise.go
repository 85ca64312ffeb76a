package api

import (
	"context"

	"github.com/backpay/backpay/internal/service"
)

type adviseQuery struct {
	askQuery
	Amount string `query:"amount" example:"85000 EUR" doc:"the pay that changes are told on, as people write it; left out, the median"`
}

func (a *API) advise(ctx context.Context, q adviseQuery) (service.Advice, error) {
	return a.service.Advise(ctx, q.ask(), q.Amount)
}

type skillsQuery struct {
	askQuery
	Kind string `query:"kind" enum:"language,database,platform,framework,tool" doc:"left out, all of them"`
	By   string `query:"by" enum:"premium,raw,share,name" doc:"the order; left out, premium"`
}

func (a *API) skills(ctx context.Context, q skillsQuery) (service.SkillsAnswer, error) {
	return a.service.Skills(ctx, service.SkillsAsk{Ask: q.ask(), Kind: q.Kind, By: q.By})
}
