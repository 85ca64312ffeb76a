package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/backpay/backpay/client"
)

func TestCareer(t *testing.T) {
	c, base := newClient(t)
	q := client.Question{Role: "backend", Country: "Germany", Level: "senior"}
	career, err := c.Career(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if len(career.Steps) != 6 || !career.Steps[2].Asked || career.Steps[2].Change == nil ||
		career.Steps[2].Answer.Currency != "EUR" {
		t.Errorf("%+v", career.Steps)
	}
	if career.Outlook == nil || career.Outlook.Openings != 115.2 || career.Outlook.ChangePercent != 15.8 {
		t.Errorf("%+v", career.Outlook)
	}
	if len(career.Ways) < 10 || career.Ways[0].Ratio.Value <= 0 || len(career.Notes) == 0 {
		t.Errorf("%+v", career.Ways)
	}

	text, err := c.JobDescription(t.Context(), q)
	if err != nil || !strings.HasPrefix(text, "# Senior backend developer\n") || !strings.Contains(text, "CC BY 4.0") {
		t.Errorf("%v: %s", err, text)
	}
	if _, err := c.JobDescription(t.Context(), client.Question{Role: "backend"}); err == nil ||
		!strings.Contains(err.Error(), "a country") {
		t.Errorf("without a country: %v", err)
	}
	for range 2 { // made, and remembered
		resp, err := http.Get(base + "/v1/career/description?role=backend&country=DE&level=senior&locale=de")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || got != markdownType ||
			resp.Header.Get("ETag") == "" {
			t.Errorf("status %d, %s", resp.StatusCode, got)
		}
	}
}
