package api

import (
	"fmt"
	"net/http"
	"testing"
)

func TestRecentAnswersAreTheSame(t *testing.T) {
	a := newAPI(t)
	for _, accept := range []string{jsonType, linkedType} {
		_, first := request(a, http.MethodGet, "/v1/estimate?country=DE", "Accept", accept)
		resp, again := request(a, http.MethodGet, "/v1/estimate?country=DE", "Accept", accept)
		if first != again || first == "" || resp.Header.Get("Content-Type") != accept || resp.Header.Get("ETag") == "" {
			t.Errorf("%s: %q, then %q", accept, first, again)
		}
	}
	if known := len(a.recent.young); known != 2 {
		t.Errorf("%d answers are kept", known)
	}
	request(a, http.MethodGet, "/v1/check?amount=5000+EUR&country=DE")
	request(a, http.MethodGet, "/v1/estimate?country=Atlantis")
	if known := len(a.recent.young); known != 2 {
		t.Errorf("somebody's pay, or an error, is kept: %d answers", known)
	}
}

func TestRecentIsBounded(t *testing.T) {
	const limit = 1000
	c := newRecent(limit)
	for i := range 1000 {
		c.put("f", fmt.Sprintf("%04d", i), make([]byte, 96))
		if got := c.get("f", "0000"); got == nil {
			t.Fatalf("what is asked for again and again was forgotten after %d others", i)
		}
	}
	if c.get("f", "0001") != nil {
		t.Error("nothing is forgotten")
	}
	if n := len(c.young) + len(c.old); n > 2*limit/100 {
		t.Errorf("%d answers of 100 bytes are kept within two times %d bytes", n, limit)
	}
	if c.get("another", "0000") != nil {
		t.Error("an answer outlived what it was made from")
	}
}
