package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// choose sets a control as a person does, with the events that follow.
func (p *tab) choose(selector, value string) {
	p.t.Helper()
	ok := evaluate[bool](p, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		if (!e) return false;
		e.focus();
		if (e.type === "checkbox" || e.type === "radio") e.checked = %[2]q !== ""; else e.value = %[2]q;
		e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})()`, selector, value))
	if !ok {
		p.t.Fatalf("nothing on the page is %s", selector)
	}
}

const median = ".median strong"

func TestAskInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(1440, 900)
	p.visit("/")
	first := p.text(median)
	if first == "" || p.text("h1") != "What does this work pay?" {
		t.Fatalf("the start page says %q under %q", first, p.text("h1"))
	}

	// A changed choice puts another answer in place, and nothing else moves.
	form := `JSON.stringify([...document.querySelectorAll("header, .question, .answer")].map(e => ` +
		`e.getBoundingClientRect().top))`
	before := evaluate[string](p, form)
	evaluate[bool](p, `(window.stayed = true)`)
	p.choose("#country", "DE")
	p.wait(`location.search === "?role=backend&country=DE"`)
	p.wait(`document.querySelector("` + median + `").innerText !== "` + first +
		`" && document.title.includes("Germany")`)
	germany := p.text(median)
	if after := evaluate[string](p, form); after != before {
		t.Errorf("the page moved from %s to %s", before, after)
	}
	if !evaluate[bool](p, `window.stayed === true`) {
		t.Error("the page was loaded again")
	}
	p.wait(`document.getElementById("said").innerText.startsWith("Median")`)

	// The slider moves the number, the answer and, let go, the address.
	evaluate[bool](p,
		`(() => { const s = document.getElementById("years-slider"); s.focus(); s.value = 9; s.dispatchEvent(new `+
			`Event("input", {bubbles: true})); return true; })()`)
	p.wait(`document.getElementById("years").value === "9" && document.querySelector("` + median +
		`").innerText !== "` + germany + `"`)
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	p.wait(`location.search === "?role=backend&country=DE&years=10" && document.title.includes("10 years")`)

	// The address reproduces what is seen.
	seen := p.text(median)
	shown := evaluate[string](p, `document.querySelector("#distribution svg").outerHTML`)
	p.do(chromedp.Reload())
	if got := p.text(median); got != seen ||
		evaluate[string](p, `document.querySelector("#distribution svg").outerHTML`) != shown {
		t.Errorf("loaded again, the median is %s and was %s", got, seen)
	}

	// Back leads to the question before.
	p.choose("#role", "sre")
	p.wait(`document.title.startsWith("Site reliability engineer")`)
	p.do(chromedp.NavigateBack())
	p.wait(`document.title.startsWith("Backend developer") && document.getElementById("role").value === "backend"`)
	if got := p.text(median); got != seen {
		t.Errorf("after going back the median is %s and was %s", got, seen)
	}

	// The reader's own pay is a pin, with its percentile.
	p.choose("#pay", "85000 EUR")
	p.wait(`document.querySelector(".standing")?.innerText.includes("is higher than")`)
	if !evaluate[bool](p, `document.querySelectorAll("#distribution .pind").length === 1`) {
		t.Error("there is no pin on the picture")
	}
	p.choose("#pay", "")
	p.wait(`!document.querySelector(".standing")`)

	// Units.
	p.choose("input[name=period][value=month]", "month")
	p.wait(`document.querySelector(".median").innerText.includes("EUR a month")`)
	p.choose("#currency", "USD")
	p.wait(`document.querySelector(".median").innerText.includes("USD a month")`)
	p.choose("input[name=ppp]", "1")
	p.wait(`document.querySelector(".median").innerText.includes("international dollars a month") && ` +
		`document.getElementById("currency").value === ""`)

	// A word that is no skill is said to be none, and the next answer is there again.
	p.do(chromedp.Click(chromedp.CSS(".more summary")))
	p.choose("#skill", "Go, Cobal")
	p.wait(`document.querySelector(".problem")?.innerText.includes("Cobal")`)
	p.forget()
	p.choose("#skill", "Go, COBOL")
	p.wait(`document.title.includes("COBOL") && !document.querySelector(".problem")`)
	p.forget()
}

// TestProgram asks the program itself, with its policy, its compression and its limits.
func TestProgram(t *testing.T) {
	if findBrowser() == "" {
		missing(t, "Chromium (Debian: apt-get install chromium)")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "backpay")
	if out, err := exec.Command("go", "build", "-o", program, "github.com/backpay/backpay/cmd/backpay").
		CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	cmd := exec.Command(program, "--data", dir, "--quiet", "serve", "--listen", "127.0.0.1:0")
	cmd.Stderr = t.Output()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// The program stops after the tab is closed, which registers its cleanup later and so runs it first: a page that
	// still loads something would complain in its console of a refused connection.
	t.Cleanup(func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	said, err := bufio.NewReader(stdout).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(said), "listening on ")
	if err != nil || !found {
		t.Fatalf("the program says %q (%v)", said, err)
	}
	p := open(t, address)
	p.visit("/")
	weight := evaluate[int](p,
		`["navigation", "resource"].flatMap((t) => performance.getEntriesByType(t)).reduce((sum, `+
			`e) => sum + e.transferSize, 0)`)
	if t.Logf("the first view is %d bytes", weight); weight < 5_000 || weight > 30_000 {
		t.Errorf("the first view is %d bytes", weight)
	}
	for _, path := range []string{"/", "/compare", "/explore", "/method", "/pay/backend/germany"} {
		p.visit(path)
		if p.text("h1") == "" ||
			evaluate[bool](p, `getComputedStyle(document.querySelector("nav")).display !== "flex"`) {
			t.Errorf("%s has no heading or no style", path)
		}
	}
	p.visit("/?country=DE")
	first := p.text(median)
	p.choose("#years", "12")
	p.wait(`location.search.endsWith("years=12") && document.querySelector("` + median + `").innerText !== "` +
		first + `"`)
	p.do(chromedp.Click(chromedp.CSS("nav a:last-child")))
	p.wait(`location.pathname === "/v1/docs"`)
}

// TestSpeedInTheBrowser measures how long a changed choice takes to be drawn. How long is logged and not asserted: the
// machine has other things to do.
func TestSpeedInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.visit("/?country=DE&years=1")
	took := evaluate[[]float64](p, `(async () => {
		const times = [], form = document.querySelector("form");
		for (let y = 2; y < 14; y++) {
			const before = document.getElementById("live"), start = performance.now();
			form.elements.years.value = y;
			form.elements.years.dispatchEvent(new Event("change", {bubbles: true}));
			while (document.getElementById("live") === before) await new Promise((r) => setTimeout(r, 1));
			document.body.getBoundingClientRect();
			times.push(performance.now() - start);
		}
		return times.sort((a, b) => a - b);
	})()`)
	if len(took) != 12 {
		t.Fatalf("%d changed choices were drawn", len(took))
	}
	t.Logf("a changed choice is drawn within %.0f ms (half), %.0f ms (all)", took[len(took)/2], took[len(took)-1])
}

func TestCompareInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(820, 1000)
	p.visit("/compare")
	if n := evaluate[int](p, `document.querySelectorAll(".columns section").length`); n != 2 {
		t.Fatalf("%d profiles", n)
	}
	first := p.text(median)
	p.choose("#a-country", "Poland")
	p.wait(`document.querySelector(".columns h2").innerText.includes("Poland")`)
	if p.text(median) == first {
		t.Error("the first profile's median did not change")
	}
	p.do(chromedp.Click(chromedp.CSS(".onward a[href*='c.role']")))
	p.wait(`document.querySelectorAll(".columns section").length === 3 && ` +
		`document.querySelectorAll(".sides li").length === 3`)
	if got := p.text(".columns h2"); !strings.Contains(got, "Poland") {
		t.Errorf("with one more profile the first is %q", got)
	}
	p.do(chromedp.Click(chromedp.CSS(".columns section:nth-child(2) .onward a:nth-child(2)")))
	p.wait(`document.querySelectorAll(".columns section").length === 2 && ` +
		`document.querySelectorAll(".sides li").length === 2`)
}

func TestExploreInTheBrowser(t *testing.T) {
	p := open(t, serve(t))
	p.size(1440, 900)
	p.visit("/explore")
	if n := evaluate[int](p, `document.querySelectorAll("#world rect[class^=t]:not(.t0)").length`); n < 5 {
		t.Errorf("%d countries are shaded", n)
	}
	p.do(chromedp.Click(chromedp.CSS(".sortable th:first-child a")))
	p.wait(`document.querySelector("[aria-sort]").innerText.startsWith("Country") && ` +
		`location.search.includes("sort=name")`)
	names := evaluate[[]string](p,
		`[...document.querySelectorAll(".sortable tbody th")].map((e) => e.innerText.toLowerCase())`)
	if len(names) < 10 {
		t.Fatalf("%d rows", len(names))
	}
	for i := 1; i < len(names); i++ {
		if names[i] < names[i-1] {
			t.Errorf("%q stands after %q", names[i], names[i-1])
		}
	}
	if !evaluate[bool](p, `document.activeElement.hasAttribute("data-sort")`) {
		t.Error("sorting loses the focus")
	}
	p.choose("#by", "years")
	p.wait(`document.querySelector("#experience .line") !== null`)
	p.choose("#country", "US")
	p.wait(`location.search.includes("country=US") && document.querySelector(".list ` +
		`.evidence").innerText.includes("United States")`)
	p.do(chromedp.NavigateBack(), chromedp.NavigateBack())
	p.wait(`document.querySelector("#world") !== null && document.getElementById("by").value === "country"`)
}

func TestKeyboard(t *testing.T) {
	p := open(t, serve(t))
	p.size(1440, 900)
	p.visit("/?country=DE")
	reached := map[string]bool{}
	for range 60 {
		p.do(chromedp.KeyEvent(kb.Tab))
		at := evaluate[[]string](p, `(() => {
			const e = document.activeElement, s = getComputedStyle(e);
			const span = e.nextElementSibling ? getComputedStyle(e.nextElementSibling) : s;
			if (e === document.body) return ["", "seen"];
			const seen = s.outlineStyle === "none" && span.outlineStyle === "none" ? "" : "seen";
			return [e.id || e.name || e.innerText, seen];
		})()`)
		if at[0] == "" {
			break // past the last one
		}
		if at[1] == "" {
			t.Errorf("the focus on %q cannot be seen", at[0])
		}
		reached[at[0]] = true
	}
	for _, want := range []string{"Skip to the answer", "Backpay", "Compare", "role", "country", "years",
		"years-slider", "currency", "period", "ppp", "pay", "as a table", "copy as CSV", "Compare it"} {
		if !reached[want] {
			t.Errorf("the keyboard does not reach %q: %v", want, reached)
		}
	}
	p.do(chromedp.Focus(chromedp.CSS("#country")), chromedp.KeyEvent("Fra"))
	p.wait(`document.title.includes("France")`)
}

func TestWithoutScript(t *testing.T) {
	p := open(t, serve(t))
	p.size(820, 900)
	p.script(false)
	defer p.script(true)
	p.visit("/?country=DE")
	box := evaluate[[]float64](p,
		`(() => { const b = document.querySelector(".go").getBoundingClientRect(); return [b.width, b.height, `+
			`getComputedStyle(document.querySelector(".slider")).display === "none" ? 1 : 0]; })()`)
	if box[0] < 40 || box[1] < 24 || box[2] != 1 {
		t.Errorf("without script the button is %v by %v, and the slider hidden: %v", box[0], box[1], box[2] == 1)
	}
	germany := p.text(median)
	p.do(chromedp.SetValue(chromedp.CSS("#years"), "12"), chromedp.Click(chromedp.CSS(".go")))
	p.wait(`location.search.includes("years=12") && document.readyState === "complete"`)
	if got := p.text(median); got == germany || got == "" {
		t.Errorf("the answer after the button is %q and was %q", got, germany)
	}
	if n := evaluate[int](p,
		`document.querySelectorAll("#years").length && +document.getElementById("years").value`); n != 12 {
		t.Errorf("the form says %d years", n)
	}
}

func TestPrint(t *testing.T) {
	p := open(t, serve(t))
	p.visit("/?country=DE&years=6")
	pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF())
	if err != nil || len(pdf) < 5_000 || !strings.HasPrefix(string(pdf), "%PDF") {
		t.Fatalf("printed %d bytes (%v)", len(pdf), err)
	}
	p.media("print")
	if evaluate[bool](p,
		`[...document.querySelectorAll("nav, .take, .slider, .onward")].some((e) => `+
			`getComputedStyle(e).display !== "none")`) {
		t.Error("what is only for the screen is printed")
	}
	if c := evaluate[string](p,
		`getComputedStyle(document.documentElement).backgroundColor`); c != "rgb(255, 255, 255)" {
		t.Errorf("the paper is printed %s", c)
	}
}

// TestFits: no page is wider than the window, at any width.
func TestFits(t *testing.T) {
	p := open(t, serve(t))
	for _, s := range scenes {
		p.visit(s.path)
		p.forget()
		for _, width := range append([]int64{320}, widths...) {
			p.size(width, 800)
			if over := evaluate[float64](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
				t.Errorf("%s is %v pixels wider than a window of %d", s.path, over, width)
			}
		}
	}
}

// TestMotion: who wishes no motion gets none.
func TestMotion(t *testing.T) {
	p := open(t, serve(t))
	p.media("", "prefers-reduced-motion", "reduce")
	p.visit("/?country=DE")
	if evaluate[bool](p,
		`[...document.querySelectorAll("*")].some((e) => { const s = getComputedStyle(e); return s.animationName `+
			`!== "none" || parseFloat(s.transitionDuration) > 0; })`) {
		t.Error("something moves")
	}
}

// axe returns the source of axe-core, which npm installs into a folder outside the repository.
func axe(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "backpay-test", "axe-"+axeVersion)
	file := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if b, err := os.ReadFile(file); err == nil {
		return string(b)
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		missing(t, "npm, for axe-core")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(npm, "install", "--prefix", dir, "--no-audit", "--no-fund", "--ignore-scripts",
		"axe-core@"+axeVersion).CombinedOutput(); err != nil {
		t.Logf("%s", out)
		missing(t, "axe-core from npm")
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const axeVersion = "4.14.1"

// TestAccessibility lets axe-core look for what WCAG 2.2 AA forbids, on every page in both themes, wide and
// narrow.
func TestAccessibility(t *testing.T) {
	source := axe(t)
	p := open(t, serve(t))
	rules := 0
	for _, s := range scenes {
		for _, look := range []struct {
			theme string
			width int64
		}{{"light", 1440}, {"dark", 390}, {"dark", 1440}, {"light", 390}} {
			if (look.width == 390) != (look.theme == "dark") && s.name != "ask-germany" {
				continue // both themes and both widths, but every pair only once
			}
			if look.width == 390 && strings.HasPrefix(s.name, "explore-") && s.name != "explore-country" {
				continue // the same template again
			}
			p.size(look.width, 900)
			p.media("", scheme, look.theme)
			p.visit(s.path)
			p.forget()
			evaluate[bool](p, source+"; true")
			result := evaluate[string](p, `
				axe.run({runOnly: {type: "tag", values: [
					"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
				]}}).then((r) => JSON.stringify({passes: r.passes.length, found: r.violations.map((v) => ({
					id: v.id, help: v.help,
					nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + n.failureSummary),
				}))}))`)
			var r struct {
				Passes int `json:"passes"`
				Found  []struct {
					ID    string   `json:"id"`
					Help  string   `json:"help"`
					Nodes []string `json:"nodes"`
				} `json:"found"`
			}
			if err := json.Unmarshal([]byte(result), &r); err != nil {
				t.Fatal(err)
			}
			rules += r.Passes
			for _, v := range r.Found {
				t.Errorf("%s, %s, %d wide: %s: %s\n%s", s.path, look.theme, look.width, v.ID, v.Help,
					strings.Join(v.Nodes, "\n"))
			}
		}
	}
	if rules < 100 {
		t.Fatalf("axe checked only %d rules", rules)
	}
}
