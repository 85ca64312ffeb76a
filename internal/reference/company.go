package reference

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"

	"github.com/backpay/backpay/internal/company"
)

//go:embed data/company.bin
var companyFile []byte

// Companies returns what filings and advertised ranges say of employers. It is read when it is first asked for.
var Companies = sync.OnceValues(func() (*company.Table, error) {
	t, err := company.Read(bytes.NewReader(companyFile))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded companies: %w", err)
	}
	return t, nil
})
