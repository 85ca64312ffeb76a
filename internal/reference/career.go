package reference

import (
	"bytes"
	_ "embed"
	"sync"

	"github.com/backpay/backpay/internal/career"
)

//go:embed data/career.json.gz
var careerFile []byte

// Careers returns what is known of careers beside their pay. It is read when it is first asked for.
var Careers = sync.OnceValues(readCareers)

func readCareers() (*career.Table, error) { return career.Read(bytes.NewReader(careerFile)) }
