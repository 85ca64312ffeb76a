package library

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// TestLazyIsBuiltOnce: askers share one build, whichever of them gives up.
func TestLazyIsBuiltOnce(t *testing.T) {
	var builds atomic.Int32
	proceed, begun := make(chan struct{}), make(chan struct{})
	l := newLazy(t.Context(), func(ctx context.Context) (int, error) {
		if builds.Add(1) == 1 {
			close(begun)
		}
		<-proceed
		return 7, ctx.Err()
	})
	impatient, give := context.WithCancel(t.Context())
	var first sync.WaitGroup
	first.Go(func() {
		if _, err := l.get(impatient); !errors.Is(err, context.Canceled) {
			t.Errorf("the asker that gave up got %v", err)
		}
	})
	<-begun
	give()
	first.Wait()
	var others sync.WaitGroup
	for range 20 {
		others.Go(func() {
			if v, err := l.get(t.Context()); v != 7 || err != nil {
				t.Errorf("got %d, %v", v, err)
			}
		})
	}
	close(proceed)
	others.Wait()
	if n := builds.Load(); n != 1 {
		t.Errorf("built %d times", n)
	}
	if v, ok := l.built(); v != 7 || !ok {
		t.Errorf("built: %d, %v", v, ok)
	}
}

// TestLazyTriesAgain: a failure is told to those who waited for it, and not kept.
func TestLazyTriesAgain(t *testing.T) {
	broken := errors.New("broken")
	mended := false
	l := newLazy(t.Context(), func(context.Context) (string, error) {
		if !mended {
			return "", broken
		}
		return "whole", nil
	})
	for range 2 {
		if _, err := l.get(t.Context()); !errors.Is(err, broken) {
			t.Fatalf("got %v", err)
		}
	}
	mended = true
	if v, err := l.get(t.Context()); v != "whole" || err != nil {
		t.Errorf("after the mend got %q, %v", v, err)
	}
}
