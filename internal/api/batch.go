package api

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/problem"
)

// Bounds of a batch. What is held in memory is one row, whatever the length of the batch.
const (
	maxBatch = 64 << 20         // bytes of a body
	maxRow   = 64 << 10         // bytes of a row
	patience = 30 * time.Second // for a client that neither sends nor takes anything
)

// maxBatches is how many batches are answered at a time; each keeps a core busy.
var maxBatches = max(1, runtime.GOMAXPROCS(0)/2)

// The media types of batches.
const (
	csvType    = "text/csv"
	ndjsonType = "application/x-ndjson"
)

type batchQuery struct {
	Explain bool `query:"explain" default:"false" doc:"with what each facet adds or takes, in NDJSON; takes longer"`
}

// batchLine is one line of a batch's answer as NDJSON.
type batchLine struct {
	Row    int              `json:"row"`
	Answer *pay.Answer      `json:"answer,omitempty"`
	Error  *problem.Problem `json:"error,omitempty"`
}

// batch returns the route of many questions at once: rows in, a line out for each, in their order. An
// error of a row is its line; the rest is answered.
func (a *API) batch() *operation {
	const rows = "the parameters of an estimate, a row each"
	o := &operation{
		method: http.MethodPost, path: "/v1/estimate", id: "estimates",
		summary: "What many jobs pay, a row each, streamed",
		query:   batchQuery{},
		answers: map[string]any{ndjsonType: batchLine{}, csvType: nil},
		body: map[string]string{
			csvType:    rows + ", named by a header; skills separated by semicolons",
			ndjsonType: rows + ", as a JSON object on a line of its own",
		},
	}
	d := newDecoder[batchQuery]()
	o.serve = func(w http.ResponseWriter, r *http.Request) error {
		q, err := d.read(r)
		if err != nil {
			return err
		}
		select {
		case a.batches <- struct{}{}:
			defer func() { <-a.batches }()
		default:
			w.Header().Set("Retry-After", "5")
			problem.Write(w,
				problem.New(problem.CodeBusy, "other batches are being answered", "send it again in a moment"))
			return nil
		}
		body := http.MaxBytesReader(w, r.Body, maxBatch)

		media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		var in rowReader
		switch media {
		case csvType:
			if in, err = newCSVRows(body); err != nil {
				return err
			}
		case ndjsonType, "application/jsonl", "application/ndjson":
			media = ndjsonType
			in = newJSONRows(body)
		default:
			problem.Write(w,
				problem.New(problem.CodeMedia, "the body's Content-Type is not one that is read here",
					"one of "+csvType+", "+ndjsonType))
			return nil
		}
		accept := r.Header.Get("Accept")
		for _, other := range []string{csvType, ndjsonType} {
			if strings.Contains(accept, other) && !strings.Contains(accept, media) {
				media = other
			}
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "no-store")
		connection := http.NewResponseController(w)
		// Answers are sent while rows are still coming. HTTP/2 does so anyway and says that it cannot be asked.
		_ = connection.EnableFullDuplex()
		a.answerRows(r, q, in, newLineWriter(w, media), connection)
		// A connection on which both sides talk at once can be used again only when all that was sent is read.
		_, _ = io.Copy(io.Discard, body)
		return nil
	}
	return o
}

// answerRows answers each row of a batch, until the client has gone or nothing can be read any more.
func (a *API) answerRows(
	r *http.Request, q batchQuery, in rowReader, out lineWriter, connection *http.ResponseController,
) {
	view := a.service.View() // one for all rows: a batch does not mix two states of the data
	for row := 1; r.Context().Err() == nil; row++ {
		if row%64 == 1 {
			until := time.Now().Add(patience)
			_, _ = connection.SetReadDeadline(until), connection.SetWriteDeadline(until) // where there are any
		}
		values, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		line := batchLine{Row: row}
		if err == nil {
			one := asks.defaults
			one.Explain = q.Explain
			if err = asks.readValues(&one, values); err == nil {
				var answer pay.Answer
				if answer, err = estimate(r.Context(), view, one); err == nil {
					line.Answer = &answer
				}
			}
		}
		if err != nil {
			p := problem.Of(at(err, "row "+strconv.Itoa(row)))
			if p.Status >= http.StatusInternalServerError {
				a.log.ErrorContext(r.Context(), "answering a row failed", "row", row, "error", err)
			}
			line.Error = &p
		}
		if out.write(line) != nil {
			return
		}
		if _, broken := errors.AsType[brokenError](err); broken {
			break
		}
	}
	_ = out.flush() // the client may have gone
}

// rowReader reads the rows of a batch as parameters. Its error is io.EOF after the last one, a
// brokenError when nothing can be read any more, and else of that row alone.
type rowReader interface {
	next() (url.Values, error)
}

// brokenError is an error after which the rest of a batch cannot be read.
type brokenError struct{ error }

// Unwrap returns the error itself.
func (e brokenError) Unwrap() error { return e.error }

func tooLong() error {
	return pay.Errorf(pay.Invalid, "a row of more than %d bytes", maxRow).
		WithHint("a row is one job; the rest was not read")
}

// meter counts what is read since its last row began and refuses a row that is too long.
type meter struct {
	r io.Reader
	n int
}

// Read implements io.Reader.
func (m *meter) Read(b []byte) (int, error) {
	if m.n > maxRow {
		return 0, tooLong()
	}
	n, err := m.r.Read(b)
	m.n += n
	return n, err
}

// csvRows reads rows of CSV.
type csvRows struct {
	in     *csv.Reader
	meter  *meter
	header []string
}

// newCSVRows reads the header, whose names are those of parameters.
func newCSVRows(r io.Reader) (*csvRows, error) {
	m := &meter{r: r}
	buffered := bufio.NewReader(m)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3)
	}
	c := &csvRows{in: csv.NewReader(buffered), meter: m}
	header, err := c.in.Read()
	if errors.Is(err, io.EOF) {
		return nil, pay.Errorf(pay.Invalid, "the body is empty").
			WithHint("a header, as role,country,years, and a row for each job")
	}
	if err != nil {
		return nil, csvError(err)
	}
	c.in.ReuseRecord = true
	for i, name := range header {
		if _, known := asks.params[name]; !known {
			return nil, asks.unknown(name)
		}
		if slices.Contains(header[:i], name) {
			return nil, pay.Errorf(pay.Invalid, "the column %s is there twice", name).In(name).
				WithHint("give each column once")
		}
	}
	c.header = header
	return c, nil
}

func (c *csvRows) next() (url.Values, error) {
	c.meter.n = 0
	cells, err := c.in.Read()
	if err != nil {
		return nil, csvError(err)
	}
	values := make(url.Values, len(cells))
	for i, cell := range cells {
		if cell != "" {
			values[c.header[i]] = []string{cell}
		}
	}
	return values, nil
}

// csvError tells an error of a row that is malformed from one of reading, after which nothing comes.
func csvError(err error) error {
	if errors.Is(err, io.EOF) {
		return err
	}
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		mend := pay.Errorf(pay.Invalid, "the row is not as the header says: %s", e.Err).
			WithHint("as many cells as the header, quoted as RFC 4180 says")
		if errors.Is(err, csv.ErrFieldCount) {
			return mend
		}
		return brokenError{mend}
	}
	return brokenError{readError(err)}
}

// readError is the error of a body that ended before its end.
func readError(err error) error {
	_, ours := errors.AsType[*pay.Error](err)
	_, large := errors.AsType[*http.MaxBytesError](err)
	if ours || large {
		return err
	}
	return pay.Errorf(pay.Invalid, "the body broke off").Because(err)
}

// jsonRows reads rows that are a JSON object each.
type jsonRows struct{ in *bufio.Scanner }

func newJSONRows(r io.Reader) *jsonRows {
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxRow)
	return &jsonRows{s}
}

func (j *jsonRows) next() (url.Values, error) {
	var line []byte
	for len(line) == 0 { // empty lines are no rows
		if !j.in.Scan() {
			switch err := j.in.Err(); {
			case err == nil:
				return nil, io.EOF
			case errors.Is(err, bufio.ErrTooLong):
				return nil, brokenError{tooLong()}
			default:
				return nil, brokenError{readError(err)}
			}
		}
		line = bytes.TrimSpace(j.in.Bytes())
	}
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&object); err != nil || object == nil || d.More() {
		return nil, pay.Errorf(pay.Invalid, "the row is no JSON object").
			WithHint(`an object on one line, as {"role": "backend", "country": "DE"}`).Because(err)
	}
	values := make(url.Values, len(object))
	for name, v := range object {
		texts, ok := textsOf(v)
		if !ok {
			return nil,
				pay.Errorf(pay.Invalid, "%q is neither text, a number, true or false nor a list of texts", name).
					In(plain(name)).
					WithHint(`as {"years": 6, "skills": ["go", "postgresql"]}`)
		}
		if len(texts) > 0 {
			values[name] = texts
		}
	}
	return values, nil
}

// textsOf returns a JSON value as the texts of a parameter.
func textsOf(v any) (texts []string, ok bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case string:
		return []string{v}, true
	case json.Number:
		return []string{v.String()}, true
	case bool:
		return []string{strconv.FormatBool(v)}, true
	case []any:
		for _, one := range v {
			s, ok := one.(string)
			if !ok {
				return nil, false
			}
			texts = append(texts, s)
		}
		return texts, true
	}
	return nil, false
}

// lineWriter writes the answer to each row of a batch.
type lineWriter interface {
	write(batchLine) error
	flush() error
}

func newLineWriter(w io.Writer, media string) lineWriter {
	if media == csvType {
		return &csvLines{out: csv.NewWriter(w)}
	}
	buffered := bufio.NewWriter(w)
	return &jsonLines{buffered, json.NewEncoder(buffered)}
}

// jsonLines writes a JSON object for each row.
type jsonLines struct {
	out *bufio.Writer
	enc *json.Encoder
}

func (j *jsonLines) write(l batchLine) error { return j.enc.Encode(l) }
func (j *jsonLines) flush() error            { return j.out.Flush() }

// csvLines writes a row for each row, below a header.
type csvLines struct {
	out     *csv.Writer
	started bool
}

// csvHeader names the columns of a batch's answer.
var csvHeader = func() []string {
	header := []string{"row", "currency", "period", "basis", "component", "n", "data_share", "median_low",
		"median_high"}
	for _, p := range pay.Levels {
		header = append(header, pay.LevelName(p))
	}
	return append(header, "mean", "error_code", "error_field", "error", "hint")
}()

func (c *csvLines) write(l batchLine) error {
	if err := c.start(); err != nil {
		return err
	}
	cells := make([]string, len(csvHeader))
	cells[0] = strconv.Itoa(l.Row)
	if e := l.Error; e != nil {
		copy(cells[len(cells)-4:], []string{e.Code, e.Field, e.Detail, e.Hint})
		return c.out.Write(cells)
	}
	a := l.Answer
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
	said := append(cells[:1], a.Currency, string(a.Period), string(a.Basis), string(a.Component),
		strconv.Itoa(a.Evidence.N), fmt.Sprintf("%.3f", a.Evidence.DataShare), number(a.Median.Low),
		number(a.Median.High))
	for _, q := range a.Distribution.Q {
		said = append(said, number(q))
	}
	_ = append(said, number(a.Distribution.Mean))
	return c.out.Write(cells)
}

// start writes the header once.
func (c *csvLines) start() error {
	if c.started {
		return nil
	}
	c.started = true
	return c.out.Write(csvHeader)
}

func (c *csvLines) flush() error {
	if err := c.start(); err != nil {
		return err
	}
	c.out.Flush()
	return c.out.Error()
}
