package api

import (
	"context"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

// jobQuery is the job that an employer's pay is asked for.
type jobQuery struct {
	Role    string `query:"role" example:"backend" doc:"a role: its code, its name or an alias; left out, all of them"`
	Country string `query:"country" example:"US" doc:"what employers pay is known of the USA alone"`
	Place   string `query:"place" example:"California" doc:"a state or metropolitan area of the USA"`
	Years   string `query:"years" doc:"years of professional experience, which stand for their level"`
	Level   string `query:"level" example:"senior" doc:"entry, mid, senior, staff, principal, as titles name it"`
	Year    int    `query:"year" doc:"of the pay; left out, the newest of the filings"`
}

func (q jobQuery) profile() (pay.Profile, error) {
	return ask.Profile(wire.Question{Role: q.Role, Country: q.Country, Place: q.Place, Years: q.Years, Level: q.Level})
}

type companyQuery struct {
	jobQuery
	Name string `query:"name" required:"true" example:"google" doc:"of the employer, in any spelling"`
}

func company(_ context.Context, v service.View, q companyQuery) (service.Company, error) {
	p, err := q.profile()
	if err != nil {
		return service.Company{}, err
	}
	return v.Company(q.Name, p, q.Year)
}

type companiesQuery struct {
	jobQuery
	Least int    `query:"least" default:"10" doc:"the fewest filings and ranges with pay of a listed employer; from 3"`
	By    string `query:"by" enum:"pay,hires" doc:"by what is sure of the pay, or by filings and jobs"`
	Limit int    `query:"limit" default:"100" doc:"how many at most"`
}

func companies(_ context.Context, v service.View, q companiesQuery) (service.Companies, error) {
	p, err := q.profile()
	if err != nil {
		return service.Companies{}, err
	}
	by, err := ask.Choice("by", q.By, service.ByPay, service.ByHires)
	if err != nil {
		return service.Companies{}, err
	}
	return v.Companies(service.CompaniesQuestion{Profile: p, Year: q.Year, Least: q.Least, By: by, Limit: q.Limit})
}
