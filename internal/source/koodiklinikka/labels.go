package koodiklinikka

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backpay/backpay/internal/taxonomy"
)

// contracts are the answers on what people are.
var contracts = map[string]string{
	"Työntekijä / palkollinen": "employee", "Palkansaaja": "employee", "Employee": "employee",
	"Freelancer": "freelance", "Yrittäjä": "freelance", "Laskuttaja": "freelance", "Entrepreneur": "freelance",
}

// noIndustry are kinds of company that say nothing of an industry.
var noIndustry = map[string]string{
	"Yrityksessä, jossa softa on tukeva toiminto (esim pankit, terveysala, yms)":   "",
	"A company where software is support role (for example banks or healthcare)":   "",
	"A company where software is a support role (for example banks or healthcare)": "",
}

// options drops what the tool lists of 2025 say beside names, and answers that name several tools: who
// ticks one uses any of them.
var options = strings.NewReplacer(
	"CI/CD (GitHub Actions, GitLab CI, Jenkins)", "CI/CD",
	"Snowflake / BigQuery / Redshift", "",
	"Google Cloud Platform (GCP)", "Google Cloud Platform",
	"Tiger Data (Timescale)", "TimescaleDB",
)

// capital is what the forms call Helsinki, Espoo and Vantaa; Helsinki stands for them.
var capital = map[string]bool{
	"PK-Seutu (Helsinki, Espoo, Vantaa)": true, "Capital region (Helsinki, Espoo, Vantaa)": true,
}

// abroad are words of free answers about an office that is not in Finland, in lower case.
var abroad = []string{
	"alankomaat", "amsterdam", "australia", "austin", "barcelona", "berlin", "berliini", "ca, usa", "copenhagen", "dubai", "dublin",
	"englanti", "eu", "europe", "eurooppa", "irlanti", "japani", "kalifornia", "kööpenhamina", "lontoo", "münchen", "new york",
	"oslo", "outside finland", "piilaakso", "ruotsi", "saksa", "san francisco", "silicon", "sydney", "tallinna", "texas",
	"tokio", "ulkom", "us", "us-based", "viimsi", "viro", "wien", "zürich", "abroad", "not based in finland",
}

// placeOf returns the country and the place of an office. An answer that names neither, as "remote", is
// of someone in Finland.
func placeOf(answer string) (country, place string) {
	if capital[answer] {
		answer = "Helsinki"
	}
	if place, _, ok := taxonomy.Place("FI", answer); ok {
		return "FI", place
	}
	low := strings.ToLower(answer)
	for _, word := range abroad {
		if containsWord(low, word) {
			return "", ""
		}
	}
	return "FI", ""
}

// degrees are the words, in lower case, by which an answer on education names a degree: what says that
// one was not completed, then the degrees from the highest down.
var degrees = []struct{ word, code string }{
	{"yliopisto-opintoja", "some-college"}, {"dropout", "some-college"}, {"not completed", "some-college"}, {"kesken", "some-college"},
	{"jätetty", "some-college"}, {"ei valmistunut", "some-college"}, {"opiskelija", "some-college"},
	{"tekniikan ylioppilas", "some-college"}, {"tekniikan yo", "some-college"}, {"tekn. yo", "some-college"},
	{"tohtori", "doctorate"}, {"phd", "doctorate"}, {"doctor", "doctorate"}, {"lisensiaatti", "master"},
	{"ylempi", "master"}, {"yamk", "master"}, {"diplomi-insinööri", "master"}, {"di", "master"}, {"maisteri", "master"},
	{"fm", "master"}, {"ktm", "master"}, {"master", "master"}, {"msc", "master"}, {"m.sc", "master"},
	{"insinööri", "bachelor"}, {"amk", "bachelor"}, {"ammattikorkeakoulu", "bachelor"}, {"tradenomi", "bachelor"},
	{"kandi", "bachelor"}, {"luk", "bachelor"}, {"alempi", "bachelor"}, {"bachelor", "bachelor"}, {"bsc", "bachelor"},
	{"b.sc", "bachelor"}, {"bba", "bachelor"}, {"university of applied sciences", "bachelor"},
	{"ylioppilas", "secondary"}, {"lukio", "secondary"}, {"datanomi", "secondary"}, {"amis", "secondary"},
	{"ammattikoulu", "secondary"}, {"ammatillinen", "secondary"}, {"upper secondary", "secondary"},
	{"high school", "secondary"}, {"vocational", "secondary"}, {"peruskoulu", "none"}, {"basic education", "none"},
}

// educationOf returns the highest degree that an answer names: free text until 2024, options in 2025.
func educationOf(answer string) string {
	low := strings.ToLower(answer)
	for _, d := range degrees {
		if containsWord(low, d.word) {
			return d.code
		}
	}
	return ""
}

// containsWord reports whether s has the word; one of up to four letters must stand alone, while longer
// ones may be part of a compound, as in "tietotekniikkainsinööri".
func containsWord(s, word string) bool {
	for from := 0; ; {
		at := strings.Index(s[from:], word)
		if at < 0 {
			return false
		}
		at += from
		if len(word) > 4 || endsAt(s[:at]) && startsAt(s[at+len(word):]) {
			return true
		}
		from = at + 1
	}
}

// endsAt and startsAt report whether no letter touches the word on that side.
func endsAt(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return !unicode.IsLetter(r)
}

func startsAt(after string) bool {
	r, _ := utf8.DecodeRuneInString(after)
	return !unicode.IsLetter(r)
}
