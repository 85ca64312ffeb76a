package intake

import (
	"context"
	"io"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
)

// ExportAsk says what to export.
type ExportAsk struct {
	Parquet  bool // Parquet instead of CSV
	Sources  []string
	Years    []int
	Layers   []pay.Layer // reported alone when empty
	Excluded bool        // with the rows that were set aside
}

// Export writes the records of a library.
func Export(ctx context.Context, l *library.Library, ask ExportAsk, w io.Writer) error {
	if len(l.State().Catalogue.Imports) == 0 {
		return pay.Errorf(pay.NoEvidence, "there are no records to export").At(l.Path()).
			WithHint("import some first: backpay import --help")
	}
	records := l.Records(ctx, dataset.Filter{
		Sources: ask.Sources, Years: ask.Years, Layers: ask.Layers, Excluded: ask.Excluded,
	})
	if ask.Parquet {
		return dataset.WriteParquet(w, records)
	}
	return dataset.WriteCSV(w, records)
}
