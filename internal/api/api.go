package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/problem"
	"github.com/backpay/backpay/internal/service"
)

// API is the handler of everything below /v1/. It is safe for concurrent use.
type API struct {
	service    *service.Service
	log        *slog.Logger
	mux        *http.ServeMux
	operations []*operation
	spec       []byte        // OpenAPI, as JSON
	page       []byte        // the documentation, as HTML
	batches    chan struct{} // as many as are being answered
	recent     *recent
}

// recentBytes is how much of answers is kept in each of two generations: some ten thousand answers.
const recentBytes = 16 << 20

// New returns the API of a service.
func New(s *service.Service, log *slog.Logger) (*API, error) {
	a := &API{service: s, log: log, mux: http.NewServeMux(), batches: make(chan struct{}, maxBatches),
		recent: newRecent(recentBytes)}
	a.operations = a.list()
	spec := specification(a.operations)
	var err error
	if a.spec, err = json.MarshalIndent(spec, "", "  "); err != nil {
		return nil, fmt.Errorf("writing the specification: %w", err)
	}
	if a.page, err = documentation(a.operations); err != nil {
		return nil, err
	}
	for _, o := range a.operations {
		a.mux.HandleFunc(o.method+" "+o.path, func(w http.ResponseWriter, r *http.Request) {
			if err := o.serve(w, r); err != nil {
				a.fail(w, r, err)
			}
		})
	}
	a.mux.HandleFunc("/v1/", a.unmatched)
	return a, nil
}

// list lists every route.
func (a *API) list() []*operation {
	estimateRoute := get(a, "/v1/estimate", "?role=backend&country=DE&years=6", "estimate", "What a job pays", estimate)
	estimateRoute.linked = func(v any) any { return linkedData(v.(pay.Answer)) }
	estimateRoute.answers[linkedType] = linkedDistribution{}
	checkRoute := get(a, "/v1/check", "?amount=85000+EUR&role=backend&country=DE&years=6", "check",
		"Where a pay stands among people like that", check)
	convertRoute := get(a, "/v1/convert", "?amount=52.95+USD/hour&to=year", "convert",
		"An amount in another currency or period", convert)
	freelanceRoute := get(a, "/v1/freelance", "?amount=90+EUR/hour&role=backend&country=DE&years=6", "freelance",
		"What a rate is worth in employed pay, and the other way round", rate)
	adviseRoute := get(a, "/v1/advise", "?amount=85000+EUR&role=backend&country=DE&years=6", "advise",
		"What goes with more pay, for a person of a job", advise)
	netRoute := get(a, "/v1/net", "?amount=85000+EUR/year&country=DE", "net",
		"What is left of gross pay after tax", net)
	grossRoute := get(a, "/v1/gross", "?amount=4000+EUR/month&country=DE", "gross",
		"Which gross pay leaves a net one", gross)
	netRoute.private, grossRoute.private = true, true
	checkRoute.private, convertRoute.private, freelanceRoute.private, adviseRoute.private = true, true, true, true
	return []*operation{
		estimateRoute,
		a.batch(),
		checkRoute,
		get(a, "/v1/compare", "?profile=country%3DDE%26years%3D6&profile=country%3DPL%26years%3D6", "compare",
			"Two to four jobs side by side, in one unit", compare),
		adviseRoute,
		get(a, "/v1/skills", "?role=backend&country=DE&kind=language", "skills", "What each skill goes with in pay",
			skills),
		get(a, "/v1/career", "?role=backend&country=DE", "career",
			"The ladder of a role, ways in, outlook and who files for people", ladder),
		get(a, "/v1/career/description", "?role=backend&country=DE&level=senior", "description",
			"The description of a job, as Markdown", description),
		get(a, "/v1/company", "?name=google&role=backend", "company",
			"What an employer pays: by role, level, place and year", company),
		get(a, "/v1/companies", "?role=backend&place=California&limit=20", "companies",
			"The employers that hire, by what is sure of their pay", companies),
		get(a, "/v1/trend", "?role=backend&country=DE", "trend",
			"Pay by year, with changes of mix apart from changes of pay", trend),
		get(a, "/v1/slice", "?role=backend&country=DE&years=5..9", "slice",
			"The exact pay of a slice of your own records", exactly),
		convertRoute,
		netRoute,
		grossRoute,
		a.offer(),
		freelanceRoute,
		get(a, "/v1/claims", "", "claims", "What the web says of backend pay, and where it stands in the evidence",
			claims),
		get(a, "/v1/taxonomy", "", "facets", "The facets that have a vocabulary", facets),
		get(a, "/v1/taxonomy/{facet}", "?q=postg", "vocabulary",
			"The words of a facet, or those that a beginning may mean", vocabulary),
		get(a, "/v1/sources", "", "sources", "What the answers rest on, with licences and dates", sources),
		get(a, "/v1/scorecard", "", "scorecard", "How right the answers were about records never seen", scorecard),
		a.file("/v1/openapi.json", "openapi", "This specification", "application/json",
			func() []byte { return a.spec }),
		a.file("/v1/docs", "docs", "The documentation", "text/html; charset=utf-8", func() []byte { return a.page }),
		a.file("/v1/docs.css", "style", "The style of the documentation", "text/css; charset=utf-8",
			func() []byte { return docsStyle }),
	}
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// unmatched answers what no route does: the path is unknown, or it is and the method is not.
func (a *API) unmatched(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		_, pattern := a.mux.Handler(&http.Request{Method: method, URL: r.URL, Host: r.Host})
		if strings.HasPrefix(pattern, method) {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		problem.Write(w, problem.New(string(pay.NotFound), "nothing is served at this path", "see /v1/docs"))
		return
	}
	allow := strings.Join(allowed, ", ")
	w.Header().Set("Allow", allow)
	problem.Write(w, problem.New(problem.CodeMethod, r.Method+" is not allowed here", "one of "+allow))
}

// operation is one route: how it is served and what the specification says of it.
type operation struct {
	method, path, id, summary string
	example                   string // a URL that asks it something

	serve   func(http.ResponseWriter, *http.Request) error
	query   any               // the zero value of the struct that its parameters are read into
	answers map[string]any    // the zero value of each media type's body; nil for one that is no JSON
	body    map[string]string // what each media type of the request's body holds
	private bool              // holds somebody's pay, which no shared cache may keep
	linked  func(any) any     // the answer as linked data; nil when it is told in no other way
}

// jsonType is the media type of answers that are not asked for in another.
const jsonType = "application/json"

// get returns the route of a question asked by GET: answer gets the parameters, and what it returns is
// the body.
func get[Q, A any](
	a *API, path, example, id, summary string, answer func(context.Context, service.View, Q) (A, error),
) *operation {
	o := &operation{method: http.MethodGet, path: path, example: strings.Replace(path, "{facet}", "skills", 1) +
		example, id: id, summary: summary}
	var (
		query Q
		body  A
	)
	usual := jsonType
	o.query, o.answers = query, map[string]any{jsonType: body}
	if _, isText := any(body).(markdown); isText {
		usual, o.answers = markdownType, map[string]any{markdownType: nil}
	}
	d := newDecoder[Q]()
	o.serve = func(w http.ResponseWriter, r *http.Request) error {
		q, err := d.read(r)
		if err != nil {
			return err
		}
		media := usual
		if o.linked != nil {
			w.Header().Add("Vary", "Accept")
			if strings.Contains(r.Header.Get("Accept"), linkedType) {
				media = linkedType
			}
		}
		view := a.service.View()
		fingerprint := view.Fingerprint()
		if unchanged(w, r, fingerprint, media, o.private) {
			return nil
		}
		question := media + r.URL.Path + "?" + r.URL.RawQuery
		if known := a.recent.get(fingerprint, question); known != nil {
			return write(w, media, known)
		}
		v, err := answer(r.Context(), view, q)
		if err != nil {
			return err
		}
		var told any = v
		if media == linkedType {
			told = o.linked(v)
		}
		var text []byte
		if said, isText := told.(markdown); isText {
			text = []byte(said)
		} else {
			if text, err = json.Marshal(told); err != nil {
				return fmt.Errorf("encoding the answer: %w", err)
			}
			text = append(text, '\n')
		}
		if !o.private {
			a.recent.put(fingerprint, question, text)
		}
		return write(w, media, text)
	}
	return o
}

// file returns the route of a file that changes only with the program.
func (a *API) file(path, id, summary, media string, content func() []byte) *operation {
	d := newDecoder[struct{}]()
	o := &operation{method: http.MethodGet, path: path, example: path, id: id, summary: summary, query: struct{}{}}
	o.answers = map[string]any{media: nil}
	o.serve = func(w http.ResponseWriter, r *http.Request) error {
		if _, err := d.read(r); err != nil {
			return err
		}
		if unchanged(w, r, a.service.View().Fingerprint(), media, false) {
			return nil
		}
		return write(w, media, content())
	}
	return o
}

// freshFor is how long a cache may answer in the server's place before it asks whether that has changed.
const freshFor = "300"

// unchanged says in the header for what an answer holds, and answers for a client that has it already. An
// answer changes with the program, the data and the day, which the fingerprint stands for.
func unchanged(w http.ResponseWriter, r *http.Request, fingerprint, media string, private bool) bool {
	if media == linkedType {
		fingerprint += "-ld"
	}
	tag := `W/"` + fingerprint + `"` // weak: a compressed answer is another string of bytes
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, max-age="+freshFor)
	if private {
		h.Set("Cache-Control", "private, max-age="+freshFor)
	}
	for have := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if have = strings.TrimSpace(have); have == tag || have == "*" {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

// write answers with a body that is whole.
func write(w http.ResponseWriter, media string, body []byte) error {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body) //nolint:errcheck // the client has gone
	return nil
}
