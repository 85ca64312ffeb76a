package web

import (
	"fmt"
	"net/http"
	"testing"
)

func TestTrendInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(1440, 900)
	p.visit("/trend?role=&country=UA")
	if n := evaluate[int](p, `document.querySelectorAll("#dou-net .dot").length`); n < 6 {
		t.Errorf("%d years are drawn", n)
	}
	if n := evaluate[int](p, `document.querySelectorAll("#dou-net .hair").length`); n < 2 {
		t.Errorf("%d breaks are drawn", n)
	}
	if n := evaluate[int](p, `document.querySelectorAll("#dou-net .s2").length`); n < 4 {
		t.Errorf("%d years are told at the same mix", n)
	}
	// Money of the year is less than that of today, for prices rose.
	first := `Number(document.querySelector("#dou-net details tbody td:nth-child(5)").textContent.replaceAll(",", ""))`
	today := evaluate[float64](p, first)
	p.choose(`input[name="money"][value="year"]`, "on")
	p.wait(fmt.Sprintf(`location.search.includes("money=year") && %s !== %v`, first, today))
	if nominal := evaluate[float64](p, first); nominal >= today || nominal < today/3 {
		t.Errorf("the median of the first year is %v, and %v in today's money", nominal, today)
	}
	p.choose("#country", "IS")
	p.wait(`document.querySelector(".problem")?.innerText.includes("no source knows two years")`)
	p.forget()
}

// BenchmarkTrend asks for a page that was not asked for before.
func BenchmarkTrend(b *testing.B) {
	h := newHandler(b)
	get(b, h, "/trend")
	countries := []string{"DE", "US", "GB", "IN", "PL", "ES", "NL", "BR", "CA", "UA"}
	for i := 0; b.Loop(); i++ {
		path := fmt.Sprintf("/trend?role=&country=%s&currency=%s", countries[i%10],
			[]string{"USD", "EUR", "GBP"}[i/10%3])
		if w := get(b, h, path); w.Code != http.StatusOK {
			b.Fatalf("%s: %d", path, w.Code)
		}
	}
}
