package web

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestAdviseInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(1440, 900)
	p.visit("/advise")
	if n := evaluate[int](p, `document.querySelectorAll("#moves .dot").length`); n != mostMoves {
		t.Fatalf("%d moves are drawn", n)
	}
	rows := evaluate[int](p, `document.querySelectorAll("[aria-labelledby=more-h] tbody tr").length`)
	if rows <= mostMoves {
		t.Errorf("the table has %d rows", rows)
	}
	// What the reader has is no move any more.
	p.choose("#skill", "Redis, Go")
	p.wait(`location.search.includes("Redis") && ![...document.querySelectorAll("[aria-labelledby=more-h] th ` +
		`a")].some((a) => a.innerText === "Redis")`)
	p.choose("#pay", "85000 EUR")
	p.wait(`document.querySelector(".said-so").innerText.includes("your pay, 85,000 EUR a year")`)
	// What cannot be told is folded, and opens.
	if evaluate[bool](p, `document.getElementById("unclear-h").closest("details").open`) {
		t.Error("what cannot be told is open")
	}
	p.do(chromedp.Click(chromedp.CSS("summary:has(#unclear-h)")))
	p.wait(`document.getElementById("unclear-h").closest("details").open && ` +
		`document.querySelectorAll("[aria-labelledby=unclear-h] tbody tr").length > 50`)
	// A move leads to its answer.
	p.do(chromedp.Click(chromedp.CSS("[aria-labelledby=away-h] tbody a")))
	p.wait(`location.pathname === "/" && document.querySelector(".median strong") !== null`)
}

func TestSkillsInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(820, 900)
	p.visit("/skills")
	p.choose("#kind", "database")
	p.wait(`location.search.includes("kind=database") && [...document.querySelectorAll("tbody th small")].every((s) ` +
		`=> s.textContent === "database")`)
	all := evaluate[int](p, `document.querySelectorAll("tbody th small").length`)
	p.do(chromedp.Click(chromedp.CSS(".sortable thead th:nth-child(5) a")))
	p.wait(`location.search.includes("sort=share") && document.querySelector(".sortable thead ` +
		`th:nth-child(5)").getAttribute("aria-sort") === "descending"`)
	if n := evaluate[int](p, `document.querySelectorAll("tbody th small").length`); n != all || all < 25 {
		t.Errorf("%d databases in one order, %d in another", all, n)
	}
	p.choose("#country", "DE")
	p.wait(`location.search.includes("country=DE") && location.search.includes("sort=share") && ` +
		`document.querySelector("#live").textContent.includes("all roles, Germany")`)
}

// benchmark asks for a page that was not asked for before.
func benchmark(b *testing.B, path string) {
	b.Helper()
	h := newHandler(b)
	get(b, h, path+"?country=FR")
	countries := []string{"DE", "US", "GB", "IN", "PL", "ES", "NL", "BR", "CA", "IT"}
	for i := 0; b.Loop(); i++ {
		asked := fmt.Sprintf("%s?role=backend&country=%s&years=6&on=%d-%02d", path, countries[i%10], 2023+i/120%3,
			1+i/10%12)
		if w := get(b, h, asked); w.Code != http.StatusOK {
			b.Fatalf("%s: %d", asked, w.Code)
		}
	}
}

func BenchmarkAdvise(b *testing.B) { benchmark(b, "/advise") }
func BenchmarkSkills(b *testing.B) { benchmark(b, "/skills") }
