package table

import (
	"context"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

// Suggestion is a mapping to start from.
type Suggestion struct {
	Mapping string   // YAML with comments; what Missing lists stands as FillIn in it
	Missing []string // the keys that the file does not tell
}

// FillIn stands in a suggested mapping for what a person must say. No key has such a value, so that an import
// names the line where one is left.
const FillIn = "FILL-IN"

// sampled is how many rows are looked at.
const sampled = 5000

// Suggest looks at a file and writes a mapping to start from. It names columns by their names, in the languages
// of headings, where the cells below agree; it never makes up what the file does not say. Of a workbook it
// takes the sheet that is understood best. The error is that of a file in which no pay is found.
func Suggest(ctx context.Context, in *source.Input) (*Suggestion, error) {
	sheets, err := in.Sheets()
	if err != nil {
		return nil, err
	}
	if len(sheets) == 0 {
		sheets = []string{""}
	}
	var best *sketch
	for i, sheet := range sheets {
		s, err := sketchOf(in, sheet)
		if err != nil {
			if len(sheets) == 1 {
				return nil, err
			}
			continue // a sheet of notes or nothing
		}
		s.named = i > 0
		if best == nil || s.understood() > best.understood() {
			best = s
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	if best == nil || best.find("pay") == nil && best.find("pay_low") == nil {
		e := pay.Errorf(pay.Unreadable, "no column of pay was found").In("pay").At(in.Name)
		if best == nil {
			return nil, e.WithHint("docs/import-table.md shows a mapping to write by hand")
		}
		return nil, e.WithHint("write a mapping by hand, as docs/import-table.md shows; found: %s",
			clip(strings.Join(best.names, ", "), 300))
	}
	return best.suggestion(in), nil
}

// sketch is what a table looks like.
type sketch struct {
	sheet   string
	named   bool // the sheet must be named, since it is not the first
	above   []string
	header  int // rows of the header
	names   []string
	grid    [][]string // rows that are no totals
	cells   [][]string // by column, those that are not empty
	rows    int
	totals  int
	hidden  int
	columns []*guess // by column
}

// guess is what a column is likely to be for.
type guess struct {
	name  string
	cells []string
	key   string
	sure  int
}

// sketchOf reads the first rows of a table and finds its header and what its columns are for.
func sketchOf(in *source.Input, sheet string) (*sketch, error) {
	t, err := source.NewTable(in, source.TableOptions{Sheet: sheet, Search: 1})
	if err != nil {
		return nil, err
	}
	grid := [][]string{slices.Clone(t.Header())}
	for len(grid) < sampled && t.Next() {
		row := slices.Clone(t.Fields())
		for i, cell := range row {
			row[i] = strings.Join(strings.Fields(cell), " ")
		}
		grid = append(grid, row)
	}
	if err := t.Err(); err != nil {
		return nil, err
	}
	s := &sketch{sheet: t.Sheet(), hidden: t.Hidden()}
	s.setHeader(grid)
	s.assign()
	return s, nil
}

// setHeader finds the row that names columns: of the first ones, that with most names that mean something, and with
// most cells among those that are alike. Names that are there twice are told apart by the row above, and a row
// below without any number belongs to them.
func (s *sketch) setHeader(grid [][]string) {
	const looked = 30
	at, most := 0, -1
	for i, row := range grid[:min(len(grid), looked)] {
		score := 0
		for _, cell := range row {
			switch key, _ := keyOfHeader(cell); {
			case cell == "":
			case hasDigit(cell) && key == "":
				score -= 2
			case key != "":
				score += 4
			default:
				score++
			}
		}
		if score > most {
			at, most = i, score
		}
	}
	first := at
	if at > 0 && twice(grid[at]) {
		first--
	}
	last := at
	if at+2 < len(grid) && !slices.ContainsFunc(grid[at+1], hasDigit) && slices.ContainsFunc(grid[at+2], hasDigit) {
		last++
	}
	for _, row := range grid[:first] {
		s.above = append(s.above, strings.TrimSpace(strings.Join(row, " ")))
	}
	s.header = last - first + 1
	s.names = joinNames(grid[first : last+1])
	s.cells = make([][]string, len(s.names))
	for _, row := range grid[last+1:] {
		s.addRow(row)
	}
}

// addRow takes the cells of a row that is no total.
func (s *sketch) addRow(row []string) {
	i := slices.IndexFunc(row, func(cell string) bool { return cell != "" })
	if i < 0 {
		return
	}
	if isTotal(row[i]) {
		s.totals++
		return
	}
	s.rows++
	s.grid = append(s.grid, row)
	for i, cell := range row[:min(len(row), len(s.names))] {
		if cell != "" {
			s.cells[i] = append(s.cells[i], cell)
		}
	}
}

// twice reports whether a row has a name more than once.
func twice(row []string) bool {
	seen := map[string]bool{}
	return slices.ContainsFunc(row, func(cell string) bool {
		again := cell != "" && seen[strings.ToLower(cell)]
		seen[strings.ToLower(cell)] = true
		return again
	})
}

// joinNames joins the rows of a header as source.Table does.
func joinNames(rows [][]string) []string {
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	names := make([]string, width)
	for n, row := range rows {
		left := ""
		for i := range width {
			name := ""
			if i < len(row) {
				name = row[i]
			}
			if name == "" && n < len(rows)-1 {
				name = left
			}
			left = name
			names[i] = strings.TrimSpace(names[i] + " " + name)
		}
	}
	return names
}

// assign finds out what each column is for: by its name where the cells agree, and by the cells alone where they
// can be only one thing. Of several columns for a key the surest has it.
func (s *sketch) assign() {
	for i, name := range s.names {
		g := &guess{name: name, cells: s.cells[i]}
		if name != "" && len(g.cells) > 0 {
			if g.key, g.sure = keyOfHeader(name); g.key == "" || !agree(g.key, g.cells) {
				g.key, g.sure = byCells(g.cells), 1
			}
			if g.key == "pay" {
				g.sure += bias(name)
			}
			if g.key == "place" && byCells(g.cells) == "country" {
				g.key = "country"
			}
		}
		s.columns = append(s.columns, g)
	}
	for _, g := range s.columns {
		if best := s.find(g.key); best != nil && best != g && g.key != "" {
			g.key = "also " + g.key
		}
	}
}

// bias prefers the column of base pay, and avoids those of other years' and of additions.
func bias(name string) int {
	low := strings.ToLower(name)
	switch {
	case said(name, "component") == "base":
		return 20
	case strings.Contains(low, "old") || strings.Contains(low, "previous") || strings.Contains(low, "last"):
		return -20
	}
	return 0
}

// find returns the surest column for a key, nil when there is none.
func (s *sketch) find(key string) *guess {
	var best *guess
	for _, g := range s.columns {
		if g.key == key && (best == nil || g.sure > best.sure) {
			best = g
		}
	}
	return best
}

// understood says how much of a table is understood.
func (s *sketch) understood() int {
	n := 0
	for _, g := range s.columns {
		if g.key != "" {
			n++
		}
		if g.key == "pay" || g.key == "pay_low" {
			n += 10
		}
	}
	return n
}

// share returns the part of cells that are something.
func share(cells []string, is func(string) bool) float64 {
	n, all := 0, 0
	for _, c := range cells {
		if blank("", c) {
			continue
		}
		all++
		if is(c) {
			n++
		}
	}
	return float64(n) / float64(max(all, 1))
}

func isAmount(cell string) bool {
	_, err := readAmount(mended(cell), "", "")
	return err == nil && hasDigit(cell)
}

// is returns what tells cells of a key, nil where any may be.
func is(key string) func(string) bool {
	code := func(cell string) bool { _, err := canonical(key, cell); return err == nil }
	switch key {
	case "pay", "pay_low", "pay_high", "bonus":
		return isAmount
	case "currency", "period", "country", "basis":
		return code
	case "year":
		return func(cell string) bool { _, err := yearOf(mended(cell)); return err == nil }
	case "years":
		return func(cell string) bool { _, err := experience(cell); return err == nil }
	case "hours":
		return func(cell string) bool { _, err := weeklyHours(cell, 1); return err == nil }
	case "fte":
		return func(cell string) bool { _, _, err := fullTimeShare(cell, 1); return err == nil }
	case "pays":
		return func(cell string) bool { _, err := numberOfPays(cell); return err == nil }
	case "weight":
		return func(cell string) bool { _, err := people(cell); return err == nil }
	}
	return nil
}

// agree reports whether most cells of a column can be what its name says.
func agree(key string, cells []string) bool {
	const most = .6
	if test := is(key); test != nil {
		return share(cells, test) >= most
	}
	words := func(cell string) bool { _, number := plainNumber(cell); return !number }
	return key == "person" || key == "department" || share(cells, words) >= most
}

// isCode reports whether a word is written as codes of currencies are.
func isCode(s string) bool { return len(s) == 3 && s == strings.ToUpper(s) }

// byCells returns the key of a column whose cells can be only one thing.
func byCells(cells []string) string {
	const all = .9
	switch {
	case share(cells, func(c string) bool { return isCode(c) && is("currency")(c) }) >= all:
		return "currency"
	case share(cells, func(c string) bool { return len(c) > 1 && !hasDigit(c) && is("country")(c) }) >= all:
		return "country"
	case share(cells, func(c string) bool { return len(c) > 3 && taxonomy.Title(c).Software }) >= .5:
		return "title"
	}
	return ""
}
