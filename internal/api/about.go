package api

// docs are what the specification says of a parameter where a line beside the field is too short for it: the field
// names its text in the tag about.
var docs = map[string]string{
	"amount":           "the pay, as people write it: 85000 EUR, €85k, 52.95 USD/hour",
	"amount of advice": "the pay that changes are counted from, as people write it; left out, the median",
	"compared": "a job, as the query of /v1/estimate, escaped; two to four times. " +
		"All answers are in the unit of the first.",
	"currency of a trend": "of the answer; left out, that in which most of the pay is known",
	"levels":              "of the quantiles, in percent; left out, 10, 25, 50, 75 and 90",
	"net":                 "pay, as people write it; of a year where no period is said",
	"rate":                "a rate for an hour or a day, or an employee's gross pay for a month or a year",
	"search":              "the beginning of a word, or a word with a slip in it; left out, every word",
	"slice": "records with any of the values; with not_ before the name none of them, with all_ all of them. " +
		"years, pay and year can be ranges, as 5..9",
}
