package reference

import (
	"bytes"
	_ "embed"
	"sync"

	"github.com/backpay/backpay/internal/trend"
)

//go:embed data/trend.json.gz
var trendFile []byte

// Trends returns what the public records and published medians say of the years. It is read when it is first
// asked for.
var Trends = sync.OnceValues(func() (*trend.Table, error) { return trend.Read(bytes.NewReader(trendFile)) })
