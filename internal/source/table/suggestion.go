package table

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/backpay/backpay/internal/money"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/taxonomy"
)

// yearInText finds a year in a title or the name of a file.
var yearInText = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[^0-9]|$)`)

// yearAbove returns the year that titles above the table, its sheet or its file name, 0 when they name none.
func (s *sketch) yearAbove(file string) int {
	for _, text := range append(slices.Clone(s.above), s.sheet, file) {
		if m := yearInText.FindStringSubmatch(text); m != nil {
			if y, err := yearOf(m[1]); err == nil {
				return y
			}
		}
	}
	return 0
}

// suggestion writes the mapping.
func (s *sketch) suggestion(in *source.Input) *Suggestion {
	w := &writer{file: clip(in.Name, 200)}
	w.line("# A mapping for %s, from what is in it: look through it, and fill in where it says %s. Then",
		w.file, FillIn)
	w.line("#   backpay import table --map THIS-FILE --try %s", w.file)
	w.line("# shows what would become of each row. %d rows of %d columns were looked at.", s.rows, len(s.names))
	w.line("source: %s", sourceOf(in.Name))
	w.line("on_error: refuse          # set-aside keeps rows that cannot be read apart, and counts them")
	s.writeFile(w, in)
	w.line("columns:")
	s.writePay(w)
	s.writeUnits(w)
	s.writeFacets(w)
	s.writeRest(w)
	return &Suggestion{Mapping: w.out.String(), Missing: w.missing}
}

// writer writes the lines of a mapping.
type writer struct {
	file    string
	out     strings.Builder
	missing []string
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.out, format+"\n", args...)
}

// field writes a line under columns with a comment.
func (w *writer) field(key, value, comment string) {
	if comment != "" {
		comment = "  # " + comment
	}
	w.line("  %-12s%s%s", key+":", value, comment)
}

// ask writes a key that the file does not tell.
func (w *writer) ask(key, comment string) {
	w.missing = append(w.missing, key)
	w.field(key, "{value: "+FillIn+"}", comment)
}

// sourceOf makes the name of a source from that of a file.
func sourceOf(file string) string {
	low, _, _ := strings.Cut(strings.ToLower(file), ".")
	name := strings.Trim(strings.Join(strings.FieldsFunc(low, func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9')
	}), "-"), "-0123456789")
	if name = name[:min(len(name), 40)]; len(name) < 3 || !sourceName.MatchString(strings.TrimRight(name, "-")) {
		return "own-table"
	}
	return strings.TrimRight(name, "-")
}

// writeFile writes how the table lies in the file, where that must be said.
func (s *sketch) writeFile(w *writer, in *source.Input) {
	var keys []string
	if s.named {
		keys = append(keys, "sheet: "+quoted(s.sheet))
	}
	if s.header > 1 {
		keys = append(keys, "header: "+strconv.Itoa(s.header))
	}
	if e := in.Encoding(); e != "" && e != "utf-8" && e != "utf-16" {
		keys = append(keys, "encoding: "+e)
	}
	if len(keys) > 0 {
		w.line("file: {%s}", strings.Join(keys, ", "))
	}
	if len(s.above) > 0 {
		w.line("# above the header, and not read: %s", clip(strings.Join(s.above, "; "), 100))
	}
	if s.totals > 0 {
		w.line("# %d rows add up others and are left out by themselves", s.totals)
	}
	if s.hidden > 0 {
		w.line("# %d rows are hidden in the sheet and are read; hidden_rows: skip under file leaves them out", s.hidden)
	}
}

// quoted writes a string of YAML.
func quoted(s string) string { return strconv.Quote(s) }

// clip shortens a text for a comment, which cannot hold all that a cell can.
func clip(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// samples shows the first different cells of a column.
func samples(cells []string) string {
	var seen []string
	for _, c := range cells {
		if c = clip(c, 30); !slices.Contains(seen, c) {
			if seen = append(seen, c); len(seen) == 3 {
				break
			}
		}
	}
	return strings.Join(seen, " | ")
}

// origin writes where a value comes from.
func (g *guess) origin(more ...string) string {
	return "{" + strings.Join(append([]string{"column: " + quoted(g.name)}, more...), ", ") + "}"
}

// amounts returns the columns that hold pay, the surest first: further ones are of other periods.
func (s *sketch) amounts() []*guess {
	first := s.find("pay")
	if first == nil {
		return nil
	}
	columns := []*guess{first}
	periods := []string{said(first.name, "period")}
	if periods[0] == "" {
		return columns
	}
	for _, g := range s.columns {
		p := said(g.name, "period")
		if g.key == "also pay" && p != "" && !otherPay.MatchString(heading(g.name)) && !slices.Contains(periods, p) && len(g.cells) < s.rows {
			columns, periods = append(columns, g), append(periods, p)
		}
	}
	return columns
}

// writePay writes the columns of pay.
func (s *sketch) writePay(w *writer) {
	one := func(key string, g *guess) {
		var more []string
		if factor, _ := factorOf(g.name); factor != 1 {
			more = append(more, "factor: "+strconv.FormatFloat(factor, 'f', -1, 64))
		}
		w.field(key, g.origin(more...), samples(g.cells))
	}
	columns := s.amounts()
	switch {
	case len(columns) == 1:
		one("pay", columns[0])
	case len(columns) > 1:
		var list []string
		for _, g := range columns {
			list = append(list, g.origin())
		}
		w.field("pay", "["+strings.Join(list, ", ")+"]", "the first that is filled")
	default:
		one("pay_low", s.find("pay_low"))
		if high := s.find("pay_high"); high != nil {
			one("pay_high", high)
		} else {
			w.ask("pay_high", "the upper end")
		}
	}
}

// writeUnits writes the currency, period, basis and component of pay, the year and the country.
func (s *sketch) writeUnits(w *writer) {
	amounts := s.amounts()
	if len(amounts) == 0 {
		amounts = []*guess{s.find("pay_low")}
	}
	name := ""
	for _, g := range amounts {
		name += g.name + " "
	}
	s.writeCurrency(w, amounts[0], name)
	s.writePeriod(w, amounts, name)
	for _, u := range []struct {
		key string
		ask string
	}{
		{"basis", "gross, or net of the earner's tax and contributions"},
		{"component", "base, or total with bonus and shares"},
	} {
		switch v := said(name, u.key); {
		case s.find(u.key) != nil:
			s.writeCodes(w, u.key, s.find(u.key))
		case v != "":
			w.field(u.key, "{value: "+v+"}", "as the name of the column of pay says")
		default:
			w.ask(u.key, u.ask)
		}
	}
	s.writeYear(w)
	s.writeCountry(w)
}

// writeYear writes where the year is: in a column of years, in a title or a name, or in a column of dates.
func (s *sketch) writeYear(w *writer) {
	year, above := s.find("year"), s.yearAbove(w.file)
	plain := func(cell string) bool { return len(strings.TrimSuffix(cell, ".0")) == len("2006") }
	switch {
	case year != nil && (above == 0 || share(year.cells, plain) > .9):
		w.field("year", year.origin(), samples(year.cells)+"; the year that the pay is of")
	case above != 0:
		w.field("year", fmt.Sprintf("{value: %d}", above), "as a title, the sheet or the file says")
	default:
		w.ask("year", "the year that the pay is of")
	}
}

// writeCurrency writes where the currency is: in a column, in the cells of pay, in its name.
func (s *sketch) writeCurrency(w *writer, amount *guess, name string) {
	if g := s.find("currency"); g != nil {
		s.writeCodes(w, "currency", g)
		return
	}
	inCells := map[string]int{}
	for _, c := range amount.cells {
		if a, err := readAmount(mended(c), "", ""); err == nil && a.currency != "" {
			inCells[a.currency]++
		}
	}
	inName := ""
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.In(r, unicode.Sc) }
	for word := range strings.FieldsFuncSeq(apart(name), between) {
		if len(word) == len("kEUR") { // or TEUR, or k€
			word = strings.TrimLeft(word, "kT")
		}
		if code, ok := currencyOf(word); ok && (len(word) == 3 && word == strings.ToUpper(word) || !isASCII(word)) {
			inName = code
		}
	}
	codes := byCount(inCells)
	switch {
	case len(codes) == 1 && inCells[codes[0]] == len(amount.cells):
		w.field("currency", "{value: "+codes[0]+"}", "as every cell says")
	case len(codes) > 0:
		fallback := cmp.Or(inName, codes[0])
		w.field("currency", amount.origin("default: "+fallback),
			"as the cells say: "+strings.Join(codes, ", ")+"; default is for those that do not")
	case inName != "":
		w.field("currency", "{value: "+inName+"}", "as the name of the column of pay says")
	default:
		w.ask("currency", "as EUR or USD")
	}
}

// byCount returns the texts that were counted, the commonest first.
func byCount(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// writePeriod writes the period of pay: of a column, or as the names of the columns of pay say.
func (s *sketch) writePeriod(w *writer, amounts []*guess, name string) {
	if g := s.find("period"); g != nil {
		s.writeCodes(w, "period", g)
		return
	}
	if len(amounts) > 1 {
		var list []string
		for _, g := range amounts {
			list = append(list, fmt.Sprintf("{value: %s, when: {%s: \"*\"}}", said(g.name, "period"), quoted(g.name)))
		}
		w.field("period", "["+strings.Join(list, ", ")+"]", "of the column that is filled")
		return
	}
	inCells, all := s.periodsIn(amounts[0]), len(amounts[0].cells)
	p := said(name, "period")
	switch {
	case inCells == all:
		w.field("period", amounts[0].origin(), "as the cells say")
		return
	case inCells > 0:
		w.field("period", amounts[0].origin("default: "+cmp.Or(p, FillIn)),
			"as the cells say; default is for those that do not")
		if p == "" {
			w.missing = append(w.missing, "period")
		}
		return
	}
	if p != "" {
		w.field("period", "{value: "+p+"}", "as the name of the column of pay says")
		return
	}
	w.ask("period", "hour, day, week, two weeks, half month, month or year")
}

// periodsIn counts the cells of pay that say their period.
func (s *sketch) periodsIn(amount *guess) int {
	n := 0
	for _, c := range amount.cells {
		if a, err := readAmount(mended(c), "", ""); err == nil && a.period != "" {
			n++
		}
	}
	return n
}

// writeCountry writes the country: of a column, or that of the places in whose country the currency is.
func (s *sketch) writeCountry(w *writer) {
	if g := s.find("country"); g != nil {
		s.writeCodes(w, "country", g)
		return
	}
	place, currency := s.find("place"), s.find("currency")
	if place == nil || currency == nil {
		w.ask("country", "of the job, as DE or Germany")
		return
	}
	countries := s.countries(place, currency)
	unknown := slices.Sorted(maps.Keys(countries))
	unknown = slices.DeleteFunc(unknown, func(p string) bool { return countries[p] != "" })
	const asked = 25 // places that a person can be asked about
	w.line("  country:")
	w.line("    column: %s  # from the places and their currencies: look through them", quoted(place.name))
	if len(unknown) > asked {
		w.line("    default: \"\"  # %d more places: add those that matter, rows of the others are set aside",
			len(unknown))
	}
	w.line("    map:")
	for _, p := range slices.Sorted(maps.Keys(countries)) {
		if countries[p] == "" {
			if len(unknown) > asked {
				continue
			}
			w.missing = append(w.missing, "country of "+p)
		}
		w.line("      %s: %s", quoted(p), cmp.Or(countries[p], FillIn))
	}
}

// countries returns the country of each place, "" of one that is in none or in several of those with its currency.
func (s *sketch) countries(place, currency *guess) map[string]string {
	found := map[string]string{}
	p, c := slices.Index(s.columns, place), slices.Index(s.columns, currency)
	for _, row := range s.grid {
		if max(p, c) >= len(row) || row[p] == "" || found[row[p]] != "" {
			continue
		}
		if country := countryBehind(row[p]); country != "" {
			found[row[p]] = country
			continue
		}
		code, _ := currencyOf(row[c])
		n := 0
		found[row[p]] = ""
		for _, country := range taxonomy.Countries.Codes() {
			if local, ok := money.CurrencyOf(country); !ok || local != code {
				continue
			}
			if _, _, here := taxonomy.Place(country, row[p]); here {
				found[row[p]] = country
				n++
			}
		}
		if n > 1 {
			found[row[p]] = ""
		}
	}
	return found
}

// countryBehind returns the country that a place names behind its last comma, as in "Berlin, Germany", or that it is.
// Codes of two letters may be states of the USA, Georgia is one too, and a list of countries is none of them.
func countryBehind(place string) string {
	if strings.ContainsAny(place, ";|/") { // several places
		return ""
	}
	parts := strings.Split(place, ",")
	found := ""
	for i, part := range parts {
		part = strings.TrimSpace(part)
		code, ok := taxonomy.Countries.Parse(part)
		switch _, _, state := taxonomy.Place("US", part); {
		case !ok || len(part) == len("CA") || state:
		case i < len(parts)-1:
			return ""
		default:
			found = code
		}
	}
	return found
}

// writeFacets writes the columns of facets.
func (s *sketch) writeFacets(w *writer) {
	for _, key := range []string{"title", "place", "years", "hours", "fte", "pays", "weight", "skills"} {
		g := s.find(key)
		switch {
		case g == nil:
		case key == "skills":
			w.field(key, g.origin("separator: "+quoted(separatorIn(g.cells))), samples(g.cells))
		default:
			w.field(key, g.origin(), samples(g.cells))
		}
	}
	for _, key := range []string{"role", "level", "employment", "industry", "org_size", "remote", "education"} {
		if g := s.find(key); g != nil {
			s.writeCodes(w, key, g)
		}
	}
}

// separatorIn returns what stands between the values of cells.
func separatorIn(cells []string) string {
	best, most := ",", 0
	for _, sep := range []string{",", ";", "|", "/"} {
		n := 0
		for _, c := range cells {
			n += strings.Count(c, sep)
		}
		if n > most {
			best, most = sep, n
		}
	}
	return best
}

// writeCodes writes a column of labels, with a map of those that have no code.
func (s *sketch) writeCodes(w *writer, key string, g *guess) {
	counts := map[string]int{}
	for _, c := range g.cells {
		if _, err := canonical(key, c); err != nil && !blank(key, c) {
			counts[c]++
		}
	}
	if len(counts) == 0 {
		w.field(key, g.origin(), samples(g.cells))
		return
	}
	w.line("  %s:", key)
	w.line("    column: %s", quoted(g.name))
	w.line("    map:  # labels without a code; \"\" says nothing of the row")
	const listed = 200
	labels := byCount(counts)
	for _, l := range labels[:min(len(labels), listed)] {
		near := ""
		if n := nearest(key, l); len(n) > 0 {
			near = ", nearest: " + strings.Join(n, ", ")
		}
		w.line("      %s: \"\"  # %s%s", quoted(l), counted(counts[l]), near)
	}
	if len(labels) > listed {
		w.line("    default: \"\"  # for %d more labels", len(labels)-listed)
	}
}

// writeRest lists the columns that the mapping does not name, so that one that was not understood is seen.
func (s *sketch) writeRest(w *writer) {
	used := s.amounts()
	keys := slices.Clone(optional)
	for _, r := range required {
		keys = append(keys, r.key)
	}
	for _, key := range keys {
		if g := s.find(key); g != nil {
			used = append(used, g)
		}
	}
	var rest []string
	for _, g := range s.columns {
		if !slices.Contains(used, g) && g.name != "" {
			rest = append(rest, quoted(g.name))
		}
	}
	if len(rest) > 0 {
		w.line("# not read: %s", clip(strings.Join(rest, ", "), 2000))
	}
}
