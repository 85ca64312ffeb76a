package library

import (
	"context"
	"sync"
	"sync/atomic"
)

// lazy is a value that is built when it is first asked for, by one build that all askers share. A value that is
// there costs one atomic load.
type lazy[T any] struct {
	owner context.Context // the library's: it ends builds, an asker does not
	build func(context.Context) (T, error)

	value atomic.Pointer[T]
	mu    sync.Mutex
	under *building[T] // the build under way, nil when there is none
}

// building is one attempt to build a value.
type building[T any] struct {
	done  chan struct{} // closed when value and err are final
	value T
	err   error
}

func newLazy[T any](owner context.Context, build func(context.Context) (T, error)) *lazy[T] {
	return &lazy[T]{owner: owner, build: build}
}

// get returns the value, and waits for it while it is built. A build that failed is tried again by the next call.
func (l *lazy[T]) get(ctx context.Context) (T, error) {
	if v := l.value.Load(); v != nil {
		return *v, nil
	}
	b := l.join()
	select {
	case <-b.done:
		return b.value, b.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// built returns the value if it has been built.
func (l *lazy[T]) built() (T, bool) {
	if v := l.value.Load(); v != nil {
		return *v, true
	}
	var none T
	return none, false
}

// join returns the build under way, and starts one where there is none.
func (l *lazy[T]) join() *building[T] {
	l.mu.Lock()
	defer l.mu.Unlock()
	if v := l.value.Load(); v != nil {
		b := &building[T]{done: make(chan struct{}), value: *v}
		close(b.done)
		return b
	}
	if l.under != nil {
		return l.under
	}
	b := &building[T]{done: make(chan struct{})}
	l.under = b
	go func() {
		b.value, b.err = l.build(l.owner)
		l.mu.Lock()
		if b.err == nil {
			l.value.Store(&b.value)
		}
		l.under = nil
		l.mu.Unlock()
		close(b.done)
	}()
	return b
}
