package intake

import (
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/catalog"
)

// SourceInfo is a publisher whose files can be imported, with what is here of it.
type SourceInfo struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	Layer    pay.Layer   `json:"layer"`
	Measures string      `json:"measures"`
	Bias     string      `json:"bias"`
	Licence  string      `json:"licence"`
	Credit   string      `json:"credit"`
	URL      string      `json:"url"`
	Embedded int         `json:"embedded"` // records behind the embedded reference
	Imports  []ImportRow `json:"imports"`
}

// ImportRow is one imported file.
type ImportRow struct {
	ID       string                 `json:"id"`
	File     string                 `json:"file"`
	SHA256   string                 `json:"sha256"`
	Imported string                 `json:"imported"` // a date
	Years    []int                  `json:"years"`
	Kept     int                    `json:"kept"`
	SetAside map[dataset.Reason]int `json:"set_aside"`
}

// Sources lists the sources with what a catalogue holds of each, those of the user's own tables last. embedded
// counts the records behind the embedded reference by source.
func Sources(c dataset.Catalogue, embedded map[string]int) []SourceInfo {
	var infos []SourceInfo
	position := map[string]int{}
	for _, src := range catalog.All {
		position[src.Name] = len(infos)
		infos = append(infos, SourceInfo{
			Name: src.Name, Title: src.Title, Layer: src.Layer, Measures: src.Measures, Bias: src.Bias,
			Licence: src.Licence, Credit: src.Credit, URL: src.URL, Embedded: embedded[src.Name],
		})
	}
	for _, e := range c.Imports {
		i, known := position[e.Source]
		if !known {
			i = len(infos)
			position[e.Source] = i
			infos = append(infos, SourceInfo{Name: e.Source, Title: e.Title, Layer: e.Layer, Licence: e.Licence, Credit: e.Credit, URL: e.URL})
		}
		counts := e.Counts()
		infos[i].Imports = append(infos[i].Imports, ImportRow{
			ID: e.ID, File: e.File, SHA256: e.SHA256, Imported: e.Imported.Format("2006-01-02"), Years: e.Years,
			Kept: counts.Kept, SetAside: counts.Excluded,
		})
	}
	return infos
}
