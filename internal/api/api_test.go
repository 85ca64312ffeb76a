package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/client"
	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/problem"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/wire"
)

var update = flag.Bool("update", false, "write golden files")

var november = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// newAPI returns the API over the embedded reference alone.
func newAPI(t testing.TB) *API {
	t.Helper()
	return newAPIOf(t, openService(t, t.TempDir()))
}

func openService(t testing.TB, dir string) *service.Service {
	t.Helper()
	s, err := service.Open(service.Config{
		Data: dir, Now: func() time.Time { return november }, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newAPIOfRecords returns the API over a hundred records of backend developers and twenty of others in
// Germany, and a scorecard.
func newAPIOfRecords(t testing.TB) *API {
	t.Helper()
	dir := t.TempDir()
	s := openService(t, dir)
	var rows strings.Builder
	rows.WriteString("role,country,years,pay,currency,period,basis,component,year\n")
	for i := range 120 {
		role := "backend"
		if i%6 == 5 {
			role = "sre"
		}
		fmt.Fprintf(&rows, "%s,DE,%d,%d,EUR,year,gross,base,2024\n", role, i%10, 60_000+200*i)
	}
	const mapping = `source: own
title: Our own
columns:
  role: {column: role}
  country: {column: country}
  years: {column: years}
  pay: {column: pay}
  currency: {column: currency}
  period: {column: period}
  basis: {column: basis}
  component: {column: component}
  year: {column: year}
`
	for name, text := range map[string]string{"own.csv": rows.String(), "map.yaml": mapping} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Import(t.Context(),
		service.ImportAsk{Source: "table", File: filepath.Join(dir, "own.csv"),
			Mapping: filepath.Join(dir, "map.yaml")}); err != nil {
		t.Fatal(err)
	}
	var card bytes.Buffer
	if err :=
		(&backtest.Scorecard{Title: "A trial", Scores: []backtest.Score{{Method: "model", N: 1}},
			Groups: []backtest.Group{}}).WriteJSON(&card); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "scorecard.json"), card.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return newAPIOf(t, s)
}

func newAPIOf(t testing.TB, s *service.Service) *API {
	t.Helper()
	a, err := New(s, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// newClient returns a client of an API that is being served.
func newClient(t *testing.T) (*client.Client, string) {
	t.Helper()
	server := httptest.NewServer(newAPI(t))
	t.Cleanup(server.Close)
	return client.New(server.URL), server.URL
}

// reply is the head of a response.
type reply struct {
	StatusCode int
	Header     http.Header
}

// request asks a handler and returns the response and its body.
func request(h http.Handler, method, target string, header ...string) (reply, string) {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return reply{w.Code, w.Header()}, w.Body.String()
}

func TestClientAsksEverything(t *testing.T) {
	c, _ := newClient(t)
	ctx := t.Context()
	german := client.Question{Role: "backend", Country: "Germany", Years: "6", Skills: []string{"go", "postgres"},
		Period: "month"}

	a, err := c.Estimate(ctx, german)
	if err != nil {
		t.Fatal(err)
	}
	if a.Currency != "EUR" || a.Period != "month" || a.Profile.Country != "DE" || a.Profile.Years != pay.YearsOf(6) {
		t.Errorf("the answer is of %+v in %s a %s", a.Profile, a.Currency, a.Period)
	}
	if d := a.Distribution; !(0 < d.At(.05) && d.At(.05) < d.At(.5) && d.At(.5) < d.At(.95)) ||
		a.Median.Low >= d.At(.5) || d.At(.5) >= a.Median.High {
		t.Errorf("the distribution is %+v, its median within %+v", d, a.Median)
	}
	if len(a.Effects) == 0 || len(a.Evidence.Layers) == 0 || !a.AsOf.Equal(november) {
		t.Errorf("%d effects, %d layers, as of %s", len(a.Effects), len(a.Evidence.Layers), a.AsOf)
	}
	german.Brief = true
	if brief, err := c.Estimate(ctx, german); err != nil || len(brief.Effects) != 0 ||
		brief.Distribution != a.Distribution {
		t.Errorf("asked for brevity: %+v, %v", brief, err)
	}

	check, err := c.Check(ctx, german, "€6k/month")
	if err != nil {
		t.Fatal(err)
	}
	if check.Amount.Value != 6000 || check.Percentile <= 0 || check.Percentile >= 1 || check.Margin <= 0 {
		t.Errorf("the check is %+v", check)
	}

	compared, err := c.Compare(ctx, german, client.Question{Country: "PL", Skills: []string{"go"}}, client.Question{})
	if err != nil {
		t.Fatal(err)
	}
	if len(compared.Answers) != 3 || len(compared.Beside) != 2 || compared.Answers[2].Currency != "USD" {
		t.Errorf("compared %+v", compared)
	}
	if m := compared.Exchange; m == nil || len(m.Pairs) != 3 || m.Pairs[0].Ratio != compared.Beside[0].Ratio ||
		!(m.Pairs[0].More > 0 && m.Pairs[0].More < 1) {
		t.Errorf("by exchange %+v", m)
	}
	if compared.Purchasing != nil || compared.Untold == "" { // the third profile has no country
		t.Errorf("at purchasing power %+v, %q", compared.Purchasing, compared.Untold)
	}
	if !slices.Equal(compared.Answers[1].Profile.Skills, []string{"go"}) {
		t.Errorf("the second profile is %+v", compared.Answers[1].Profile)
	}

	conversion, err := c.Convert(ctx, "52.95 USD/hour", "year", "EUR")
	if err != nil {
		t.Fatal(err)
	}
	if conversion.To.Currency != "EUR" || conversion.To.Period != "year" || conversion.Rate == nil ||
		conversion.Hours != 2080 {
		t.Errorf("converted %+v", conversion)
	}

	words, err := c.Vocabulary(ctx, "skills", "postg", 3)
	if err != nil || len(words) == 0 || words[0].Code != "postgresql" || words[0].Kind != "database" {
		t.Errorf("found %+v, %v", words, err)
	}
	roles, err := c.Vocabulary(ctx, "role", "", 0)
	if err != nil || len(roles) < 10 {
		t.Errorf("%d roles, %v", len(roles), err)
	}

	sources, err := c.Sources(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(sources, func(s wire.Source) bool { return s.Name == "stackoverflow" }); i < 0 ||
		sources[i].Embedded == 0 || sources[i].Licence == "" {
		t.Errorf("sources %+v", sources)
	}
}

func TestSlices(t *testing.T) {
	server := httptest.NewServer(newAPIOfRecords(t))
	t.Cleanup(server.Close)
	c := client.New(server.URL)
	whole, err := c.Slice(t.Context(),
		client.SliceQuestion{Facets: url.Values{"role": {"backend"}, "country": {"Germany"}, "years": {"0..9"}},
			Bars: 10})
	if err != nil {
		t.Fatal(err)
	}
	if s := whole.Whole; s == nil || s.N != 100 || len(s.Quantiles) != 5 || !slices.IsSorted(s.Quantiles) ||
		len(s.Bins) == 0 {
		t.Errorf("the slice is %+v", s)
	}
	groups, err := c.Slice(t.Context(), client.SliceQuestion{By: "role", Currency: "EUR"})
	if err != nil {
		t.Fatal(err)
	}
	if g := groups.Groups; g == nil || len(g.Groups) != 2 || g.Groups[0].Value != "backend" || g.Groups[1].N != 20 {
		t.Errorf("the groups are %+v", g)
	}
	worth, err := c.Freelance(t.Context(), client.Question{Country: "DE", Years: "6"}, "90 EUR/hour",
		map[string]string{"leave": "30"})
	if err != nil || worth.Hourly.Value != 90 || worth.Employed.Period != "year" || worth.Employees == nil ||
		len(worth.Steps) != 6 {
		t.Errorf("90 EUR an hour are worth %+v, %v", worth, err)
	}
	advice, err := c.Advise(t.Context(), client.Question{Country: "DE", Years: "6"}, "85000 EUR")
	if err != nil || advice.Base != 85_000 || len(advice.Moves) < 5 || len(advice.Unclear) < 5 ||
		advice.Moves[0].Low <= 1 {
		t.Errorf("the advice is %+v, %v", advice, err)
	}
	skills, err := c.Skills(t.Context(), client.Question{Country: "DE"}, "language", "share")
	if err != nil || len(skills.Skills) < 10 || skills.Skills[0].Share < skills.Skills[1].Share ||
		len(skills.Skills[0].With) == 0 {
		t.Errorf("the skills are %+v, %v", skills, err)
	}
	claims, err := c.Claims(t.Context())
	if err != nil || len(claims) < 10 || claims[0].Answer == nil || claims[0].Verdict == "" {
		t.Errorf("the claims are %+v, %v", claims, err)
	}
	card, err := c.Scorecard(t.Context())
	if err != nil || !strings.Contains(string(card), "A trial") {
		t.Errorf("the scorecard is %s, %v", card, err)
	}
}

// TestClientKnowsEveryField decodes the answers strictly: a field that the server writes and the client's
// types lack is an error.
func TestClientKnowsEveryField(t *testing.T) {
	a := newAPIOfRecords(t)
	known := map[string]any{
		"estimate": &wire.Answer{}, "check": &wire.Check{}, "compare": &wire.Comparison{},
		"convert": &wire.Conversion{}, "slice": &wire.Slice{},
		"net": &wire.Net{}, "gross": &wire.Net{},
		"career":    &wire.Career{},
		"trend":     &wire.Trend{},
		"freelance": &wire.Freelance{}, "advise": &wire.Advice{}, "skills": &wire.SkillsAnswer{},
		"claims": &struct {
			Claims    []wire.Claim        `json:"claims"`
			Companies wire.NamedCompanies `json:"companies"`
		}{},
		"company": &wire.Company{}, "companies": &wire.Companies{},
		"vocabulary": &struct {
			Facet   string       `json:"facet"`
			Entries []wire.Entry `json:"entries"`
		}{},
		"sources": &struct {
			Sources []wire.Source `json:"sources"`
		}{},
	}
	decoded := 0
	for _, o := range a.operations {
		into, ok := known[o.id]
		if !ok || o.method != http.MethodGet {
			continue
		}
		_, body := request(a, http.MethodGet, o.example)
		d := json.NewDecoder(strings.NewReader(body))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Errorf("%s: %v", o.id, err)
		}
		again, err := json.Marshal(into)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fields(t, []byte(body)), fields(t, again)); diff != "" {
			t.Errorf("%s is not the same after the client read it (-server +client):\n%s", o.id, diff)
		}
		decoded++
	}
	if decoded != len(known) {
		t.Errorf("%d of %d answers were looked at", decoded, len(known))
	}
}

// fields returns JSON as values, for a comparison that does not look at order and digits.
func fields(t *testing.T, b []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestErrorsAreProblems(t *testing.T) {
	c, base := newClient(t)
	for _, tt := range []struct {
		path, code, field string
		status            int
	}{
		{"/v1/estimate?country=Atlantis", "invalid", "country", 400},
		{"/v1/estimate?contry=DE", "invalid", "contry", 400},
		{"/v1/estimate?country=DE&country=FR", "invalid", "country", 400},
		{"/v1/estimate?years=1e400", "invalid", "years", 400},
		{"/v1/estimate?ppp=perhaps", "invalid", "ppp", 400},
		{"/v1/estimate?skills=go,wizardry", "invalid", "skills", 400},
		{"/v1/estimate?role=%ff", "invalid", "role", 400},
		{"/v1/estimate?role=back%E2%80%AEend", "invalid", "role", 400},
		{"/v1/estimate?role=" + strings.Repeat("a", 201), "invalid", "role", 400},
		{"/v1/estimate?a;b", "invalid", "", 400},
		{"/v1/estimate?facet=skills", "invalid", "facet", 400},
		{"/v1/slice?country=DE", "no-evidence", "", 422},
		{"/v1/slice?country=Atlantis", "invalid", "country", 400},
		{"/v1/slice?contry=DE", "invalid", "contry", 400},
		{"/v1/slice?levels=NaN", "invalid", "levels", 400},
		{"/v1/slice?by=shoes", "no-evidence", "", 422},
		{"/v1/check", "invalid", "amount", 400},
		{"/v1/check?amount=lots", "invalid", "amount", 400},
		{"/v1/compare", "invalid", "profile", 400},
		{"/v1/trend?country=IS&role=backend", "no-evidence", "", 422},
		{"/v1/trend?level=staff", "unsupported", "level", 422},
		{"/v1/trend?industry=finance", "invalid", "industry", 400},
		{"/v1/company", "invalid", "name", 400},
		{"/v1/company?name=gogle", "not-found", "company", 404},
		{"/v1/company?name=google&country=DE", "no-evidence", "country", 422},
		{"/v1/company?name=google&level=boss", "invalid", "level", 400},
		{"/v1/companies?country=DE", "no-evidence", "country", 422},
		{"/v1/companies?by=shoes", "invalid", "by", 400},
		{"/v1/companies?least=0", "invalid", "least", 400},
		{"/v1/companies?least=1000000", "no-evidence", "", 422},
		{"/v1/estimate?company=%21%21", "invalid", "company", 400},
		{"/v1/career?role=student", "unsupported", "role", 422},
		{"/v1/career?role=blockchain&country=VA", "no-evidence", "", 422},
		{"/v1/career?ladder=1", "invalid", "ladder", 400},
		{"/v1/career/description?role=backend&country=DE", "invalid", "level", 400},
		{"/v1/career/description?role=backend&country=DE&level=senior&locale=%00", "invalid", "locale", 400},
		{"/v1/compare?profile=country%3DDE", "invalid", "profile", 400},
		{"/v1/compare?profile=country%3DDE&profile=country%3DAtlantis", "invalid", "country", 400},
		{"/v1/compare?profile=country%3DDE&profile=land%3DDE", "invalid", "land", 400},
		{"/v1/convert?amount=5+EUR", "invalid", "to", 400},
		{"/v1/freelance", "invalid", "amount", 400},
		{"/v1/freelance?amount=80+EUR", "invalid", "amount", 400},
		{"/v1/freelance?amount=80+EUR/hour&leave=NaN", "invalid", "leave", 400},
		{"/v1/freelance?amount=80+EUR/hour&leave=1e400", "invalid", "leave", 400},
		{"/v1/freelance?amount=80+EUR/hour&employment=freelance", "invalid", "employment", 400},
		{"/v1/advise?amount=lots", "invalid", "amount", 400},
		{"/v1/advise?country=Atlantis", "invalid", "country", 400},
		{"/v1/advise?amount=85000+EUR&moves=1", "invalid", "moves", 400},
		{"/v1/skills?kind=cutlery", "invalid", "kind", 400},
		{"/v1/skills?by=luck", "invalid", "by", 400},
		{"/v1/skills?kind=database&skills=go", "no-evidence", "skill", 422},
		{"/v1/claims?country=DE", "invalid", "country", 400},
		{"/v1/convert?amount=5+EUR&to=doubloons", "invalid", "to", 400},
		{"/v1/taxonomy/shoe-size", "not-found", "facet", 404},
		{"/v1/taxonomy/role?limit=0", "invalid", "limit", 400},
		{"/v1/taxonomy?q=x", "invalid", "q", 400},
		{"/v1/openapi.json?x=1", "invalid", "x", 400},
		{"/v1/", "not-found", "", 404},
		{"/v1/estimate/", "not-found", "", 404},
	} {
		resp, err := http.Get(base + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		var p problem.Problem
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
			t.Errorf("%s: %v", tt.path, err)
		}
		resp.Body.Close()
		if resp.StatusCode != tt.status || p.Status != tt.status || p.Code != tt.code || p.Field != tt.field {
			t.Errorf("%s: status %d, problem %+v", tt.path, resp.StatusCode, p)
		}
		if p.Title == "" || p.Detail == "" || p.Hint == "" || p.Type != "/v1/docs#"+tt.code {
			t.Errorf("%s: the problem says too little: %+v", tt.path, p)
		}
		if got := resp.Header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s: content type %s", tt.path, got)
		}
		if got := resp.Header.Get("Cache-Control"); got != "no-store" || resp.Header.Get("ETag") != "" {
			t.Errorf("%s: an error may be cached: %s", tt.path, got)
		}
	}
	_, err := c.Estimate(t.Context(), client.Question{Country: "Germny"})
	refused, ok := errors.AsType[*client.Error](err)
	if !ok || refused.Code != "invalid" || refused.Field != "country" ||
		!strings.Contains(refused.Error(), "DE (Germany)") {
		t.Errorf("the client says %v", err)
	}
}

// TestEveryKindHasAStatus holds the table of problems to the kinds of errors.
func TestEveryKindHasAStatus(t *testing.T) {
	for _, kind := range []pay.Kind{pay.Invalid, pay.NotFound, pay.NoEvidence, pay.Unreadable, pay.Conflict,
		pay.Unsupported, pay.Internal} {
		p := problem.Of(pay.Errorf(kind, "a secret").WithHint("another"))
		if p.Status < 400 || p.Title == "" || p.Code != string(kind) {
			t.Errorf("%s: %+v", kind, p)
		}
		if hidden := p.Status >= 500; hidden == (p.Detail == "a secret") || hidden == (p.Hint == "another") {
			t.Errorf("%s, status %d, shows %q and %q", kind, p.Status, p.Detail, p.Hint)
		}
	}
	if p := problem.Of(errors.New("a secret")); p.Status != 500 || strings.Contains(p.Detail, "secret") {
		t.Errorf("an error without a kind is %+v", p)
	}
}

func TestMethods(t *testing.T) {
	a := newAPI(t)
	resp, body := request(a, http.MethodPut, "/v1/estimate")
	if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") != "GET, POST" ||
		!strings.Contains(body, problem.CodeMethod) {
		t.Errorf("PUT: %d, Allow %q, %s", resp.StatusCode, resp.Header.Get("Allow"), body)
	}
	if resp, _ := request(a, http.MethodDelete, "/v1/sources"); resp.StatusCode != http.StatusMethodNotAllowed ||
		resp.Header.Get("Allow") != "GET" {
		t.Errorf("DELETE: %d, Allow %q", resp.StatusCode, resp.Header.Get("Allow"))
	}
	if resp, _ := request(a, http.MethodHead, "/v1/estimate?country=DE"); resp.StatusCode != http.StatusOK {
		t.Errorf("HEAD: %d", resp.StatusCode)
	}
}

func TestAnswersCanBeCached(t *testing.T) {
	a := newAPI(t)
	const question = "/v1/estimate?country=DE"
	first, _ := request(a, http.MethodGet, question)
	tag := first.Header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) || !strings.Contains(tag, "2026-11-21") ||
		first.Header.Get("Cache-Control") != "public, max-age=300" {
		t.Fatalf("ETag %s, Cache-Control %s", tag, first.Header.Get("Cache-Control"))
	}
	for _, header := range []string{tag, `"other", ` + tag, "*"} {
		resp, body := request(a, http.MethodGet, question, "If-None-Match", header)
		if resp.StatusCode != http.StatusNotModified || body != "" || resp.Header.Get("ETag") != tag {
			t.Errorf("If-None-Match: %s gives %d, %q", header, resp.StatusCode, body)
		}
	}
	if resp, _ := request(a, http.MethodGet, question, "If-None-Match", `W/"other"`); resp.StatusCode != http.StatusOK {
		t.Errorf("another tag gives %d", resp.StatusCode)
	}
	linked, _ := request(a, http.MethodGet, question, "Accept", linkedType, "If-None-Match", tag)
	if linked.StatusCode != http.StatusOK || linked.Header.Get("Vary") != "Accept" {
		t.Errorf("the other media type gives %d, Vary %q", linked.StatusCode, linked.Header.Get("Vary"))
	}
	if resp, _ := request(a, http.MethodGet,
		"/v1/check?amount=5000+EUR&country=DE"); resp.Header.Get("Cache-Control") != "private, max-age=300" {
		t.Errorf("somebody's pay is %s", resp.Header.Get("Cache-Control"))
	}
}

func TestLinkedData(t *testing.T) {
	a := newAPI(t)
	const question = "/v1/estimate?role=backend&country=DE&period=month"
	resp, body := request(a, http.MethodGet, question, "Accept", "application/ld+json, application/json;q=0.5")
	if got := resp.Header.Get("Content-Type"); got != linkedType {
		t.Errorf("content type %s", got)
	}
	var linked map[string]any
	if err := json.Unmarshal([]byte(body), &linked); err != nil {
		t.Fatal(err)
	}
	_, plain := request(a, http.MethodGet, question)
	var answer wire.Answer
	if err := json.Unmarshal([]byte(plain), &answer); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"@context": "https://schema.org", "@type": "MonetaryAmountDistribution", "name": "backend developer in Germany",
		"currency": "EUR", "duration": "P1M",
	}
	for name, v := range map[string]float64{
		"percentile10": answer.Distribution.At(.1), "percentile25": answer.Distribution.At(.25),
		"median": answer.Distribution.At(.5), "percentile75": answer.Distribution.At(.75),
		"percentile90": answer.Distribution.At(.9),
	} {
		want[name] = math.Round(100*v) / 100
	}
	if diff := cmp.Diff(want, linked); diff != "" {
		t.Errorf("linked data (-want +got):\n%s", diff)
	}
	for _, p := range pay.Periods {
		if durations[p] == "" {
			t.Errorf("%s has no duration", p)
		}
	}
}

// TestSpecification compares the specification with a golden file: a change of the API is seen.
func TestSpecification(t *testing.T) {
	a := newAPI(t)
	resp, body := request(a, http.MethodGet, "/v1/openapi.json")
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d", resp.StatusCode)
	}
	golden := filepath.Join("testdata", "openapi.json")
	if *update {
		if err := os.WriteFile(golden, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), body); diff != "" {
		t.Errorf("the specification changed; go test ./internal/api -update if it should (-want +got):\n%s", diff)
	}
}

// TestAnswersAreAsSpecified asks every route for its example and validates the answer.
func TestAnswersAreAsSpecified(t *testing.T) {
	a := newAPIOfRecords(t)
	spec := specification(a.operations)
	registry := spec.Components.Schemas
	validated := 0
	validate := func(name string, schema *huma.Schema, body string) {
		var v any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var result huma.ValidateResult
		huma.Validate(registry, schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, v, &result)
		for _, err := range result.Errors {
			t.Errorf("%s: %v", name, err)
		}
		validated++
	}
	for _, o := range a.operations {
		if o.method != http.MethodGet {
			continue
		}
		resp, body := request(a, http.MethodGet, o.example)
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d: %s", o.example, resp.StatusCode, body)
			continue
		}
		content := spec.Paths[o.path].Get.Responses["200"].Content
		media, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
		if _, said := content[resp.Header.Get("Content-Type")]; !said {
			t.Errorf("%s: %s is not specified", o.id, media)
		}
		if c := content[media]; c != nil && c.Schema != nil {
			validate(o.id, c.Schema, body)
		}
	}
	_, body := request(a, http.MethodGet, "/v1/estimate?country=DE", "Accept", linkedType)
	validate("linked", spec.Paths["/v1/estimate"].Get.Responses["200"].Content[linkedType].Schema, body)
	_, body = request(a, http.MethodGet, "/v1/estimate?country=Atlantis")
	validate("problem",
		spec.Paths["/v1/estimate"].Get.Responses["default"].Content["application/problem+json"].Schema, body)
	_, body = request(a, http.MethodGet, "/v1/slice?country=DE&by=role")
	validate("groups", spec.Paths["/v1/slice"].Get.Responses["200"].Content[jsonType].Schema, body)
	if validated < 12 {
		t.Errorf("only %d answers were validated", validated)
	}
	// The specification of a distribution is written by hand beside its MarshalJSON.
	text, err := json.Marshal(pay.Distribution{})
	if err != nil {
		t.Fatal(err)
	}
	hand, err := json.Marshal(distribution{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, hand) {
		t.Errorf("a distribution is %s, specified as %s", text, hand)
	}
}

func TestDocumentationWorksOffline(t *testing.T) {
	a := newAPI(t)
	_, page := request(a, http.MethodGet, "/v1/docs")
	for _, bad := range []string{"<script", " style=", "<style", "http:", "https:", " src="} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q, which needs a network or is against the content policy", bad)
		}
	}
	for _, o := range a.operations {
		if !strings.Contains(page, `<section id="`+o.id+`">`) {
			t.Errorf("%s is not documented", o.id)
		}
	}
	for code := range problem.Codes {
		if !strings.Contains(page, `<tr id="`+code+`">`) {
			t.Errorf("%s is not documented", code)
		}
	}
	if resp, css := request(a, http.MethodGet, "/v1/docs.css"); resp.StatusCode != http.StatusOK ||
		strings.Contains(css, "url(") {
		t.Errorf("the style: status %d", resp.StatusCode)
	}
}

// TestEveryParameterIsAsked sets each parameter of an estimate to another value and sees the question
// change: none is decoded and then forgotten.
func TestEveryParameterIsAsked(t *testing.T) {
	for name := range asks.params {
		q := asks.defaults
		p := asks.params[name]
		text := "x"
		if p.field(reflect.ValueOf(&q).Elem()).Kind() == reflect.Bool {
			text = "true"
			if name == "explain" {
				text = "false"
			}
		}
		if err := asks.readValues(&q, url.Values{name: {text}}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if reflect.DeepEqual(asks.defaults, q) {
			t.Errorf("%s changes nothing", name)
		}
	}
	if len(asks.params) != len(wire.Fields)+1 {
		t.Errorf("%d parameters for the %d fields of a question, and explain", len(asks.params), len(wire.Fields))
	}
}
