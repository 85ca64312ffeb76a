package slice_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

// reread makes an index that has been written and read back.
func reread(t testing.TB, l slice.Layer, rows []slice.Row) slice.Engine {
	t.Helper()
	var file bytes.Buffer
	if err := build(t, l, rows).(*slice.Index).Write(&file, "fingerprint"); err != nil {
		t.Fatal(err)
	}
	x, err := slice.Read(&file, "fingerprint", slice.Options{Layer: l.Name(), MinGroup: l.MinGroup()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func TestReread(t *testing.T) { slicetest.Conform(t, reread, 60) }

func TestReadRefuses(t *testing.T) {
	var file bytes.Buffer
	if err := build(t, layer(t), slicetest.Rough(1, 200)).(*slice.Index).Write(&file, "fingerprint"); err != nil {
		t.Fatal(err)
	}
	whole := file.String()
	read := func(content, fingerprint string) error {
		x, err := slice.Read(strings.NewReader(content), fingerprint, slice.Options{Layer: pay.Reported})
		if err == nil {
			x.Close()
		}
		return err
	}
	if err := read(whole, "fingerprint"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, content, fingerprint string
		why                        slice.Reason
	}{
		{"made from other data", whole, "finger-print", slice.Stale},
		{"made from other data of a like name", whole, "fingerprinz", slice.Stale},
		{"of another version", "backpay slices 0\n" + whole[len("backpay slices 0\n"):], "fingerprint", slice.Stale},
		{"something else", strings.Repeat("something else ", 10), "fingerprint", slice.Stale},
		{"nothing", "", "fingerprint", slice.Damaged},
		{"more", whole + "x", "fingerprint", slice.Damaged},
	} {
		if err := read(test.content, test.fingerprint); !errors.Is(err, test.why) {
			t.Errorf("%s: %v, want %s", test.name, err, test.why)
		}
	}
	for n := 0; n < len(whole); n += 1 + len(whole)/50 {
		if err := read(whole[:n], "fingerprint"); !errors.Is(err, slice.Damaged) {
			t.Errorf("cut after %d of %d bytes: %v, want %s", n, len(whole), err, slice.Damaged)
		}
		flipped := []byte(whole)
		flipped[n] ^= 4
		if err := read(string(flipped), "fingerprint"); err == nil {
			t.Errorf("a wrong byte at %d was not noticed", n)
		}
	}
}
