//go:build !windows

package dataset

import (
	"errors"
	"fmt"
	"os"
)

// syncDirectory makes the names in a directory survive a loss of power.
func syncDirectory(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("syncing directory: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("syncing directory: %w", err)
	}
	return nil
}
