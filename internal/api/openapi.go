package api

import (
	"net/http"
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/problem"
	"github.com/backpay/backpay/wire"
)

// distribution is how pay.Distribution is written, for the specification.
type distribution struct {
	Q05  float64 `json:"q05"`
	Q10  float64 `json:"q10"`
	Q20  float64 `json:"q20"`
	Q25  float64 `json:"q25"`
	Q30  float64 `json:"q30"`
	Q40  float64 `json:"q40"`
	Q50  float64 `json:"q50" doc:"the median"`
	Q60  float64 `json:"q60"`
	Q70  float64 `json:"q70"`
	Q75  float64 `json:"q75"`
	Q80  float64 `json:"q80"`
	Q90  float64 `json:"q90"`
	Q95  float64 `json:"q95"`
	Mean float64 `json:"mean"`
}

// about is what the specification says of the whole.
const about = `What work pays: a distribution with its evidence, its date and its caveats. Questions are URLs and
answers can be cached: they carry an ETag that changes with the program, the data and the day. A parameter that is not
known is an error. Errors are application/problem+json. No key and no account is asked for.`

// specification describes the operations in OpenAPI 3.1, with schemas made from the Go types.
func specification(operations []*operation) *huma.OpenAPI {
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	registry.RegisterTypeAlias(reflect.TypeFor[pay.Years](), reflect.TypeFor[float64]())
	registry.RegisterTypeAlias(reflect.TypeFor[pay.Distribution](), reflect.TypeFor[distribution]())
	spec := &huma.OpenAPI{
		OpenAPI:    "3.1.0",
		Info:       &huma.Info{Title: "Backpay", Version: "1", Description: about},
		Components: &huma.Components{Schemas: registry},
	}
	problems := map[string]*huma.MediaType{
		"application/problem+json": {Schema: registry.Schema(reflect.TypeFor[problem.Problem](), true, "Problem")},
	}
	for _, o := range operations {
		op := &huma.Operation{
			Method: o.method, Path: o.path, OperationID: o.id, Summary: o.summary,
			Parameters: parameters(registry, o.query),
			Responses: map[string]*huma.Response{
				strconv.Itoa(http.StatusOK): {Description: "The answer", Content: contents(registry, o.answers)},
				"default":                   {Description: "An error", Content: problems},
			},
		}
		if len(o.body) > 0 {
			op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
			for media, holds := range o.body {
				op.RequestBody.Content[media] = &huma.MediaType{
					Schema: &huma.Schema{Type: huma.TypeString, Description: holds}}
			}
		}
		spec.AddOperation(op)
	}
	return spec
}

// schemaName names the schema of a type. Packages that have a word in common with another lend theirs: a
// slice.Group is a SliceGroup.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch path.Base(t.PkgPath()) {
	case "slice":
		return "Slice" + name
	case "backtest":
		return "Score" + strings.TrimPrefix(name, "Score")
	}
	return name
}

// contents describes the bodies of a response by media type.
func contents(registry huma.Registry, answers map[string]any) map[string]*huma.MediaType {
	content := map[string]*huma.MediaType{}
	for media, body := range answers {
		content[media] = &huma.MediaType{}
		if body != nil {
			t := reflect.TypeOf(body)
			content[media].Schema = registry.Schema(t, true, t.Name())
		}
	}
	return content
}

// questionParameters describes all that a question can say.
func questionParameters() []*huma.Param {
	var params []*huma.Param
	for _, f := range wire.Fields {
		var q wire.Question
		schema := &huma.Schema{Type: huma.TypeString}
		switch f.Of(&q).(type) {
		case *[]string:
			schema = &huma.Schema{Type: huma.TypeArray, Items: schema}
		case *bool:
			schema.Type = huma.TypeBoolean
		}
		for _, value := range f.Enum {
			schema.Enum = append(schema.Enum, value)
		}
		if f.Example != "" {
			schema.Examples = []any{f.Example}
		}
		params = append(params, &huma.Param{Name: f.Name, In: "query", Description: f.Doc, Schema: schema})
	}
	return params
}

// parameters describes the fields of a query, as decoder reads them.
func parameters(registry huma.Registry, query any) []*huma.Param {
	var params []*huma.Param
	for _, f := range visible(reflect.TypeOf(query)) {
		if f.Type == reflect.TypeFor[wire.Question]() {
			params = append(params, questionParameters()...)
			continue
		}
		if f.Tag.Get("query") == "*" {
			for _, name := range query.(namer).names() {
				schema := &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}}
				params = append(params,
					&huma.Param{Name: name, In: "query", Schema: schema, Description: f.Tag.Get("doc")})
			}
			continue
		}
		schema := huma.SchemaFromField(registry, f, "")
		schema.Nullable = false
		p := &huma.Param{
			Name: f.Tag.Get("query"), In: "query", Description: schema.Description,
			Required: f.Tag.Get("required") == "true", Schema: schema,
		}
		if p.Name == "" {
			p.Name, p.In, p.Required = f.Tag.Get("path"), "path", true
		}
		schema.Description = ""
		params = append(params, p)
	}
	return params
}
