package architecture

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// modules lists the third-party modules that the program and its tests use directly, each with what it is
// for. A module that is not here fails the test: first ask whether the standard library does.
var modules = map[string]string{
	"charm.land/lipgloss/v2":                 "styles of the terminal",
	"github.com/ClickHouse/clickhouse-go/v2": "slices on ClickHouse: its native protocol",
	"github.com/charmbracelet/colorprofile":  "which colours a terminal shows, NO_COLOR",
	"github.com/chromedp/cdproto":            "tests: what chromedp says to the browser",
	"github.com/chromedp/chromedp":           "tests: the pages in a real browser",
	"github.com/danielgtaylor/huma/v2":       "OpenAPI 3.1 from the types of the API",
	"github.com/go-chi/httprate":             "limits of requests by address",
	"github.com/gofrs/flock":                 "one import at a time, on every platform",
	"github.com/google/go-cmp":               "tests: what differs",
	"github.com/klauspost/compress":          "Zstandard, and gzip at twice the standard library's speed",
	"github.com/parquet-go/parquet-go":       "Parquet",
	"github.com/prometheus/client_golang":    "metrics",
	"github.com/rogpeppe/go-internal":        "tests: the contract of the command line as scripts",
	"github.com/schollz/progressbar/v3":      "progress of imports",
	"github.com/spf13/cobra":                 "commands, flags, completion",
	"github.com/xuri/excelize/v2":            "tests: workbooks as another program writes them",
	"go.opentelemetry.io/otel":               "traces, when an endpoint is configured",
	"go.opentelemetry.io/otel/sdk":           "traces, when an endpoint is configured",
	"go.opentelemetry.io/otel/trace":         "traces, when an endpoint is configured",
	"go.yaml.in/yaml/v3":                     "mappings of tables",
	"golang.org/x/net":                       "a bound on connections; tests of the HTML",
	"golang.org/x/term":                      "whether and how wide a terminal is",
	"golang.org/x/text": "code pages of old files; the locale of a request; the order of " +
		"names; the composed letters of amounts",
	"pgregory.net/rapid": "tests of properties",
}

func TestModules(t *testing.T) {
	f, err := os.Open("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(lines.Text()), "require "))
		module, version, ok := strings.Cut(line, " v")
		if !ok || strings.HasSuffix(version, "// indirect") || strings.Contains(module, " ") {
			continue
		}
		seen[module] = true
		if modules[module] == "" {
			t.Errorf("%s is not in the list of modules: say what it is for, or do without", module)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	for module := range modules {
		if !seen[module] {
			t.Errorf("%s is in the list of modules and not in go.mod", module)
		}
	}
}
