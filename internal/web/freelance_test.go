package web

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestFreelanceInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(820, 1000)
	p.visit("/freelance")
	germany := p.text(median)
	if got := evaluate[string](p, `document.getElementById("leave").placeholder`); got != "20" {
		t.Errorf("in Germany the field of leave stands at %q", got)
	}
	// Another country has other constants, in the fields too.
	p.choose("#country", "FR")
	p.wait(`document.querySelector("` + median + `").innerText !== "` + germany +
		`" && document.getElementById("leave").placeholder === "25"`)
	france := p.text(median)
	// A constant of one's own.
	p.do(chromedp.Click(chromedp.CSS(".more summary")))
	p.choose("#leave", "40")
	p.wait(`location.search.endsWith("leave=40") && document.querySelector("` + median + `").innerText !== "` +
		france + `"`)
	p.wait(`[...document.querySelectorAll(".from td")].some((e) => e.innerText.startsWith("yours"))`)
	// The other way round.
	p.choose("#amount", "85000 EUR/year")
	p.wait(`document.querySelector(".median").innerText.includes("EUR an hour")`)
	// What is no amount is said to be none, and the next answer is there again.
	p.choose("#amount", "85000 EUR")
	p.wait(`document.querySelector(".problem")?.innerText.includes("does not say what it is for")`)
	p.forget()
	p.choose("#amount", "85000 EUR/year")
	p.wait(`document.querySelector(".median").innerText.includes("EUR an hour") && !document.querySelector(".problem")`)
}

func TestClaimsInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(1440, 1000)
	p.visit("/claims")
	claims := evaluate[int](p, `document.querySelectorAll(".claimed section").length`)
	drawn := evaluate[int](p, `document.querySelectorAll("#claims .dot").length`)
	pins := evaluate[int](p, `document.querySelectorAll("#claims .pin").length`)
	if claims < 15 || drawn != claims || pins <= drawn {
		t.Errorf("%d claims, of which %d are drawn with %d pins", claims, drawn, pins)
	}
	// A claim leads to the whole answer of its profile and date.
	p.do(chromedp.Click(chromedp.CSS("#claim-uk summary")))
	p.do(chromedp.Click(chromedp.CSS("#claim-uk a")))
	p.wait(`location.pathname === "/" && document.querySelector(".evidence").innerText.includes("August 2023")`)
}

// coldPages are asked with nothing in any cache but what the binary embeds.
var coldPages = []string{
	"/compare", "/compare?a.country=Germany&b.country=Poland&c.country=India&d.country=US",
	"/freelance?amount=90+EUR/hour&country=DE&years=6", "/claims", "/trend?country=DE",
}

// BenchmarkColdPages asks for pages that nobody has asked for: a tenth of a second is what a reader may wait.
func BenchmarkColdPages(b *testing.B) {
	for _, path := range coldPages {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				h := newHandler(b)
				b.StartTimer()
				if w := get(b, h, path); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
