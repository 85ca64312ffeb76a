package recorded_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// english finds numbers as they are written in English and not in German: thousands apart by a comma, and decimals
// after a point. Three digits after a point are thousands in German.
var english = regexp.MustCompile(`\d,\d{3}\b|\d\.(?:\d{1,2}|\d{4,})\b(?:[^.\d]|$)`)

// notNumbers are written the same in every locale: codes of occupations, versions, dates, addresses.
var notNumbers = regexp.MustCompile(strings.Join([]string{
	`\d\d-\d{4}\.\d\d`, `v?\d+\.\d+\.\d+`, `https?://\S+`, `\S+@\S+`, `Apache-2\.0`, `ISO \S+`,
	`(?:CC0|CC BY(?:-[A-Z]+)*|ODbL|OGL|OGL Canada|O\*NET) v?\d+\.\d`,
}, "|"))

// inGerman are questions whose answers hold numbers of every kind.
var inGerman = []string{
	`estimate --country DE --years 6`,
	`estimate --country US --place California --level senior --skill go --org-size 1000-4999`,
	`estimate --country PL --years 3.5 --currency USD`,
	`estimate --country IN --ppp`,
	`check '85000 EUR' --country DE --years 6`,
	`compare 'country=DE years=6' 'country=PL years=6'`,
	`convert '52.95 USD/hour' --to year --to EUR`,
	`advise --country DE --years 6 '70000 EUR'`,
	`skills --country US`,
	`trend --country DE`,
	`trend --country US --years 6`,
	`career --country US`,
	`career --role devops --country DE`,
	`freelance '90 EUR/hour' --country DE`,
	`freelance '80000 USD/year' --country US`,
	`claims`,
}

var pagesInGerman = []string{
	"/?country=DE&years=6&pay=85000+EUR", "/?country=US&place=California&skill=go", "/?country=IN&ppp=1",
	"/compare?a.country=DE&b.country=PL&a.years=6&b.years=6", "/explore?country=DE&by=years", "/explore?by=country",
	"/explore?by=skill&country=US", "/advise?country=DE&years=6&pay=70000+EUR", "/skills?country=US",
	"/trend?country=DE", "/trend?country=US&years=6", "/career?country=US", "/career?role=devops&country=DE",
	"/freelance?amount=90+EUR%2Fhour&country=DE", "/claims", "/method", "/pay/backend/germany",
	"/pay/sre/united-states",
}

// TestNoEnglishNumberInGerman asks each face as a German reader. Only what somebody else published is quoted as it
// was written.
func TestNoEnglishNumberInGerman(t *testing.T) {
	a := newAsker(t)
	german := regexp.MustCompile(`\d\.\d{3}\b`)
	check := func(where string, texts []string) {
		numbers := 0
		for _, text := range texts {
			text = notNumbers.ReplaceAllString(text, "")
			numbers += len(german.FindAllString(text, -1))
			if found := english.FindString(text); found != "" {
				t.Errorf("%s: %q in %q", where, found, text)
			}
		}
		if numbers == 0 && !strings.HasPrefix(where, "convert") {
			t.Errorf("%s: no German number was found", where)
		}
	}
	for _, q := range inGerman {
		got := a.run(t, append(split(q), "--locale", "de")...)
		if got.Status != 0 {
			t.Errorf("%s: %s", q, got.Body)
			continue
		}
		check(q, strings.Split(got.Body, "\n"))
	}
	for _, path := range pagesInGerman {
		page, status := a.get(t, a.pages, path, "de")
		if status != http.StatusOK {
			t.Errorf("%s: status %d", path, status)
			continue
		}
		check(path, visibleTexts(t, page))
	}
}

// visibleTexts are the pieces of text that a page shows.
func visibleTexts(t *testing.T, page string) (texts []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			texts = append(texts, strings.TrimSpace(n.Data))
		}
	}
	return texts
}
