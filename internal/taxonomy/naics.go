package taxonomy

// naics maps NAICS codes to codes of Industries, the longest beginning that is there deciding. A sector that spans
// several of ours is none of them: 51 holds software, telecommunications and media, 54 law, advertising and IT
// services.
var naics = map[string]string{
	"11": "agriculture", "21": "oil-gas", "22": "energy", "23": "construction",
	"31-33": "manufacturing", "31": "manufacturing", "32": "manufacturing", "33": "manufacturing",
	"3341": "electronics", "3342": "electronics", "3343": "electronics", "3344": "electronics",
	"3361": "automotive", "3362": "automotive", "3363": "automotive", "3364": "aerospace",
	"42": "wholesale", "44-45": "retail", "44": "retail", "45": "retail",
	"48-49": "transport", "48": "transport", "49": "transport",
	"5112": "software", "5132": "software", "5131": "media", "512": "media", "515": "media", "516": "media",
	"517": "internet-telecom", "518": "internet-telecom",
	"522": "finance", "523": "finance", "524": "insurance", "53": "real-estate",
	"5411": "legal", "5415": "it-services", "5417": "research", "5418": "advertising",
	"5613": "hr", "5616": "security", "61": "education", "62": "healthcare",
	"71": "entertainment", "7132": "gambling", "72": "hospitality", "99": "government",
}

// IndustryOfNAICS returns the code of Industries that a code of the North American Industry Classification System
// of two to six digits, as "541511", belongs to; empty where it belongs to none.
func IndustryOfNAICS(code string) string {
	for n := len(code); n > 1; n-- {
		if industry, ok := naics[code[:n]]; ok {
			return industry
		}
	}
	return ""
}
