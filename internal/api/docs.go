package api

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"reflect"
	"slices"

	"github.com/backpay/backpay/internal/problem"
)

//go:embed docs.html
var docsPage string

//go:embed docs.css
var docsStyle []byte

// The documentation as its template sees it.
type (
	docsView struct {
		About      string
		Operations []docsOperation
		Problems   []docsProblem
	}
	docsOperation struct {
		ID, Method, Path, Summary, Example string
		Parameters                         []docsParameter
		Bodies, Answers                    []string
	}
	docsParameter struct {
		Name, About, Example string
		Required             bool
	}
	docsProblem struct {
		Code, Title string
		Status      int
	}
)

// documentation renders the page that describes the operations. It works without a network: it needs
// nothing but its style.
func documentation(operations []*operation) ([]byte, error) {
	view := docsView{About: about}
	for _, o := range operations {
		v := docsOperation{ID: o.id, Method: o.method, Path: o.path, Summary: o.summary,
			Answers: slices.Sorted(maps.Keys(o.answers))}
		if o.method == http.MethodGet {
			v.Example = o.example
		}
		for _, media := range slices.Sorted(maps.Keys(o.body)) {
			v.Bodies = append(v.Bodies, media+": "+o.body[media])
		}
		for _, f := range reflect.VisibleFields(reflect.TypeOf(o.query)) {
			if f.Anonymous {
				continue
			}
			p := docsParameter{Name: f.Tag.Get("query"), About: f.Tag.Get("doc"), Example: f.Tag.Get("example"),
				Required: f.Tag.Get("required") == "true"}
			switch p.Name {
			case "":
				p.Name, p.Required = f.Tag.Get("path"), true
			case "*":
				for _, name := range o.query.(namer).names() {
					v.Parameters = append(v.Parameters, docsParameter{Name: name, About: p.About})
				}
				continue
			}
			v.Parameters = append(v.Parameters, p)
		}
		view.Operations = append(view.Operations, v)
	}
	for code, p := range problem.Codes {
		view.Problems = append(view.Problems, docsProblem{code, p.Title, p.Status})
	}
	slices.SortFunc(view.Problems, func(a, b docsProblem) int {
		if a.Status != b.Status {
			return a.Status - b.Status
		}
		return bytes.Compare([]byte(a.Code), []byte(b.Code))
	})
	t, err := template.New("docs").Parse(docsPage)
	if err != nil {
		return nil, fmt.Errorf("reading the template of the documentation: %w", err)
	}
	var page bytes.Buffer
	if err := t.Execute(&page, view); err != nil {
		return nil, fmt.Errorf("rendering the documentation: %w", err)
	}
	return page.Bytes(), nil
}
