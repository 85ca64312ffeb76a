package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestCareerInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(1440, 900)
	p.visit("/career")
	if n := evaluate[int](p, `document.querySelectorAll(".steps tbody tr").length`); n != 6 {
		t.Fatalf("%d steps", n)
	}
	if n := evaluate[int](p, `document.querySelectorAll("#ladder .dot").length`); n != 6 {
		t.Errorf("%d dots on the ladder", n)
	}
	world := p.text(".steps tbody td")
	p.choose("#country", "DE")
	p.wait(`location.search.includes("country=DE") && document.querySelector(".steps tbody td").innerText !== "` +
		world + `"`)
	if !evaluate[bool](p, `document.querySelector("pre.text") === null`) {
		t.Error("there is a description without a level")
	}
	p.choose("#level", "senior")
	p.wait(`document.querySelector("pre.text")?.innerText.startsWith("# Senior backend developer")`)
	if !evaluate[bool](p,
		`document.querySelector(".asked th").innerText.startsWith("Senior") && `+
			`document.getElementById("step-senior").open`) {
		t.Error("the step that was named is not marked")
	}
	same := evaluate[bool](p,
		`fetch(document.querySelector("a[data-copy][href*=description]").href).then((r) => r.text()).then((s) => `+
			`s.trim() === document.querySelector("pre.text").textContent.trim())`)
	if !same {
		t.Error("what is copied is not what is shown")
	}
	// A step's name leads to it, and its details open by a click.
	p.do(chromedp.Click(chromedp.CSS("#step-mid summary")))
	p.wait(`document.getElementById("step-mid").open && ` +
		`document.getElementById("step-mid").innerText.includes("who named any")`)
	p.choose("#role", "student")
	p.wait(`document.querySelector(".problem")?.innerText.includes("no occupation with a ladder")`)
	p.forget()
}

func TestDescriptionAsAFile(t *testing.T) {
	h := newHandler(t)
	w := get(t, h, "/career/description.md?role=backend&country=DE&level=senior&locale=de")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "# Senior backend developer\n") ||
		!strings.HasPrefix(w.Header().Get("Content-Type"), "text/markdown") {
		t.Errorf("%d %s: %.80s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	page := get(t, h, "/career?role=backend&country=DE&level=senior&locale=de").Body.String()
	for _, line := range strings.Split(w.Body.String(), "\n") {
		if strings.HasPrefix(line, "**") && !strings.Contains(page, line) {
			t.Errorf("the page does not show %q", line)
		}
	}
}

// BenchmarkCareer asks for a page that was not asked for before.
func BenchmarkCareer(b *testing.B) {
	h := newHandler(b)
	get(b, h, "/career?country=FR")
	countries := []string{"DE", "US", "GB", "IN", "PL", "ES", "NL", "BR", "CA", "IT"}
	for i := 0; b.Loop(); i++ {
		path := fmt.Sprintf("/career?role=backend&country=%s&level=senior&on=%d-%02d", countries[i%10], 2023+i/120%3,
			1+i/10%12)
		if w := get(b, h, path); w.Code != http.StatusOK {
			b.Fatalf("%s: %d", path, w.Code)
		}
	}
}
