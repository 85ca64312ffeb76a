package api

import (
	"context"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

type freelanceQuery struct {
	Amount  string   `query:"amount" required:"true" example:"90 EUR/hour" about:"rate"`
	Role    string   `query:"role" example:"backend" doc:"of the people who are set beside it; left out, all of them"`
	Country string   `query:"country" example:"DE" doc:"whose constants are taken; left out, that of the currency"`
	Years   string   `query:"years" example:"6" doc:"of the people who are set beside it"`
	Skills  []string `query:"skills" doc:"of the people who are set beside it"`
	On      string   `query:"on" doc:"the date of the people who are set beside it; left out, today"`

	Hours       string `query:"hours" doc:"working hours a day; left out, as every constant below, the country's"`
	Weeks       string `query:"weeks" doc:"weeks a year, with those of leave"`
	Leave       string `query:"leave" example:"30" doc:"working days a year"`
	Holidays    string `query:"holidays" doc:"public, on working days a year"`
	Sickness    string `query:"sickness" doc:"working days a year"`
	Utilisation string `query:"utilisation" example:"75" doc:"percent of the remaining time that is billed"`
	Costs       string `query:"costs" doc:"own costs, percent of what is billed"`
	Employer    string `query:"employer" doc:"contributions of an employer, percent of gross pay"`
}

func rate(ctx context.Context, v service.View, said freelanceQuery) (service.Freelance, error) {
	q, err := ask.Read(wire.Question{
		Role: said.Role, Country: said.Country, Years: said.Years, Skills: said.Skills, On: said.On,
	}, v.Today())
	if err != nil {
		return service.Freelance{}, err
	}
	given, err := ask.Rate(said.Amount, q.Profile.Country)
	if err != nil {
		return service.Freelance{}, err
	}
	terms, err := ask.Numbers(map[string]string{
		"hours": said.Hours, "weeks": said.Weeks, "leave": said.Leave, "holidays": said.Holidays,
		"sickness": said.Sickness, "utilisation": said.Utilisation, "costs": said.Costs, "employer": said.Employer,
	})
	if err != nil {
		return service.Freelance{}, err
	}
	return v.Freelance(ctx, q, given, terms)
}

// Claims is what the web says of backend pay, held against the evidence.
type Claims struct {
	Claims    []service.Claim     `json:"claims"`
	Companies wire.NamedCompanies `json:"companies"` // the employers that are named as those that hire
}

func claims(ctx context.Context, v service.View, _ struct{}) (Claims, error) {
	all, err := v.Claims(ctx)
	if err != nil {
		return Claims{}, err
	}
	named, err := v.NamedCompanies()
	return Claims{all, named}, err
}
