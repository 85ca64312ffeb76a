package taxonomy

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/testdata"
)

var update = flag.Bool("update", false, "write the figures measured into docs/titles.md")

// doc is the page that states the figures, and where in it they are.
const (
	doc        = "../../docs/titles.md"
	begin, end = "<!-- figures: ", "<!-- end of figures -->\n"
)

// command makes the figures.
const command = "go test ./internal/taxonomy -run Figures -update"

// stated compares a block of figures with the one of its name in docs/titles.md, or writes it there.
func stated(t *testing.T, name, figures string) {
	t.Helper()
	b, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	mark := begin + name + " -->\n"
	before, rest, ok1 := strings.Cut(string(b), mark)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no block %q", doc, name)
	}
	if old == figures {
		return
	}
	if !*update {
		t.Errorf("%s states\n%s\nmeasured\n%s\nwrite it with %s", doc, old, figures, command)
		return
	}
	if err := os.WriteFile(doc, []byte(before+mark+figures+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// labelled is a title with what a person says of it: alternatives separated by |.
type labelled struct{ title, role, level, software, origin string }

func readLabelled(t testing.TB, name string) []labelled {
	t.Helper()
	var all []labelled
	for line := range strings.Lines(read(t, name)) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || c[0] == "title" {
			continue
		}
		if len(c) != 5 {
			t.Fatalf("%s: %q has %d columns, want 5", name, line, len(c))
		}
		all = append(all, labelled{c[0], c[1], c[2], c[3], c[4]})
	}
	if len(all) < 120 {
		t.Fatalf("%s: found %d titles, want at least 120", name, len(all))
	}
	return all
}

// A score counts answers against labels. Of a label that is optional a right answer counts for precision
// and none at all counts for nothing.
type score struct{ said, right, there, found int }

func (s *score) add(got, label string) (ok bool) {
	options := strings.Split(label, "|")
	ok = slices.Contains(options, got)
	if got != "" {
		s.said++
		if ok {
			s.right++
		}
	}
	if !slices.Contains(options, "") {
		s.there++
		if ok {
			s.found++
		}
	}
	return ok
}

func (s score) precision() float64 { return float64(s.right) / float64(max(s.said, 1)) }
func (s score) recall() float64    { return float64(s.found) / float64(max(s.there, 1)) }

// scores are the three things that a title is measured by.
type scores struct{ role, level, software score }

// count reads titles and counts the answers against their labels; miss is called for each that is wrong.
func count(all []labelled, miss func(labelled, TitleMatch)) scores {
	var s scores
	for _, l := range all {
		m := Title(l.title)
		is := "no"
		if m.Software {
			is = "yes"
		}
		role, level, software := s.role.add(m.Role, l.role), s.level.add(m.Level, l.level), s.software.add(is, l.software)
		if !role || !level || !software {
			miss(l, m)
		}
	}
	return s
}

// row writes the scores as a row of a table.
func (s scores) row(name string, titles int) string {
	return fmt.Sprintf("| %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f |\n", name, titles,
		s.role.precision(), s.role.recall(), s.level.precision(), s.level.recall(), s.software.recall())
}

// header is the head of a table of scores.
const header = `| list | titles | role: precision | recall | level: precision | recall | software or not: right |
|---|---|---|---|---|---|---|
`

// floors are what scores must reach.
type floors struct{ roleP, roleR, levelP, levelR, software float64 }

// hold fails the test where the scores are under the floors.
func (s scores) hold(t *testing.T, name string, least floors) {
	t.Helper()
	for _, c := range []struct {
		what       string
		got, least float64
	}{
		{"role precision", s.role.precision(), least.roleP}, {"role recall", s.role.recall(), least.roleR},
		{"level precision", s.level.precision(), least.levelP}, {"level recall", s.level.recall(), least.levelR},
		{"software", s.software.recall(), least.software},
	} {
		if c.got < c.least {
			t.Errorf("%s: %s is %.3f, want at least %.3f", name, c.what, c.got, c.least)
		}
	}
}

// logMiss says what was read and what was expected.
func logMiss(t *testing.T) func(labelled, TitleMatch) {
	return func(l labelled, m TitleMatch) {
		t.Logf("%s: %q: want %s, %s, %s; got %s", l.origin, l.title, l.role, l.level, l.software, describe(m))
	}
}

// TestFiguresByHand measures Title on the titles labelled by hand, and holds it to a little less than what
// it reached when they were first measured.
func TestFiguresByHand(t *testing.T) {
	table := header
	for _, c := range []struct {
		file  string
		least floors
	}{
		{"titles-tune.tsv", floors{.98, .98, .98, .98, .97}},
		{"titles-held.tsv", floors{.96, .96, .98, .98, .97}},
		{"titles-fresh.tsv", floors{.96, .94, .96, .93, .96}},
		{"titles-field.tsv", floors{.97, .97, .97, .97, .97}},
	} {
		all := readLabelled(t, c.file)
		s := count(all, logMiss(t))
		s.hold(t, c.file, c.least)
		table += s.row(strings.TrimSuffix(c.file, ".tsv"), len(all))
	}
	stated(t, "by hand", table)
}

// tuning reports whether a title belongs to the half that words may be chosen by. Its hash decides, so that
// nobody does.
func tuning(title string) bool {
	h := fnv.New32a()
	h.Write([]byte(title))
	return h.Sum32()%2 == 0
}

// TestFiguresByLanguage measures Title on both halves of the list of seventeen languages. Only the misses of the half
// that is for tuning are printed: whoever sees the others has spent them.
func TestFiguresByLanguage(t *testing.T) {
	var languages []string
	tune, held := map[string][]labelled{}, map[string][]labelled{}
	var allTune, allHeld []labelled
	for _, l := range readLabelled(t, "titles-languages.tsv") {
		if !slices.Contains(languages, l.origin) {
			languages = append(languages, l.origin)
		}
		if tuning(l.title) {
			tune[l.origin], allTune = append(tune[l.origin], l), append(allTune, l)
		} else {
			held[l.origin], allHeld = append(held[l.origin], l), append(allHeld, l)
		}
	}
	unseen := func(labelled, TitleMatch) {}
	tuned, fresh := count(allTune, logMiss(t)), count(allHeld, unseen)
	tuned.hold(t, "the half for tuning", floors{.98, .98, .98, .98, .98})
	fresh.hold(t, "the half held out", floors{.97, .97, .97, .95, .97})
	table := header + tuned.row("all, half for tuning", len(allTune)) + fresh.row("all, half held out", len(allHeld))
	for _, l := range languages {
		table += count(held[l], unseen).row(l+", held out", len(held[l]))
	}
	if len(languages) != 17 || len(allTune)+len(allHeld) < 1000 {
		t.Errorf("found %d titles in %d languages", len(allTune)+len(allHeld), len(languages))
	}
	stated(t, "by language", table)
}

// soc2018 brings an occupation of a labour condition application to SOC 2018 without O*NET's suffix.
// Applications of 2022 still have codes of SOC 2010. It is coarse where an old code was divided.
func soc2018(soc string) string {
	onet := map[string]string{
		"15-1199.01": "15-1253", "15-1199.06": "15-1243", "15-1199.07": "15-1243", "15-1199.08": "15-2051",
	}
	if new, ok := onet[soc]; ok {
		return new
	}
	soc = soc[:min(len(soc), len("15-1252"))]
	old := map[string]string{
		"15-1111": "15-1221", "15-1121": "15-1211", "15-1122": "15-1212", "15-1131": "15-1251", "15-1132": "15-1252",
		"15-1133": "15-1252", "15-1134": "15-1254", "15-1141": "15-1242", "15-1142": "15-1244", "15-1143": "15-1241",
		"15-1151": "15-1232", "15-1152": "15-1231", "15-1199": "15-1299",
	}
	if new, ok := old[soc]; ok {
		return new
	}
	return soc
}

// softwareSOC reports whether an occupation is software or IT work as TitleMatch.Software means it.
func softwareSOC(soc string) bool {
	return strings.HasPrefix(soc, "15-12") || soc == "15-2051" || soc == "11-3021"
}

// socGroup is a coarser cut: lawyers file one title now under one, now under another of each group.
func socGroup(soc string) string {
	switch soc {
	case "15-1251", "15-1252", "15-1253", "15-1254", "15-1255":
		return "development and testing"
	case "15-1211", "15-1299":
		return "analysis and architecture"
	case "15-1242", "15-1243", "15-2051", "15-1221":
		return "data and research"
	case "15-1212", "15-1231", "15-1232", "15-1241", "15-1244":
		return "operation and security"
	}
	return soc
}

// filings are the labour condition applications of a title by occupation, of SOC 2018.
type filings map[string]map[string]int

// readFilings reads the public table of titles, occupations and filings.
func readFilings(t *testing.T) filings {
	t.Helper()
	f, err := os.Open(testdata.File(t, "lca", "title-soc-fy2022-2025.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all := filings{}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		c := strings.Split(lines.Text(), "\t")
		n, err := strconv.Atoi(c[len(c)-1])
		if err != nil { // the header
			continue
		}
		title := strings.Join(c[:len(c)-2], " ")
		if all[title] == nil {
			all[title] = map[string]int{}
		}
		all[title][soc2018(c[len(c)-2])] += n
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestFiguresFilings measures Title against the occupation codes of labour condition applications: whether it is
// software work by titles and by filings, and which occupation it is by filings.
func TestFiguresFilings(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: reads 370,000 titles")
	}
	all := readFilings(t)
	answers := make(map[string]TitleMatch, len(all))
	for title := range all {
		answers[title] = Title(title)
	}
	stated(t, "software or not", softwareFigures(t, all, answers))
	stated(t, "occupations called software", occupationFigures(all, answers))
	stated(t, "filings", agreementFigures(t, all, answers))
}

// A confusion counts what is software work against what is called so.
type confusion struct{ both, said, is, n int }

func (c *confusion) add(said, is bool, n int) {
	c.n += n
	if said {
		c.said += n
	}
	if is {
		c.is += n
	}
	if said && is {
		c.both += n
	}
}

func (c confusion) precision() float64 { return share(c.both, c.said) }
func (c confusion) recall() float64    { return share(c.both, c.is) }
func (c confusion) right() float64     { return share(c.n-c.said-c.is+2*c.both, c.n) }

func share(a, of int) float64 { return float64(a) / float64(max(of, 1)) }

// softwareFigures is the table of "software or not". A title counts once for each occupation that it was filed under.
func softwareFigures(t *testing.T, all filings, answers map[string]TitleMatch) string {
	var titles, filed, chosen, unseen confusion
	for title, bySOC := range all {
		said := answers[title].Software
		for soc, n := range bySOC {
			is := softwareSOC(soc)
			titles.add(said, is, 1)
			filed.add(said, is, n)
			if tuning(title) {
				chosen.add(said, is, 1)
			} else {
				unseen.add(said, is, 1)
			}
		}
	}
	table := "| measured by | number | precision | recall | right |\n|---|---|---|---|---|\n"
	for _, row := range []struct {
		what string
		c    confusion
	}{
		{"titles, each once for every occupation it was filed under", titles},
		{"of these, the half that words were chosen by", chosen}, {"of these, the other half", unseen},
		{"filings", filed},
	} {
		table += fmt.Sprintf("| %s | %d | %.3f | %.3f | %.3f |\n",
			row.what, row.c.n, row.c.precision(), row.c.recall(), row.c.right())
	}
	low := titles.precision() < .86 || titles.recall() < .78 || filed.precision() < .94 || filed.recall() < .86
	if low || titles.n < 300_000 {
		t.Errorf("software or not, over %d titles, is under its floors:\n%s", titles.n, table)
	}
	return table
}

// occupationFigures is the table of the occupations with the most filings, and the share of each that is called
// software.
func occupationFigures(all filings, answers map[string]TitleMatch) string {
	count := map[string]*confusion{}
	for title, bySOC := range all {
		for soc, n := range bySOC {
			if count[soc] == nil {
				count[soc] = &confusion{}
			}
			count[soc].add(answers[title].Software, true, n)
		}
	}
	table := "| occupation | filings | called software |\n|---|---|---|\n"
	for _, want := range []bool{true, false} {
		var codes []string
		for soc := range count {
			if softwareSOC(soc) == want {
				codes = append(codes, soc)
			}
		}
		slices.SortFunc(codes, func(a, b string) int { return cmp.Or(count[b].n-count[a].n, strings.Compare(a, b)) })
		for _, soc := range codes[:min(12, len(codes))] {
			is := "other work"
			if want {
				is = "software"
			}
			table += fmt.Sprintf("| %s, %s | %d | %.3f |\n", soc, is, count[soc].n, count[soc].recall())
		}
	}
	return table
}

// A tally counts the filings whose occupation is the one expected, beside the ceiling: what a table of each
// title's most frequent occupation would reach.
type tally struct{ n, right, ceiling int }

// add counts a title's filings; cut maps an occupation to what is compared, "" where the filing does not count.
func (a *tally) add(filed map[string]int, got string, cut func(string) string) {
	counts := map[string]int{}
	for soc, n := range filed {
		if c := cut(soc); c != "" {
			counts[c] += n
		}
	}
	best := 0
	for c, n := range counts {
		a.n += n
		best = max(best, n)
		if c == got {
			a.right += n
		}
	}
	a.ceiling += best
}

// agreementFigures is the table of agreement with the occupation codes by filings, beside the ceilings.
func agreementFigures(t *testing.T, all filings, answers map[string]TitleMatch) string {
	is := func(soc string) string { return strconv.FormatBool(softwareSOC(soc)) }
	detailed := func(soc string) string {
		if softwareSOC(soc) {
			return soc
		}
		return ""
	}
	group := func(soc string) string { return socGroup(detailed(soc)) }
	var software, named, detail, groups tally
	for title, filed := range all {
		m := answers[title]
		software.add(filed, strconv.FormatBool(m.Software), is)
		detail.add(filed, SOC(m.Role), detailed)
		groups.add(filed, socGroup(SOC(m.Role)), group)
		if m.Role != "" {
			named.add(filed, SOC(m.Role), detailed)
		}
	}
	table := "| measured by filings | filings | agreement | ceiling |\n|---|---|---|---|\n"
	for _, row := range []struct {
		what  string
		tally tally
		floor float64
	}{
		{"software or not", software, .88},
		{"detailed occupation, of filings for software work", detail, .66},
		{"the same, where Title names a role", named, .74},
		{"group of occupations, of filings for software work", groups, .72},
	} {
		got := share(row.tally.right, row.tally.n)
		table += fmt.Sprintf("| %s | %d | %.3f | %.3f |\n", row.what, row.tally.n, got, share(row.tally.ceiling, row.tally.n))
		if got < row.floor || row.tally.n < 500_000 {
			t.Errorf("%s: %.3f of %d filings, want at least %.3f of 500,000", row.what, got, row.tally.n, row.floor)
		}
	}
	return table
}

// TestFiguresDated: the page says when and how the figures were measured.
func TestFiguresDated(t *testing.T) {
	b, err := os.ReadFile(filepath.FromSlash(doc))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2026-11-27", command} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s does not say %q", doc, want)
		}
	}
}
