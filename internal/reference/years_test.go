package reference

import (
	"math"
	"testing"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/estimate"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/source/stackoverflow"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/testdata"
)

// TestYearsOfCodingForetell: of people who state years of coding alone, pay is foretold better when these are turned
// into five equally likely numbers of professional years than when nothing is known of their years, and than when they
// are taken for professional years.
func TestYearsOfCodingForetell(t *testing.T) {
	people := sourcetest.Read(t, stackoverflow.Source, testdata.File(t, "stackoverflow", "2025-five-columns.csv.gz"))
	model, err := Model()
	if err != nil {
		t.Fatal(err)
	}
	var unknown, taken, turned, n float64
	for i, r := range people.Records {
		coding, known := r.Coding.Get()
		if i%6 != 0 || !known || r.Excluded != "" || len(r.Roles) == 0 {
			continue
		}
		ask := func(years ...float64) float64 { return lossOfMean(t, model, &r, years) }
		quantiles := taxonomy.ProfessionalYears(coding, r.Education)
		unknown, taken, turned, n = unknown+ask(), taken+ask(coding), turned+ask(quantiles[:]...), n+1
	}
	t.Logf("loss of %.0f people: %.4f without years, %.4f with years of coding for professional ones, %.4f turned",
		n, unknown/n, taken/n, turned/n)
	if n < 2000 || turned > .95*unknown || turned > .97*taken {
		t.Errorf(
			"turned, the loss is %.3f of that without years and %.3f of that with them as they are, over %.0f people",
			turned/unknown, turned/taken, n)
	}
}

// lossOfMean is the mean pinball loss over the deciles of log pay, of the mean of the answers for each number of years,
// or of the answer without any.
func lossOfMean(t *testing.T, model *estimate.Model, r *dataset.Record, years []float64) (loss float64) {
	t.Helper()
	asked := []pay.Years{{}}
	if len(years) > 0 {
		asked = asked[:0]
	}
	for _, y := range years {
		asked = append(asked, pay.YearsOf(y))
	}
	var deciles [9]float64
	for _, y := range asked {
		answer, err := model.Estimate(estimate.Question{
			Profile:  pay.Profile{Country: r.Country, Role: r.Roles[0], Education: r.Education, Years: y},
			Currency: "USD", On: time.Date(r.Year, time.July, 1, 0, 0, 0, 0, time.UTC),
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range deciles {
			deciles[i] += math.Log(answer.Distribution.At(float64(i+1)/10)) / float64(len(asked))
		}
	}
	for i, q := range deciles {
		p, d := float64(i+1)/10, math.Log(r.Pay)-q
		loss += max(p*d, (p-1)*d) / float64(len(deciles))
	}
	return loss
}
