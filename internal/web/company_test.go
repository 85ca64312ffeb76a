package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestCompaniesInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.visit("/companies")
	if got := p.text("main h1"); got != "Employers" {
		t.Errorf("the page is called %q", got)
	}
	p.choose("#role", "data-engineer")
	p.wait(`document.querySelector("#ranked-h").textContent.startsWith("Data engineer")`)

	// The name completes while it is typed, and leads to the page of the employer.
	evaluate[bool](p, `(() => {
		const i = document.querySelector("#name");
		i.value = "goog";
		return i.dispatchEvent(new Event("input", {bubbles: true}));
	})()`)
	p.wait(`[...document.querySelectorAll("#name-list option")].some((o) => o.value === "Google")`)
	evaluate[bool](p, `(() => {
		const i = document.querySelector("#name");
		i.value = "Google LLC";
		i.form.requestSubmit();
		return true;
	})()`)
	p.wait(`location.pathname === "/company/google" && document.querySelector("main h1")?.textContent === "Google"`)

	p.choose("#level", "senior")
	p.wait(`document.querySelector("#distribution figcaption").textContent.includes("senior software")`)
	if got := evaluate[string](p, `location.search`); !strings.Contains(got, "level=senior") {
		t.Errorf("the address says %q", got)
	}
	if got := p.text(".further [aria-current]"); got != "Employers" {
		t.Errorf("the page is under %q", got)
	}
}

func TestCompanyWithoutScript(t *testing.T) {
	p := open(t, serve(t))
	p.script(false)
	defer p.script(true)
	p.visit("/company?name=The+Goldman+Sachs+Group,+Inc.")
	h := newHandler(t)
	w := get(t, h, "/company?name=The+Goldman+Sachs+Group,+Inc.")
	if to := w.Header().Get("Location"); w.Code != http.StatusMovedPermanently || to != "/company/goldmansachs" {
		t.Errorf("a name leads to %q with %d", to, w.Code)
	}
	w = get(t, h, "/company/goldmansachs?role=backend")
	for _, want := range []string{"<h1>Goldman Sachs</h1>", `class="go"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestUnknownCompany(t *testing.T) {
	w := get(t, newHandler(t), "/company/gogle")
	if body := w.Body.String(); w.Code != http.StatusNotFound || !strings.Contains(body, "Did you mean Google") &&
		!strings.Contains(body, "did you mean Google") {
		t.Errorf("a misspelt name answers %d without a suggestion", w.Code)
	}
}

func TestCompanyNames(t *testing.T) {
	h := newHandler(t)
	for typed, want := range map[string]string{"goog": "Google", "jp+morgan": "JPMorgan Chase", "gogle": "Google",
		"INTERNATIONAL+business": "IBM"} {
		var names []string
		w := get(t, h, "/companies/names?q="+typed)
		if err := json.Unmarshal(w.Body.Bytes(), &names); err != nil || !slices.Contains(names, want) ||
			len(names) > suggested {
			t.Errorf("%q suggests %q, %v; want %s among at most %d", typed, names, err, want, suggested)
		}
	}
	if w := get(t, h, "/companies/names?q=a&x=1"); w.Code != http.StatusBadRequest {
		t.Errorf("an unknown parameter answers %d", w.Code)
	}
}

// A company's figures are files under its name.
func TestCompanyFigures(t *testing.T) {
	h := newHandler(t)
	for _, file := range []string{"/figure/company/filed-role.csv?name=google",
		"/figure/company/ladder.svg?name=google", "/figure/companies/employers.csv"} {
		if w := get(t, h, file); w.Code != http.StatusOK || w.Body.Len() < 100 {
			t.Errorf("%s: %d, %d bytes", file, w.Code, w.Body.Len())
		}
	}
}

// BenchmarkCompany asks for an employer's page, and BenchmarkCompanies for the list, each in another place.
func BenchmarkCompany(b *testing.B)   { benchmarkPlaces(b, "/company/google") }
func BenchmarkCompanies(b *testing.B) { benchmarkPlaces(b, "/companies") }

func benchmarkPlaces(b *testing.B, path string) {
	h := newHandler(b)
	places := []string{"California", "Texas", "New+York", "Washington", "Illinois"}
	get(b, h, path)
	for i := 0; b.Loop(); i++ {
		asked := path + "?role=backend&place=" + places[i%len(places)]
		if w := get(b, h, asked); w.Code != http.StatusOK {
			b.Fatalf("%s: %d", asked, w.Code)
		}
	}
}
