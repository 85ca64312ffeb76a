package service

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
	"github.com/backpay/backpay/internal/reference"
	"github.com/backpay/backpay/internal/subset"
)

// premiumsName is the file, in the data directory, of the premiums that Fit makes.
const premiumsName = "premiums.json.gz"

// loadPremiums returns the premiums of skills: those that the user fitted, or else the embedded ones.
func (s *Service) loadPremiums() (*premium.Table, error) {
	f, err := os.Open(filepath.Join(s.dir.Path(), premiumsName))
	if os.IsNotExist(err) {
		return reference.Premiums()
	}
	if err != nil {
		return nil, fmt.Errorf("opening the premiums of skills: %w", err)
	}
	defer f.Close()
	t, err := premium.Read(f)
	if err != nil {
		return nil, pay.Errorf(pay.Unreadable, "the fitted premiums of skills cannot be read").At(f.Name()).Because(err).
			WithHint("fit them again: backpay fit; or remove the file")
	}
	return t, nil
}

// Premiums fits the premiums of skills to the records of the data directory. It is nil when too few people
// list skills.
func (s *Service) Premiums(ctx context.Context) (*premium.Table, error) {
	b, err := s.skilled(ctx, 0, math.MaxInt)
	if err != nil {
		return nil, err
	}
	return b.Table(), nil
}

// fitPremiums writes the premiums of the records of the data directory. Where too few people list skills
// the embedded ones go on answering.
func (s *Service) fitPremiums(ctx context.Context) error {
	t, err := s.Premiums(ctx)
	if err != nil {
		return err
	}
	name := filepath.Join(s.dir.Path(), premiumsName)
	if t == nil {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("removing old premiums of skills: %w", err)
		}
		return nil
	}
	return dataset.WriteWhole(name, 0o600, t.Write)
}

// skilled gathers the reports of some years that list skills.
func (s *Service) skilled(ctx context.Context, first, last int) (*premium.Builder, error) {
	b := &premium.Builder{}
	layers := s.layersOf()
	for r, err := range s.dir.Records(ctx, dataset.Filter{}) {
		if err != nil {
			return nil, err
		}
		if r.Year < first || r.Year > last || !pooled(r) || layers[r.Source] != pay.Reported {
			continue
		}
		if v, err := subset.Comparable(r); err == nil {
			b.Add(r, v)
		}
	}
	return b, nil
}

// skillTrials are the years that premiums are fitted until, and the years that these are then asked about:
// the next surveys that ask for lists of skills in the public data.
var skillTrials = []struct{ until, first, last int }{{2016, 2017, 2017}, {2022, 2023, 2023}, {2023, 2024, 2025}}

// TrySkills fits the premiums of skills to the records of the data directory until a year, asks them about
// the next surveys, and says how they fared.
func (s *Service) TrySkills(ctx context.Context) ([]backtest.SkillTrial, error) {
	var trials []backtest.SkillTrial
	for _, t := range skillTrials {
		earlier, err := s.skilled(ctx, 0, t.until)
		if err != nil {
			return nil, err
		}
		later, err := s.skilled(ctx, t.first, t.last)
		if err != nil {
			return nil, err
		}
		if trial := backtest.TrySkills(earlier, later, t.until); trial != nil {
			trials = append(trials, *trial)
		}
	}
	if len(trials) == 0 {
		return nil, pay.Errorf(pay.NoEvidence, "there are no two surveys whose people list their skills").At(s.dir.Path()).
			WithHint("import some first: backpay import stackoverflow --help")
	}
	return trials, nil
}
