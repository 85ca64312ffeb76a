package wire

// Entry is a word of a facet's vocabulary.
type Entry struct {
	Code string `json:"code"`
	Name string `json:"name"`           // for people
	Kind string `json:"kind,omitempty"` // of a skill: language, database, platform, framework, tool
}
