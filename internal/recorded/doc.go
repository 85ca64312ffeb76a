// Package recorded holds what the program answers to some 300 questions over all its faces, as a test: whoever changes
// an answer sees which, field by field, and says so by recording it anew (go test ./internal/recorded -update).
package recorded
