package cli

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
)

func (a *app) importCommand() *cobra.Command {
	var ask service.ImportAsk
	var suggest, try bool
	cmd := &cobra.Command{
		Use:   "import SOURCE FILE...",
		Short: "Read pay records into the data directory",
		Long: `Read the files of a publisher of pay records, or any table by a mapping, into the data directory.
Files are plain, .gz, .zst or .zip, or a URL. What takes no part is counted by reason, and kept.
Importing the same file twice changes nothing. The sources: backpay sources.`,
		Example: `  backpay import stackoverflow results.csv.zip
  backpay import dou 2024_dec_raw.csv 2025_june_raw.csv
  backpay import table --suggest payroll.xlsx > mapping.yaml
  backpay import table --map mapping.yaml --try payroll.xlsx
  backpay import table --map mapping.yaml payroll.xlsx`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return pay.Errorf(pay.Invalid, "import needs a source and at least one file").
					WithHint("backpay import stackoverflow results.csv.zip; backpay sources lists the sources")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			if suggest || try {
				return a.lookAtTables(cmd.Context(), s, args, ask, suggest)
			}
			if ask.SHA256 != "" && len(args) > 2 {
				return pay.Errorf(pay.Invalid, "one checksum cannot be that of %d files", len(args)-1).In("sha256")
			}
			ask.Source = args[0]
			var reports []service.Report
			for _, file := range args[1:] {
				ask.File = file
				progress, done := a.progress(filepath.Base(file))
				ask.Progress = progress
				r, err := s.Import(cmd.Context(), ask)
				done()
				if err != nil {
					return err
				}
				reports = append(reports, r)
				if !a.asJSON {
					a.printReport(r, ask)
				}
			}
			if a.asJSON {
				return a.printJSON(reports)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&ask.Mapping, "map", "", "mapping of a table's columns (docs/import-table.md)")
	f.IntVar(&ask.Year, "year", 0, "the year of the file, where the file does not say")
	f.StringVar(&ask.Member, "member", "", "the file wanted inside a zip archive")
	f.StringVar(&ask.SHA256, "sha256", "", "what the checksum of a download must be")
	f.BoolVar(&suggest, "suggest", false, "look at a table and write a mapping to start from")
	f.BoolVar(&try, "try", false, "read a table by its mapping and report, without importing it")
	f.BoolVar(&ask.Replace, "replace", false, "take the place of earlier imports of the same source and years")
	return cmd
}

// progress returns a function that draws a bar on standard error when that is a terminal, and one that
// takes the bar away.
func (a *app) progress(name string) (report func(done, total int64), end func()) {
	f, ok := a.env.Err.(*os.File)
	if !ok || a.quiet || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	var bar *progressbar.ProgressBar
	return func(done, total int64) {
			if bar == nil {
				bar = progressbar.NewOptions64(total,
					progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(name),
					progressbar.OptionShowBytes(true),
					progressbar.OptionSetWidth(30), progressbar.OptionThrottle(80*time.Millisecond),
					progressbar.OptionClearOnFinish())
			}
			_ = bar.Set64(done) // a bar that cannot be drawn is no reason to stop
		}, func() {
			if bar != nil {
				_ = bar.Finish()
			}
		}
}

func (a *app) printReport(r service.Report, ask service.ImportAsk) {
	p := func(format string, args ...any) { fmt.Fprintf(a.env.Out, format+"\n", args...) }
	if !r.Added {
		p("%s: nothing to do: the same content was imported before, as %s", r.File, r.ID)
	} else {
		p("%s: %s read, %s take part%s; import %s", r.File, a.reader().Counted(r.Read, "row", "rows"),
			a.reader().Count(r.Kept), inYears(r.Years), r.ID)
		if r.Published != "" {
			p("  the publisher's own file, unchanged: %s", r.Published)
		}
		a.printFindings(r.SetAside, r.Rows, r.Unmapped, r.Notes)
	}
	for _, e := range r.Replaced {
		p("  in place of %s, imported on %s", e.File, e.Imported)
	}
	if len(r.Earlier) == 0 {
		return
	}
	var alike, others []string
	for _, e := range r.Earlier {
		name := e.File + " of " + e.Imported
		if e.Alike {
			alike = append(alike, name)
		} else {
			others = append(others, name)
		}
	}
	if len(alike) > 0 {
		p("  note: it looks like a corrected %s, and both count now", listed(alike))
	}
	if len(others) > 0 {
		p("  note: the same years are imported already from %s; both count, even if the same people are in both",
			listed(others))
	}
	p("        to take their place: %s", replaceCommand(ask))
}

// listed names the last of a list: "a, b" or "c, d and 3 more".
func listed(names []string) string {
	const most = 3
	more := len(names) - most
	if more <= 0 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[more:], ", "), more)
}

// replaceCommand writes the command that imports a file in place of earlier ones.
func replaceCommand(ask service.ImportAsk) string {
	words := []string{"backpay", "import", ask.Source}
	for _, option := range []struct{ name, value string }{{"--map", ask.Mapping}, {"--member", ask.Member}} {
		if option.value != "" {
			words = append(words, option.name, shellWord(option.value))
		}
	}
	if ask.Year != 0 {
		words = append(words, "--year", strconv.Itoa(ask.Year))
	}
	return strings.Join(append(words, "--replace", shellWord(ask.File)), " ")
}

// shellWord writes a text as one word of a command line.
func shellWord(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\n\"'`$&|;<>()*?[]#~!{}\\") {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Bounds of what is printed; --json has more.
const (
	printedRows   = 3 // for each reason
	printedLabels = 10
)

// printFindings prints what was found in a file: rows that are set aside, labels without a code, and notes.
func (a *app) printFindings(
	setAside map[dataset.Reason]int, rows []service.AsideRow, labels []service.Label, notes []string,
) {
	p := func(format string, args ...any) { fmt.Fprintf(a.env.Out, format+"\n", args...) }
	reasons := slices.SortedFunc(maps.Keys(setAside), func(x, y dataset.Reason) int {
		return cmp.Or(setAside[y]-setAside[x], strings.Compare(string(x), string(y)))
	})
	for _, reason := range reasons {
		p("  %9s  set aside: %s", a.reader().Count(setAside[reason]), reason)
		named := slices.DeleteFunc(slices.Clone(rows), func(r service.AsideRow) bool { return r.Reason != reason })
		explained := slices.ContainsFunc(named, func(r service.AsideRow) bool { return r.Why != "" })
		if len(named) > 0 && !explained {
			p("  %9s  %s", "", a.rowNumbers(named, setAside[reason]))
			continue
		}
		for _, r := range named[:min(len(named), printedRows)] {
			p("  %9s  row %d%s", "", r.Row, oneLine(after(": ", r.Why)))
		}
		if more := setAside[reason] - printedRows; len(named) > 0 && more > 0 {
			p("  %9s  and %s more", "", a.reader().Count(more))
		}
	}
	for _, l := range labels[:min(len(labels), printedLabels)] {
		p("  %9s  %s not known: %q%s", a.reader().Count(l.Rows), facetName(l.Facet), l.Label,
			after(", nearest: ", strings.Join(l.Nearest, ", ")))
	}
	if more := len(labels) - printedLabels; more > 0 {
		p("  %9s  and %d more labels that are not known; --json lists them", "", more)
	}
	for _, n := range notes {
		p("  note: %s", oneLine(n))
	}
}

// rowNumbers names the first of some rows: "rows 2, 3, 7 and 12 more".
func (a *app) rowNumbers(rows []service.AsideRow, all int) string {
	const most = 8
	var numbers []string
	for _, r := range rows[:min(len(rows), most)] {
		numbers = append(numbers, strconv.Itoa(r.Row))
	}
	text := "rows " + strings.Join(numbers, ", ")
	if all == 1 {
		text = "row " + numbers[0]
	}
	if more := all - len(numbers); more > 0 {
		text += fmt.Sprintf(" and %s more", a.reader().Count(more))
	}
	return text
}

// after returns a text behind another, "" when there is none.
func after(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// inYears says the years of a report: ", of 2024" or ", of 2020 to 2025".
func inYears(years []int) string {
	switch {
	case len(years) == 0:
		return ""
	case len(years) == 1:
		return fmt.Sprintf(", of %d", years[0])
	}
	return fmt.Sprintf(", of %d to %d", years[0], years[len(years)-1])
}

func (a *app) exportCommand() *cobra.Command {
	var ask service.ExportAsk
	var asCSV bool
	var name string
	cmd := &cobra.Command{
		Use:   "export --csv|--parquet",
		Short: "Write the records of the data directory",
		Example: `  backpay export --csv > records.csv
  backpay export --parquet --source dou --out dou.parquet`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asCSV == ask.Parquet {
				return pay.Errorf(pay.Invalid, "which format?").WithHint("either --csv or --parquet")
			}
			s, err := a.open()
			if err != nil {
				return err
			}
			if name == "" || name == "-" {
				if f, ok := a.env.Out.(*os.File); ok && ask.Parquet && term.IsTerminal(int(f.Fd())) {
					return pay.Errorf(pay.Invalid, "Parquet is not for a terminal").WithHint("--out records.parquet")
				}
				return s.Export(cmd.Context(), ask, a.env.Out)
			}
			return dataset.WriteWhole(name, 0o644, func(w io.Writer) error { return s.Export(cmd.Context(), ask, w) })
		},
	}
	f := cmd.Flags()
	f.BoolVar(&asCSV, "csv", false, "comma-separated values")
	f.BoolVar(&ask.Parquet, "parquet", false, "Parquet, which keeps the ends of pay bands too")
	f.StringVar(&name, "out", "", "file to write (default: standard output)")
	f.StringArrayVar(&ask.Sources, "source", nil, "only this source; repeatable")
	f.IntSliceVar(&ask.Years, "year", nil, "only this year; repeatable")
	f.BoolVar(&ask.Excluded, "excluded", false, "also the rows that were set aside")
	return cmd
}

func (a *app) sourcesCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "sources",
		Short:   "Where the figures come from: what each source measures, its licence, and what is imported",
		Example: "  backpay sources\n  backpay sources --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			infos, err := s.View().Sources()
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(infos)
			}
			for i, info := range infos {
				if i > 0 {
					fmt.Fprintln(a.env.Out)
				}
				a.printSource(info)
			}
			return nil
		},
	}
}

func (a *app) printSource(info service.SourceInfo) {
	p := func(format string, args ...any) { fmt.Fprintf(a.env.Out, format+"\n", args...) }
	p("%s: %s (%s)", info.Name, cmp.Or(info.Title, "your own table"), info.Layer)
	for _, line := range []struct{ name, text string }{
		{"measures", info.Measures}, {"bias", info.Bias}, {"licence", info.Licence}, {"credit", info.Credit},
		{"from", info.URL},
	} {
		if line.text != "" {
			p("  %-9s %s", line.name, line.text)
		}
	}
	if info.Embedded > 0 {
		p("  %-9s %s", "embedded",
			a.reader().Counted(info.Embedded, "record", "records")+" behind the reference in this program")
	}
	for _, i := range info.Imports {
		p("  %-9s %s on %s: %s take part%s", "imported", i.File, i.Imported,
			a.reader().Counted(i.Kept, "record", "records"), inYears(i.Years))
	}
}
