package service

import (
	"fmt"
	"os"
)

// program names the running program for fingerprints: one that is built again answers otherwise, although its version
// may be the same.
func program() string {
	name, err := os.Executable()
	if err != nil {
		return Version()
	}
	info, err := os.Stat(name)
	if err != nil {
		return Version()
	}
	return fmt.Sprint(Version(), info.Size(), info.ModTime().UnixNano())
}
