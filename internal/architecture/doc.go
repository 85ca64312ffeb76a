// Package architecture holds the rules of the house as a test: which package may import which, and which
// third-party modules there are. docs/ARCHITECTURE.md says why.
package architecture
