package service

import (
	"context"
	"io"

	"github.com/backpay/backpay/internal/intake"
	"github.com/backpay/backpay/internal/reference"
)

// What is asked of imports and exports, and what they report.
type (
	ImportAsk  = intake.Ask
	Report     = intake.Report
	Label      = intake.Label
	ExportAsk  = intake.ExportAsk
	SourceInfo = intake.SourceInfo
	ImportRow  = intake.ImportRow
	Imported   = intake.Import
	AsideRow   = intake.AsideRow
	Suggestion = intake.Suggestion
	Trial      = intake.Trial
)

// Import reads a file into the data directory, and answers from it at once: see intake.Import.
func (s *Service) Import(ctx context.Context, ask ImportAsk) (Report, error) {
	report, err := s.intake.Import(ctx, ask)
	if err != nil {
		return Report{}, err
	}
	return report, s.library.Refresh(ctx)
}

// Suggest looks at a table and writes a mapping to start from: see intake.Suggest.
func (s *Service) Suggest(ctx context.Context, ask ImportAsk) (*Suggestion, error) {
	return intake.Suggest(ctx, ask)
}

// Try reports what an import of a table would make of it, and keeps nothing: see intake.Try.
func (s *Service) Try(ctx context.Context, ask ImportAsk) (*Trial, error) {
	return intake.Try(ctx, ask)
}

// Imports lists what was imported and what each import moved.
func (s *Service) Imports(ctx context.Context) ([]Imported, error) {
	return intake.Imports(ctx, s.library)
}

// Forget removes the import whose ID begins with a prefix, and answers without it at once.
func (s *Service) Forget(ctx context.Context, prefix string) (Imported, error) {
	forgotten, err := s.intake.Forget(prefix)
	if err != nil {
		return Imported{}, err
	}
	return forgotten, s.library.Refresh(ctx)
}

// Export writes records of the data directory.
func (s *Service) Export(ctx context.Context, ask ExportAsk, w io.Writer) error {
	return intake.Export(ctx, s.library, ask, w)
}

// Sources lists the sources with what is here of each, those of the user's own tables last.
func (v View) Sources() ([]SourceInfo, error) {
	embedded, err := reference.Counts()
	if err != nil {
		return nil, err
	}
	return intake.Sources(v.state.Catalogue, embedded), nil
}
