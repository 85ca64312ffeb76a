package main

import (
	"cmp"
	"context"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/company"
	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/ats"
	"github.com/backpay/backpay/internal/source/lca"
	"github.com/backpay/backpay/internal/taxonomy"
)

// buildCompany makes internal/reference/data/company.bin from filings, advertised ranges and what is known of
// employers besides their pay. docs/company.md says what is done with them.
func buildCompany(dataDir, repoDir string) error {
	e, err := gatherEmployers(context.Background(), dataDir)
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(repoDir, "internal", "reference", "data", "company.bin"))
	if err != nil {
		return err
	}
	err = company.Fit(e.jobs, e.listed()).Write(f)
	return cmp.Or(err, f.Close())
}

// employers gathers what the files say.
type employers struct {
	jobs  []company.Job
	known map[string]*company.Identity
	names map[string]map[string]int // spellings by code, in how many rows
	naics map[string]map[string]int // NAICS codes by employer
	// named are employers that a list or a job board names, which are listed without filings too.
	named map[string]bool
}

func gatherEmployers(ctx context.Context, dataDir string) (*employers, error) {
	e := &employers{
		known: map[string]*company.Identity{}, names: map[string]map[string]int{}, naics: map[string]map[string]int{},
		named: map[string]bool{},
	}
	for _, name := range []string{"wages-fy2024q1.csv.gz", "wages-fy2025-data-occupations.csv.gz"} {
		if err := e.addFilings(ctx, filepath.Join(dataDir, "lca", name)); err != nil {
			return nil, err
		}
	}
	if err := e.addCounts(ctx, filepath.Join(dataDir, "lca", "employer-soc15-fy2022-2025.tsv.gz")); err != nil {
		return nil, err
	}
	if err := e.addCompanies(ctx, filepath.Join(dataDir, "company", "companies.csv.gz")); err != nil {
		return nil, err
	}
	if err := e.addRanges(ctx, filepath.Join(dataDir, "postings", "ats-2026.csv.gz")); err != nil {
		return nil, err
	}
	e.finish()
	return e, nil
}

// employer returns the identity of a name, and counts its spelling. It is nil for a name without a letter.
func (e *employers) employer(written string) *company.Identity {
	code, name := taxonomy.Employer(written)
	if code == "" {
		return nil
	}
	id := e.known[code]
	if id == nil {
		id = &company.Identity{Code: code, Filings: map[string]int{}}
		e.known[code] = id
		e.names[code], e.naics[code] = map[string]int{}, map[string]int{}
	}
	e.names[code][name]++
	return id
}

func (e *employers) addFilings(ctx context.Context, path string) error {
	in, err := source.Open(ctx, path, source.Options{})
	if err != nil {
		return err
	}
	defer in.Close()
	return lca.Filings(ctx, in, nil, func(f *lca.Filing) error {
		id := e.employer(f.Employer)
		if id == nil {
			return nil
		}
		if f.NAICS != "" {
			e.naics[id.Code][f.NAICS]++
		}
		if f.Record.Excluded == "" && f.Record.Country == "US" {
			e.jobs = append(e.jobs, company.Job{
				Employer: id.Code, Title: f.Title, Role: first(f.Record.Roles), Level: f.Record.Level,
				State: f.State, Place: f.Record.Place, Year: f.Record.Year, Log: math.Log(f.Year()),
				AtMinimum: f.Least > 0 && f.Year() < 1.002*f.Least,
			})
		}
		return nil
	})
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// Yearly pay that a job of software in the USA may advertise.
const leastAdvertised, mostAdvertised = 30_000, 1_500_000

func (e *employers) addRanges(ctx context.Context, path string) error {
	in, err := source.Open(ctx, path, source.Options{})
	if err != nil {
		return err
	}
	defer in.Close()
	return ats.Postings(ctx, in, func(p *ats.Posting) error {
		r := &p.Record
		if r.Excluded != "" || r.Country != "US" || r.Currency != "USD" || r.Employment != "employee" {
			return nil
		}
		amount := pay.Amount{Value: r.Pay, Currency: r.Currency, Period: r.Period}
		year, err := money.InPeriod(amount, pay.Year, r.Country)
		if err != nil {
			return err
		}
		id := e.employer(p.Employer)
		if id == nil || year.Value < leastAdvertised || year.Value > mostAdvertised {
			return nil
		}
		e.named[id.Code] = true
		e.jobs = append(e.jobs, company.Job{
			Employer: id.Code, Title: p.Title, Role: first(r.Roles), Level: r.Level,
			State: company.StateOf(r.Place), Place: r.Place, Year: r.Year, Log: math.Log(year.Value), Posted: true,
		})
		return nil
	})
}

// addCounts reads how many filings employers have by occupation.
func (e *employers) addCounts(ctx context.Context, path string) error {
	return eachTableRow(ctx, path, []string{"employer", "soc", "filings"}, func(row []string) error {
		soc := lca.Occupation(row[1])
		if soc == "" { // a name that holds a tab moves the columns: one row has one
			return nil
		}
		n, err := strconv.Atoi(row[2])
		if err != nil {
			return err
		}
		if id := e.employer(row[0]); id != nil {
			id.Filings[soc] += n
		}
		return nil
	})
}

// companyIndustries are the industry codes of the list of companies, which it does not explain: what the employers of
// each have in common.
var companyIndustries = map[string]string{
	"1": "software", "2": "finance", "3": "healthcare", "4": "manufacturing", "5": "retail", "6": "media",
	"7": "internet-telecom", "8": "energy", "9": "transport", "10": "education", "11": "real-estate", "12": "design",
	"13": "government", "14": "agriculture", "15": "aerospace", "16": "automotive", "17": "travel", "18": "research",
	"19": "nonprofit", "20": "electronics", "21": "software", "22": "retail",
}

// companySizes are its codes of sizes: 1 to 10, 11 to 50, 51 to 200, 201 to 500, 501 to 1,000, 1,001 to 5,000, 5,001 to
// 10,000 and more, brought to the nearest of our bands.
var companySizes = map[string]string{
	"1": "2-9", "2": "20-99", "3": "100-499", "4": "100-499", "5": "500-999", "6": "1000-4999", "7": "5000-9999",
	"8": "10000+",
}

// addCompanies reads site, industry and size of employers that a public list of job boards names.
func (e *employers) addCompanies(ctx context.Context, path string) error {
	columns := []string{"name", "website", "industry", "employee_count_range"}
	return eachTableRow(ctx, path, columns, func(row []string) error {
		name, site, industry, size := row[0], row[1], row[2], row[3]
		id := e.employer(name)
		if id == nil {
			return nil
		}
		e.named[id.Code] = true
		e.names[id.Code][name] += 1000 // as people write it
		id.Site = cmp.Or(id.Site, site)
		id.Industry = cmp.Or(id.Industry, companyIndustries[industry])
		id.OrgSize = cmp.Or(id.OrgSize, companySizes[size])
		return nil
	})
}

// finish gives each employer its name and industry.
func (e *employers) finish() {
	for code, id := range e.known {
		id.NAICS = commonest(e.naics[code], func(string) int { return 0 })
		// A list made by hand says what an employer sells, a filing often what its software people do.
		id.Industry = cmp.Or(id.Industry, lca.Industry(id.NAICS))
		if _, reviewed := taxonomy.Employer(code); reviewed != code && e.names[code][reviewed] > 0 {
			id.Name = reviewed
			continue
		}
		// A spelling with small letters says more than one in capitals, whatever their numbers.
		id.Name = commonest(e.names[code], func(name string) int {
			if name == strings.ToUpper(name) {
				return 0
			}
			return 1_000_000
		})
		_, id.Name = taxonomy.Employer(id.Name)
	}
}

// commonest returns the key with the largest count and bonus, the first in alphabetical order of several.
func commonest(counts map[string]int, bonus func(string) int) string {
	best, most := "", -1
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		if n := counts[key] + bonus(key); n > most {
			best, most = key, n
		}
	}
	return best
}

// listed returns the employers that the table has: those with enough filings, and those that a list or board names.
func (e *employers) listed() []company.Identity {
	jobs := map[string]int{}
	for _, j := range e.jobs {
		jobs[j.Employer]++
	}
	var list []company.Identity
	for _, code := range slices.Sorted(maps.Keys(e.known)) {
		id, total := e.known[code], 0
		for _, n := range id.Filings {
			total += n
		}
		if total >= company.MinFilings || jobs[code] >= company.MinFilings || e.named[code] {
			list = append(list, *id)
		}
	}
	return list
}

// eachTableRow calls each with the columns of every row of a table.
func eachTableRow(ctx context.Context, path string, columns []string, each func([]string) error) error {
	in, err := source.Open(ctx, path, source.Options{})
	if err != nil {
		return err
	}
	defer in.Close()
	t, err := source.NewTable(in, source.TableOptions{Required: columns})
	if err != nil {
		return err
	}
	fields := make([]string, len(columns))
	for t.Next() {
		for i, c := range columns {
			fields[i] = strings.Clone(t.Field(t.Column(c)))
		}
		if err := each(fields); err != nil {
			return t.Errorf("", "it cannot be used").Because(err)
		}
	}
	return t.Err()
}
