package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"github.com/backpay/backpay/internal/chart"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/problem"
	"github.com/backpay/backpay/internal/service"
)

// Options says how the pages are set up. The zero value of a field is its default.
type Options struct {
	// Base is the public address of the site, as "https://pay.example.org", for the sitemap and for search
	// engines; empty is the address of the request.
	Base string
	// API is where the documentation of the API is; empty leaves it out of the navigation.
	API string
	Log *slog.Logger // nil discards
}

//go:embed templates
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// site answers for the pages.
type site struct {
	service   *service.Service
	options   Options
	templates map[string]*template.Template // by page
	assets    map[string]asset              // by path below /static/
	css, js   string                        // addresses of static files
	icon      string
	lastYear  remembered[int]   // of the data
	jobs      remembered[[]job] // those with pages of their own
}

// asset is a static file, under a name that holds its hash: it may be kept for ever.
type asset struct {
	body        []byte
	contentType string
}

// New returns the handler of the pages. It answers for "/", and with a page for what is not found.
func New(s *service.Service, o Options) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w := &site{service: s, options: o, templates: parseTemplates(), assets: loadAssets()}
	w.css, w.js, w.icon = w.find(".css"), w.find(".js"), w.find(".svg")
	w.lastYear.build, w.jobs.build = lastYear, listJobs
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.page(w.ask))
	mux.HandleFunc("GET /compare", w.page(w.compare))
	mux.HandleFunc("GET /explore", w.page(w.explore))
	mux.HandleFunc("GET /advise", w.page(w.advise))
	mux.HandleFunc("GET /skills", w.page(w.skills))
	mux.HandleFunc("GET /freelance", w.page(w.freelance))
	mux.HandleFunc("GET /net", w.page(w.net))
	mux.HandleFunc("GET /offer", w.page(w.offer))
	mux.HandleFunc("GET /claims", w.page(w.claims))
	mux.HandleFunc("GET /career", w.page(w.career))
	mux.HandleFunc("GET /trend", w.page(w.trend))
	mux.HandleFunc("GET /companies", w.page(w.companies))
	mux.HandleFunc("GET /companies/names", w.companyNames)
	mux.HandleFunc("GET /company", w.page(w.company))
	mux.HandleFunc("GET /company/{name}", w.page(w.company))
	mux.HandleFunc("GET /career/description.md", w.description)
	mux.HandleFunc("GET /method", w.page(w.method))
	mux.HandleFunc("GET /pay/{$}", w.page(w.index))
	mux.HandleFunc("GET /pay/{role}/{country}", w.page(w.job))
	mux.HandleFunc("GET /figure/{page}/{file}", w.figure)
	mux.HandleFunc("GET /static/{file}", w.static)
	mux.HandleFunc("GET /sitemap.xml", w.sitemap)
	mux.HandleFunc("GET /robots.txt", w.robots)
	mux.HandleFunc("/", w.page(func(r *http.Request) (page, error) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return nil, errMethod
		}
		return nil, pay.Errorf(pay.NotFound, "there is no page here").WithHint("ask from the start page")
	}))
	return mux
}

var errMethod = pay.Errorf(pay.Invalid, "pages are only read").WithHint("use GET")

// pageNames are the templates beside the layout that every page shares.
var pageNames = []string{"ask", "compare", "explore", "advise", "skills", "career", "trend", "freelance", "net",
	"offer", "claims", "company", "companies", "method", "job", "index", "error"}

func parseTemplates() map[string]*template.Template {
	shared := template.Must(template.ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
	m := map[string]*template.Template{}
	for _, name := range pageNames {
		m[name] = template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, "templates/"+name+".html"))
	}
	return m
}

// loadAssets names the static files after their content.
func loadAssets() map[string]asset {
	assets := map[string]asset{}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(fmt.Sprintf("web: reading embedded files: %v", err))
	}
	types := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
		".svg": "image/svg+xml"}
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(fmt.Sprintf("web: reading embedded files: %v", err))
		}
		hash := sha256.Sum256(b)
		ext := path.Ext(e.Name())
		assets[strings.TrimSuffix(e.Name(), ext)+"."+hex.EncodeToString(hash[:4])+ext] = asset{b, types[ext]}
	}
	return assets
}

// find returns the address of the static file of an extension: there is one of each.
func (s *site) find(ext string) string {
	for name := range s.assets {
		if path.Ext(name) == ext {
			return "/static/" + name
		}
	}
	panic("web: there is no static file " + ext)
}

func (s *site) static(w http.ResponseWriter, r *http.Request) {
	a, ok := s.assets[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.contentType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.body) // the reader has gone; there is no one to tell
}

// page is what a template is executed with: one struct type per template, each with a head.
type page interface {
	top() *head
}

// head is what every page has.
type head struct {
	Name        string // of the template
	Status      int    // 0 is 200
	Title       string
	Description string
	Canonical   string   // the page's own address where it has one for search engines
	Problem     *trouble // why there is no answer; nil where there is one
	Said        string   // what changed, for those who hear the page
	Section     string   // the entry of the navigation that the page is under
	Structured  any      // for search engines, as schema.org describes it; nil is none
	CSS, JS     string   // addresses
	Icon        string
	API         string
	DataYear    int // the last year of the data
	Version     string

	query string         // of the request, for the addresses of the figures
	key   string         // what stands for the page in the addresses of its figures
	drawn []chart.Figure // every figure of the page
}

func (h *head) top() *head { return h }

// unanswered says on the page why there is no answer.
func (h *head) unanswered(p *trouble, status int) { h.Problem, h.Status, h.Said = p, status, p.Message }

// figure is a chart on a page, with the addresses of its files.
type figure struct {
	chart.Figure
	CSV, SVGFile string
	Map          bool // keeps its proportions, and may be wider than a phone
}

// draw adds a chart to the page.
func (h *head) draw(f chart.Figure) *figure {
	h.drawn = append(h.drawn, f)
	file := "/figure/" + h.key + "/" + f.ID
	return &figure{f, file + ".csv" + h.query, file + ".svg" + h.query, f.Width > 0}
}

// newHead begins a page that a request asked for.
func (s *site) newHead(r *http.Request, name, section string) head {
	h := head{
		Name: name, key: name, Section: section, CSS: s.css, JS: s.js, Icon: s.icon,
		API: s.options.API, Version: service.Version(),
	}
	if year, err := s.lastYear.get(s.service.View()); err == nil { // the page itself says what is wrong
		h.DataYear = year
	}
	if r.URL.RawQuery != "" {
		h.query = "?" + r.URL.RawQuery
	}
	return h
}

// lastYear returns the last year of the reports behind the answers, 0 when there are none.
func lastYear(v service.View) (int, error) {
	a, err := v.Estimate(context.Background(), pay.Question{Brief: true})
	if err != nil {
		return 0, err
	}
	_, last := reportYears(a.Evidence.Layers)
	return last, nil
}

// trouble is an error as a reader meets it.
type trouble struct {
	Message, Hint, Field string
}

// problemOf returns an error's message for the reader and its status. The words of a fault of ours are for the
// log alone.
func (s *site) problemOf(r *http.Request, err error) (*trouble, int) {
	if errors.Is(err, errMethod) {
		return &trouble{Message: errMethod.Message, Hint: errMethod.Hint}, http.StatusMethodNotAllowed
	}
	status := problem.Status(pay.KindOf(err))
	e, ok := errors.AsType[*pay.Error](err)
	if !ok || status >= http.StatusInternalServerError {
		if !errors.Is(err, context.Canceled) {
			s.options.Log.ErrorContext(r.Context(), "a page failed", "path", r.URL.Path, "error", err)
		}
		return &trouble{Message: "something went wrong here", Hint: "try again; the log of the server says more"},
			status
	}
	return &trouble{e.Message, e.Hint, e.Field}, status
}

type errorPage struct{ head }

// redirect is an error that sends the reader to the address where the page is.
type redirect string

func (r redirect) Error() string { return "moved to " + string(r) }

// fragmentHeader asks for the part of a page that changes with the choices made on it.
const fragmentHeader = "Backpay-Fragment"

// page turns what builds a page into its handler: the page is made in full before a byte is written.
func (s *site) page(build func(*http.Request) (page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := build(r)
		var moved redirect
		if errors.As(err, &moved) {
			http.Redirect(w, r, string(moved), http.StatusMovedPermanently)
			return
		}
		if err != nil {
			e := &errorPage{head: s.newHead(r, "error", "")}
			e.Title = "Backpay"
			e.unanswered(s.problemOf(r, err))
			p = e
		}
		name := "layout"
		if r.Header.Get(fragmentHeader) != "" {
			name = "live"
		}
		h := p.top()
		var b bytes.Buffer
		if err := s.templates[h.Name].ExecuteTemplate(&b, name, p); err != nil {
			s.options.Log.ErrorContext(r.Context(), "a template failed", "page", h.Name, "error", err)
			http.Error(w, "something went wrong here", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Vary", "Accept-Language, "+fragmentHeader)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		write(w, r, h.Status, b.Bytes())
	}
}

// figure serves a page's figures as files, drawn from the same address.
func (s *site) figure(w http.ResponseWriter, r *http.Request) {
	builders := map[string]func(*http.Request) (page, error){"ask": s.ask, "compare": s.compare, "explore": s.explore,
		"advise": s.advise, "skills": s.skills, "career": s.career, "trend": s.trend, "freelance": s.freelance,
		"net": s.net, "offer": s.offer, "claims": s.claims, "company": s.company,
		"companies": s.companies, "method": s.method}
	file := r.PathValue("file")
	ext := path.Ext(file)
	build, ok := builders[r.PathValue("page")]
	if !ok || ext != ".svg" && ext != ".csv" {
		s.notFound(w, r)
		return
	}
	p, err := build(r)
	if err != nil {
		t, status := s.problemOf(r, err)
		http.Error(w, t.Message, status)
		return
	}
	for _, f := range p.top().drawn {
		if f.ID != strings.TrimSuffix(file, ext) {
			continue
		}
		w.Header().Set("Vary", "Accept-Language")
		if ext == ".csv" {
			w.Header().Set("Content-Type", "text/csv; charset=utf-8")
			write(w, r, 0, f.Table.CSV())
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Content-Disposition", `attachment; filename="backpay-`+f.ID+`.svg"`)
		write(w, r, 0, f.SVG())
		return
	}
	s.notFound(w, r)
}

func (s *site) notFound(w http.ResponseWriter, r *http.Request) {
	s.page(func(*http.Request) (page, error) {
		return nil, pay.Errorf(pay.NotFound, "there is no page here").WithHint("ask from the start page")
	})(w, r)
}

// write sends a body that is known in full, or says that the reader has it.
func write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	if status != 0 && status != http.StatusOK {
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_, _ = w.Write(body)
		return
	}
	hash := sha256.Sum256(body)
	tag := `W/"` + hex.EncodeToString(hash[:8]) + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(body)
}
