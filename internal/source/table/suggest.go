package table

import (
	"context"
	"regexp"
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
		if name != "" && len(g.cells) > 0 && share(g.cells, isAnswer) < .8 {
			g.name, g.cells = name, g.cells[:min(len(g.cells), judged)]
			for _, k := range keysOfHeader(name) {
				if agree(k.key, g.cells) {
					g.key, g.sure = k.key, k.sure
					break
				}
			}
			if g.key == "" {
				g.key, g.sure = byCells(g.cells), 1
			}
			g.cells = s.cells[i]
			g.sure += bias(g.key, name)
			if g.key == "place" && byCells(g.cells) == "country" {
				g.key = "country"
			}
		}
		s.columns = append(s.columns, g)
	}
	if s.find("pay_low") != nil && s.find("pay_high") != nil {
		for _, g := range s.columns { // the middle of a band, which the band itself is better than
			if g.key == "pay" && middle.MatchString(heading(g.name)) {
				g.key = "also pay"
			}
		}
	}
	for _, g := range s.columns {
		if best := s.find(g.key); best != nil && best != g && g.key != "" {
			g.key = "also " + g.key
		}
	}
}

// judged is how many cells of a column show what it is.
const judged = 500

// Words of a column's name that make it likelier, or less likely, to be the one for its key.
var (
	middle   = regexp.MustCompile(`\b(mid|middle|mean|average|avg|median)\b`)
	otherPay = regexp.MustCompile(`\b(old|previous|prior|last|ago|anterior|` +
		`adicional|additional|extra|change|increase|raise)\b`)
	original   = regexp.MustCompile(`\b(orig|original|local)\b`)
	cityName   = regexp.MustCompile(`\b(city|town|location|office|site)\b`)
	ofWork     = regexp.MustCompile(`\b(job|work|career|profession|industry|total|field|role)\b`)
	conversion = regexp.MustCompile(`\b(converted|normali[sz]ed|in usd|usd|in eur)\b`)
)

// bias prefers the column of base pay and of the money that was paid, and avoids those of other years, of
// additions, and those that another has converted. Of columns of years it prefers those at work, and of places the smaller ones.
func bias(key, name string) int {
	low := heading(name)
	n := 0
	switch key {
	case "pay", "pay_low", "pay_high":
		if said(name, "component") == "base" {
			n += 20
		}
		if otherPay.MatchString(low) {
			n -= 40
		}
		if original.MatchString(low) {
			n += 10
		}
		if conversion.MatchString(low) {
			n -= 10
		}
	case "place":
		if cityName.MatchString(low) {
			n += 10
		}
	case "years":
		if ofWork.MatchString(low) {
			n += 10
		}
	}
	return n
}

// isAnswer reports whether a cell answers yes or no, in any of many languages: a column of such is no facet,
// whatever word its question has in it.
func isAnswer(cell string) bool {
	return lexicon().is("answer", strings.ToLower(strings.Trim(cell, " .!")))
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
	code := func(cell string) bool { return len(cell) <= longestCode && hasCode(key, cell) }
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

// longestCode is the length of the longest label of a currency, a period, a country or a basis.
const longestCode = 60

// hasCode is whether canonical finds a code, without looking for those that are near, which takes long.
func hasCode(key, cell string) bool {
	if vocabulary := taxonomy.ForFacet(pay.Facet(key)); vocabulary != nil {
		_, ok := vocabulary.Parse(cell)
		return ok
	}
	_, err := canonical(key, cell)
	return err == nil
}

// agree reports whether most cells of a column can be what its name says.
func agree(key string, cells []string) bool {
	const most = .6
	if test := is(key); test != nil {
		return share(cells, test) >= most
	}
	words := func(cell string) bool { _, number := plainNumber(cell); return !number }
	if key == "place" || key == "title" {
		words = func(cell string) bool { return !hasDigit(cell) }
	}
	return key == "person" || key == "department" || share(cells, words) >= most
}

// php is a currency, and alone in a column a language.
const php = "PHP"

// isCurrency reports whether a cell is the code of a currency.
func isCurrency(c string) bool { return isCode(c) && is("currency")(c) }

// isCode reports whether a word is written as codes of currencies are.
func isCode(s string) bool { return len(s) == 3 && s == strings.ToUpper(s) }

// isCountry reports whether a cell can be meant as a country: codes of two letters are written in capitals.
func isCountry(c string) bool {
	return len(c) > 1 && (len(c) > 3 || c == strings.ToUpper(c)) && !hasDigit(c) && is("country")(c)
}

// longestTitle is the length of the longest title that is not taken for prose.
const longestTitle = 120

// byCells returns the key of a column whose cells can be only one thing.
func byCells(cells []string) string {
	const all = .9
	switch {
	case share(cells, isCurrency) >= all && slices.ContainsFunc(cells, func(c string) bool { return c != php }):
		return "currency"
	case share(cells, isCountry) >= all:
		return "country"
	case share(cells, func(c string) bool { return len(c) > 3 && len(c) < longestTitle && taxonomy.Title(c).Software }) >= .5:
		return "title"
	}
	return ""
}
