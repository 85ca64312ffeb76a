// Package client asks a Backpay server what work pays. It imports only the standard library.
//
//	c := client.New("http://127.0.0.1:8080")
//	answer, err := c.Estimate(ctx, client.Question{Role: "backend", Country: "DE", Years: "6"})
//
// What the server refuses is an *Error, which says which field is at fault and what would be accepted. A
// server that has too much to do is asked again a few times, as it wishes; nothing else is.
package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client asks one server. It is safe for concurrent use.
type Client struct {
	base string
	http *http.Client
}

// New returns a client of the server at base, as "http://127.0.0.1:8080".
func New(base string) *Client {
	return &Client{base: strings.TrimRight(base, "/"), http: &http.Client{Timeout: time.Minute}}
}

// WithHTTP returns c asking through h, for another timeout, transport or proxy.
func (c *Client) WithHTTP(h *http.Client) *Client {
	return &Client{base: c.base, http: h}
}

// Error is what the server refused, as it said it.
type Error struct {
	Status int    `json:"status"` // of HTTP
	Code   string `json:"code"`   // the kind, for programs: "invalid", "not-found", "no-evidence", "busy", …
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Field  string `json:"field"` // the parameter at fault; may be empty
	Place  string `json:"place"` // where the fault is, as "row 3"; may be empty
	Hint   string `json:"hint"`  // what would be accepted; may be empty

	RetryAfter time.Duration `json:"-"` // when to ask again; 0 when the server did not say
}

// Error returns the place, the detail and the hint.
func (e *Error) Error() string {
	s := e.Detail
	if s == "" {
		s = http.StatusText(e.Status)
	}
	if e.Place != "" {
		s = e.Place + ": " + s
	}
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Question asks about a job. An empty field is not said, and the answer is then over the mix of people
// there. Words can be codes, names or aliases; Vocabulary lists them.
type Question struct {
	Role       string   `json:"role,omitempty"`
	Country    string   `json:"country,omitempty"`
	Place      string   `json:"place,omitempty"`
	Years      string   `json:"years,omitempty"` // of experience, 0 to 50
	Level      string   `json:"level,omitempty"`
	Industry   string   `json:"industry,omitempty"`
	OrgSize    string   `json:"org_size,omitempty"`
	Remote     string   `json:"remote,omitempty"`
	Employment string   `json:"employment,omitempty"`
	Education  string   `json:"education,omitempty"`
	Skills     []string `json:"skills,omitempty"`

	Currency  string `json:"currency,omitempty"`  // of the answer; empty: the country's own
	Period    string `json:"period,omitempty"`    // hour, day, week, month, year; empty: year
	Basis     string `json:"basis,omitempty"`     // gross, net; empty: gross
	Component string `json:"component,omitempty"` // base, total; empty: total
	On        string `json:"on,omitempty"`        // the date to answer for, as 2026-11; empty: today
	PPP       bool   `json:"ppp,omitempty"`       // at purchasing power, in international dollars
	Brief     bool   `json:"-"`                   // without effects, which answers faster
}

// values writes q as parameters.
func (q Question) values() url.Values {
	v := url.Values{}
	for _, p := range []struct{ name, value string }{
		{"role", q.Role}, {"country", q.Country}, {"place", q.Place}, {"years", q.Years}, {"level", q.Level},
		{"industry", q.Industry}, {"org_size", q.OrgSize}, {"remote", q.Remote}, {"employment", q.Employment},
		{"education", q.Education}, {"currency", q.Currency}, {"period", q.Period}, {"basis", q.Basis},
		{"component", q.Component}, {"on", q.On},
	} {
		if p.value != "" {
			v.Set(p.name, p.value)
		}
	}
	for _, s := range q.Skills {
		v.Add("skills", s)
	}
	if q.PPP {
		v.Set("ppp", "true")
	}
	if q.Brief {
		v.Set("explain", "false")
	}
	return v
}

// SliceQuestion asks about a slice of records.
type SliceQuestion struct {
	// Facets are conditions: a facet's name for any of its values, with not_ before it for none of them and
	// all_ for all; years, pay and year can be ranges, as 5..9.
	Facets   url.Values
	By       string    // a facet to group by; empty: one group
	Layer    string    // reported, official, posted; empty: reported
	Levels   []float64 // of the quantiles, between 0 and 1; nil: 0.1, 0.25, 0.5, 0.75, 0.9
	Bars     int       // of a histogram; 0: none
	Currency string    // empty: US dollars
	Period   string    // empty: a year
	Weighted bool      // count the people that records stand for, not records
}

func (q SliceQuestion) values() url.Values {
	v := url.Values{}
	for name, values := range q.Facets {
		v[name] = values
	}
	for name, value := range map[string]string{"by": q.By, "layer": q.Layer, "currency": q.Currency, "period": q.Period} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(q.Levels) > 0 {
		texts := make([]string, len(q.Levels))
		for i, l := range q.Levels {
			texts[i] = strconv.FormatFloat(l, 'f', -1, 64)
		}
		v.Set("levels", strings.Join(texts, ","))
	}
	if q.Bars > 0 {
		v.Set("bars", strconv.Itoa(q.Bars))
	}
	if q.Weighted {
		v.Set("weighted", "true")
	}
	return v
}

// Estimate asks what a job pays.
func (c *Client) Estimate(ctx context.Context, q Question) (*Answer, error) {
	return get[Answer](ctx, c, "/v1/estimate", q.values())
}

// Check asks where an amount, as people write it ("85000 EUR", "52.95 USD/hour"), stands among people of
// a job.
func (c *Client) Check(ctx context.Context, q Question, amount string) (*Check, error) {
	v := q.values()
	v.Set("amount", amount)
	return get[Check](ctx, c, "/v1/check", v)
}

// Compare asks about two to four jobs, in the unit of the first.
func (c *Client) Compare(ctx context.Context, questions ...Question) (*Comparison, error) {
	v := url.Values{}
	for _, q := range questions {
		v.Add("profile", q.values().Encode())
	}
	return get[Comparison](ctx, c, "/v1/compare", v)
}

// Slice asks for the exact pay of a slice of the server's own records.
func (c *Client) Slice(ctx context.Context, q SliceQuestion) (*Slice, error) {
	return get[Slice](ctx, c, "/v1/slice", q.values())
}

// Scorecard asks how right the answers were about records that the model never saw, as JSON. The error is
// of the code "not-found" where none was made.
func (c *Client) Scorecard(ctx context.Context) (json.RawMessage, error) {
	card, err := get[json.RawMessage](ctx, c, "/v1/scorecard", nil)
	if err != nil {
		return nil, err
	}
	return *card, nil
}

// Convert asks for an amount in another currency or period, or both.
func (c *Client) Convert(ctx context.Context, amount string, to ...string) (*Conversion, error) {
	return get[Conversion](ctx, c, "/v1/convert", url.Values{"amount": {amount}, "to": to})
}

// Vocabulary lists at most limit words of a facet that the beginning of a word may mean; with an empty
// beginning, all of them. A limit of 0 is the server's.
func (c *Client) Vocabulary(ctx context.Context, facet, beginning string, limit int) ([]Entry, error) {
	v := url.Values{}
	if beginning != "" {
		v.Set("q", beginning)
	}
	if limit > 0 {
		v.Set("limit", strconv.Itoa(limit))
	}
	answer, err := get[struct {
		Facet   string  `json:"facet"`
		Entries []Entry `json:"entries"`
	}](ctx, c, "/v1/taxonomy/"+url.PathEscape(facet), v)
	if err != nil {
		return nil, err
	}
	return answer.Entries, nil
}

// Sources lists what the answers rest on.
func (c *Client) Sources(ctx context.Context) ([]Source, error) {
	answer, err := get[struct {
		Sources []Source `json:"sources"`
	}](ctx, c, "/v1/sources", nil)
	if err != nil {
		return nil, err
	}
	return answer.Sources, nil
}

// Batch asks many questions as they come and yields the answer or the error of each, in their order. It
// holds neither all questions nor all answers. An error that ends the batch is yielded last.
func (c *Client) Batch(ctx context.Context, questions iter.Seq[Question]) iter.Seq2[*Answer, error] {
	return func(yield func(*Answer, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel() // ends the sending too
		body, rows := io.Pipe()
		go func() {
			enc := json.NewEncoder(rows)
			for q := range questions {
				if enc.Encode(q) != nil {
					break // the other end is closed
				}
			}
			_ = rows.Close() // it cannot fail
		}()
		defer func() { _ = body.Close() }() // nor can this
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/v1/estimate", body)
		if err != nil {
			yield(nil, fmt.Errorf("making the request: %w", err))
			return
		}
		r.Header.Set("Content-Type", "application/x-ndjson")
		whole := *c.http
		whole.Timeout = 0 // a batch takes as long as it takes
		resp, err := whole.Do(r)
		if err != nil {
			yield(nil, fmt.Errorf("asking %s: %w", c.base, err))
			return
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			yield(nil, refusal(resp))
			return
		}
		for dec := json.NewDecoder(resp.Body); ; {
			var line struct {
				Row    int     `json:"row"`
				Answer *Answer `json:"answer"`
				Error  *Error  `json:"error"`
			}
			err := dec.Decode(&line)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, fmt.Errorf("reading an answer: %w", err))
				return
			}
			if line.Error != nil {
				err = line.Error
			}
			if !yield(line.Answer, err) {
				return
			}
		}
	}
}

// attempts is how often a server that is busy is asked.
const attempts = 3

// get asks for a T.
func get[T any](ctx context.Context, c *Client, path string, v url.Values) (*T, error) {
	address := c.base + path
	if len(v) > 0 {
		address += "?" + v.Encode()
	}
	for attempt := 1; ; attempt++ {
		answer, err := once[T](ctx, c, address)
		refused, ok := errors.AsType[*Error](err)
		if !ok || refused.RetryAfter == 0 || attempt == attempts {
			return answer, err
		}
		select {
		case <-time.After(min(refused.RetryAfter, 10*time.Second)):
		case <-ctx.Done():
			return nil, err
		}
	}
}

func once[T any](ctx context.Context, c *Client, address string) (*T, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", c.base, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, refusal(resp)
	}
	answer := new(T)
	if err := json.NewDecoder(resp.Body).Decode(answer); err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	return answer, nil
}

// refusal returns the error that a response tells.
func refusal(resp *http.Response) error {
	e := &Error{Status: resp.StatusCode}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if json.Unmarshal(body, e) != nil {
		e.Detail = strings.TrimSpace(string(body[:min(len(body), 200)]))
	}
	e.Status = resp.StatusCode
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		e.RetryAfter = time.Duration(seconds) * time.Second
	}
	return e
}
