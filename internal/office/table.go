package office

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/backpay/backpay/internal/pay"
)

//go:embed *.tsv
var tables embed.FS

// Office is who publishes figures of a country, and what these hold.
type Office struct {
	ID, Country string
	Office      string // as credited: "Statistics Sweden"
	Survey      string // the table or survey
	Middle      float64
	Bonus       Holds // 13th month, holiday pay, yearly bonus, profit share
	Overtime    Holds
	Pension     Holds  // the employer's contribution
	Jobs        string // "all", "full time" or "full time equivalent"
	Licence     string
	URL         string
}

// Holds says whether a figure holds a part of pay: "yes", "no", "part" or "unknown".
type Holds string

// The values of Holds.
const (
	Yes     Holds = "yes"
	No      Holds = "no"
	Part    Holds = "part"
	Unknown Holds = "unknown"
)

// Occupation is one of an office's occupations.
type Occupation struct {
	Country string
	Code    string   // with its classification: "SSYK 2512"
	Roles   []string // the roles it is closest to; none when it is no measure of any
	Same    bool     // it holds these roles alone
}

// Figure is what one office publishes of one occupation in one place.
type Figure struct {
	Office                  string // its ID
	Country                 string
	Place                   string // "" is the whole country
	Occupation              string // Occupation.Code
	Title                   string
	Cut                     string // whom alone it is of, as "full time"; "" is all that the office counts
	Year                    int
	People                  float64 // 0 is unknown
	Mean                    float64 // 0 is not published, and so for the percentiles
	P10, P25, P50, P75, P90 float64
	// PensionShare and BonusShare are the employer's pension and the bonus as parts of the mean, where the office
	// publishes them apart; 0 elsewhere.
	PensionShare, BonusShare float64
	Currency                 string
	Period                   pay.Period
	Component                pay.Component
}

// Offices returns every office, in the order of the table.
var Offices = sync.OnceValue(func() []Office {
	var list []Office
	eachRow("offices.tsv", func(row map[string]string) {
		list = append(list, Office{
			ID: row["id"], Country: row["country"], Office: row["office"], Survey: row["survey"],
			Middle: number(row["middle"]), Bonus: Holds(row["bonus"]), Overtime: Holds(row["overtime"]),
			Pension: Holds(row["pension"]), Jobs: row["jobs"], Licence: row["licence"], URL: row["url"],
		})
	})
	return list
})

// ByID returns the office of an ID.
func ByID(id string) (Office, bool) {
	i := slices.IndexFunc(Offices(), func(o Office) bool { return o.ID == id })
	if i < 0 {
		return Office{}, false
	}
	return Offices()[i], true
}

// Occupations returns every occupation that an office's figures are read of.
var Occupations = sync.OnceValue(func() []Occupation {
	var list []Occupation
	eachRow("occupations.tsv", func(row map[string]string) {
		o := Occupation{Country: row["country"], Code: row["system"] + " " + row["code"], Same: row["match"] == "same"}
		if row["roles"] != "" {
			o.Roles = strings.Split(row["roles"], ",")
		}
		list = append(list, o)
	})
	return list
})

// OccupationByCode finds an office's occupation by its bare code, as it stands in the office's own files.
func OccupationByCode(country, bare string) (Occupation, bool) {
	for _, o := range Occupations() {
		if _, code, _ := strings.Cut(o.Code, " "); o.Country == country && code == bare {
			return o, true
		}
	}
	return Occupation{}, false
}

// OccupationOf returns the occupation that a figure is of.
func OccupationOf(f Figure) (Occupation, bool) {
	_, code, _ := strings.Cut(f.Occupation, " ")
	return OccupationByCode(f.Country, code)
}

// eachRow reads an embedded table, whose first line that is no comment names its columns.
func eachRow(name string, each func(row map[string]string)) {
	text, err := tables.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("office: reading an embedded table: %v", err))
	}
	var header []string
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case header == nil:
			header = cells
		default:
			row := make(map[string]string, len(cells))
			for i, c := range cells {
				row[header[i]] = c
			}
			each(row)
		}
	}
}

// number reads a number of an embedded table; an empty cell is 0.
func number(cell string) float64 {
	if cell == "" {
		return 0
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		panic("office: an embedded table: " + err.Error())
	}
	return v
}

// Figures returns every embedded figure.
var Figures = sync.OnceValue(func() []Figure {
	var list []Figure
	eachRow("figures.tsv", func(row map[string]string) {
		list = append(list, Figure{
			Office: row["office"], Country: row["country"], Place: row["place"], Occupation: row["occupation"],
			Title: row["title"], Cut: row["cut"], Year: int(number(row["year"])), People: number(row["people"]),
			Mean: number(row["mean"]), P10: number(row["p10"]), P25: number(row["p25"]), P50: number(row["p50"]),
			P75: number(row["p75"]), P90: number(row["p90"]),
			PensionShare: number(row["pension"]), BonusShare: number(row["bonus"]),
			Currency: row["currency"], Period: pay.Period(row["period"]), Component: pay.Component(row["component"]),
		})
	})
	return list
})
