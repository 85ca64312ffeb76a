package cli

import (
	"encoding/csv"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

func (a *app) sliceCommand() *cobra.Command {
	var ask service.SliceAsk
	var asCSV bool
	values := map[string]*[]string{}
	cmd := &cobra.Command{
		Use:   "slice",
		Short: "Exact percentiles of your own records, with no model in between",
		Long: `Answer from the records of the data directory as they are: any facets together, several values of one
(--country DE --country AT, or --country DE,AT), all of several (--all-skill go,postgresql), none of some
(--not-country US), ranges (--years 5-9, --pay 50000-90000, --year 2023-). Groups of fewer than five
records are not told.

Amounts are gross US dollars a year unless --currency and --period say otherwise, in the money of one
year: pay of other years is carried by prices at home. A quantile is the smallest pay that so many reach
or stay below.`,
		Example: `  backpay slice --role backend --country DE --years 5-9 --skill go --org-size 100-499
  backpay slice --role backend --by country
  backpay slice --country DE --by level --currency EUR --csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			ask.Query = url.Values{}
			for key, list := range values {
				if len(*list) > 0 {
					ask.Query[key] = *list
				}
			}
			if ask.By == "" && !a.asJSON && !asCSV {
				ask.Bars = 40
			}
			out, err := s.View().Slice(cmd.Context(), ask)
			switch {
			case err != nil:
				return err
			case a.asJSON:
				return a.printJSON(out)
			case asCSV:
				return a.sliceCSV(out)
			}
			a.printSlice(out)
			return nil
		},
	}
	f := cmd.Flags()
	for _, key := range service.SliceFacets() {
		values[key] = f.StringArray(key, nil, sliceHelp(key))
	}
	f.StringVar(&ask.By, "by", "", "a group for each value of a facet, as country, role, level, skill")
	f.StringVar(&ask.Layer, "layer", "", "reported, posted or official (default: reported)")
	f.StringVar(&ask.Levels, "levels", "", "which quantiles, as 10,50,90 (default: 10,25,50,75,90)")
	f.StringVar(&ask.Currency, "currency", "", "currency of the answer (default: USD)")
	f.StringVar(&ask.Period, "period", "", "hour, day, week, month, year (default: year)")
	f.BoolVar(&ask.Weighted, "weighted", false, "count people rather than records")
	f.BoolVar(&asCSV, "csv", false, "print comma-separated values")
	a.sliceFlags(cmd)
	return cmd
}

// sliceHelp says what a flag of a query is.
func sliceHelp(key string) string {
	switch rest, ok := strings.CutPrefix(key, "not-"); {
	case ok:
		return "none of these values of " + rest
	case strings.HasPrefix(key, "all-"):
		return "every one of these values of " + strings.TrimPrefix(key, "all-")
	case key == "pay":
		return "range of pay in the unit of the answer, as 50000-90000"
	case key == "years":
		return "range of years of experience, as 5-9, 10- or 7"
	case key == "year":
		return "year of the records, or a range of them"
	}
	return "any of these values; repeatable, or between commas"
}

func (a *app) printSlice(s service.Slice) {
	out := a.screen()
	amount := a.amounts(s.Currency, s.Period)
	fmt.Fprintf(out.w, "%s %s %s, gross, in money of %d; %s records\n\n", s.Currency, article(s.Period), s.Period,
		s.Year, s.Layer)
	if s.Groups == nil {
		a.printWhole(out, s, amount)
		return
	}
	width := len(s.Groups.Facet)
	for _, g := range s.Groups.Groups {
		width = max(width, utf8.RuneCountInString(a.reader().Value(s.Groups.Facet, g.Value)))
	}
	fmt.Fprintf(out.w, "%-*s %9s", width, facetName(s.Groups.Facet), "records")
	for _, p := range s.Levels {
		fmt.Fprintf(out.w, " %12s", levelName(p))
	}
	fmt.Fprintln(out.w)
	for _, g := range s.Groups.Groups {
		name := a.reader().Value(s.Groups.Facet, g.Value)
		fmt.Fprintf(out.w, "%s%s %9s", name, strings.Repeat(" ", width-utf8.RuneCountInString(name)),
			a.reader().Count(g.N))
		for _, q := range g.Quantiles {
			fmt.Fprintf(out.w, " %12s", amount(q))
		}
		fmt.Fprintln(out.w)
	}
	if s.Groups.Withheld > 0 {
		fmt.Fprintf(out.w, "\n%s too small to be shown\n", a.reader().Counted(s.Groups.Withheld, "group", "groups"))
	}
}

func (a *app) printWhole(out screen, s service.Slice, amount func(float64) string) {
	fmt.Fprintf(out.w, "  %-8s %12s\n", "records", a.reader().Count(s.Whole.N))
	for i, q := range s.Whole.Quantiles {
		fmt.Fprintf(out.w, "  %-8s %12s\n", levelName(s.Levels[i]), amount(q))
	}
	fmt.Fprintf(out.w, "  %-8s %12s\n", "mean", amount(s.Whole.Mean))
	if !out.drawing || len(s.Whole.Bins) < 3 {
		return
	}
	bins := s.Whole.Bins[1 : len(s.Whole.Bins)-1] // those with two ends
	top := 0
	for _, b := range bins {
		top = max(top, b.N)
	}
	const rows = 5
	fmt.Fprintln(out.w)
	for row := rows - 1; row >= 0; row-- {
		cells := make([]rune, len(bins))
		for i, b := range bins {
			eighths := int(math.Round(float64(b.N)/float64(max(top, 1))*rows*8)) - 8*row
			cells[i] = blocks[min(max(eighths, 0), 8)]
		}
		fmt.Fprintf(out.w, "  %s\n", paintShade(shadeMost, string(cells)))
	}
	low, high := amount(bins[0].From), amount(bins[len(bins)-1].To)
	gap := max(len(bins)-utf8.RuneCountInString(low)-utf8.RuneCountInString(high), 1)
	fmt.Fprintf(out.w, "  %s\n", paintShade(shadeAxis, low+strings.Repeat(" ", gap)+high))
}

// levelName writes a probability as a percentile: p50, p2.5.
func levelName(p float64) string { return "p" + strconv.FormatFloat(100*p, 'g', 4, 64) }

func (a *app) sliceCSV(s service.Slice) error {
	w := csv.NewWriter(a.env.Out)
	header := []string{"n", "people", "mean"}
	for _, p := range s.Levels {
		header = append(header, levelName(p))
	}
	row := func(v *wire.SliceSummary) []string {
		cells := []string{strconv.Itoa(v.N), plain(v.Weight), plain(v.Mean)}
		for _, q := range v.Quantiles {
			cells = append(cells, plain(q))
		}
		return cells
	}
	var rows [][]string
	if s.Groups == nil {
		rows = append(rows, header, row(s.Whole))
	} else {
		rows = append(rows, append([]string{string(s.Groups.Facet)}, header...))
		for _, g := range s.Groups.Groups {
			rows = append(rows, append([]string{g.Value}, row(&g.SliceSummary)...))
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// plain writes a number for a program: two decimals at most.
func plain(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

// sliceFlags adds the flags that say what answers slices.
func (a *app) sliceFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.slices, "slices", "",
		"what answers slices: empty is an index kept with the records, clickhouse://… a cluster (docs/scale.md)")
	f.IntVar(&a.minGroup, "min-group", 0, "the smallest group of records that a slice shows (default: 5)")
}
