package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/backpay/backpay/internal/backtest"
)

// buildSkills makes premiums.json.gz and skilltrials.json of internal/reference/data from the files of records: what each
// skill goes with in pay, and how well that is foretold from one survey to the next.
func buildSkills(dataDir, repoDir string) error {
	directory, err := os.MkdirTemp("", "backpay-skills-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	s, err := importAll(dataDir, directory)
	if err != nil {
		return err
	}
	table, err := s.Premiums(context.Background())
	if err != nil {
		return err
	}
	if table == nil {
		return errors.New("nobody lists skills")
	}
	var premiums, trials bytes.Buffer
	if err := table.Write(&premiums); err != nil {
		return err
	}
	tried, err := s.TrySkills(context.Background())
	if err != nil {
		return err
	}
	if err := backtest.WriteSkillsJSON(&trials, tried); err != nil {
		return err
	}
	data := filepath.Join(repoDir, "internal", "reference", "data")
	return errors.Join(
		os.WriteFile(filepath.Join(data, "premiums.json.gz"), premiums.Bytes(), 0o644),
		os.WriteFile(filepath.Join(data, "skilltrials.json"), trials.Bytes(), 0o644),
	)
}
