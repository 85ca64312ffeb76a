package intake

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/subset"
)

// Import is one import of the data directory.
type Import struct {
	ID       string                 `json:"id"`
	Source   string                 `json:"source"`
	Title    string                 `json:"title,omitempty"`
	Layer    pay.Layer              `json:"layer"`
	File     string                 `json:"file"`
	SHA256   string                 `json:"sha256"`
	Imported string                 `json:"imported"` // a date
	Years    []int                  `json:"years"`
	Read     int                    `json:"read"`
	Kept     int                    `json:"kept"`
	SetAside map[dataset.Reason]int `json:"set_aside"`
	Moved    *Moved                 `json:"moved,omitempty"` // nil where no record takes part
	// Damaged says what is wrong with a part of the import, and Mend which commands mend it.
	Damaged string `json:"damaged,omitempty"`
	Mend    string `json:"mend,omitempty"`
}

// Moved says how far an import moved the median of the country that most of its records are of, among all
// records of its layer here. Pay is compared as dollars a year at the prices of one year, whatever the basis.
type Moved struct {
	Country string  `json:"country"`
	Records int     `json:"records"` // of the import, there
	Others  int     `json:"others"`  // of other imports of the layer, there
	With    float64 `json:"median"`
	Without float64 `json:"median_without,omitempty"` // absent where there are no others
	Ratio   float64 `json:"ratio,omitempty"`          // of the two
}

// Imports lists the imports in the order in which they were made, with what each moved. It reads every record once;
// an import that is damaged is listed as such.
func Imports(ctx context.Context, l *library.Library) ([]Import, error) {
	catalogue := l.State().Catalogue
	list := make([]Import, 0, len(catalogue.Imports))
	paid := make([]map[string][]float64, 0, len(catalogue.Imports))
	for _, e := range catalogue.Imports {
		row := importOf(e)
		countries, err := payOf(ctx, l, row.ID, row.Layer)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			row.Damaged, row.Mend = err.Error(), e.Mend()
		}
		list, paid = append(list, row), append(paid, countries)
	}
	for i := range list {
		list[i].Moved = moved(list, paid, i)
	}
	return list, nil
}

// importOf says what the catalogue does of an import.
func importOf(e dataset.Entry) Import {
	counts := e.Counts()
	return Import{
		ID: e.ID, Source: e.Source, Title: e.Title, Layer: cmp.Or(e.Layer, pay.Reported), File: e.File,
		SHA256: e.SHA256, Imported: day(e), Years: e.Years,
		Read: counts.Read, Kept: counts.Kept, SetAside: counts.Excluded,
	}
}

// payOf returns the comparable pay of an import's records that take part, by country.
func payOf(ctx context.Context, l *library.Library, id string, layer pay.Layer) (map[string][]float64, error) {
	countries := map[string][]float64{}
	if layer == pay.Contributed { // which is not shown one by one
		return countries, nil
	}
	for r, err := range l.Records(ctx, dataset.Filter{Imports: []string{id}, Layers: []pay.Layer{layer}}) {
		if err != nil {
			return nil, err
		}
		if usd, err := subset.Comparable(r); err == nil {
			countries[r.Country] = append(countries[r.Country], usd)
		}
	}
	return countries, nil
}

// moved compares the median of an import's main country with and without it.
func moved(list []Import, paid []map[string][]float64, i int) *Moved {
	if len(paid[i]) == 0 {
		return nil
	}
	country := slices.MaxFunc(slices.Sorted(maps.Keys(paid[i])), func(a, b string) int {
		return len(paid[i][a]) - len(paid[i][b])
	})
	var others []float64
	for j := range list {
		if j != i && list[j].Layer == list[i].Layer {
			others = append(others, paid[j][country]...)
		}
	}
	all := slices.Concat(others, paid[i][country])
	m := &Moved{Country: country, Records: len(paid[i][country]), Others: len(others), With: median(all)}
	if len(others) > 0 {
		m.Without = median(others)
		m.Ratio = m.With / m.Without
	}
	return m
}

// median returns the median of values, of which there is one at least, and sorts them.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// Forget removes the import whose ID begins with a prefix, and returns what it was.
func (i *Intake) Forget(prefix string) (Import, error) {
	directory, err := dataset.OpenDirectory(i.Path)
	if err != nil {
		return Import{}, err
	}
	e, err := directory.Remove(prefix)
	if err != nil {
		return Import{}, err
	}
	return importOf(e), nil
}
