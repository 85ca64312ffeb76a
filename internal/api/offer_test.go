package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/client"
	"github.com/backpay/backpay/wire"
)

// everything is offers with all that an offer can have.
const everything = `{"currency": "EUR", "offers": [
	{"name": "today", "current": true, "country": "DE", "base": 78000, "hours": 38.5, "leave": 30, "holidays": 10,
	 "equity": {"value": 40000, "elapsed_months": 18, "refresher": 5000, "refresher_vesting": {"months": 36}}},
	{"name": "Austin", "country": "US", "region": "TX", "place": "Texas", "base": 165000, "raise": 4,
	 "bonus": {"share": 10, "amount": 500, "sure": 80},
	 "sign_on": {"amount": 20000, "clawback_months": 12, "pro_rata": true},
	 "equity": {"value": 120000,
	   "vesting": {"months": 48, "cliff_months": 12, "every_months": 3, "parts": [5, 15, 40, 40]}}},
	{"name": "Warsaw", "country": "PL", "employment": "invoice", "base": 260000, "remote": "remote", "notice_months": 1,
	 "private": {"shares": 8000, "strike": 2.5, "price": 10, "vesting": {"months": 48}},
	 "posted": {"low": 200000, "high": 230000}, "trial_months": 3}]}`

func TestOffers(t *testing.T) {
	c, base := newClient(t)
	who := client.Question{Role: "backend", Years: "6", Skills: []string{"go"}}
	o, err := c.Offers(t.Context(), who, []byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Results) != 3 || len(o.Markets) != 3 || len(o.Requests) != 2 ||
		len(o.BreakEvens) == 0 || len(o.Raises) != 2 {
		t.Fatalf("%d results, %d markets, %d requests, %d break-evens, %d raises",
			len(o.Results), len(o.Markets), len(o.Requests), len(o.BreakEvens), len(o.Raises))
	}
	for i, m := range o.Markets {
		if m.Check == nil || m.Check.Percentile <= 0 || m.Check.Answer.Component != "base" {
			t.Errorf("the market of %s is %+v", o.Results[i].Offer.Name, m)
		}
	}
	if o.Markets[2].Check.Answer.Profile.Employment != "freelance" || *o.Markets[2].Posted <= 1 {
		t.Errorf("an invoice above its range stands %+v", o.Markets[2])
	}
	if p := o.Markets[1].Check.Answer.Profile; p.Place != "US-TX" || p.Country != "US" || len(p.Skills) != 1 {
		t.Errorf("the market of Austin is of %+v", p)
	}

	// The answer is one that the client reads in full, and nothing keeps it.
	r := httptest.NewRequest(http.MethodPost, "/v1/offer?years=6", strings.NewReader(everything))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	w := httptest.NewRecorder()
	newAPI(t).ServeHTTP(w, r)
	if w.Header().Get("Cache-Control") != "no-store" || w.Code != http.StatusOK {
		t.Errorf("%d, kept by %q", w.Code, w.Header().Get("Cache-Control"))
	}
	body := w.Body.Bytes()
	var read wire.Offers
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&read); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(read)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fields(t, body), fields(t, again)); diff != "" {
		t.Errorf("not the same after the client read it (-server +client):\n%s", diff)
	}

	for _, tt := range []struct {
		path, media, body, code string
		status                  int
	}{
		{"/v1/offer", "text/plain", everything, "unsupported-media-type", http.StatusUnsupportedMediaType},
		{"/v1/offer", "application/json", "{", "invalid", http.StatusBadRequest},
		{"/v1/offer", "application/json", "", "invalid", http.StatusBadRequest},
		{"/v1/offer", "application/json", `{"offers": []}`, "invalid", http.StatusBadRequest},
		{"/v1/offer", "application/yaml", "offers:\n- name: x\n  salary: 1\n", "invalid", http.StatusBadRequest},
		{"/v1/offer", "application/json", strings.Repeat(" ", 70<<10), "invalid", http.StatusBadRequest},
		{"/v1/offer?role=wizard", "application/json", everything, "invalid", http.StatusBadRequest},
		{"/v1/offer?raise=many", "application/json", everything, "invalid", http.StatusBadRequest},
		{
			"/v1/offer", "application/json", strings.Replace(everything, `"PL"`, `"TR"`, 1), "not-found",
			http.StatusNotFound,
		},
	} {
		resp, err := http.Post(base+tt.path, tt.media, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		var p wire.Problem
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != tt.status || p.Code != tt.code || p.Hint == "" {
			t.Errorf("%.60s: %d %+v", tt.body, resp.StatusCode, p)
		}
	}
}

func TestTakeHome(t *testing.T) {
	c, _ := newClient(t)
	n, err := c.Net(t.Context(), client.NetQuestion{Amount: "85000 EUR", Country: "Germany"})
	if err != nil {
		t.Fatal(err)
	}
	if n.Gross != 85000 || n.Year != 2026 || n.Regime != "employee" || n.Net <= 0 || n.EmployerCost <= n.Gross ||
		!n.About {
		t.Errorf("net of 85,000 euros is %+v", n)
	}
	back, err := c.Gross(t.Context(), client.NetQuestion{Amount: "4000 EUR/month", Country: "DE", On: "2025"})
	if err != nil {
		t.Fatal(err)
	}
	if back.Net != 48000 || back.Year != 2025 || back.Given.Basis != "net" {
		t.Errorf("4,000 euros net a month are %+v", back)
	}
	_, err = c.Net(t.Context(), client.NetQuestion{Amount: "85000 EUR", Country: "DE", Region: "BY"})
	unknown, ok := errors.AsType[*client.Error](err)
	if !ok || unknown.Status != http.StatusNotFound || unknown.Hint == "" {
		t.Errorf("a region without a table: %v", err)
	}
	a := newAPI(t)
	r, _ := request(a, http.MethodGet, "/v1/net?amount=85000+EUR&country=DE")
	if kept := r.Header.Get("Cache-Control"); !strings.HasPrefix(kept, "private") {
		t.Errorf("somebody's pay may be kept by %q", kept)
	}
	net, err := c.Estimate(t.Context(), client.Question{Country: "DE", Basis: "net"})
	if err != nil || net.Basis != "net" {
		t.Errorf("a net answer is %v, %v", net, err)
	}
	_, err = c.Estimate(t.Context(), client.Question{Country: "TR", Basis: "net"})
	refused, ok := errors.AsType[*client.Error](err)
	if !ok || refused.Status != http.StatusUnprocessableEntity || refused.Field != "basis" {
		t.Errorf("net pay without a table: %v", err)
	}
}
