package taxonomy

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/backpay/backpay/internal/testdata"
)

// A column of a publisher's files, and the labels in it that resolve to nothing on purpose: no answer, no
// work, or too wide to say.
type column struct {
	files   string // a glob below the public data
	name    *regexp.Regexp
	v       *Vocabulary
	atLeast int // how many distinct labels there are to find
	dropped string
}

var columns = []column{
	{"stackoverflow/20*.csv.gz", regexp.MustCompile(`^(DevType|DeveloperType|WebDeveloperType|MobileDeveloperType|NonDeveloperType|occupation|occupation_group)$`), Roles, 90, ""},
	{"stackoverflow/official/pay_by_role_*.tsv", regexp.MustCompile(`^role$`), Roles, 50, "ALL"},
	{"stackoverflow/20*.csv.gz", regexp.MustCompile(`^(?i)country$`), Countries, 200, "I prefer not to say|Nomadic|Netherlands Antilles|Other (please specify)"},
	{"stackoverflow/official/*.tsv", regexp.MustCompile(`^geography$`), Countries, 12, "world"},
	{"stackoverflow/20*.csv.gz", regexp.MustCompile(`^(CompanySize|OrgSize|company_size_range)$`), OrgSizes, 30, "I am not part of a company|I am not sure|Other (please specify)|I don't know|I don’t know|I prefer not to answer"},
	{"stackoverflow/20*.csv.gz", regexp.MustCompile(`^(HomeRemote|WorkRemote|RemoteWork|remote)$`), Remotes, 15, "It's complicated"},
	{"stackoverflow/20*.csv.gz", regexp.MustCompile(`^(EdLevel|FormalEducation|education)$`), Educations, 30, `I prefer not to answer|Something else|Other (please specify):|I'm self-taught|On-the-job training|Online class (e.g. Coursera, Codecademy, Khan Academy, etc.)|Industry certification program|Full-time, intensive program (e.g. "boot-camp")|Part-time program (e.g. night school)|Mentorship program (e.g. Flatiron School, GDI, etc.)`},
	{"stackoverflow/20*.csv.gz", regexp.MustCompile(`^(Employment|EmploymentStatus|employment_status)$`), Employments, 15, "I'm a student|Unemployed|Other (please specify)|Prefer not to disclose|Retired|Not employed, and not looking for work|Not employed, but looking for work|I prefer not to say|Student, full-time|Student, part-time|Student|Not employed"},
	{"stackoverflow/20*.csv.gz", regexp.MustCompile(`^(?i)industry$`), Industries, 30, "Other (please specify)|Other:|Other|I'm a student|Not Currently Employed"},
	{"stackoverflow/20*.csv.gz", regexp.MustCompile(`^(HaveWorked|WantWork)(Language|Framework|Database|Platform)$|^(Language|Database|Platform|WebFrame|Webframe|MiscTech|ToolsTech)(WorkedWith|DesireNextYear|HaveWorkedWith|WantToWorkWith|Admired)$|^tech_(do|want)$`), Skills, 250,
		// Desktops, their package managers, chat, and C++ test libraries that hardly anyone ticked.
		"APT|Boost.Test|CUTE|Chocolatey|ELFspy|Homebrew|Mac OS|MacOS|Other(s):|Pacman|QMake|SCons|Slack|Wasmer|bandit|build2|cppunit|doctest|lest|snitch|tunit"},
	{"stackoverflow/official/pay_by_language_20*.tsv", regexp.MustCompile(`^role$`), Skills, 50, "ALL"},
	{"stackoverflow/official/pay_by_[dpwo]*.tsv", regexp.MustCompile(`^role$`), Skills, 80, "Homebrew"},

	{"dou/20*.csv.gz", regexp.MustCompile(`^(Размер.компании|Кількість технічних спеціалістів.*|Кількість спеціалістів.*)$`), OrgSizes, 10, "свыше 1000 человек|понад 1000|працюю на іноземного роботодавця, в Україні він не має сформованої команди"},
	{"dou/20*.csv.gz", regexp.MustCompile(`^(Образование|Освіта)$`), Educations, 10, ""},
	{"dou/202[45]*.csv.gz", regexp.MustCompile(`^(Тайтл|Оберіть ваш тайтл.*)$`), Levels, 13, "Manager|Architect|Немає тайтлу"},
	{"dou/202[45]*.csv.gz", regexp.MustCompile(`^Ваша основна зайнятість`), Employments, 10, "Втратив(-ла) роботу і шукаю нову|Втратив(-ла) роботу / звільнився(-лася) і шукаю нову|Зараз на бенчі / в неоплачуваній відпустці|Зараз в неоплачуваній відпустці / бенчі|Тимчасово не працюю і не шукаю роботу (sabbatical, декрет, волонтерство etc)|Працював(-ла) в IT, нині на військовій службі|Інше"},
	{"dou/20*.csv.gz", regexp.MustCompile(`^(Тип.компании|Тип компанії|Основний напрям роботи компанії.*)$`), Industries, 10, "Другая|Інша|Стартап|Фриланс|Інша (ГО / агенція / заклад освіти тощо)|ІТ-відділ в НЕ ІТ-компанії (банк, телеком, ритейл тощо)"},
	{"it-salary-eu/20*.csv.gz", regexp.MustCompile(`^Company size`), OrgSizes, 7, "1000+"},
	{"it-salary-eu/2018*.csv.gz", regexp.MustCompile(`^Your level`), Levels, 3, ""},
	{"it-salary-eu/2019*.csv.gz", regexp.MustCompile(`^Seniority level`), Levels, 5, ""},
	{"koodiklinikka/2025.tsv.gz", regexp.MustCompile(`^Company size`), OrgSizes, 10, ""},
	{"koodiklinikka/2025.tsv.gz", regexp.MustCompile(`^Education`), Educations, 5, ""},
	{"koodiklinikka/202[45]*.tsv.gz", regexp.MustCompile(`^Employee or entrepreneur`), Employments, 2, ""},
	{"koodiklinikka/2021.tsv.gz", regexp.MustCompile(`^(Työsuhteen luonne)`), Employments, 3, ""},
	{"koodiklinikka/2021.tsv.gz", regexp.MustCompile(`^Etänä vai paikallisesti`), Remotes, 3, ""},
	{"koodiklinikka/2025.tsv.gz", regexp.MustCompile(`^Seniority level`), Levels, 4, ""},
	{"aijobs/*.csv.gz", regexp.MustCompile(`^experience_level$`), Levels, 4, ""},
	{"aijobs/*.csv.gz", regexp.MustCompile(`^remote_ratio$`), Remotes, 3, ""},
	{"aijobs/*.csv.gz", regexp.MustCompile(`^(employee_residence|company_location)$`), Countries, 80, ""},
	{"aijobs/*.csv.gz", regexp.MustCompile(`^employment_type$`), Employments, 4, "CT"}, // a contract with a date, or a contractor
	// Small, medium and large: nineteen rows of twenty are "M", the form's default.
	{"aijobs/*.csv.gz", regexp.MustCompile(`^company_size$`), OrgSizes, 3, "S|M|L"},
	{"colombia-dev/2016*.csv.gz", regexp.MustCompile(`^(Tipo de relación laboral|¿Tiene usted título de x)$`), Employments, 3, ""},
	{"colombia-dev/20[12][61]*.csv.gz", regexp.MustCompile(`^¿Cuál es su máximo t[ií]tulo`), Educations, 10, "Response"},
	{"colombia-dev/2021*.csv.gz", regexp.MustCompile(`^Su modo de trabajo es`), Remotes, 4, "Response"},
	{"colombia-dev/2021*.csv.gz", regexp.MustCompile(`^¿Cómo considera su seniority`), Levels, 5, "Response|Otro (especifique)"},
}

// TestLabels: every label of every publisher resolves, or is one of those left out on purpose.
func TestLabels(t *testing.T) {
	dir := testdata.Dir(t)
	found := make([]map[string]string, len(columns)) // label → file
	byFile := map[string][]int{}
	for i, c := range columns {
		found[i] = map[string]string{}
		files, err := filepath.Glob(filepath.Join(dir, c.files))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: found no file (%v)", c.files, err)
		}
		for _, f := range files {
			if filepath.Base(f) != "2016_dec_final.csv.gz" { // its header lacks a name: every later one is off by one
				byFile[f] = append(byFile[f], i)
			}
		}
	}
	for file, wanted := range byFile {
		r := table(t, file)
		header, err := r.Read()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		of := make([][]int, len(header)) // the columns entries that a column of the file is in
		for i, h := range header {
			h = strings.Join(strings.Fields(strings.TrimPrefix(h, "\ufeff")), " ")
			for _, w := range wanted {
				if columns[w].name.MatchString(h) {
					of[i] = append(of[i], w)
				}
			}
		}
		for {
			row, err := r.Read()
			if err != nil { // the heads of some files end inside a cell
				break
			}
			for i, cell := range row[:min(len(row), len(of))] {
				for _, w := range of[i] {
					if _, seen := found[w][cell]; !seen {
						found[w][strings.Clone(cell)] = filepath.Base(file)
					}
				}
			}
		}
	}
	for i, c := range columns {
		dropped := map[string]bool{"": true, "NA": true}
		for l := range strings.SplitSeq(c.dropped, "|") {
			dropped[l] = true
		}
		n := map[string]bool{}
		for cell, file := range found[i] {
			for l := range strings.SplitSeq(cell, ";") {
				l = strings.TrimSpace(l)
				if n[l] {
					continue
				}
				n[l] = true
				if code, ok := c.v.Parse(l); ok == dropped[l] && l != "NA" { // which is Namibia, too
					t.Errorf("%s %s %q: resolves to %q, left out on purpose %v", file, c.v.facet, l, code, dropped[l])
				}
			}
		}
		if len(n) < c.atLeast {
			t.Errorf("%s %s: found %d labels, want at least %d", c.files, c.name, len(n), c.atLeast)
		}
	}
}

// table opens a file of the public data, in UTF-8 or Windows-1251, separated by commas or tabs.
func table(t *testing.T, path string) *csv.Reader {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if b, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(path, "dou") && !utf8.Valid(b) {
		if b, err = charmap.Windows1251.NewDecoder().Bytes(b); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(path, ".tsv") { // in which a quotation mark is one
		b = bytes.ReplaceAll(b, []byte{'"'}, []byte{'\''})
	}
	r := csv.NewReader(bytes.NewReader(b))
	head := b[:min(len(b), 2000)]
	for _, sep := range []rune{'\t', ';'} {
		if bytes.Count(head, []byte(string(sep))) > bytes.Count(head, []byte(string(r.Comma))) {
			r.Comma = sep
		}
	}
	r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = true, -1, true
	return r
}
