package words

import (
	"fmt"

	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

// KindEmployer is the kind of the lines of a year's pay that an employer pays on top of it.
const KindEmployer = "employer"

// NetLimits says whom a take-home is of.
const NetLimits = "One person, single, without children and of no church, there all year, who claims what everyone " +
	"gets; pensions and insurance by contract are left out."

// About is what is said before a figure that rests on others that are to be verified: "about ", or nothing.
func About(about bool) string {
	if about {
		return "about "
	}
	return ""
}

// ShareOf returns a part of a whole as a share, 0 of nothing.
func ShareOf(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// NetLaw says by which law a year's pay is taxed: "Germany 2026, an employee of tax class I".
func NetLaw(n service.Net) string {
	where := taxonomy.Countries.Name(n.Country)
	if n.RegionName != "" {
		where += ", " + n.RegionName
	}
	return fmt.Sprintf("%s, rates of %d, %s", where, n.Year, n.RegimeName)
}

// Marginal says how much of the next unit of pay goes.
func (r Reader) Marginal(n service.Net) string {
	return fmt.Sprintf("of one %s more, %s %% go", n.Currency, r.Share(n.Marginal))
}
