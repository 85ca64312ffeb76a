package taxonomy

import "slices"

// Spellings lists how a code is written: its name, then its aliases. It is empty for what is no code.
func (v *Vocabulary) Spellings(code string) []string {
	e, ok := v.load().entries[code]
	if !ok {
		return nil
	}
	return append([]string{e.name}, slices.Clone(e.aliases)...)
}
