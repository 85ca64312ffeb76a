// Package api is the JSON API: it turns URLs into questions for package service and answers into JSON,
// and it describes itself in OpenAPI 3.1. It holds no rule of its own: what is valid and what is computed
// is the service's business.
//
// Its opinion: a question is a URL. Everything is asked by GET and can be cached, but for batches. A
// parameter that is not known, given twice or malformed is an error that names it, never ignored; errors
// are problem+json of RFC 9457.
//
// Its limit: handlers are plain, so that answering costs little beside the answer itself; limits of rate,
// of concurrency and of sizes that hold for everything that is served are package server's.
package api
