package packed

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func pack(t *testing.T, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, []byte(body)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadsWhatWriteWrote(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := rapid.SliceOf(rapid.Byte()).Draw(r, "body")
		var a, b bytes.Buffer
		if err := Write(&a, want); err != nil {
			r.Fatal(err)
		}
		if err := Write(&b, want); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			r.Fatalf("the same body gave other bytes (%v)", err)
		}
		if got, err := Read(&a, int64(len(want))); err != nil || !bytes.Equal(got, want) {
			r.Fatalf("%v, %v; want %v", got, err, want)
		}
		if _, err := Read(&b, int64(len(want))-1); err == nil {
			r.Fatal("more than the limit was unpacked")
		}
	})
}

func TestRefusesTheDamaged(t *testing.T) {
	whole := pack(t, "as many people as there are")
	for cut := range whole {
		if _, err := Read(bytes.NewReader(whole[:cut]), 100); err == nil {
			t.Errorf("the first %d of %d bytes were read as a whole file", cut, len(whole))
		}
	}
	whole[len(whole)-5] ^= 1 // of the checksum
	if _, err := Read(bytes.NewReader(whole), 100); err == nil {
		t.Error("a file was read whose checksum does not agree")
	}
}

func TestJSON(t *testing.T) {
	type table struct{ People int }
	var b bytes.Buffer
	if err := WriteJSON(&b, table{12}); err != nil {
		t.Fatal(err)
	}
	var got table
	if err := ReadJSON(&b, 100, &got); err != nil || got.People != 12 {
		t.Errorf("%v, %v", got, err)
	}
	for _, body := range []string{"", "{", `{"People":12,"Median":1}`, `{"People":12}{}`, `{"People":12} x`,
		`{"People":"many"}`} {
		if err := ReadJSON(bytes.NewReader(pack(t, body)), 100, &table{}); err == nil {
			t.Errorf("%q was read as a table", body)
		}
	}
}
