package catalog

import (
	"errors"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/sourcetest"
)

// FuzzRead hands any text to any source: it is read into records that hold what a record promises, or refused with
// an error that names the place and the mend.
func FuzzRead(f *testing.F) {
	for _, s := range All {
		f.Add(s.Name, "results_2024.csv", "Country,ConvertedCompYearly\nChile,5\n")
	}
	f.Fuzz(func(t *testing.T, which, file, text string) {
		s, err := ByName(which)
		if err != nil { // what a fuzzer makes of a name stands for a source all the same
			s = All[len(which)%len(All)]
		}
		in, err := source.NewInput(t.Context(), file, strings.NewReader(text), source.Options{})
		if err == nil {
			defer in.Close()
			result := &sourcetest.Result{Unknown: map[pay.Facet]map[string]int{}}
			if err = s.Read(t.Context(), in, result); err == nil {
				sourcetest.Check(t, s, result)
				return
			}
		}
		if e, ok := errors.AsType[*pay.Error](err); !ok || e.Place == "" {
			t.Errorf("%s: %q is refused with %v, which has no place", s.Name, text, err)
		}
	})
}
