package place

import (
	"math"
	"testing"

	"github.com/backpay/backpay/internal/taxonomy"
)

// TestEffects holds every row: a place of package taxonomy, a source, an effect that a place can have.
func TestEffects(t *testing.T) {
	kinds := map[Kind]int{}
	for _, code := range Places() {
		e, ok := Of(code)
		if name := taxonomy.PlaceName(code); !ok || name == code {
			t.Errorf("%s is no place", code)
		}
		kinds[e.Kind]++
		if math.Abs(e.Log) > .7 || !(e.Error > 0 && e.Error < .3) || e.Source == "" {
			t.Errorf("%s: %+v", code, e)
		}
		if stated := e.Kind == People || e.Kind == Official && code[:2] == "US"; stated != (e.People > 0) {
			t.Errorf("%s: %d people are behind an effect of kind %s", code, e.People, e.Kind)
		}
	}
	for kind, least := range map[Kind]int{People: 50, Official: 50, Near: 1, Size: 1000} {
		if kinds[kind] < least {
			t.Errorf("%d places of kind %s, want %d", kinds[kind], kind, least)
		}
	}
	if len(kinds) != 4 {
		t.Errorf("kinds: %v", kinds)
	}
}

// TestKnownCities: the sign and rough size of what is known of these cities from elsewhere; the table is not fitted
// to it.
func TestKnownCities(t *testing.T) {
	for code, within := range map[string][2]float64{
		"GB-london": {.05, .40}, "DE-munich": {.05, .20}, "IN-bengaluru": {0, .20}, "NO-oslo": {0, .15},
		"UA-kyiv": {.05, .20}, "FI-helsinki": {.02, .12}, "SE-stockholm": {0, .15}, "US-C41860": {.15, .35},
		"US-C41940": {.25, .50},
	} {
		if e, ok := Of(code); !ok || e.Log < within[0] || e.Log > within[1] {
			t.Errorf("%s: %+v, %v; want an effect from %v to %v", code, e, ok, within[0], within[1])
		}
	}
	for _, code := range []string{"DE-atlantis", "US-CA", "US-06037", ""} {
		if e, ok := Of(code); ok {
			t.Errorf("%q has an effect: %+v", code, e)
		}
	}
}

func TestDamped(t *testing.T) {
	county, state := Damped(math.Exp(.4), "oflc"), Damped(math.Exp(.4), "oews")
	if math.Abs(state.Log-.4) > 1e-12 {
		t.Errorf("a state's mean of +.4 becomes %v", state.Log)
	}
	if share := county.Log / .4; share < .6 || share > .9 {
		t.Errorf("a county's difference shows by %v, want about three quarters", share)
	}
	if county.Error <= 0 || county.Kind != Official {
		t.Errorf("%+v", county)
	}
	if one := Damped(1, "oflc"); one.Log != 0 || one.Ratio() != 1 {
		t.Errorf("a county like the nation becomes %+v", one)
	}
}

// TestInterval: 90 % of a normal distribution lie within 1.645 standard errors (qnorm(.95) in R 4.5).
func TestInterval(t *testing.T) {
	low, high := Effect{Log: .1, Error: .05}.Interval(.9)
	if math.Abs(math.Log(low)-(.1-1.6448536*.05)) > 1e-6 || math.Abs(math.Log(high)-(.1+1.6448536*.05)) > 1e-6 {
		t.Errorf("from %v to %v", math.Log(low), math.Log(high))
	}
}
