package taxonomy

import "testing"

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Countries.Parse("United Kingdom of Great Britain and Northern Ireland")
	}
}

func BenchmarkParseAccents(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Countries.Parse("Côte d’Ivoire")
	}
}

func BenchmarkNearest(b *testing.B) {
	for b.Loop() {
		Countries.Nearest("Germny", 3)
	}
}

func BenchmarkTitle(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Title("Sr. Backend Engineer (Go), Payments")
	}
}

// BenchmarkLoad is what the first answer of a program waits for when it needs every vocabulary.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		for name, v := range vocabularies {
			newVocabulary(v.facet, name).load()
		}
	}
}

// BenchmarkPlaces is what the first place asked for waits for.
func BenchmarkPlaces(b *testing.B) {
	for b.Loop() {
		unfoldUS(&places{names: map[string]string{}, byKey: map[string]string{}}, lines("places-us.tsv.gz"))
	}
}

// BenchmarkTitleList reads the titles of seventeen languages; 10,000 a second is the least that a list may be read at.
func BenchmarkTitleList(b *testing.B) {
	titles := readLabelled(b, "titles-languages.tsv")
	n := 0
	for b.Loop() {
		for _, l := range titles {
			Title(l.title)
		}
		n += len(titles)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "titles/s")
}
