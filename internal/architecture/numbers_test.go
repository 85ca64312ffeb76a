package architecture

import (
	"go/ast"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

// forMachines are the functions outside package words that write numbers with decimals: for CSV and JSON, for fields
// of forms, for the coordinates of drawings. No person reads them, or must read them as a program would.
var forMachines = map[string]string{
	"internal/api/batch.go: write":         "CSV",
	"internal/chart/figure.go: CSV":        "CSV",
	"internal/chart/figure.go: percent":    "coordinates",
	"internal/chart/figure.go: px":         "coordinates",
	"internal/cli/advise.go: exact":        "CSV",
	"internal/cli/claims.go: share":        "CSV",
	"internal/cli/slice.go: levelName":     "names of columns, as p50",
	"internal/cli/slice.go: plain":         "CSV",
	"internal/cli/trend.go: trendCSV":      "CSV",
	"internal/service/predict.go: predict":   "CSV",
	"internal/web/freelance.go: freelance": "what a field of the form is set to",
}

// decimals finds a verb of package fmt that writes a number with decimals.
var decimals = regexp.MustCompile(`%[-+# 0]*(?:\[\d+\])?(?:\d+|\*)?(?:\.(?:\d+|\*))?[feEgG]`)

// TestWordsFormatsNumbers: a number for people is written by package words, as their locale does, and nowhere else
// in a face or below it.
func TestWordsFormatsNumbers(t *testing.T) {
	seen := map[string]bool{}
	for path, file := range sources(t, "internal", "cmd", "client", "wire") {
		folder := strings.Split(path, "/")[1]
		if folder != "cli" && folder != "web" && folder != "chart" && folder != "api" && folder != "service" {
			continue
		}
		for _, d := range file.Decls {
			name := "declarations"
			if f, ok := d.(*ast.FuncDecl); ok {
				name = f.Name.Name
			}
			where := path + ": " + name
			for _, what := range formats(d) {
				seen[where] = true
				if forMachines[where] == "" {
					t.Errorf("%s writes a number by %s: package words does, or say here that it is for machines",
						where, what)
				}
			}
		}
	}
	for where := range forMachines {
		if !seen[where] {
			t.Errorf("%s is excused and formats no number", where)
		}
	}
}

// formats lists what formats numbers in a declaration.
func formats(d ast.Decl) (found []string) {
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			of, ok := n.X.(*ast.Ident)
			if !ok {
				return true
			}
			switch call := of.Name + "." + n.Sel.Name; call {
			case "money.Format", "money.FormatValue", "strconv.FormatFloat", "strconv.AppendFloat":
				found = append(found, call)
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING && decimals.MatchString(n.Value) {
				found = append(found, decimals.FindString(n.Value))
			}
		}
		return true
	})
	return found
}
