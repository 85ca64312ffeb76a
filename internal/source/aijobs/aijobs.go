// Package aijobs reads the salaries that aijobs.net publishes for data and software roles worldwide, one
// file for all years since 2020. It began as a survey; from 2022 on nearly every row is one end of the range
// of a job advertisement: in the file of January 2025, 96 of 100 rows stand in pairs, the upper end and the
// lower end of the same job. That makes it a source of posted pay.
//
// Half of the rows are the same again in every column, since an employer advertises many times. A repeated
// row is set aside as a duplicate. To know one, the reader keeps a 64-bit hash of every distinct row, which
// makes about a megabyte for all that was ever published.
//
// A title that names neither software work nor a role of a software team, as "Manager" or "Associate", is
// set aside as other work: the index has come to hold all kinds of jobs at technology companies.
//
// The size of the company is not read: 96 % are "M", which is what the publisher assumes. A contract for
// work counts as freelance. The two ends of a range are two records.
package aijobs

import (
	"context"
	"hash/maphash"
	"strconv"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

const name = "aijobs"

// Source is the salary index of aijobs.net.
var Source = source.Source{
	Name:     name,
	Title:    "aijobs.net global salaries for AI, ML and data",
	Layer:    pay.Posted,
	Measures: "pay of data, AI and software jobs worldwide, mostly both ends of the range that an advertisement states: gross base pay a year",
	Bias:     "nine of ten jobs are in the USA, where some states oblige employers to state a range; ends of ranges spread wider than pay does; few contracts and part-time jobs",
	Licence:  "CC0 1.0",
	Credit:   "aijobs.net",
	URL:      "https://aijobs.net/salaries/download/",
	Yearly:   true,
	Read:     read,
}

// maxDistinct bounds the memory for rows seen: it is 200 times what was published in five years.
const maxDistinct = 1 << 23

func read(_ context.Context, in *source.Input, sink source.Sink) error {
	t, err := source.NewTable(in, source.TableOptions{Required: []string{
		"work_year", "experience_level", "employment_type", "job_title", "salary", "salary_currency", "employee_residence",
	}})
	if err != nil {
		return err
	}
	var (
		year       = t.Column("work_year")
		level      = t.Column("experience_level")
		employment = t.Column("employment_type")
		title      = t.Column("job_title")
		salary     = t.Column("salary")
		currency   = t.Column("salary_currency")
		residence  = t.Column("employee_residence")
		remote     = t.Column("remote_ratio")

		levels      = source.NewLabels(sink, pay.FacetLevel, taxonomy.Levels.Parse, nil)
		employments = source.NewLabels(sink, pay.FacetEmployment, taxonomy.Employments.Parse, contracts)
		countries   = source.NewLabels(sink, pay.FacetCountry, taxonomy.Countries.Parse, nil)
		remotes     = source.NewLabels(sink, pay.FacetRemote, taxonomy.Remotes.Parse, nil)

		titles source.Titles
		seen   = map[uint64]struct{}{}
		seed   = maphash.MakeSeed()
		r      dataset.Record
	)
	for t.Next() {
		m := titles.Read(t.Field(title))
		r = dataset.Record{
			Source: name, Weight: 1,
			Country:    countries.Code(t.Field(residence)),
			Roles:      source.AppendNew(nil, m.Role),
			Level:      levels.Code(t.Field(level)),
			Remote:     remotes.Code(t.Field(remote)),
			Employment: employments.Code(t.Field(employment)),
			Skills:     m.Skills,
			Currency:   t.Field(currency), Period: pay.Year, Basis: pay.Gross, Component: pay.Base,
		}
		var why dataset.Reason
		r.Pay, why = source.Amount(t.Field(salary))
		workYear, err := strconv.Atoi(t.Field(year))
		if err == nil {
			r.Year = workYear
		}
		row := hash(seed, t.Fields())
		_, again := seen[row]
		switch {
		case again:
			r.Excluded = dataset.Duplicate
		case !t.Complete() || err != nil || len(r.Currency) != 3:
			r.Excluded = dataset.Unreadable
		case why != "":
			r.Excluded = why
		case t.Field(employment) == "PT":
			r.Excluded = dataset.PartTime
		case r.Country == "":
			r.Excluded = dataset.NoCountry
		case !m.Software && (m.Role == "" || source.Outside(m.Role)):
			r.Excluded = dataset.OtherWork
		}
		if !again {
			if len(seen) == maxDistinct {
				return t.Errorf("", "more than %d different rows", maxDistinct).WithHint("aijobs.net never published as many; import it in parts")
			}
			seen[row] = struct{}{}
		}
		if err := sink.Record(&r); err != nil {
			return err
		}
	}
	return t.Err()
}

// contracts are the types of employment; CT is a contract for work.
var contracts = map[string]string{"CT": "freelance"}

// hash returns a number that stands for a row. Among maxDistinct rows, the odds that two share one are
// 1 in 500,000.
func hash(seed maphash.Seed, fields []string) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, f := range fields {
		h.WriteString(f)
		h.WriteByte(0)
	}
	return h.Sum64()
}
