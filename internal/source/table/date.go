package table

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
)

// eras are the beginnings of the years that Japan counts, less one: Reiwa 1 is 2019.
var eras = map[string]int{"令和": 2018, "平成": 1988, "r": 2018}

// yearOf reads the year that pay is of, from a year or a date in any usual form: 2024, 2024-03-01, 01.03.2024,
// 3/2024, "March 2024", "2024Q1", FY24, 2024年3月, 令和6年. A year that begins in one and ends in the next, as
// 2022/23, is the one that it begins in.
func yearOf(cell string) (int, *pay.Error) {
	numbers, words := parts(cell)
	year := 0
	switch {
	case strings.HasPrefix(cell, "-"):
	case len(numbers) == 1 && len(words) == 0:
		year = compact(numbers[0])
	default:
		year = dated(numbers, words)
	}
	if year >= dataset.FirstYear && year <= dataset.LastYear {
		return year, nil
	}
	hint := "a year from 1990 to 2100, or a date with one, as 2024, 01.03.2024 or March 2024"
	if v, ok := plainNumber(cell); ok && v >= 20000 && v < 80000 {
		hint = "it may be a date as a spreadsheet counts days: format the column as dates there"
	}
	return 0, notRead(cell, "year", hint)
}

// parts takes a date apart into its numbers, as written, and its words in lower case. The time of a day is left out.
func parts(cell string) (numbers, words []string) {
	if i := strings.IndexByte(cell, ':'); i >= 2 { // "2024-03-01 08:00", "2024-03-01T08:00"
		cell = strings.TrimRight(cell[:i], "0123456789")
		cell = strings.TrimRight(cell, "Tt ")
	}
	cell = strings.TrimSuffix(cell, ".0")
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for token := range strings.FieldsFuncSeq(strings.ToLower(cell), between) {
		for token != "" {
			isDigit := token[0] >= '0' && token[0] <= '9'
			end := strings.IndexFunc(token, func(r rune) bool { return (r >= '0' && r <= '9') != isDigit })
			if end < 0 {
				end = len(token)
			}
			if isDigit {
				numbers = append(numbers, token[:end])
			} else {
				words = append(words, token[:end])
			}
			token = token[end:]
		}
	}
	return numbers, words
}

// compact reads a number by itself: 2024, 202403 or 20240301.
func compact(s string) int {
	n, err := strconv.Atoi(s)
	switch {
	case err != nil:
		return 0
	case len(s) == 4:
		return n
	case len(s) == 6 && n%100 >= 1 && n%100 <= 12:
		return n / 100
	case len(s) == 8 && n%100 >= 1 && n%100 <= 31 && n/100%100 >= 1 && n/100%100 <= 12:
		return n / 10000
	}
	return 0
}

// dated returns the year of a date of several parts, 0 when they do not say it.
func dated(numbers, words []string) int {
	var years []int // in four digits
	for _, s := range numbers {
		if len(s) == 4 {
			n, _ := strconv.Atoi(s)
			years = append(years, n)
		}
	}
	switch {
	case len(years) == 1:
		return years[0]
	case len(years) == 2 && (years[0] == years[1] || years[0]+1 == years[1]):
		return years[0]
	case len(years) > 0 || len(numbers) == 0 && !slices.Contains(words, "令和元年"):
		return 0
	}
	if len(words) > 0 {
		if words[0] == "令和元年" {
			return 2019
		}
		if start := eras[words[0]]; start > 0 {
			n, _ := strconv.Atoi(numbers[0])
			return start + n
		}
	}
	return shortYear(numbers, words)
}

// partsOfYear stand beside years of two digits: FY24, Q3/24.
var partsOfYear = []string{"fy", "q", "h", "gj", "ay"}

// shortYear returns the year of a date that has it in two digits.
func shortYear(numbers, words []string) int {
	last, err := strconv.Atoi(numbers[len(numbers)-1])
	first, err2 := strconv.Atoi(numbers[0])
	if err != nil || err2 != nil || len(numbers[len(numbers)-1]) != 2 {
		return 0
	}
	named := slices.ContainsFunc(words, func(w string) bool {
		begins := func(month string) bool { return strings.HasPrefix(w, month) }
		return slices.Contains(partsOfYear, w) || slices.ContainsFunc(lexicon().lists["month"], begins)
	})
	switch {
	case named && len(numbers) <= 2:
		return 2000 + last
	case len(words) > 0:
		return 0
	case len(numbers) == 2 && first+1 == last && first > 12: // 22/23
		return 2000 + first
	case len(numbers) == 2 && first <= 12 && last > 12: // 03/24
		return 2000 + last
	case len(numbers) == 3 && first <= 31 && !(last <= 12 && first > 12): // 31.03.24, and not 24-03-01
		return 2000 + last
	}
	return 0
}
