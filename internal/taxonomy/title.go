package taxonomy

// TitleMatch is what a job title says.
type TitleMatch struct {
	Role     string   // a code of Roles, empty when the title names no role
	Level    string   // a code of Levels, empty when the title names none
	Skills   []string // codes of Skills, in the order of the title
	Software bool     // whether it is software work at all
	Why      []Match  // the words that decided, in the order of the title
}

// Match is one reason for a TitleMatch.
type Match struct {
	Facet string // "role", "level", "skills" or "software"
	Code  string // what the words mean
	Words string // the words of the title, as compared
}

// Title reads a job title.
func Title(s string) TitleMatch {
	var m TitleMatch
	if code, ok := Roles.Parse(s); ok {
		m.Role, m.Software = code, Software(code)
		m.Why = append(m.Why, Match{"role", code, key(s)})
	}
	return m
}
