package reference

import (
	"bytes"
	_ "embed"
	"sync"

	"github.com/backpay/backpay/internal/freelance"
)

//go:embed data/freelance.tsv
var freelanceFile []byte

// Freelancers returns what freelancers report of rates, billing and hours.
var Freelancers = sync.OnceValues(func() ([]freelance.Report, error) {
	return freelance.ReadReports(bytes.NewReader(freelanceFile))
})
