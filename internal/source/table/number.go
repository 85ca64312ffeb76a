package table

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/pay"
)

// notRead returns the error of a cell that is not what it should be.
func notRead(cell, what, hint string) *pay.Error {
	return pay.Errorf(pay.Unreadable, "%q is no %s", cell, what).WithHint("%s", hint)
}

// plainNumber reads digits with at most a point and an exponent, as programs write numbers.
func plainNumber(cell string) (float64, bool) {
	digits, exponent := 0, false
	for i := range len(cell) {
		switch c := cell[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c == '.' && i > 0 && i < len(cell)-1 && !exponent:
		case c == '-' && i == 0:
		case (c == 'e' || c == 'E') && digits > 0 && !exponent:
			exponent = true
		case (c == '+' || c == '-') && i > 0 && (cell[i-1]|0x20) == 'e':
		default:
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(cell, 64)
	return v, digits > 0 && err == nil && !math.IsInf(v, 0)
}

// decimal reads a small number with a point or a comma before its fraction.
func decimal(s string) (float64, bool) {
	return plainNumber(strings.Replace(s, ",", ".", 1))
}

// parse reads a number that is written with the signs that the mapping states. Thousands must stand where
// thousands do, or in pairs above them as in India, so that a decimal point is not taken for one. Where the
// mapping states only the sign before fractions, any other may stand between thousands.
func (m *Mapping) parse(cell string) (float64, bool) {
	point := m.decimal
	if point == 0 {
		point = '.'
	}
	units, fraction, hasFraction := strings.Cut(spaces.Replace(cell), string(point))
	negative := strings.HasPrefix(units, "-")
	units = strings.TrimPrefix(units, "-")
	thousands := m.thousands
	if thousands == 0 {
		if i := strings.IndexAny(units, " .,'"); i >= 0 {
			thousands = rune(units[i])
		}
	}
	units, ok := ungroup(units, thousands)
	if !ok || !digits(units) || units == "" || hasFraction && (!digits(fraction) || fraction == "") {
		v, ok := plainNumber(cell) // very large and small numbers may be 1.5E+6
		return v, ok && m.decimal == 0 && m.thousands == 0 && strings.ContainsAny(cell, "eE")
	}
	v, err := strconv.ParseFloat(units+"."+fraction+"0", 64)
	if negative {
		v = -v
	}
	return v, err == nil
}

// ungroup takes away what stands between thousands.
func ungroup(units string, thousands rune) (string, bool) {
	if thousands == 0 {
		return units, true
	}
	groups := strings.Split(units, string(thousands))
	for i, g := range groups {
		last := i == len(groups)-1
		if len(groups) > 1 && (i == 0 && (len(g) < 1 || len(g) > 3) || i > 0 && len(g) != 3 && (last || len(g) != 2)) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// spell writes the numbers in a cell anew, as programs write them, when the mapping states how the file does.
func (m *Mapping) spell(cell string) (string, bool) {
	if m.decimal == 0 && m.thousands == 0 {
		return cell, true
	}
	var out strings.Builder
	for rest := cell; rest != ""; {
		n := m.numberLength(rest)
		if n == 0 {
			r, size := utf8.DecodeRuneInString(rest)
			out.WriteRune(r)
			rest = rest[size:]
			continue
		}
		v, ok := m.parse(rest[:n])
		if !ok {
			return "", false
		}
		out.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
		rest = rest[n:]
	}
	return out.String(), true
}

// numberLength returns the length of the number that s begins with: digits, and signs between digits.
func (m *Mapping) numberLength(s string) int {
	end := 0
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9':
			end = i + 1
		case end == 0 || end != i || !strings.ContainsRune(".,'’", r) && !m.groups(r, s[i:]):
			return end
		}
		if end == 0 {
			return 0
		}
	}
	return end
}

// groups reports whether a space is one between thousands.
func (m *Mapping) groups(r rune, s string) bool {
	rest := strings.TrimPrefix(s, string(r))
	return unicode.IsSpace(r) && len(rest) >= 3 && digits(rest[:3]) && (len(rest) == 3 || !digits(rest[3:4]))
}

// spaces makes one of the signs that look alike between thousands.
var spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "’", "'")

func digits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// greatestPay is the most, in units of any currency, that is read as pay.
const greatestPay = 1e15

// amountWithin returns v when it may be pay.
func amountWithin(v float64, ok bool, cell string) (float64, *pay.Error) {
	switch {
	case !ok:
		return 0, notRead(cell, "number", "digits, with a point before fractions")
	case v < 0 || v > greatestPay:
		return 0, notRead(cell, "amount of pay", "a positive amount; an empty cell or 0 means no pay")
	}
	return v, nil
}

// figure is a number in a text, with the letters that follow it.
type figure struct {
	value float64
	unit  string // in lower case
}

// figures returns the numbers in a text, each with the word behind it, and the words. A number inside of a word is
// none: ok is false.
func figures(s string) (numbers []figure, words []string, ok bool) {
	runes := []rune(strings.ToLower(s))
	for i := 0; i < len(runes); {
		start := i
		switch r := runes[i]; {
		case '0' <= r && r <= '9':
			if start > 0 && unicode.IsLetter(runes[start-1]) && runes[start-1] < 0x2E80 {
				return nil, nil, false
			}
			for i < len(runes) && ('0' <= runes[i] && runes[i] <= '9' ||
				(runes[i] == '.' || runes[i] == ',') && i+1 < len(runes) && '0' <= runes[i+1] && runes[i+1] <= '9') {
				i++
			}
			v, good := decimal(string(runes[start:i]))
			if !good {
				return nil, nil, false
			}
			numbers = append(numbers, figure{value: v})
		case unicode.IsLetter(r):
			for i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsMark(runes[i])) {
				i++
			}
			word := string(runes[start:i])
			words = append(words, word)
			if n := len(numbers); n > 0 && numbers[n-1].unit == "" {
				numbers[n-1].unit = word
			}
		case strings.ContainsRune("<>≤≥~", r):
			words = append(words, string(r))
			i++
		default:
			i++
		}
	}
	return numbers, words, true
}

// experience reads years of experience: a number, a band ("3-5", its middle), one that is open above ("10+", its
// lower end) or below ("less than 1 year", half of it), or years and months.
func experience(cell string) (float64, *pay.Error) {
	if v, ok := plainNumber(cell); ok && v >= 0 && v <= pay.MaxYears {
		return v, nil
	}
	wrong := notRead(cell, "number of years of experience", "a number from 0 to "+strconv.Itoa(pay.MaxYears)+
		`, or a band as "3-5", "10+" or "less than 1 year"`)
	numbers, words, ok := figures(cell)
	if !ok || strings.HasPrefix(strings.TrimSpace(cell), "-") {
		return 0, wrong
	}
	in := func(kind string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return lexicon().is(kind, w) })
	}
	months := func(f figure) bool { return lexicon().is("months", f.unit) }
	for i := range numbers {
		if months(numbers[i]) {
			numbers[i].value /= 12
		}
	}
	var v float64
	switch {
	case len(numbers) == 0 && in("none"):
	case len(numbers) == 1 && in("fewer"):
		v = numbers[0].value / 2
	case len(numbers) == 1:
		v = numbers[0].value
	case len(numbers) == 2 && !months(numbers[0]) && months(numbers[1]):
		v = numbers[0].value + numbers[1].value
	case len(numbers) == 2 && numbers[0].value <= numbers[1].value:
		v = (numbers[0].value + numbers[1].value) / 2
	default:
		return 0, wrong
	}
	if v > pay.MaxYears {
		return 0, wrong
	}
	return v, nil
}

// mostHours is the longest week that is believed.
const mostHours = 100

// weeklyHours reads the hours of a week: "20", "37,5", "40 h/week".
func weeklyHours(cell string, factor float64) (float64, *pay.Error) {
	if v, ok := plainNumber(cell); ok && v >= 0 && v*factor <= mostHours {
		return v * factor, nil
	}
	wrong := notRead(cell, "number of hours a week",
		"hours of a week, at most 100; for those of a month, factor: 0.2308")
	numbers, _, ok := figures(cell)
	if !ok || len(numbers) != 1 || strings.HasPrefix(strings.TrimSpace(cell), "-") {
		return 0, wrong
	}
	if v := numbers[0].value * factor; v <= mostHours {
		return v, nil
	}
	return 0, wrong
}

// fullTimeShare reads the share of full time that is worked: 0.8, 80, "80 %", "4/5", or "full time". Of "part
// time" the share is not known: it is 0, and part is true.
func fullTimeShare(cell string, factor float64) (share float64, part bool, err *pay.Error) {
	separators := func(r rune) bool { return r == ' ' || r == '-' || r == '_' }
	word := strings.Join(strings.FieldsFunc(strings.ToLower(cell), separators), " ")
	switch {
	case lexicon().is("full-time", word):
		return 1, false, nil
	case lexicon().is("part-time", word):
		return 0, true, nil
	}
	wrong := notRead(cell, "share of full time", `as 0.8, 80 %, 4/5 or "full time"`)
	numbers, _, ok := figures(cell)
	if !ok || len(numbers) == 0 || strings.HasPrefix(strings.TrimSpace(cell), "-") {
		return 0, false, wrong
	}
	v := numbers[0].value * factor
	switch {
	case len(numbers) == 2 && strings.Contains(cell, "/") && numbers[1].value > 0:
		v = numbers[0].value / numbers[1].value
	case len(numbers) > 1:
		return 0, false, wrong
	case strings.Contains(cell, "%") || factor == 1 && v >= 5:
		v /= 100
	}
	if !(v > 0 && v <= 1.5) {
		return 0, false, wrong
	}
	return v, false, nil
}

// numberOfPays reads how many times a year a month's pay is paid.
func numberOfPays(cell string) (float64, *pay.Error) {
	numbers, _, ok := figures(cell)
	negative := strings.HasPrefix(strings.TrimSpace(cell), "-")
	if !ok || len(numbers) != 1 || negative || numbers[0].value < 12 || numbers[0].value > 24 {
		return 0, notRead(cell, "number of pays", "how many times a year a month's pay is paid, from 12 to 24")
	}
	return numbers[0].value, nil
}

// people reads how many people a row stands for.
func people(cell string) (float64, *pay.Error) {
	v, ok := plainNumber(cell)
	if !ok {
		units, grouped := ungroup(spaces.Replace(cell), ',')
		v, ok = plainNumber(units)
		ok = ok && grouped && digits(units)
	}
	if !ok || !(v > 0 && v <= 1e9) {
		return 0, notRead(cell, "number of people", "more than 0")
	}
	return v, nil
}
