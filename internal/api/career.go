package api

import (
	"context"

	"github.com/backpay/backpay/internal/service"
)

func (a *API) career(ctx context.Context, q askQuery) (service.Career, error) {
	return a.service.Career(ctx, q.ask())
}

// markdown is an answer that is text and not JSON.
type markdown string

const markdownType = "text/markdown; charset=utf-8"

type descriptionQuery struct {
	askQuery
	Locale string `query:"locale" default:"en" example:"de" doc:"how amounts are written"`
}

func (a *API) description(ctx context.Context, q descriptionQuery) (markdown, error) {
	d, err := a.service.JobDescription(ctx, q.ask(), q.Locale)
	return markdown(d.Markdown), err
}
