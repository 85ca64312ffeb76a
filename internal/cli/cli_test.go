package cli

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/testdata"
)

var update = flag.Bool("update", false, "write golden files")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"backpay": func() {
			os.Exit(Main(context.Background(), Environment{
				Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv,
			}))
		},
	})
}

// TestScripts runs the contract of the command line.
func TestScripts(t *testing.T) {
	run(t, "script", nil)
}

// TestScriptsOnPublicData runs the scripts that need the public data, which is at $PUBLIC.
func TestScriptsOnPublicData(t *testing.T) {
	dir, err := filepath.Abs(testdata.Dir(t))
	if err != nil {
		t.Fatal(err)
	}
	run(t, "public", func(env *testscript.Env) error {
		env.Setenv("PUBLIC", dir)
		return nil
	})
}

func run(t *testing.T, folder string, setup func(*testscript.Env) error) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in %s: %v", folder, err)
	}
	testscript.Run(t, testscript.Params{
		Files: files,
		Setup: func(env *testscript.Env) error {
			env.Setenv("BACKPAY_DIR", filepath.Join(env.WorkDir, "data"))
			env.Setenv("LANG", "C")
			if setup != nil {
				return setup(env)
			}
			return nil
		},
		UpdateScripts: *update,
	})
}

// TestDrawing compares the picture with a golden file, without colour and with the shades spelled out.
func TestDrawing(t *testing.T) {
	d := pay.Distribution{Mean: 72_000}
	for i, v := range []float64{40, 46, 53, 56, 59, 64, 68.4, 73, 79, 82, 87, 101, 117} {
		d.Q[i] = v * 1000
	}
	letters := map[shade]string{shadeTail: ".", shadeMost: "o", shadeHalf: "@"}
	for name, paint := range map[string]func(shade, string) string{
		"plain": func(_ shade, s string) string { return s },
		"shades": func(s shade, text string) string {
			if l, ok := letters[s]; ok {
				return strings.Map(func(r rune) rune {
					if r == ' ' {
						return r
					}
					return rune(l[0])
				}, text)
			}
			return text
		},
	} {
		got := strings.Join(drawing{d: d, pin: 85_000, columns: 72, rows: 5}.lines(paint), "\n") + "\n"
		golden := filepath.Join("testdata", "drawing-"+name+".txt")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", golden, diff)
		}
	}
}

// TestDrawingNeverBreaks draws distributions without spread, with a great one, and pins far off.
func TestDrawingNeverBreaks(t *testing.T) {
	flat, wide := pay.Distribution{}, pay.Distribution{}
	for i := range flat.Q {
		flat.Q[i] = 50_000
		wide.Q[i] = 10 * float64(int(1)<<(2*i))
	}
	for _, d := range []pay.Distribution{flat, wide} {
		for _, pin := range []float64{0, 1, 50_000, 1e12} {
			for _, columns := range []int{10, 76, 96} {
				lines := drawing{d: d, pin: pin, columns: columns,
					rows: 4}.lines(func(_ shade, s string) string { return s })
				for _, l := range lines[1:] {
					if n := len([]rune(l)); n > columns+1 {
						t.Errorf("a line of %d columns in a picture of %d", n, columns)
					}
				}
			}
		}
	}
}
