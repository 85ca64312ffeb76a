package official

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/office"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// transcribedHeader is the header of the table of figures that were transcribed by hand.
var transcribedHeader = []string{"country", "period", "occupation", "unit", "p10", "p25", "median", "p75", "p90",
	"source"}

// occupationDigits finds the code in "Softwareentwicklung, Experte (KldB 43414)", "ISCO 25" and "261313 software
// engineer".
var occupationDigits = regexp.MustCompile(`\b\d{2,6}\b`)

// transcribedOffices are the offices of countries whose rows are another publisher's than the JSON's.
var transcribedOffices = map[string]string{"CH": "ch_lse", "DE": "de_ba", "AU": "salary_au", "GB": "salary_uk"}

// readTranscribed reads the table, which is separated by tabs: its units are words ("EUR/month gross full-time").
func readTranscribed(place, text string) ([]office.Figure, error) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	header := strings.Split(strings.TrimRight(lines[0], "\r"), "\t")
	column := map[string]int{}
	for i, h := range header {
		column[strings.TrimSpace(h)] = i
	}
	for _, want := range transcribedHeader {
		if _, ok := column[want]; !ok {
			return nil, pay.Errorf(pay.Unreadable, "missing column: %s", want).At(place).In(want).
				WithHint("a file salary_xx.json, or a table with the columns %s", strings.Join(transcribedHeader, ", "))
		}
	}
	var all []office.Figure
	for i, line := range lines[1:] {
		cells := strings.Split(strings.TrimRight(line, "\r"), "\t")
		if strings.TrimSpace(line) == "" {
			continue
		}
		f, err := transcribed(column, cells)
		if err != nil {
			return nil, err.At(place + ": row " + strconv.Itoa(i+2))
		}
		all = append(all, f)
	}
	return all, nil
}

func transcribed(column map[string]int, cells []string) (office.Figure, *pay.Error) {
	cell := func(name string) string {
		if i := column[name]; i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	var f office.Figure
	country, ok := taxonomy.Countries.Parse(cell("country"))
	if !ok || transcribedOffices[country] == "" {
		return f, pay.Errorf(pay.Unreadable, "%q is no country with transcribed figures", cell("country")).
			In("country").
			WithHint("CH, DE, AU or GB")
	}
	f.Country, f.Office = country, transcribedOffices[country]
	if f.Year, ok = yearOf(cell("period")); !ok {
		return f, pay.Errorf(pay.Unreadable, "%q is no year", cell("period")).In("period").
			WithHint("as 2025 or FY2023-24")
	}
	known, ok := office.OccupationByCode(country, occupationDigits.FindString(cell("occupation")))
	if !ok {
		return f, pay.Errorf(pay.Unreadable, "%q holds no code of an occupation that is known", cell("occupation")).
			In("occupation").
			WithHint("write the office's code beside the title, as ISCO 25")
	}
	f.Occupation, f.Title = known.Code, cell("occupation")
	if strings.Contains(cell("unit")+cell("occupation"), "full-time") {
		f.Cut = "full time"
	}
	unit, _, _ := strings.Cut(cell("unit"), " ")
	currency, period, _ := strings.Cut(unit, "/")
	f.Currency, f.Period, f.Component = currency, pay.Period(period), pay.Total
	if len(currency) != 3 || !f.Period.Valid() {
		return f, pay.Errorf(pay.Unreadable, "%q is no unit of pay", cell("unit")).In("unit").
			WithHint("as EUR/month gross")
	}
	previous := 0.
	for _, p := range []struct {
		name string
		to   *float64
	}{{"p10", &f.P10}, {"p25", &f.P25}, {"median", &f.P50}, {"p75", &f.P75}, {"p90", &f.P90}} {
		if cell(p.name) == "" {
			continue
		}
		v, err := strconv.ParseFloat(cell(p.name), 64)
		if err != nil || !(v > 0 && v < 1e12) || v < previous {
			return f, pay.Errorf(pay.Unreadable, "%q is no amount above the percentile before it", cell(p.name)).
				In(p.name).
				WithHint("digits with a point before the decimals")
		}
		*p.to, previous = v, v
	}
	if f.P50 == 0 {
		return f, pay.Errorf(pay.Unreadable, "there is no median").In("median").
			WithHint("a figure without one is of no use")
	}
	return f, nil
}
