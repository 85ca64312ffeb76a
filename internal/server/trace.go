package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
)

// tracing makes a span of each request and sends it to a collector.
type tracing struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
	parents  propagation.TraceContext
}

// tracesURL returns where an OTLP endpoint takes traces.
func tracesURL(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", pay.Errorf(pay.Invalid, "%q is no address of a trace collector", endpoint).In("trace").
			WithHint("write it as http://localhost:4318")
	}
	return strings.TrimRight(endpoint, "/") + "/v1/traces", nil
}

// newTracing returns tracing to a collector.
func newTracing(url string, log *slog.Logger) *tracing {
	to := collector{url: url, client: &http.Client{Timeout: 10 * time.Second}, log: log}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(to), sdktrace.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "backpay"), attribute.String("service.version", service.Version()),
	)))
	return &tracing{provider: provider, tracer: provider.Tracer("github.com/backpay/backpay/internal/server")}
}

// begin starts the span of a request, below the caller's when it sent one.
func (t *tracing) begin(r *http.Request) *http.Request {
	ctx := t.parents.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, _ = t.tracer.Start(ctx, r.Method, trace.WithSpanKind(trace.SpanKindServer))
	return r.WithContext(ctx)
}

// end ends the span of a request.
func (t *tracing) end(r *http.Request, route string, status int) {
	span := trace.SpanFromContext(r.Context())
	span.SetName(method(r) + " " + route[strings.IndexByte(route, ' ')+1:]) // a pattern may begin with its method
	span.SetAttributes(attribute.String("http.request.method", method(r)), attribute.String("http.route", route),
		attribute.Int("http.response.status_code", status))
	if status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, http.StatusText(status))
	}
	span.End()
}

// stop sends what has not been sent.
func (t *tracing) stop(ctx context.Context) error { return t.provider.Shutdown(ctx) }

// collector sends spans in OTLP's JSON encoding. The exporter of the OpenTelemetry project does the same,
// and links gRPC into the program, which is a third of its size, to make the one request below.
type collector struct {
	url    string
	client *http.Client
	log    *slog.Logger
}

// The messages of OTLP that a span needs; numbers of 64 bits are texts, as the encoding of protobuf in
// JSON has them.
type (
	otlpRequest struct {
		ResourceSpans []otlpResource `json:"resourceSpans"`
	}
	otlpResource struct {
		Resource   otlpAttributes `json:"resource"`
		ScopeSpans []otlpScope    `json:"scopeSpans"`
	}
	otlpScope struct {
		Spans []otlpSpan `json:"spans"`
	}
	otlpSpan struct {
		TraceID    string          `json:"traceId"`
		SpanID     string          `json:"spanId"`
		ParentID   string          `json:"parentSpanId,omitempty"`
		Name       string          `json:"name"`
		Kind       int             `json:"kind"`
		Start      string          `json:"startTimeUnixNano"`
		End        string          `json:"endTimeUnixNano"`
		Attributes []otlpAttribute `json:"attributes"`
		Status     otlpStatus      `json:"status"`
	}
	otlpStatus struct {
		Code    int    `json:"code,omitempty"`
		Message string `json:"message,omitempty"`
	}
	otlpAttributes struct {
		Attributes []otlpAttribute `json:"attributes"`
	}
	otlpAttribute struct {
		Key   string    `json:"key"`
		Value otlpValue `json:"value"`
	}
	otlpValue struct {
		String string `json:"stringValue,omitempty"`
		Int    string `json:"intValue,omitempty"`
	}
)

// The numbers that OTLP gives to what is used here.
const (
	otlpServer = 2 // a span's kind
	otlpError  = 2 // a status
)

// ExportSpans implements sdktrace.SpanExporter. Spans that cannot be sent are lost, and the log says so.
func (c collector) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if len(spans) == 0 {
		return nil
	}
	var scope otlpScope
	for _, s := range spans {
		out := otlpSpan{
			TraceID: s.SpanContext().TraceID().String(), SpanID: s.SpanContext().SpanID().String(),
			Name: s.Name(), Kind: otlpServer, Attributes: otlpAttributesOf(s.Attributes()),
			Start: strconv.FormatInt(s.StartTime().UnixNano(), 10), End: strconv.FormatInt(s.EndTime().UnixNano(), 10),
		}
		if parent := s.Parent(); parent.HasSpanID() {
			out.ParentID = parent.SpanID().String()
		}
		if s.Status().Code == codes.Error {
			out.Status = otlpStatus{Code: otlpError, Message: s.Status().Description}
		}
		scope.Spans = append(scope.Spans, out)
	}
	body, err := json.Marshal(otlpRequest{[]otlpResource{{
		Resource: otlpAttributes{otlpAttributesOf(spans[0].Resource().Attributes())}, ScopeSpans: []otlpScope{scope},
	}}})
	if err != nil {
		return fmt.Errorf("encoding spans: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("sending spans: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := c.client.Do(r)
	if err != nil {
		c.log.Warn("traces could not be sent", "error", err)
		return nil
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection is used again
	if resp.StatusCode >= 300 {
		c.log.Warn("traces were refused", "status", resp.StatusCode)
	}
	return nil
}

// Shutdown implements sdktrace.SpanExporter.
func (c collector) Shutdown(context.Context) error {
	c.client.CloseIdleConnections()
	return nil
}

func otlpAttributesOf(attributes []attribute.KeyValue) []otlpAttribute {
	out := make([]otlpAttribute, len(attributes))
	for i, kv := range attributes {
		out[i].Key = string(kv.Key)
		if kv.Value.Type() == attribute.INT64 {
			out[i].Value.Int = strconv.FormatInt(kv.Value.AsInt64(), 10)
		} else {
			out[i].Value.String = kv.Value.AsString()
		}
	}
	return out
}
