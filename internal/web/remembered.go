package web

import (
	"sync"

	"github.com/backpay/backpay/internal/service"
)

// remembered keeps what a page works out of all that is known, until that changes. A failure is not kept.
type remembered[T any] struct {
	build func(service.View) (T, error)

	mu    sync.Mutex
	of    string // the fingerprint that the value was made from; empty where there is none
	value T
}

// get returns the value for what is known now.
func (m *remembered[T]) get(v service.View) (T, error) {
	m.mu.Lock()
	value, of := m.value, m.of
	m.mu.Unlock()
	if of == v.Fingerprint() {
		return value, nil
	}
	value, err := m.build(v) // outside the lock: whoever asks meanwhile builds it too, and nobody waits for another
	if err != nil {
		return value, err
	}
	m.mu.Lock()
	m.of, m.value = v.Fingerprint(), value
	m.mu.Unlock()
	return value, nil
}
