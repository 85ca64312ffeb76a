package api

import (
	"context"

	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
)

func ladder(ctx context.Context, v service.View, said askQuery) (service.Career, error) {
	q, err := said.read(v)
	if err != nil {
		return service.Career{}, err
	}
	return v.Career(ctx, q)
}

// markdown is an answer that is text and not JSON.
type markdown string

const markdownType = "text/markdown; charset=utf-8"

type descriptionQuery struct {
	askQuery
	Locale string `query:"locale" default:"en" example:"de" doc:"how amounts are written"`
}

func description(ctx context.Context, v service.View, asked descriptionQuery) (markdown, error) {
	q, err := asked.read(v)
	if err != nil {
		return "", err
	}
	d, err := v.JobDescription(ctx, q)
	if err != nil {
		return "", err
	}
	return markdown(words.For(asked.Locale).Description(d)), nil
}
