package intake

import (
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/source/catalog"
	"github.com/backpay/backpay/wire"
)

// What package wire states for programs.
type (
	SourceInfo = wire.Source
	ImportRow  = wire.SourceImport
)

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
			infos = append(infos,
				SourceInfo{Name: e.Source, Title: e.Title, Layer: e.Layer, Licence: e.Licence, Credit: e.Credit,
					URL: e.URL})
		}
		counts := e.Counts()
		excluded := map[string]int{}
		for reason, n := range counts.Excluded {
			excluded[string(reason)] = n
		}
		infos[i].Imports = append(infos[i].Imports, ImportRow{
			ID: e.ID, File: e.File, SHA256: e.SHA256, Imported: e.Imported.Format("2006-01-02"), Years: e.Years,
			Kept: counts.Kept, SetAside: excluded,
		})
	}
	return infos
}
