package service

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/premium"
)

// Premiums fits the premiums of skills to the records of the data directory. It is nil when too few people
// list skills.
func (s *Service) Premiums(ctx context.Context) (*premium.Table, error) {
	b, err := s.library.Skilled(ctx, 0, math.MaxInt)
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
	name := filepath.Join(s.library.Path(), library.PremiumsName)
	if t == nil {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("removing old premiums of skills: %w", err)
		}
		return nil
	}
	return dataset.WriteWhole(name, 0o600, t.Write)
}

// skillTrials are the years that premiums are fitted until, and the years that these are then asked about:
// the next surveys that ask for lists of skills in the public data.
var skillTrials = []struct{ until, first, last int }{{2016, 2017, 2017}, {2022, 2023, 2023}, {2023, 2024, 2025}}

// TrySkills fits the premiums of skills to the records of the data directory until a year, asks them about
// the next surveys, and says how they fared.
func (s *Service) TrySkills(ctx context.Context) ([]backtest.SkillTrial, error) {
	var trials []backtest.SkillTrial
	for _, t := range skillTrials {
		earlier, err := s.library.Skilled(ctx, 0, t.until)
		if err != nil {
			return nil, err
		}
		later, err := s.library.Skilled(ctx, t.first, t.last)
		if err != nil {
			return nil, err
		}
		if trial := backtest.TrySkills(earlier, later, t.until); trial != nil {
			trials = append(trials, *trial)
		}
	}
	if len(trials) == 0 {
		return nil, pay.Errorf(pay.NoEvidence, "there are no two surveys whose people list their skills").
			At(s.library.Path()).
			WithHint("import some first: backpay import stackoverflow --help")
	}
	return trials, nil
}
