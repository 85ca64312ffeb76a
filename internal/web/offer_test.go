package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// fourOffers is four offers with everything that an offer can have.
const fourOffers = "years=6&skill=Go&currency=EUR" +
	"&a.name=today&a.current=yes&a.where=DE&a.base=78000+EUR&a.leave=30&a.hours=38.5&a.equity=40000&a.elapsed=18" +
	"&b.name=Austin&b.where=US/TX&b.base=165000+USD&b.bonus=10%25&b.sure=80%25&b.sign_on=20000&b.clawback=12" +
	"&b.equity=120000&b.cliff=12&b.refresher=15000" +
	"&c.name=Warsaw&c.where=PL//b2b-lump&c.base=22000+PLN/month&c.shares=8000&c.strike=2.5&c.price=10" +
	"&d.name=London&d.where=GB&d.base=95000+GBP&d.posted=80000-100000&d.trial=6"

// TestOffersInTheBrowser changes an offer and sees the order turn, with and without a script.
func TestOffersInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(1440, 1000)
	p.visit("/offer")
	best := p.text("#table-h")
	if !strings.HasPrefix(best, "Austin is ahead") {
		t.Errorf("the example says %q", best)
	}
	p.choose("#a-base", "300000 EUR")
	p.wait(`document.querySelector("#table-h").innerText.startsWith("Today is ahead")`)
	p.wait(`location.search.includes("300000")`)
	rows := evaluate[int](p, `document.querySelectorAll("table.offers tbody tr").length`)
	turns := evaluate[int](p, `document.querySelectorAll("#turns .dot, #turns .pind").length`)
	if rows < 8 || turns < 2 {
		t.Errorf("%d rows and %d turns are drawn", rows, turns)
	}
	p.choose("#b-where", "PL//b2b-lump")
	p.wait(`document.querySelector(".columns").innerText.includes("lump sum")`)
	p.choose("#b-base", "much")
	p.wait(`document.querySelector(".problem") !== null`)
	p.forget()

	p.script(false)
	p.visit("/offer?" + fourOffers)
	if got := p.text("table.offers thead"); !strings.Contains(got, "London") {
		t.Errorf("without a script the table is of %q", got)
	}
	p.do(chromedp.Click(chromedp.CSS(".offers li:last-child .told a")))
	p.wait(`document.querySelectorAll("ol.offers > li").length === 3`)
	p.script(true)
}

func TestTakeHomeInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(820, 1000)
	p.visit("/net")
	germany := p.text(".median strong")
	p.choose("#where", "US/CA")
	p.choose("#amount", "165000 USD")
	p.wait(`document.body.innerText.includes("California income tax")`)
	if p.text(".median strong") == germany {
		t.Errorf("California leaves %s, as Germany does", germany)
	}
	p.choose("#basis", "net")
	p.wait(`document.querySelector(".median").innerText.includes("before tax, of which that is left")`)
}

// BenchmarkOfferPage is a page of four offers: held to 50 ms.
func BenchmarkOfferPage(b *testing.B) {
	h := newHandler(b)
	for b.Loop() {
		if w := get(b, h, "/offer?"+fourOffers); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// TestOfferForms looks at what a form can say that makes no sense: the page says so and keeps what was said.
func TestOfferForms(t *testing.T) {
	h := newHandler(t)
	for query, says := range map[string]string{
		"a.name=x&a.where=DE&a.base=1+EUR&b.name=x&b.where=DE&b.base=2+EUR": "two offers are called",
		"a.where=DE&a.base=80000":                                                       "country is missing",
		"a.where=TR&a.base=80000+TRY&b.where=DE&b.base=1":                               "no table of taxes",
		"a.where=DE&a.base=lots&b.where=DE":                                             "lots",
		"a.where=DE&a.base=50000+EUR&b.where=DE&b.base=50000+EUR&b.cliff=99&b.equity=5": "cliff",
	} {
		w := get(t, h, "/offer?"+query)
		body := w.Body.String()
		if w.Code == http.StatusOK || !strings.Contains(body, says) || !strings.Contains(body, `name="a.base"`) {
			t.Errorf("%s: %d, and not %q", query, w.Code, says)
		}
	}
	equal := get(t, h, "/offer?a.name=one&a.where=DE&a.base=50000+EUR&b.name=two&b.where=DE&b.base=50000+EUR")
	if !strings.Contains(equal.Body.String(), "One and two are equal") {
		t.Error("two equal offers are not said to be equal")
	}
}
