package api

import (
	"sync"
)

// recent keeps the answers to the questions that were asked last, as bytes: pages and dashboards ask the
// same ones again and again. It holds two generations; when the younger one is full it becomes the older
// one, and what nobody asked for since then is forgotten.
type recent struct {
	mu           sync.Mutex
	fingerprint  string // what the answers were made from
	young, old   map[string][]byte
	bytes, limit int // of the younger generation
}

// newRecent returns a recent of at most two times limit bytes.
func newRecent(limit int) *recent {
	return &recent{limit: limit, young: map[string][]byte{}}
}

// get returns the answer to a question, nil when it is not known. The bytes must not be changed.
func (c *recent) get(fingerprint, question string) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.renew(fingerprint)
	if answer, ok := c.young[question]; ok {
		return answer
	}
	answer, ok := c.old[question]
	if ok {
		c.add(question, answer)
	}
	return answer
}

// put keeps the answer to a question.
func (c *recent) put(fingerprint, question string, answer []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.renew(fingerprint)
	c.add(question, answer)
}

// renew forgets answers that were made from something else.
func (c *recent) renew(fingerprint string) {
	if c.fingerprint != fingerprint {
		c.fingerprint, c.young, c.old, c.bytes = fingerprint, map[string][]byte{}, nil, 0
	}
}

func (c *recent) add(question string, answer []byte) {
	if c.bytes += len(question) + len(answer); c.bytes > c.limit {
		c.old, c.young, c.bytes = c.young, map[string][]byte{}, len(question)+len(answer)
	}
	c.young[question] = answer
}
