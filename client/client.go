// Package client asks a Backpay server what work pays. It imports only the standard library.
//
//	c := client.New("http://127.0.0.1:8080")
//	answer, err := c.Estimate(ctx, client.Question{Role: "backend", Country: "DE", Years: "6"})
//
// What the server refuses is an *Error, which says which field is at fault and what would be accepted. A
// server that has too much to do is asked again a few times, as it wishes; nothing else is.
package client

import (
	"bytes"
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

	"github.com/backpay/backpay/wire"
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
	wire.Problem
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

// Question asks about a job: see wire.Question.
type Question = wire.Question

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

// Values writes q as the parameters of an address.
func (q SliceQuestion) Values() url.Values {
	v := url.Values{}
	for name, values := range q.Facets {
		v[name] = values
	}
	texts := map[string]string{"by": q.By, "layer": q.Layer, "currency": q.Currency, "period": q.Period}
	for name, value := range texts {
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
func (c *Client) Estimate(ctx context.Context, q Question) (*wire.Answer, error) {
	return get[wire.Answer](ctx, c, "/v1/estimate", q.Values())
}

// Check asks where an amount, as people write it ("85000 EUR", "52.95 USD/hour"), stands among people of
// a job.
func (c *Client) Check(ctx context.Context, q Question, amount string) (*wire.Check, error) {
	v := q.Values()
	v.Set("amount", amount)
	return get[wire.Check](ctx, c, "/v1/check", v)
}

// Compare asks about two to four jobs, in the unit of the first.
func (c *Client) Compare(ctx context.Context, questions ...Question) (*wire.Comparison, error) {
	v := url.Values{}
	for _, q := range questions {
		v.Add("profile", q.Values().Encode())
	}
	return get[wire.Comparison](ctx, c, "/v1/compare", v)
}

// Slice asks for the exact pay of a slice of the server's own records.
func (c *Client) Slice(ctx context.Context, q SliceQuestion) (*wire.Slice, error) {
	return get[wire.Slice](ctx, c, "/v1/slice", q.Values())
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
func (c *Client) Convert(ctx context.Context, amount string, to ...string) (*wire.Conversion, error) {
	return get[wire.Conversion](ctx, c, "/v1/convert", url.Values{"amount": {amount}, "to": to})
}

// Vocabulary lists at most limit words of a facet that the beginning of a word may mean; with an empty
// beginning, all of them. A limit of 0 is the server's.
func (c *Client) Vocabulary(ctx context.Context, facet, beginning string, limit int) ([]wire.Entry, error) {
	v := url.Values{}
	if beginning != "" {
		v.Set("q", beginning)
	}
	if limit > 0 {
		v.Set("limit", strconv.Itoa(limit))
	}
	answer, err := get[struct {
		Facet   string       `json:"facet"`
		Entries []wire.Entry `json:"entries"`
	}](ctx, c, "/v1/taxonomy/"+url.PathEscape(facet), v)
	if err != nil {
		return nil, err
	}
	return answer.Entries, nil
}

// Sources lists what the answers rest on.
func (c *Client) Sources(ctx context.Context) ([]wire.Source, error) {
	answer, err := get[struct {
		Sources []wire.Source `json:"sources"`
	}](ctx, c, "/v1/sources", nil)
	if err != nil {
		return nil, err
	}
	return answer.Sources, nil
}

// Trend asks how the pay of a profile moved from year to year. The question can say role, country, years or
// level, currency and period; anything else is refused.
func (c *Client) Trend(ctx context.Context, q Question) (*wire.Trend, error) {
	return get[wire.Trend](ctx, c, "/v1/trend", q.Values())
}

// Advise asks what goes with more pay for a person of a job. amount, as people write it ("85000 EUR"), is
// the pay that changes are told on; when it is empty they are told on the median.
func (c *Client) Advise(ctx context.Context, q Question, amount string) (*wire.Advice, error) {
	v := q.Values()
	if amount != "" {
		v.Set("amount", amount)
	}
	return get[wire.Advice](ctx, c, "/v1/advise", v)
}

// Skills asks what skills go with in pay for the people of a job. kind is language, database, platform,
// framework or tool, by the order: premium, raw, share or name. Either may be empty. The question's own
// skills narrow the answer to them.
func (c *Client) Skills(ctx context.Context, q Question, kind, by string) (*wire.SkillsAnswer, error) {
	v := q.Values()
	if kind != "" {
		v.Set("kind", kind)
	}
	if by != "" {
		v.Set("by", by)
	}
	return get[wire.SkillsAnswer](ctx, c, "/v1/skills", v)
}

// Career asks for the ladder of a role: what each step pays, asks for and leads to. Level and years mark a
// step; what else the question says holds for every step.
func (c *Client) Career(ctx context.Context, q Question) (*wire.Career, error) {
	return get[wire.Career](ctx, c, "/v1/career", q.Values())
}

// JobDescription asks for the description of a job, as Markdown. The question must say role, country and
// level or years.
func (c *Client) JobDescription(ctx context.Context, q Question) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/v1/career/description?"+q.Values().Encode(), nil)
	if err != nil {
		return "", fmt.Errorf("making the request: %w", err)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return "", fmt.Errorf("asking %s: %w", c.base, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", refusal(resp)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", fmt.Errorf("reading the answer: %w", err)
	}
	return string(text), nil
}

// Freelance asks what a rate ("90 EUR/hour") is worth in employed pay, or employed pay ("85000 EUR/year") as a
// rate. Of q the role, the country, the years, the skills and the date are looked at; constants by name, as
// "leave", stand in place of the country's.
func (c *Client) Freelance(
	ctx context.Context, q Question, amount string, constants map[string]string,
) (*wire.Freelance, error) {
	v := Question{Role: q.Role, Country: q.Country, Years: q.Years, Skills: q.Skills, On: q.On}.Values()
	v.Set("amount", amount)
	for name, value := range constants {
		v.Set(name, value)
	}
	return get[wire.Freelance](ctx, c, "/v1/freelance", v)
}

// NetQuestion asks about pay before and after tax: see wire.NetQuestion.
type NetQuestion = wire.NetQuestion

// Net asks what is left of gross pay after tax and contributions, and what it costs the employer.
func (c *Client) Net(ctx context.Context, q NetQuestion) (*wire.Net, error) {
	return get[wire.Net](ctx, c, "/v1/net", q.Values())
}

// Gross asks which gross pay leaves a net one.
func (c *Client) Gross(ctx context.Context, q NetQuestion) (*wire.Net, error) {
	return get[wire.Net](ctx, c, "/v1/gross", q.Values())
}

// Offers compares two to four offers, given as a file of them in JSON or YAML (docs/offer.md). Of q the role, the
// years, the level, the skills, the date and the currency of the comparison are looked at.
func (c *Client) Offers(ctx context.Context, q Question, offers []byte) (*wire.Offers, error) {
	v := Question{
		Role: q.Role, Years: q.Years, Level: q.Level, Skills: q.Skills, On: q.On, Currency: q.Currency,
	}.Values()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/v1/offer?"+v.Encode(), bytes.NewReader(offers))
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	r.Header.Set("Content-Type", "application/yaml") // which JSON is, too
	return do[wire.Offers](c, r)
}

// Claims asks what the web says of backend pay, and where it stands in the evidence.
func (c *Client) Claims(ctx context.Context) ([]wire.Claim, error) {
	list, err := get[struct {
		Claims []wire.Claim `json:"claims"`
	}](ctx, c, "/v1/claims", url.Values{})
	if err != nil {
		return nil, err
	}
	return list.Claims, nil
}

// NamedCompanies asks where the employers that the web names as those that hire stand in the evidence.
func (c *Client) NamedCompanies(ctx context.Context) (*wire.NamedCompanies, error) {
	list, err := get[struct {
		Companies *wire.NamedCompanies `json:"companies"`
	}](ctx, c, "/v1/claims", url.Values{})
	if err != nil {
		return nil, err
	}
	return list.Companies, nil
}

// Company asks what an employer pays, in any spelling of its name. Of the question role, country, place, years and
// level count.
func (c *Client) Company(ctx context.Context, name string, q Question) (*wire.Company, error) {
	v := jobValues(q)
	v.Set("name", name)
	return get[wire.Company](ctx, c, "/v1/company", v)
}

// CompaniesQuestion asks for the employers that hire for a job in the USA.
type CompaniesQuestion struct {
	Question        // of which role, country, place, years and level count
	Least    int    // filings and ranges with pay, without which an employer is not listed; 0 is the server's default
	By       string // "pay", by what is sure of it, which is meant when it is empty, or "hires"
	Limit    int    // 0 is the server's default
}

// Companies asks for a list of employers.
func (c *Client) Companies(ctx context.Context, q CompaniesQuestion) (*wire.Companies, error) {
	v := jobValues(q.Question)
	if q.By != "" {
		v.Set("by", q.By)
	}
	if q.Least > 0 {
		v.Set("least", strconv.Itoa(q.Least))
	}
	if q.Limit > 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	return get[wire.Companies](ctx, c, "/v1/companies", v)
}

// jobValues writes what a question says of a job as employers are asked about it.
func jobValues(q Question) url.Values {
	job := Question{Role: q.Role, Country: q.Country, Place: q.Place, Years: q.Years, Level: q.Level}
	return job.Values()
}

// Batch asks many questions as they come and yields the answer or the error of each, in their order. It
// holds neither all questions nor all answers. An error that ends the batch is yielded last.
func (c *Client) Batch(ctx context.Context, questions iter.Seq[Question]) iter.Seq2[*wire.Answer, error] {
	return func(yield func(*wire.Answer, error) bool) {
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
				Row    int          `json:"row"`
				Answer *wire.Answer `json:"answer"`
				Error  *Error       `json:"error"`
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
	return do[T](c, r)
}

// do sends a request and reads its answer.
func do[T any](c *Client, r *http.Request) (*T, error) {
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
	e := &Error{Problem: wire.Problem{Status: resp.StatusCode}}
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
