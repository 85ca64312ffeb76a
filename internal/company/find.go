package company

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/taxonomy"
)

// searchEntry is a spelling under which an employer is looked up.
type searchEntry struct {
	key      string // without spaces, as the code is
	words    string // in lower case, with spaces
	employer *Employer
}

// index makes what employers are looked up in.
func (t *Table) index() {
	aliases := taxonomy.EmployerAliases()
	t.byCode = make(map[string]*Employer, len(t.employers))
	t.search = make([]searchEntry, 0, len(t.employers)+len(t.employers)/8)
	for i := range t.employers {
		e := &t.employers[i]
		t.byCode[e.Code] = e
		t.search = append(t.search, searchEntry{e.Code, strings.ToLower(e.Name), e})
		for _, key := range aliases[e.Code] {
			if key != e.Code {
				t.search = append(t.search, searchEntry{key, key, e})
			}
		}
	}
}

// weight says how much there is to say of an employer; the better known stand first.
func (e *Employer) weight() int { return e.Filings + 20*e.Posted }

// Search lists at most n employers for what has been typed of a name so far, the likeliest first: those that are
// called so, those whose name begins so, those with a word that begins so; within these, those with the most
// evidence. It corrects nothing: see Find.
func (t *Table) Search(typed string, n int) []*Employer {
	key, _ := taxonomy.Employer(typed)
	whole := taxonomy.EmployerKey(typed)
	if whole == "" || n <= 0 {
		return nil
	}
	lower := strings.ToLower(strings.TrimSpace(typed))
	best := map[*Employer]int{}
	for _, s := range t.search {
		rank := 0
		switch {
		case s.key == key || s.key == whole:
			rank = 1
		case strings.HasPrefix(s.key, whole):
			rank = 2
		case strings.Contains(s.words, " "+lower):
			rank = 3
		default:
			continue
		}
		if old, ok := best[s.employer]; !ok || rank < old {
			best[s.employer] = rank
		}
	}
	return ranked(best, n)
}

// ranked returns the n employers of the lowest ranks, of one rank those with the most evidence first.
func ranked(ranks map[*Employer]int, n int) []*Employer {
	var found []*Employer
	for e := range ranks {
		found = append(found, e)
	}
	slices.SortFunc(found, func(a, b *Employer) int {
		return cmp.Or(ranks[a]-ranks[b], b.weight()-a.weight(), cmp.Compare(a.Code, b.Code))
	})
	return found[:min(n, len(found))]
}

// Find returns the employer that a name means: one that is called so, in any spelling that package taxonomy joins. The
// error for an unknown one suggests those that are spelt nearly so, and says what can be asked instead.
func (t *Table) Find(name string) (*Employer, error) {
	code, written := taxonomy.Employer(name)
	if code == "" {
		return nil, pay.Errorf(pay.Invalid, "%q is not the name of an employer", name).
			In("company").
			WithHint("type a name, as in google")
	}
	if e, ok := t.byCode[code]; ok {
		return e, nil
	}
	err := pay.Errorf(pay.NotFound, "nothing is known of an employer called %q", written).In("company")
	near := t.Near(name, 3)
	if len(near) == 0 {
		return nil, err.WithHint("ask by its industry and size instead: --industry and --org-size")
	}
	var names []string
	for _, e := range near {
		names = append(names, e.Name)
	}
	return nil, err.WithHint("did you mean %s? else ask by its industry and size: --industry and --org-size",
		strings.Join(names, ", "))
}

// Near lists at most n employers that a name may be a slip of the keyboard for, else those that Search finds for its
// beginning.
func (t *Table) Near(name string, n int) []*Employer {
	key, _ := taxonomy.Employer(name)
	if key == "" || len(key) > maxNear || n <= 0 {
		return nil
	}
	allowed := min(len(key)/4+1, 3)
	ranks := map[*Employer]int{}
	for _, s := range t.search {
		slips := taxonomy.Slips(key, s.key, allowed)
		if slips > allowed {
			continue
		}
		if old, ok := ranks[s.employer]; !ok || slips < old {
			ranks[s.employer] = slips
		}
	}
	if len(ranks) == 0 {
		return t.Search(name, n)
	}
	return ranked(ranks, n)
}

// maxNear is the length, in bytes, above which a name is not searched for slips.
const maxNear = 60
