package source

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Amount reads a cell that holds a plain number, as the pay column of a survey does: digits with at most a
// decimal point. Where there is no positive amount, it returns the reason to set the row aside.
func Amount(cell string) (float64, dataset.Reason) {
	if cell == "" {
		return 0, dataset.NoPay
	}
	v, err := strconv.ParseFloat(cell, 64)
	switch {
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		return 0, dataset.Unreadable
	case v <= 0:
		return 0, dataset.NoPay
	}
	return v, ""
}

// Band returns the value that stands for a band of pay: its geometric middle. A band from nothing has
// half its upper end for a middle, and an open band, high +Inf, its lower end: nothing else is known of it.
func Band(low, high float64) float64 {
	switch {
	case math.IsInf(high, 1):
		return low
	case low <= 0:
		return high / 2
	}
	return math.Sqrt(low * high)
}

// AppendSkills adds to skills the codes of those that a cell lists between any of the separators, each
// once, in the order of the cell. What is no known skill as it stands is taken apart at slashes
// ("C# / .NET"); what is unknown even then is left out.
func AppendSkills(skills []string, cell, separators string) []string {
	for name := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if code, ok := taxonomy.Skills.Parse(name); ok {
			skills = AppendNew(skills, code)
			continue
		}
		for part := range strings.SplitSeq(name, "/") {
			if code, ok := taxonomy.Skills.Parse(part); ok {
				skills = AppendNew(skills, code)
			}
		}
	}
	return skills
}

// AppendNew adds the codes that are not in the list yet and not empty.
func AppendNew(list []string, codes ...string) []string {
	for _, c := range codes {
		if c != "" && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// Titles reads job titles, and remembers them: many people have the same. The zero value is of use.
type Titles struct {
	seen map[string]taxonomy.TitleMatch
}

// Read reads a title as package taxonomy does, and besides the titles that a vocabulary lists whole because
// they are no software work, as "HR" and "other".
func (t *Titles) Read(title string) taxonomy.TitleMatch {
	m, seen := t.seen[title]
	if seen {
		return m
	}
	if m = taxonomy.Title(title); m.Role == "" {
		if code, ok := taxonomy.Roles.Parse(title); ok {
			m.Role, m.Software = code, taxonomy.Software(code)
		}
	}
	m.Skills = slices.Clip(m.Skills) // shared by all who have the title
	if t.seen == nil {
		t.seen = map[string]taxonomy.TitleMatch{}
	}
	if len(t.seen) < maxRemembered {
		t.seen[strings.Clone(title)] = m
	}
	return m
}

// Outside reports whether a role is work outside the software trade. Roles that are no software work by
// themselves but belong to a software team, as designers and product managers, are inside.
func Outside(role string) bool {
	switch role {
	case "sales", "educator", "academic", "scientist", "student", "other":
		return true
	}
	return false
}

// Undouble mends a text whose letters were taken for those of Windows-1252 though they were UTF-8, and then
// encoded again: "MÃ¼nchen" is "München". Other texts are returned as they are.
func Undouble(s string) string {
	if !strings.ContainsAny(s, "ÃÂÄÅÐÑ") {
		return s
	}
	raw, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil || !utf8.ValidString(raw) {
		return s
	}
	return raw
}
