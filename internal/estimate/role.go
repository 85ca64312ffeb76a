package estimate

import "math"

// OfficialWage is the median pay that a statistics office publishes of an occupation which is the same thing as a role.
type OfficialWage struct {
	Role     string
	Question Question // what the figure is of
	Median   float64  // a year's pay in the question's currency
}

const (
	// officialWeight is the weight of an official wage against the survey's answer for the role: half of the distance in
	// log pay, for statistics offices see every employer and know no titles.
	officialWeight = .5
	// farthestRole is how far from the official wage a role may be left, in log pay.
	farthestRole = .06
	// nearRole is how far a role may be from the official wage for both to be the same thing, in log pay.
	nearRole = .03
)

// DrawRoles moves roles towards official wages, in every country: who calls themselves by a role in a survey of
// developers is not all who do that work. Developers stay, for with them the survey is right: of the roles that the
// wage is given of, one that the caller leaves out is not moved.
func (m *Model) DrawRoles(wages []OfficialWage) error {
	roles := map[string]float64{}
	for _, w := range wages {
		r, err := m.Estimate(w.Question)
		if err != nil {
			return err
		}
		above := math.Log(r.Distribution.Median()/w.Median) - m.Roles[w.Role]
		if math.Abs(above) <= nearRole {
			continue
		}
		rest := above * (1 - officialWeight)
		roles[w.Role] = min(max(rest, -farthestRole), farthestRole) - above
	}
	m.Roles = roles
	return nil
}
