// Command build makes the tables that the binary embeds from the public data of docs/data.md. Its output
// is the same to the byte on every run.
package main

import (
	"flag"
	"fmt"
	"os"
)

// builders make the embedded tables, each its own.
var builders = []struct {
	name  string
	build func(dataDir, repoDir string) error
}{
	{"money", buildMoney},
	{"places", buildPlaces},
	{"years", buildYears},
	{"skills", buildSkills},
	{"components", buildComponents},
	{"official", buildOfficial},
	{"records", buildRecords},
	{"offices", buildOffices},
	{"cities", buildCities},
	{"freelance", buildFreelance},
	{"career", buildCareer},
	{"trend", buildTrend},
	{"company", buildCompany},
}

func main() {
	data := flag.String("data", "../shared/data", "folder of public data")
	repo := flag.String("repo", ".", "root of the repository")
	only := flag.String("only", "", "make one table alone")
	flag.Parse()
	for _, b := range builders {
		if *only != "" && *only != b.name {
			continue
		}
		if err := b.build(*data, *repo); err != nil {
			fmt.Fprintf(os.Stderr, "build: error: %s: %v\n", b.name, err)
			os.Exit(1)
		}
	}
}
