package pay

import "time"

// Question is what is asked: about whom, in what unit, for which day. An empty field was not said; whoever answers
// decides what that means, so that an amount of its own unit, or another question beside it, can fill it.
type Question struct {
	Profile   Profile
	Currency  string    // ISO 4217; not said: the country's own
	Period    Period    // not said: a year
	Basis     Basis     // not said: gross
	Component Component // not said: total, which is what surveys ask for
	On        time.Time // the day to answer for; zero is today
	PPP       bool      // at purchasing power, in international dollars
	Brief     bool      // without effects, which take longer to find than all the rest
}

// Of returns the question about another profile.
func (q Question) Of(p Profile) Question {
	q.Profile = p
	return q
}
