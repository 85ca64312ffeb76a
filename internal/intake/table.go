package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/table"
)

// Suggestion is a mapping to start from, and Trial what an import by a mapping would make of a file.
type (
	Suggestion = table.Suggestion
	Trial      = table.Trial
)

// Suggest looks at a table and writes a mapping to start from.
func Suggest(ctx context.Context, ask Ask) (*Suggestion, error) {
	in, err := openTable(ctx, ask)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return table.Suggest(ctx, in)
}

// Try reads a table by its mapping and reports what an import would make of it.
func Try(ctx context.Context, ask Ask) (*Trial, error) {
	if err := needsMapping(ask); err != nil {
		return nil, err
	}
	mapping, _, err := readMapping(ask.Mapping)
	if err != nil {
		return nil, err
	}
	in, err := openTable(ctx, ask)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return table.Try(ctx, mapping, in)
}

// needsMapping returns an error for a file of a publisher, whose columns need no mapping.
func needsMapping(ask Ask) error {
	if ask.Source == tableName {
		return nil
	}
	return pay.Errorf(pay.Invalid, "%s needs no mapping, so there is none to suggest or to try", ask.Source).
		WithHint("backpay import table --suggest FILE")
}

// openTable opens a file that a mapping describes, or will.
func openTable(ctx context.Context, ask Ask) (*source.Input, error) {
	if err := needsMapping(ask); err != nil {
		return nil, err
	}
	return source.Open(ctx, ask.File, source.Options{
		Year: ask.Year, Member: ask.Member, SHA256: ask.SHA256, Progress: ask.Progress,
	})
}

// readMapping reads a mapping and takes its checksum.
func readMapping(name string) (m *table.Mapping, checksum string, err error) {
	if name == "" {
		return nil, "", pay.Errorf(pay.Invalid, "a table needs a mapping of its columns").In("map").
			WithHint("backpay import table --suggest FILE > mapping.yaml writes one to start from")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, "", pay.Errorf(pay.NotFound, "the mapping cannot be read").At(name).Because(err).
			WithHint("give the path of a YAML file")
	}
	sum := sha256.Sum256(text)
	m, err = table.ReadMapping(bytes.NewReader(text), filepath.Base(name))
	return m, hex.EncodeToString(sum[:]), err
}
