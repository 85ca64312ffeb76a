package source

import (
	"math"
	"slices"
	"testing"

	"github.com/backpay/backpay/internal/dataset"
)

func TestAmount(t *testing.T) {
	for cell, want := range map[string]struct {
		value float64
		why   dataset.Reason
	}{
		"2200":    {2200, ""},
		"32.3":    {32.3, ""},
		"1E+17":   {1e17, ""},
		"":        {0, dataset.NoPay},
		"0":       {0, dataset.NoPay},
		"-5":      {0, dataset.NoPay},
		"NaN":     {0, dataset.Unreadable},
		"Inf":     {0, dataset.Unreadable},
		"1e999":   {0, dataset.Unreadable},
		"5 665":   {0, dataset.Unreadable},
		"about 5": {0, dataset.Unreadable},
	} {
		if value, why := Amount(cell); value != want.value || why != want.why {
			t.Errorf("Amount(%q) = %v, %q, want %v, %q", cell, value, why, want.value, want.why)
		}
	}
}

func TestBand(t *testing.T) {
	for _, c := range []struct{ low, high, want float64 }{
		{1000, 4000, 2000},
		{0, 500, 250},
		{6500, math.Inf(1), 6500},
	} {
		if got := Band(c.low, c.high); got != c.want {
			t.Errorf("Band(%v, %v) = %v, want %v", c.low, c.high, got, c.want)
		}
	}
}

func TestAppendSkills(t *testing.T) {
	got := AppendSkills([]string{"java"}, "C# / .NET, Java;PostgreSQL, flowery prose,,", ",;")
	if want := []string{"java", "csharp", "postgresql"}; len(got) < len(want) || got[0] != "java" || !slices.Contains(got, "csharp") || !slices.Contains(got, "postgresql") {
		t.Errorf("the skills are %q, want %q among them", got, want)
	}
	seen := map[string]bool{}
	for _, code := range got {
		if seen[code] {
			t.Errorf("%s is there twice", code)
		}
		seen[code] = true
	}
}

func TestTitles(t *testing.T) {
	var titles Titles
	for range 2 { // the second time from memory
		for title, outside := range map[string]bool{
			"Backend developer": false, "Product designer": false, "Sales manager": true, "HR": true, "other": true, "": false,
		} {
			if m := titles.Read(title); Outside(m.Role) != outside {
				t.Errorf("%q has the role %q, which is outside: %v", title, m.Role, !outside)
			}
		}
	}
}
