package catalog

import (
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
)

func TestByName(t *testing.T) {
	if len(All) == 0 {
		t.Fatal("there is no source")
	}
	seen := map[string]bool{}
	for _, want := range All {
		if seen[want.Name] {
			t.Errorf("two sources are called %q", want.Name)
		}
		seen[want.Name] = true
		got, err := ByName(" " + strings.ToUpper(want.Name) + " ")
		if err != nil || got.Title != want.Title {
			t.Errorf("%q gives %q, %v", want.Name, got.Title, err)
		}
		for what, said := range map[string]string{
			"title": want.Title, "layer": string(want.Layer), "measures": want.Measures, "bias": want.Bias,
			"licence": want.Licence, "credit": want.Credit, "URL": want.URL,
		} {
			if said == "" {
				t.Errorf("%s does not state its %s", want.Name, what)
			}
		}
		if want.Read == nil {
			t.Errorf("%s cannot be read", want.Name)
		}
	}
	_, err := ByName("nobody")
	if pay.KindOf(err) != pay.NotFound || !strings.Contains(err.(*pay.Error).Hint, All[0].Name) {
		t.Errorf("an unknown source gives %v", err)
	}
}
