package cli

import (
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

func (a *app) adviseCommand() *cobra.Command {
	var said wire.Question
	var asCSV, all bool
	cmd := &cobra.Command{
		Use:   "advise [AMOUNT]",
		Short: "What goes with more pay: skills, years, employers, countries",
		Long: `Rank what people like you differ in by what goes with it in pay, nine times in ten at least: more years,
the next level, each skill that you do not have, industry, size and remoteness of the employer, education,
freelancing, other countries.
Each has its interval, the reports it rests on, and how common it is. With an AMOUNT changes are counted from
your pay, else from the median. Moves that may make no difference are counted apart, and
listed with --all. Each of them is an association: docs/advice.md says how it is known.`,
		Example: `  backpay advise "85000 EUR" --country DE --years 6
  backpay advise "85000 EUR" --country DE --years 6 --skill go --skill postgres --json
  backpay advise --country US --level senior --csv`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return oneAmount(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			v, q, err := a.read(said)
			if err != nil {
				return err
			}
			amount, err := ask.OptionalAmount(strings.Join(args, ""), q.Profile.Country)
			if err != nil {
				return err
			}
			advice, err := v.Advise(cmd.Context(), q, amount)
			switch {
			case err != nil:
				return err
			case a.asJSON:
				return a.printJSON(advice)
			case asCSV:
				return a.adviceCSV(advice)
			}
			a.printAdvice(advice, all)
			return nil
		},
	}
	questionFlags(cmd, &said)
	cmd.Flags().BoolVar(&asCSV, "csv", false, "print comma-separated values")
	cmd.Flags().BoolVar(&all, "all", false, "every move, and those that may make no difference")
	return cmd
}

// tableColumn is a column of a table for people.
type tableColumn struct {
	head  string
	right bool
}

// printTable prints rows in columns that are as wide as what is in them.
func printTable(out screen, columns []tableColumn, rows [][]string) {
	width := make([]int, len(columns))
	for c, column := range columns {
		width[c] = utf8.RuneCountInString(column.head)
		for _, row := range rows {
			width[c] = max(width[c], utf8.RuneCountInString(row[c]))
		}
	}
	line := func(cells []string) string {
		var b strings.Builder
		b.WriteString(" ")
		for c, text := range cells {
			gap := strings.Repeat(" ", width[c]-utf8.RuneCountInString(text))
			b.WriteString(" ")
			if columns[c].right {
				b.WriteString(gap + text)
			} else {
				b.WriteString(text + gap)
			}
			b.WriteString(" ")
		}
		return strings.TrimRight(b.String(), " ")
	}
	heads := make([]string, len(columns))
	for c, column := range columns {
		heads[c] = column.head
	}
	fmt.Fprintln(out.w, styleSoft.Render(line(heads)))
	for _, row := range rows {
		fmt.Fprintln(out.w, line(row))
	}
}

// percentSpan writes where a change lies: "+1.2 to +8.4 %".
func (a *app) percentSpan(c service.PayChange) string {
	if c.Level == 0 {
		return "not stated"
	}
	return strings.TrimSuffix(a.reader().Tenths(c.Low), " %") + " to " + a.reader().Tenths(c.High)
}

// How many moves of a kind are printed unless all are asked for.
const (
	mostMoves = 15
	mostLess  = 5
)

func (a *app) printAdvice(d service.Advice, all bool) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	amount := a.amounts(d.Answer.Currency, d.Answer.Period)
	p("%s", styleHeadline.Render(capital(a.reader().Describe(d.Answer.Profile))))
	p("")
	if d.Own > 0 {
		p("  your pay %s %s: higher than %s of 100 people like you", amount(d.Own), unitOf(d.Answer),
			a.reader().OfHundred(d.Percentile))
	} else {
		p("  %s %s is the median, from which changes are counted", amount(d.Base), unitOf(d.Answer))
	}
	here, away := d.Apart()
	left := len(d.Unclear)
	sections := []struct {
		title string
		moves []service.Move
		most  int
	}{{"What goes with more pay", here, mostMoves}, {"Elsewhere", away, mostMoves},
		{"What goes with less", d.Less, mostLess}}
	if all {
		sections = append(sections, sections[0])
		sections[3].title, sections[3].moves = "What may make no difference", d.Unclear
	}
	var of []string // whom reports are of; a move names one by its number
	for _, section := range sections {
		moves := section.moves
		if !all {
			moves = moves[:min(len(moves), section.most)]
		}
		left += len(section.moves) - len(moves)
		of = a.printMoves(out, section.title, moves, of, amount)
	}
	p("")
	for i, said := range of {
		p("  (%d) %s", i+1, said)
	}
	if !all {
		p("  not shown: %s that may make no difference, and %s that clearly do; --all lists them",
			a.reader().Counted(len(d.Unclear), "move", "moves"), a.reader().Count(left-len(d.Unclear)))
	}
	p("")
	p("  %s", a.reader().Evidence(d.Answer))
	for _, w := range d.Warnings {
		p("  %s %s", styleWarn.Render("!"), a.reader().Warning(w))
	}
}

// printMoves prints moves as a table. It returns whom their reports are of, after those told before.
func (a *app) printMoves(
	out screen, title string, moves []service.Move, of []string, amount func(float64) string,
) []string {
	if len(moves) == 0 {
		return of
	}
	fmt.Fprintf(out.w, "\n  %s\n", styleHeadline.Render(title))
	power := slices.ContainsFunc(moves, func(m service.Move) bool { return m.Purchasing != nil })
	columns := []tableColumn{{"", false}, {"", false}, {"", true}, {"change", true}, {"90 % within", true},
		{"have it", true}, {"reports", true}}
	if power {
		columns = append(columns, tableColumn{"in what it buys", true})
	}
	var rows [][]string
	for _, m := range moves {
		at := slices.Index(of, m.Among)
		if at < 0 {
			at = len(of)
			of = append(of, m.Among)
		}
		have, n := a.shareOf(m.Share), fmt.Sprintf("%s (%d)", a.reader().Count(m.N), at+1)
		if m.Known == service.KnownOfficial {
			have, n = "", fmt.Sprintf("official (%d)", at+1)
		}
		row := []string{a.reader().Prose(m.Name), facetName(m.Facet), signed(m.Money, amount),
			a.reader().Tenths(m.Ratio), a.percentSpan(m.PayChange), have, n}
		if power {
			buys := ""
			if m.Purchasing != nil {
				buys = a.reader().Tenths(m.Purchasing.Ratio)
			}
			row = append(row, buys)
		}
		rows = append(rows, row)
	}
	printTable(out, columns, rows)
	return of
}

// shareOf writes a share of people: "12 %", "0.8 %".
func (a *app) shareOf(v float64) string {
	if v < .0995 {
		return a.reader().Number(100*v, 1) + " %"
	}
	return a.reader().Share(v) + " %"
}

func (a *app) adviceCSV(d service.Advice) error {
	rows := [][]string{
		{"verdict", "facet", "value", "name", "ratio", "low", "high", "level", "money", "money_low", "money_high",
			"ratio_at_purchasing_power", "n", "share", "first_year", "last_year", "among", "sources", "known"}}
	for _, list := range []struct {
		verdict string
		moves   []service.Move
	}{{"more", d.Moves}, {"unclear", d.Unclear}, {"less", d.Less}} {
		for _, m := range list.moves {
			buys := ""
			if m.Purchasing != nil {
				buys = exact(m.Purchasing.Ratio)
			}
			rows = append(rows, []string{
				list.verdict, string(m.Facet), m.Value, m.Name, exact(m.Ratio), exact(m.Low), exact(m.High),
				exact(m.Level), plain(m.Money), plain(m.MoneyLow), plain(m.MoneyHigh),
				buys, strconv.Itoa(m.N), exact(m.Share), strconv.Itoa(m.First), strconv.Itoa(m.Last), m.Among,
				strings.Join(m.Sources, ";"), m.Known,
			})
		}
	}
	return a.writeCSV(rows)
}

// exact writes a ratio for a program: five decimals at most.
func exact(v float64) string { return strconv.FormatFloat(math.Round(v*1e5)/1e5, 'f', -1, 64) }

func (a *app) writeCSV(rows [][]string) error {
	if err := csv.NewWriter(a.env.Out).WriteAll(rows); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

func (a *app) skillsCommand() *cobra.Command {
	var said wire.Question
	var kind, by string
	var asCSV, all bool
	cmd := &cobra.Command{
		Use:   "skills",
		Short: "What each language, database, platform and framework goes with in pay",
		Long: `List what people with a skill are paid beside those without it, everything else that surveys ask held
equal and drawn towards the mean of its kind (adjusted), and with nothing held equal (raw), with how many
have it, what share of people that is, and what it goes together with (--json). Skills that
may make no difference are counted, and listed with --all or when named. docs/advice.md says how.`,
		Example: `  backpay skills --country DE --years 6
  backpay skills --role backend --country US --kind language --by share
  backpay skills --skill go --skill rust --country GB --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, q, err := a.read(said)
			if err != nil {
				return err
			}
			skills, err := v.Skills(cmd.Context(), q, kind, by)
			switch {
			case err != nil:
				return err
			case a.asJSON:
				return a.printJSON(skills)
			case asCSV:
				return a.skillsCSV(skills)
			}
			a.printSkills(skills, all || len(said.Skills) > 0)
			return nil
		},
	}
	questionFlags(cmd, &said)
	f := cmd.Flags()
	f.StringVar(&kind, "kind", "", strings.Join(service.SkillKinds, ", ")+" (default: all)")
	f.StringVar(&by, "by", "", "the order: "+strings.Join(service.SkillOrders, ", ")+" (default: premium)")
	f.BoolVar(&asCSV, "csv", false, "print comma-separated values")
	f.BoolVar(&all, "all", false, "also what may make no difference")
	return cmd
}

func (a *app) printSkills(k service.SkillsAnswer, all bool) {
	out := a.screen()
	p := func(format string, args ...any) { fmt.Fprintf(out.w, format+"\n", args...) }
	unit := pay.Answer{Currency: k.Currency, Period: k.Period, Basis: k.Basis, PPP: k.PPP, Component: pay.Total}
	amount := a.amounts(k.Currency, k.Period)
	p("%s", styleHeadline.Render(capital(a.reader().Describe(k.Profile))+": what skills go with"))
	p("  money is on the median, %s %s (modelled)", amount(k.Median), unitOf(unit))
	p("")
	var rows [][]string
	var of []string // whom reports are of
	hidden := 0
	for _, s := range k.Skills {
		if !all && !s.Clear {
			hidden++
			continue
		}
		at := slices.Index(of, s.Among)
		if at < 0 {
			at = len(of)
			of = append(of, s.Among)
		}
		rows = append(rows, []string{
			s.Name, s.Kind, signed(s.Adjusted.Money, amount), a.reader().Tenths(s.Adjusted.Ratio),
			a.percentSpan(s.Adjusted), a.reader().Tenths(s.Raw.Ratio),
			a.shareOf(s.Share), fmt.Sprintf("%s (%d)", a.reader().Count(s.N), at+1), words.Years(s.First, s.Last),
		})
	}
	if len(rows) > 0 {
		printTable(out,
			[]tableColumn{{"", false}, {"", false}, {"", true}, {"adjusted", true}, {"90 % within", true},
				{"raw", true}, {"have it", true}, {"reports", true}, {"of", true}}, rows)
		p("")
		for i, said := range of {
			p("  (%d) %s", i+1, said)
		}
	}
	if hidden > 0 {
		p("  not shown: %s that may make no difference; --all lists them",
			a.reader().Counted(hidden, "skill", "skills"))
	}
	p("\n  %s list their skills (%s, %s)", a.reader().Counted(k.People, "report", "reports"),
		strings.Join(k.Sources, ", "), words.Years(k.First, k.Last))
	for _, w := range k.Warnings {
		p("  %s %s", styleWarn.Render("!"), a.reader().Warning(w))
	}
}

func (a *app) skillsCSV(k service.SkillsAnswer) error {
	rows := [][]string{
		{"skill", "name", "kind", "adjusted", "adjusted_low", "adjusted_high", "money", "money_low", "money_high",
			"raw", "raw_low", "raw_high", "clear", "n", "known", "share", "first_year", "last_year", "among", "with"}}
	for _, s := range k.Skills {
		var with []string
		for _, w := range s.With {
			with = append(with, w.Skill)
		}
		rows = append(rows, []string{
			s.Skill, s.Name, s.Kind, exact(s.Adjusted.Ratio), exact(s.Adjusted.Low), exact(s.Adjusted.High),
			plain(s.Adjusted.Money), plain(s.Adjusted.MoneyLow), plain(s.Adjusted.MoneyHigh),
			exact(s.Raw.Ratio), exact(s.Raw.Low), exact(s.Raw.High), strconv.FormatBool(s.Clear), strconv.Itoa(s.N),
			strconv.Itoa(s.Known), exact(s.Share), strconv.Itoa(s.First), strconv.Itoa(s.Last), s.Among,
			strings.Join(with, ";"),
		})
	}
	return a.writeCSV(rows)
}
