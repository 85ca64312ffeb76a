package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeExamples runs every command that the README shows. Those that read files of the reader's own
// must get as far as looking for the file.
func TestReadmeExamples(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	inShell := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			inShell = line == "```sh"
			continue
		}
		command, ours := strings.CutPrefix(line, "go run ./cmd/backpay ")
		if !ours {
			command, ours = strings.CutPrefix(line, "backpay ")
		}
		if !inShell || !ours || strings.HasPrefix(command, "serve") {
			continue
		}
		ran++
		data := t.TempDir()
		env := map[string]string{"BACKPAY_DIR": data, "LANG": "C"}
		var out, errs bytes.Buffer
		code := Main(context.Background(), Environment{
			Args: split(t, command), In: strings.NewReader(""), Out: &out, Err: &errs,
			Getenv: func(name string) string { return env[name] },
		})
		switch {
		case strings.HasPrefix(command, "import "):
			if code != exitStatus["not-found"] {
				t.Errorf("%s: exit status %d, want that of a missing file\n%s", command, code, errs.String())
			}
		case strings.HasPrefix(command, "export"):
			if code != exitStatus["no-evidence"] {
				t.Errorf("%s: exit status %d, want that of an empty directory\n%s", command, code, errs.String())
			}
		case code != 0 || out.Len() == 0:
			t.Errorf("%s: exit status %d\n%s", command, code, errs.String())
		}
	}
	if ran < 10 {
		t.Errorf("the README shows only %d commands", ran)
	}
}

// split splits a command as a shell does; double quotes are all the README needs.
func split(t *testing.T, s string) []string {
	t.Helper()
	var ws []string
	for i, part := range strings.Split(s, `"`) {
		if i%2 == 1 {
			ws = append(ws, part)
			continue
		}
		ws = append(ws, strings.Fields(part)...)
	}
	return ws
}

// TestDocumentLinks checks that what the documents link to inside the repository is there.
func TestDocumentLinks(t *testing.T) {
	root := filepath.Join("..", "..")
	documents, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	documents = append(documents, filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md"))
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)
	found := 0
	for _, d := range documents {
		text, err := os.ReadFile(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			found++
			if _, err := os.Stat(filepath.Join(filepath.Dir(d), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", filepath.Base(d), m[1])
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d links were found", found)
	}
}
