package cli

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

func (a *app) titleCommand() *cobra.Command {
	var in, out string
	cmd := &cobra.Command{
		Use:   "title [TITLE...]",
		Short: "What a job title says: role, level and skills, and by which words",
		Long: `Read a job title: its role, level and skills, whether it is software work, and the words that decided.
Without a title, read many, one a line, from --in or standard input, and write a row of CSV for each in the same
order: title, role, level, software, skills, words. With --json each is a line of JSON.
docs/titles.md says how titles are read, and how well.`,
		Example: `  backpay title "Sr. Backend Engineer (Go), Payments"
  backpay title "Java-Entwickler (m/w/d)"
  backpay title --in titles.txt --out classified.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if in != "" || out != "" {
					return pay.Errorf(pay.Invalid, "a title and a list at once").
						WithHint("leave out the title, or --in and --out")
				}
				return a.printTitle(taxonomy.Title(strings.Join(args, " ")))
			}
			titles, err := a.openTitles(cmd, in)
			if err != nil {
				return err
			}
			defer titles.Close()
			write := func(w io.Writer) error { return writeTitles(w, titles, titles.Name, a.asJSON) }
			if out == "" || out == "-" {
				return write(a.env.Out)
			}
			return dataset.WriteWhole(out, 0o644, write)
		},
	}
	cmd.Flags().StringVar(&in, "in", "", "file of titles, one a line (default: standard input)")
	cmd.Flags().StringVar(&out, "out", "", "file to write (default: standard output)")
	return cmd
}

// printTitle prints what one title says.
func (a *app) printTitle(m taxonomy.TitleMatch) error {
	if a.asJSON {
		return a.printJSON(m)
	}
	skills := taxonomy.ValueName(pay.FacetSkills, strings.Join(m.Skills, ";"))
	w := tabwriter.NewWriter(a.env.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "role\t%s\n", cmp.Or(taxonomy.Roles.Name(m.Role), "not said"))
	fmt.Fprintf(w, "level\t%s\n", cmp.Or(taxonomy.Levels.Name(m.Level), "not said"))
	fmt.Fprintf(w, "skills\t%s\n", cmp.Or(skills, "none said"))
	for _, why := range m.Why {
		fmt.Fprintf(w, "%s %s\tby %q\n", why.Facet, why.Code, why.Words)
	}
	return w.Flush()
}

// openTitles opens the list of titles, in any encoding and compression that an import knows.
func (a *app) openTitles(cmd *cobra.Command, in string) (*source.Input, error) {
	if in != "" && in != "-" {
		return source.Open(cmd.Context(), in, source.Options{})
	}
	if f, ok := a.env.In.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return nil, pay.Errorf(pay.Invalid, "no title").
			WithHint(`backpay title "Java Developer", or --in titles.txt, or pipe titles in, one a line`)
	}
	return source.NewInput(cmd.Context(), "standard input", a.env.In, source.Options{})
}

// longestTitleLine is the number of bytes above which a line is no title: the file has no lines.
const longestTitleLine = 1 << 20

// writeTitles reads titles, one a line, and writes what each says. name is what errors call the list.
func writeTitles(to io.Writer, titles io.Reader, name string, asJSON bool) error {
	w := bufio.NewWriter(to)
	rows := csv.NewWriter(w)
	write := func(title string, m taxonomy.TitleMatch) error { return rows.Write(titleRow(title, m)) }
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		write = func(title string, m taxonomy.TitleMatch) error {
			return enc.Encode(struct {
				Title string `json:"title"`
				taxonomy.TitleMatch
			}{title, m})
		}
	} else if err := rows.Write([]string{"title", "role", "level", "software", "skills", "words"}); err != nil {
		return fmt.Errorf("writing titles: %w", err)
	}
	lines := bufio.NewReaderSize(titles, longestTitleLine)
	for n := 1; ; n++ {
		line, err := lines.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return pay.Errorf(pay.Unreadable, "line %d is longer than a megabyte", n).At(name).
				WithHint("give one title a line; of a table, its column of titles alone")
		case err != nil && !errors.Is(err, io.EOF):
			return err
		}
		if len(line) > 0 {
			title := unquoted(strings.TrimRight(string(line), "\r\n"))
			if err := write(title, taxonomy.Title(title)); err != nil {
				return fmt.Errorf("writing titles: %w", err)
			}
		}
		if err != nil {
			break
		}
	}
	rows.Flush()
	if err := cmp.Or(rows.Error(), w.Flush()); err != nil {
		return fmt.Errorf("writing titles: %w", err)
	}
	return nil
}

// titleRow is a row of CSV; several skills, and several reasons, are separated by semicolons.
func titleRow(title string, m taxonomy.TitleMatch) []string {
	software := "no"
	if m.Software {
		software = "yes"
	}
	var words []string
	for _, why := range m.Why {
		words = append(words, why.Facet+": "+why.Words)
	}
	return []string{title, m.Role, m.Level, software, strings.Join(m.Skills, ";"), strings.Join(words, "; ")}
}

// unquoted takes the quotation marks off a line that a spreadsheet put them around, for the comma in it.
func unquoted(line string) string {
	if len(line) < 2 || line[0] != '"' || line[len(line)-1] != '"' {
		return line
	}
	return strings.ReplaceAll(line[1:len(line)-1], `""`, `"`)
}
