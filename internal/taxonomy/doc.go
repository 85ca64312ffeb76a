// Package taxonomy holds the words that profiles and records are written in: the closed lists of roles,
// levels, industries and so on, and how people and publishers spell them.
package taxonomy
