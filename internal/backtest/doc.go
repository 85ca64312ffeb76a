// Package backtest asks methods about people whose pay they were not shown, and writes down how they fared: the
// Scorecard. It compares the model of package estimate with what people would use instead: the raw subset, its
// parent, a log-linear model with residual quantiles, and any method that leaves its predictions in a file.
//
// Its opinion: a held-out fifth is chosen by a hash of what a record says, never by its place, and is looked at once
// settings are final. Every method answers the same rows with the same facets hidden.
//
// Its limits: the records held out come from the same surveys as the others, so a scorecard tells how well the pay of
// one more respondent is foretold, not how well respondents stand for all who work.
package backtest
