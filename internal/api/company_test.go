package api

import (
	"strings"
	"testing"

	"github.com/backpay/backpay/client"
)

func TestCompanies(t *testing.T) {
	c, _ := newClient(t)
	google, err := c.Company(t.Context(), "Google LLC", client.Question{Role: "backend", Place: "California"})
	if err != nil || google.Code != "google" || google.Pay == nil || google.Rank == 0 || len(google.Groups) < 10 ||
		len(google.Alike) == 0 || google.Profile.Place != "US-CA" {
		t.Errorf("%+v, %v", google, err)
	}
	if _, err := c.Company(t.Context(), "gogle", client.Question{}); err == nil || !strings.Contains(err.Error(),
		"did you mean Google") {
		t.Errorf("a misspelt name is %v", err)
	}
	list, err := c.Companies(t.Context(), client.CompaniesQuestion{Question: client.Question{Role: "backend",
		Place: "California"}, Least: 20, By: "hires", Limit: 7})
	if err != nil || len(list.Companies) != 7 || list.Total < 50 || list.By != "hires" || list.Least != 20 ||
		list.Companies[0].Interval == nil {
		t.Errorf("%+v, %v", list, err)
	}
	named, err := c.NamedCompanies(t.Context())
	if err != nil || len(named.Companies) != 7 || named.Companies[2].Name != "Google" {
		t.Errorf("%+v, %v", named, err)
	}
	entries, err := c.Vocabulary(t.Context(), "company", "goog", 5)
	if err != nil || len(entries) == 0 || entries[0].Code != "google" {
		t.Errorf("the vocabulary lists %+v, %v", entries, err)
	}
	answer, err := c.Estimate(t.Context(), client.Question{Role: "backend", Country: "US", Company: "google"})
	if err != nil || answer.Profile.Company != "Google" || answer.Component != "base" {
		t.Errorf("%+v, %v", answer, err)
	}
}
