package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/backpay/backpay/internal/service"
)

// policy is the strictest content security policy that the pages must work under: no inline script or style.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

var november = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// newService returns a service over the embedded reference alone.
func newService(t testing.TB) *service.Service {
	t.Helper()
	s, err := service.Open(service.Config{Data: t.TempDir(), Now: func() time.Time { return november }, Log: logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newHandler(t testing.TB) http.Handler {
	t.Helper()
	return New(newService(t), Options{Log: logger(t)})
}

func logger(t testing.TB) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// serve serves the pages under the policy.
func serve(t testing.TB) string {
	t.Helper()
	pages := newHandler(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// required reports whether a missing browser or package is a failure.
func required() bool { return os.Getenv("CI") != "" || os.Getenv("BACKPAY_REQUIRE_BROWSER") != "" }

// missing skips the test for want of something, or fails it where it must be there.
func missing(t testing.TB, what string) {
	t.Helper()
	if required() {
		t.Fatalf("needs %s", what)
	}
	t.Skipf("skipped: needs %s; BACKPAY_REQUIRE_BROWSER=1 makes this a failure", what)
}

var browser struct {
	sync.Once
	ctx  context.Context
	stop []func()
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	for i := len(browser.stop) - 1; i >= 0; i-- {
		browser.stop[i]()
	}
	os.Exit(code)
}

// findBrowser returns the path of Chromium, empty where there is none.
func findBrowser() string {
	for _, name := range []string{"/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// startBrowser starts one browser for all tests, with a profile of its own.
func startBrowser() {
	path := findBrowser()
	profile, err := os.MkdirTemp("", "backpay-browser-")
	if err != nil {
		browser.err = err
		return
	}
	ctx, stopAll := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.UserDataDir(profile), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true))
	ctx, stop := chromedp.NewContext(ctx)
	browser.ctx = ctx
	browser.stop = []func(){func() { _ = os.RemoveAll(profile) }, stopAll, stop}
	browser.err = chromedp.Do(ctx)
}

// tab is a page in the browser. Its console must stay silent.
type tab struct {
	t    testing.TB
	ctx  context.Context
	base string

	mu      sync.Mutex
	console []string
}

// open opens a tab on a site; when the test ends, its console must have stayed silent.
func open(t testing.TB, base string) *tab {
	t.Helper()
	if findBrowser() == "" {
		missing(t, "Chromium (Debian: apt-get install chromium)")
	}
	browser.Do(startBrowser)
	if browser.err != nil {
		t.Fatalf("starting the browser: %v", browser.err)
	}
	ctx, cancel := chromedp.NewContext(browser.ctx)
	ctx, stop := context.WithTimeout(ctx, 5*patience)
	p := &tab{t: t, ctx: ctx, base: base}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException() {
				p.mu.Lock()
				p.console = append(p.console, m.String())
				p.mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, m := range p.console {
			t.Errorf("the console says: %s", m)
		}
		stop()
		cancel()
	})
	return p
}

// forget drops what the console has said so far, where an error is what the test is about.
func (p *tab) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.console = nil
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
}

func (p *tab) visit(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.base + path))
}

func (p *tab) size(width, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height))
}

// evaluate runs an expression on the page.
func evaluate[T any](p *tab, js string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("evaluating %.80s: %v", js, err)
	}
	return v
}

// patience is how long a test waits for a page on a machine that has other things to do.
const patience = time.Minute

// wait waits until an expression holds, over navigations too.
func (p *tab) wait(js string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		holds, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](js))
		if err == nil && holds {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("waiting for %s: %v; the page is %s", js, err,
				evaluate[string](p, "location.href + ': ' + document.title"))
		}
	}
}

func (p *tab) text(selector string) string {
	p.t.Helper()
	return evaluate[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
}

// media sets what the system wishes: colours, motion; kind is "print" or empty for the screen.
func (p *tab) media(kind string, features ...string) {
	p.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: kind}
	for i := 0; i < len(features); i += 2 {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, params); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) script(on bool) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: !on}); err != nil {
		p.t.Fatal(err)
	}
}

// scheme is the wish for a light or a dark page.
const scheme = "prefers-color-scheme" //nolint:misspell // the browser's word

// scene is a page worth looking at.
type scene struct{ name, path string }

var scenes = []scene{
	{"ask", "/"},
	{"ask-germany", "/?role=backend&country=DE&years=6&skill=Go,PostgreSQL&pay=85000+EUR"},
	{"compare", "/compare"},
	{"compare-four", "/compare?a.role=backend&a.country=Germany&a.years=6&b.role=backend&b.country=Poland&b.years=6" +
		"&c.role=backend&c.country=India&c.years=6&d.role=sre&d.country=US&d.years=6"},
	{"explore-country", "/explore"},
	{"explore-role", "/explore?by=role&country=DE"},
	{"explore-years", "/explore?by=years&country=US&role=backend"},
	{"explore-skill", "/explore?by=skill&role=&country=US"},
	{"advise", "/advise"},
	{"advise-pay", "/advise?role=backend&country=US&years=4&skill=Go&pay=140000+USD"},
	{"skills", "/skills?role=backend&country=US"},
	{"skills-databases", "/skills?role=backend&country=DE&kind=database&sort=share"},
	{"freelance", "/freelance"},
	{"freelance-constants", "/freelance?amount=%C2%A3450/day&country=GB&years=6&leave=28&utilisation=70"},
	{"net", "/net"},
	{"net-gross", "/net?amount=4000+EUR/month&basis=net&where=PL//b2b-lump"},
	{"offer", "/offer"},
	{"offer-four", "/offer?" + fourOffers},
	{"claims", "/claims"},
	{"trend", "/trend"},
	{"trend-ukraine", "/trend?role=&country=UA&money=year"},
	{"trend-finland", "/trend?role=&country=FI&level=senior"},
	{"career", "/career?role=backend&country=DE&level=senior"},
	{"company", "/company/google"},
	{"company-role", "/company/jpmorganchase?role=data-engineer&level=senior&place=New+York"},
	{"company-ranges", "/company/anthropic"},
	{"company-unknown", "/company/1010dataservices"},
	{"companies", "/companies"},
	{"companies-hires", "/companies?role=sre&place=Washington&by=hires"},
	{"ask-company", "/?country=US&years=6&company=google"},
	{"compare-companies", "/compare?a.country=US&a.company=google&b.country=US&b.company=ibm"},
	{"method", "/method"},
	{"job", "/pay/backend/germany"},
	{"index", "/pay/"},
	{"problem", "/?role=backend&country=Atlantis"},
}

var widths = []int64{390, 820, 1440}

// TestScreenshots writes a picture of every page to the folder that BACKPAY_SCREENSHOTS names: `make
// screenshots`. BACKPAY_SCENE limits it to the pages whose name begins so.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("BACKPAY_SCREENSHOTS")
	if dir == "" {
		t.Skip("skipped: make screenshots runs this")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p := open(t, serve(t))
	n := 0
	for _, s := range scenes {
		if !strings.HasPrefix(s.name, os.Getenv("BACKPAY_SCENE")) {
			continue
		}
		for _, width := range widths {
			for _, theme := range []string{"light", "dark"} {
				p.size(width, 900)
				p.media("", scheme, theme)
				p.visit(s.path)
				p.forget() // a page about an error answers with one
				picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
				if err != nil {
					t.Fatal(err)
				}
				name := filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", s.name, width, theme))
				if err := os.WriteFile(name, picture, 0o644); err != nil {
					t.Fatal(err)
				}
				n++
			}
		}
	}
	if n == 0 {
		t.Fatal("took no picture")
	}
	t.Logf("wrote %d pictures to %s", n, dir)
}
