// Package estimate answers what the people of any partial profile are paid: a distribution of pay with the
// interval of its median, the evidence under it, and the effect of every facet given. Fit makes a Model from
// records; the Model answers. docs/method.md tells a statistician what is done and why.
//
// Its opinion: one model for every subset of facets. A facet that is not known takes the branch that was
// grown on people of whom it was not known, so nothing is ever filled in, and the answer without a facet is
// the answer over the mix of people there.
//
// Its limits: those who answer surveys are no random sample of those who work, and an effect is an
// association, never what would happen to one person who changed that facet.
package estimate
