package service

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/backpay/backpay/internal/backtest"
	"github.com/backpay/backpay/internal/library"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/reference"
)

// scorecardName is the file, in the data directory, that holds what `backpay backtest --json` printed.
const scorecardName = "scorecard.json"

// Scorecard returns the scorecard that is kept in the data directory; where the user has neither made one
// nor fitted a model, that of the embedded model; and nil for a fitted model without one.
func (v View) Scorecard() (*backtest.Scorecard, error) {
	name := filepath.Join(v.state.Path, scorecardName)
	b, err := os.ReadFile(name)
	embedded := os.IsNotExist(err)
	if embedded {
		if _, err := os.Stat(filepath.Join(v.state.Path, library.ModelName)); err == nil {
			return nil, nil
		}
		b, name, err = reference.Scorecard, "the embedded scorecard", nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the scorecard: %w", err)
	}
	var card backtest.Scorecard
	if err := json.Unmarshal(b, &card); err != nil {
		return nil, pay.Errorf(pay.Unreadable, "the scorecard cannot be read").At(name).Because(err).
			WithHint("make it again: backpay backtest --json > %s", name)
	}
	if embedded {
		if err := json.Unmarshal(reference.SkillTrials, &card.Skills); err != nil {
			return nil, fmt.Errorf("reading the embedded trials of skills: %w", err)
		}
	}
	return &card, nil
}
