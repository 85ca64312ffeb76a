package source

// roles are the software occupations of the US Standard Occupational Classification of 2018 with the role that
// each is closest to. Software developers (15-1252) are of all kinds.
var roles = map[string]string{
	"11-3021": "engineering-manager",
	"15-1211": "business-analyst",
	"15-1212": "security",
	"15-1221": "research",
	"15-1231": "network",
	"15-1232": "support",
	"15-1241": "network",
	"15-1242": "dba",
	"15-1243": "data-engineer",
	"15-1244": "sysadmin",
	"15-1251": "developer",
	"15-1252": "developer",
	"15-1253": "qa",
	"15-1254": "frontend",
	"15-1255": "designer",
	"15-2051": "data-scientist",
	"17-2061": "hardware",
}

// RoleOfSOC returns the role that an occupation is closest to; "" when it is close to none.
func RoleOfSOC(code string) string { return roles[code] }
