package api

import (
	"context"

	"github.com/backpay/backpay/internal/service"
)

type freelanceQuery struct {
	Amount  string   `query:"amount" required:"true" example:"90 EUR/hour" doc:"a rate for an hour or a day, or an employee's gross pay for a month or a year"`
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

func (a *API) freelance(ctx context.Context, q freelanceQuery) (service.Freelance, error) {
	return a.service.Freelance(ctx, service.FreelanceAsk{
		Ask:    service.Ask{Role: q.Role, Country: q.Country, Years: q.Years, Skills: q.Skills, On: q.On},
		Amount: q.Amount,
		Terms: map[string]string{
			"hours": q.Hours, "weeks": q.Weeks, "leave": q.Leave, "holidays": q.Holidays, "sickness": q.Sickness,
			"utilisation": q.Utilisation, "costs": q.Costs, "employer": q.Employer,
		},
	})
}

// Claims is what the web says of backend pay, held against the evidence.
type Claims struct {
	Claims []service.Claim `json:"claims"`
}

func (a *API) claims(ctx context.Context, _ struct{}) (Claims, error) {
	claims, err := a.service.Claims(ctx)
	return Claims{claims}, err
}
