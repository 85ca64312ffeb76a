package estimate

import (
	"fmt"
	"iter"
	"math"
	"strings"

	"github.com/backpay/backpay/internal/dataset"
)

// fingerprints say whether a record is among those that a model was fitted to: a Bloom filter (Bloom 1970) over what
// the records say, whatever their source is called. Of records that are not, about one in a hundred seems to be.
type fingerprints struct{ bits []uint64 }

const (
	fingerprintBits   = 10 // for each record
	fingerprintHashes = 7
)

// newFingerprints makes the filter of records by their contentHash.
func newFingerprints(records []uint64) fingerprints {
	s := fingerprints{make([]uint64, max(1, (len(records)*fingerprintBits+63)/64))}
	for _, h := range records {
		for at := range s.positions(h) {
			s.bits[at/64] |= 1 << (at % 64)
		}
	}
	return s
}

// positions are those of the bits of a record.
func (s *fingerprints) positions(h uint64) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		step, size := mix(h)|1, uint64(len(s.bits))*64
		for range fingerprintHashes {
			if !yield(h % size) {
				return
			}
			h += step
		}
	}
}

// has reports whether a record was added, or seems to be.
func (s *fingerprints) has(r *dataset.Record) bool {
	if len(s.bits) == 0 {
		return false
	}
	for at := range s.positions(contentHash(r)) {
		if s.bits[at/64]>>(at%64)&1 == 0 {
			return false
		}
	}
	return true
}

// contentHash is Hash without the name of the source, and with all that the record says of its pay.
func contentHash(r *dataset.Record) uint64 {
	c := *r
	c.Source = strings.Join([]string{string(r.Basis), string(r.Component), fmt.Sprint(math.Round(r.Pay))}, "|")
	return Hash(&c)
}
