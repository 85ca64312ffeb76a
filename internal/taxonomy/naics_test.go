package taxonomy

import "testing"

func TestIndustryOfNAICS(t *testing.T) {
	for naics, want := range map[string]string{
		"541500": "it-services", "31-33": "manufacturing", "334100": "electronics", "336000": "manufacturing",
		"513200": "software", "51": "", "54": "", "524000": "insurance", "52": "",
	} {
		if got := IndustryOfNAICS(naics); got != want {
			t.Errorf("NAICS %s is %q, want %q", naics, got, want)
		}
	}
}
