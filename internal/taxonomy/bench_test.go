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
