package service

import (
	"context"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/wire"
)

// The words of a question, as a face has them.
type (
	Ask       = wire.Question
	SkillsAsk struct {
		Ask
		Kind, By string
	}
	FreelanceAsk struct {
		Ask
		Amount string
		Terms  map[string]string
	}
)

// face asks a service in words, as every face does: it reads them, takes what is known now and asks that.
type face struct{ *Service }

// asked reads words and asks a question of what is known now.
func asked[A any](f face, words Ask, answer func(View, pay.Question) (A, error)) (A, error) {
	v := f.View()
	q, err := ask.Read(words, v.Today())
	if err != nil {
		var none A
		return none, err
	}
	return answer(v, q)
}

func (f face) Estimate(ctx context.Context, words Ask) (pay.Answer, error) {
	return asked(f, words, func(v View, q pay.Question) (pay.Answer, error) { return v.Estimate(ctx, q) })
}

func (f face) Check(ctx context.Context, words Ask, amount string) (Check, error) {
	return asked(f, words, func(v View, q pay.Question) (Check, error) {
		a, err := ask.Pay(amount, q.Profile.Country)
		if err != nil {
			return Check{}, err
		}
		return v.Check(ctx, q, a)
	})
}

func (f face) Advise(ctx context.Context, words Ask, amount string) (Advice, error) {
	return asked(f, words, func(v View, q pay.Question) (Advice, error) {
		a, err := ask.OptionalAmount(amount, q.Profile.Country)
		if err != nil {
			return Advice{}, err
		}
		return v.Advise(ctx, q, a)
	})
}

func (f face) Skills(ctx context.Context, words SkillsAsk) (SkillsAnswer, error) {
	return asked(f, words.Ask, func(v View, q pay.Question) (SkillsAnswer, error) {
		return v.Skills(ctx, q, words.Kind, words.By)
	})
}

func (f face) Career(ctx context.Context, words Ask) (Career, error) {
	return asked(f, words, func(v View, q pay.Question) (Career, error) { return v.Career(ctx, q) })
}

func (f face) JobDescription(ctx context.Context, words Ask) (JobDescription, error) {
	return asked(f, words, func(v View, q pay.Question) (JobDescription, error) { return v.JobDescription(ctx, q) })
}

func (f face) Trend(ctx context.Context, words Ask) (Trend, error) {
	return asked(f, words, func(v View, q pay.Question) (Trend, error) { return v.Trend(ctx, q) })
}

func (f face) Across(ctx context.Context, words Ask, facet pay.Facet) ([]Group, error) {
	return asked(f, words, func(v View, q pay.Question) ([]Group, error) { return v.Across(ctx, q, facet) })
}

func (f face) Freelance(ctx context.Context, words FreelanceAsk) (Freelance, error) {
	return asked(f, words.Ask, func(v View, q pay.Question) (Freelance, error) {
		given, err := ask.Rate(words.Amount, q.Profile.Country)
		if err != nil {
			return Freelance{}, err
		}
		terms, err := ask.Numbers(words.Terms)
		if err != nil {
			return Freelance{}, err
		}
		return v.Freelance(ctx, q, given, terms)
	})
}

func (f face) Compare(ctx context.Context, words []Ask) (Comparison, error) {
	v := f.View()
	questions := make([]pay.Question, len(words))
	for i := range words {
		var err error
		if questions[i], err = ask.Read(words[i], v.Today()); err != nil {
			return Comparison{}, err
		}
	}
	return v.Compare(ctx, questions)
}

func (f face) Claims(ctx context.Context) ([]Claim, error)          { return f.View().Claims(ctx) }
func (f face) Slice(ctx context.Context, a SliceAsk) (Slice, error) { return f.View().Slice(ctx, a) }
