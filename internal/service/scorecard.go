package service

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"backpay/internal/backtest"
	"backpay/internal/pay"
)

// scorecardName is the file, in the data directory, that holds what `backpay backtest --json` printed.
const scorecardName = "scorecard.json"

// Scorecard returns the scorecard that is kept in the data directory, nil when there is none.
func (s *Service) Scorecard() (*backtest.Scorecard, error) {
	name := filepath.Join(s.dir.Path(), scorecardName)
	b, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the scorecard: %w", err)
	}
	var card backtest.Scorecard
	if err := json.Unmarshal(b, &card); err != nil {
		return nil, pay.Errorf(pay.Unreadable, "the scorecard cannot be read").At(name).Because(err).
			WithHint("make it again: backpay backtest --json > %s", name)
	}
	return &card, nil
}
