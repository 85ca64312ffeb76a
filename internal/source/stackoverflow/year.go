package stackoverflow

import (
	_ "embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
)

// The first and the last survey that this package knows. years is a set of surveys among them.
const (
	firstYear = 2016
	lastYear  = 2025
)

type years uint16

func yearSet(list ...int) (s years) {
	for _, y := range list {
		s |= 1 << (y - firstYear)
	}
	return s
}

func between(first, last int) (s years) {
	for y := first; y <= last; y++ {
		s |= yearSet(y)
	}
	return s
}

func (s years) list() (list []int) {
	for y := firstYear; y <= lastYear; y++ {
		if s&yearSet(y) != 0 {
			list = append(list, y)
		}
	}
	return list
}

//go:embed columns.tsv
var columns string

// columnYears returns the years whose results.csv has a column, by its folded name.
func columnYears() map[string]years {
	in := map[string]years{}
	for line := range strings.Lines(columns) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		year, err := strconv.Atoi(cells[0])
		if err != nil {
			panic("stackoverflow: columns.tsv: " + err.Error())
		}
		for _, c := range cells[1:] {
			in[strings.ToLower(c)] |= yearSet(year)
		}
	}
	return in
}

// labels are answers that only some surveys offer, for files that hold only columns which several have.
var labels = map[string]years{
	"Bachelor's degree":                               yearSet(2017),
	"Bachelor’s degree (BA, BS, B.Eng., etc.)":        yearSet(2018, 2019),
	"Master’s degree (MA, MS, M.Eng., MBA, etc.)":     yearSet(2018, 2019),
	"Bachelor’s degree (B.A., B.S., B.Eng., etc.)":    between(2020, 2025),
	"Master’s degree (M.A., M.S., M.Eng., MBA, etc.)": between(2020, 2025),
	"Other doctoral degree (Ph.D, Ed.D., etc.)":       yearSet(2018, 2019),
	"Other doctoral degree (Ph.D., Ed.D., etc.)":      between(2020, 2022),
	"Professional degree (JD, MD, etc.)":              between(2018, 2022),
	"Professional degree (JD, MD, Ph.D, Ed.D, etc.)":  between(2023, 2025),

	"Employed full-time":  between(2016, 2021),
	"Employed, full-time": between(2022, 2024),
	"Employed":            yearSet(2025),

	"Fully remote":   yearSet(2022),
	"Full in-person": yearSet(2022),
	"Remote":         between(2023, 2025),
	"In-person":      between(2023, 2025),

	"2-9 employees":           yearSet(2019),
	"2 to 9 employees":        between(2020, 2024),
	"Fewer than 10 employees": yearSet(2017, 2018),
	"Less than 20 employees":  yearSet(2025),

	"Back-end developer":         yearSet(2018),
	"Developer, back-end":        between(2019, 2025),
	"Engineer, data":             between(2019, 2023),
	"Engineer, site reliability": between(2019, 2024),
	"Data engineer":              yearSet(2024, 2025),
	"Developer, AI":              yearSet(2024),
	"Data scientist or machine learning specialist": between(2018, 2024),
	"AI/ML engineer":                   yearSet(2025),
	"Architect, software or solutions": yearSet(2025),

	"Information Services, IT, Software Development, or other Technology": yearSet(2023),
	"Software Development": yearSet(2024, 2025),

	"0-2 years":    yearSet(2018),
	"1 to 2 years": yearSet(2017),
}

// labelRows is how many rows are searched for telling labels.
const labelRows = 5000

// fileYear finds a year in a file's name.
var fileYear = regexp.MustCompile(`20[12]\d`)

// recognise tells which year's survey a table is of. Its columns decide: a year has to share the most of
// them with the year's own file. Files with few columns share as many with several years; then the answers
// decide, which are worded anew now and then, and then the name of the file. What the caller says, in.Year,
// goes before the name and must not contradict the rest.
func recognise(t *source.Table, in *source.Input) (int, error) {
	if err := requirePay(t); err != nil {
		return 0, err
	}
	known := columnYears()
	var shared [lastYear - firstYear + 1]int
	for _, h := range t.Header() {
		for _, y := range known[strings.ToLower(h)].list() {
			shared[y-firstYear]++
		}
	}
	var candidates years
	most := slices.Max(shared[:])
	for i, n := range shared {
		if n == most {
			candidates |= yearSet(firstYear + i)
		}
	}
	if len(candidates.list()) > 1 {
		candidates = byLabels(t, candidates)
	}
	if in.Year != 0 {
		if !slices.Contains(candidates.list(), in.Year) {
			return 0, pay.Errorf(pay.Invalid, "its columns and answers are those of %s, not of %d", said(candidates.list()), in.Year).
				At(in.Name).In("year").WithHint("leave the year out, or say %s", said(candidates.list()))
		}
		return in.Year, nil
	}
	if len(candidates.list()) > 1 {
		if named, err := strconv.Atoi(fileYear.FindString(path.Base(in.Name))); err == nil && slices.Contains(candidates.list(), named) {
			return named, nil
		}
		return 0, pay.Errorf(pay.Invalid, "its columns and answers fit the surveys of %s", said(candidates.list())).
			At(in.Name).In("year").WithHint("say which with --year")
	}
	return candidates.list()[0], nil
}

// byLabels narrows candidates by the labels in the first rows. A row whose label fits none of them is no
// evidence: people write such things into free text.
func byLabels(t *source.Table, candidates years) years {
	t.Peek(labelRows, func() bool {
		for _, cell := range t.Fields() {
			for label := range strings.SplitSeq(cell, ";") {
				if s, ok := labels[strings.TrimSpace(label)]; ok && s&candidates != 0 {
					candidates &= s
				}
			}
		}
		return len(candidates.list()) > 1
	})
	return candidates
}

// said lists years for people: "2021, 2022 or 2023".
func said(list []int) string {
	s := fmt.Sprint(list[0])
	for i, y := range list[1:] {
		if i == len(list)-2 {
			s += fmt.Sprintf(" or %d", y)
		} else {
			s += fmt.Sprintf(", %d", y)
		}
	}
	return s
}

// payColumns are the columns of pay, of which a file must have one.
var payColumns = []string{"ConvertedCompYearly", "CompTotal", "ConvertedComp", "ConvertedSalary", "Salary", "salary_range"}

func requirePay(t *source.Table) error {
	if t.Column(payColumns...) != 0 {
		return t.Require("Country")
	}
	return t.Require("Country", payColumns[0])
}
