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
)

// Import reads a file into the data directory, and answers from it at once: see intake.Import.
func (s *Service) Import(ctx context.Context, ask ImportAsk) (Report, error) {
	report, err := s.intake.Import(ctx, ask)
	if err != nil {
		return Report{}, err
	}
	return report, s.library.Refresh(ctx)
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
