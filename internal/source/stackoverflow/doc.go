// Package stackoverflow reads the results of the Stack Overflow Developer Survey, every year from 2016 to
// 2025, and any file with a subset of their columns.
//
// What it measures: what people who write code say they earn, anywhere in the world, before taxes. What
// the question asks for changes:
//
//	2016       a salary band in USD; the file says "salary" and no more, which is taken as base
//	2017       "annual base salary, before taxes, and excluding bonuses, grants, or other compensation",
//	           in USD as the survey converted it
//	2018       "gross salary (before taxes and deductions)" a week, month or year: base
//	2019–2022  "total compensation (salary, bonuses, and perks, before taxes and deductions)" a week,
//	           month or year
//	2023–2025  "total annual compensation (salary, bonuses, and perks, before taxes and deductions)"
//
// From 2018 on a record keeps the amount, the currency and the period that the person gave. Where the file
// lacks one of them it has the survey's own conversion to USD a year (2018–2020: 12 months or 50 weeks).
//
// Years of experience are years of coding as part of one's work; where a file has none (2025), years of work,
// which are 1.1 years more on average (both are in the file of 2024). Years of coding with those of education
// included, which the survey asks for since 2018, are kept apart as a record's Coding and never stand in for years
// of work: a file that has nothing else, as that of five columns of 2025, leaves the years unknown.
// taxonomy.ProfessionalYears says what they make likely.
//
// A band counts as its middle, an open one as its lower end. Whether somebody leads people says nothing about
// their level, so the level is always unknown.
//
// Rows are set aside for the first of these that holds: the row is cut short; the respondent was there before
// (in files that number them); no paid work; no pay, or none that can be read; coding only to learn or as
// a hobby; part-time work; a country that is missing or unknown.
//
// Known bias: people choose to answer, readers of Stack Overflow do, and they write English. Beginners,
// people in China and Japan, and those who do not code by the web's technologies are too few. Who answered
// changed with the size of the survey, from 98,855 people in 2018 to 49,000 in 2025, so that its trends are
// those of its respondents.
//
// Limits: a survey's conversion is kept as it is, mistakes included; the 2016 questionnaire's wording is
// not published with its file; "Other" technologies are not in the files.
package stackoverflow

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
)

// name is what the source is called in records and on the command line.
const name = "stackoverflow"

// Source is the Stack Overflow Developer Survey.
var Source = source.Source{
	Name:     name,
	Title:    "Stack Overflow Developer Survey",
	Layer:    pay.Reported,
	Measures: "people who write code say what they earn, worldwide, gross; base salary until 2018, total compensation since 2019",
	Bias:     "readers of Stack Overflow who choose to answer in English; too few beginners, too few from China and Japan",
	Licence:  "ODbL 1.0",
	Credit:   "Stack Exchange Inc., Stack Overflow Developer Survey",
	URL:      "https://survey.stackoverflow.co",
	Files:    officialFiles(),
	Yearly:   true,
	Read:     read,
}

//go:embed official.tsv
var official string

// officialFiles reads the embedded table of the publisher's files.
func officialFiles() []source.File {
	var files []source.File
	for line := range strings.Lines(official) {
		f := strings.Fields(line)
		if len(f) != 3 || f[0] == "year" {
			continue
		}
		year, err := strconv.Atoi(f[0])
		if err != nil {
			panic("stackoverflow: official.tsv: " + err.Error())
		}
		size, err := strconv.ParseInt(f[1], 10, 64)
		if err != nil {
			panic("stackoverflow: official.tsv: " + err.Error())
		}
		files = append(files, source.File{Name: "results.csv", Year: year, Bytes: size, SHA256: f[2]})
	}
	return files
}
