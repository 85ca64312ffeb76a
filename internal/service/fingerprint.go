package service

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Fingerprint names everything that an answer depends on besides the question: the program with the tables
// and the model inside it, the records and the model of the data directory, and the day. Answers of the
// same fingerprint to the same question are the same, so it can stand for them in a cache.
func (s *Service) Fingerprint() string {
	return s.contents() + "-" + s.now().Format(time.DateOnly)
}

// Today returns the day that answers speak for when a question names none, at midnight UTC.
func (s *Service) Today() time.Time { return s.now() }

// loadContents returns the fingerprint without the day.
func (s *Service) loadContents() string {
	h := sha256.New()
	fmt.Fprintln(h, Version(), s.dir.Catalogue().Fingerprint())
	program, _ := os.Executable()
	for _, name := range []string{program, filepath.Join(s.dir.Path(), modelName), filepath.Join(s.dir.Path(), premiumsName)} {
		if info, err := os.Stat(name); err == nil { // a program built again, a model fitted again
			fmt.Fprintln(h, info.Size(), info.ModTime().UnixNano())
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
