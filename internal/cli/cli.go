// Package cli is the command line: it turns flags into questions for package service and answers into
// text that people like to read, or into JSON. It holds no rule of its own: what is valid, what is
// computed and what is stored is the service's business.
//
// Every command prints its result to standard output and everything else (progress, errors, hints) to
// standard error. Errors are two lines, "backpay: error: …" and, when there is a mend, "backpay: hint: …",
// and the exit status says their kind.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/backpay/backpay/internal/ask"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/words"
	"github.com/backpay/backpay/wire"
)

// Environment is all that a run takes from its process, so that tests can give it.
type Environment struct {
	Args     []string
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Now      func() time.Time // nil is time.Now
}

// exitStatus says what each kind of error ends the program with.
var exitStatus = map[pay.Kind]int{
	pay.Invalid:     2,
	pay.NotFound:    3,
	pay.NoEvidence:  4,
	pay.Unreadable:  5,
	pay.Conflict:    6,
	pay.Unsupported: 7,
	pay.Internal:    1,
}

// app is one run of the program.
type app struct {
	env    Environment
	data   string // --data
	asJSON bool   // --json
	locale string // --locale, or what the environment says
	quiet  bool

	rate      []string // --rate
	ratesFile string   // --rates
	slices    string   // --slices
	minGroup  int      // --min-group

	opened *service.Service // what open has opened
}

// Main runs the program and returns its exit status.
func Main(ctx context.Context, env Environment) int {
	a := &app{env: env}
	root := a.root()
	root.SetArgs(env.Args)
	err := root.ExecuteContext(ctx)
	if a.opened != nil {
		a.opened.Close()
	}
	if err == nil {
		return 0
	}
	return a.fail(err)
}

// fail prints an error with its hint and returns the exit status.
func (a *app) fail(err error) int {
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(a.env.Err, "backpay: error: interrupted; nothing half-done was kept")
		return 130
	}
	e, ok := errors.AsType[*pay.Error](err)
	if !ok { // a word that cobra did not understand, or a fault
		fmt.Fprintf(a.env.Err, "backpay: error: %s\n", oneLine(err.Error()))
		if isUsage(err) {
			fmt.Fprintln(a.env.Err, "backpay: hint: see backpay --help, or backpay COMMAND --help")
			return exitStatus[pay.Invalid]
		}
		return exitStatus[pay.Internal]
	}
	if err == error(e) && len(e.Details) > 0 {
		whole := *e
		whole.Details = nil
		fmt.Fprintf(a.env.Err, "backpay: error: %s:\n", oneLine(whole.Error()))
		for _, line := range e.Details {
			fmt.Fprintf(a.env.Err, "  %s\n", oneLine(line))
		}
		if e.Hint != "" {
			fmt.Fprintf(a.env.Err, "backpay: hint: %s\n", oneLine(e.Hint))
		}
		return exitStatus[e.Kind]
	}
	text := err.Error()
	if reason, ok := errors.AsType[service.SliceReason](err); ok { // a word for programs
		text = strings.TrimSuffix(text, ": "+reason.Error())
	}
	fmt.Fprintf(a.env.Err, "backpay: error: %s\n", oneLine(text))
	if e.Hint != "" {
		fmt.Fprintf(a.env.Err, "backpay: hint: %s\n", oneLine(e.Hint))
	}
	return exitStatus[e.Kind]
}

// oneLine keeps an error on its line and a terminal from obeying what a file had in it.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return '·'
		}
		return r
	}, s)
}

// usageError marks what cobra says of words it did not understand.
type usageError struct{ error }

func isUsage(err error) bool {
	_, ok := errors.AsType[usageError](err)
	return ok || strings.HasPrefix(err.Error(), "unknown command") || strings.HasPrefix(err.Error(), "required flag")
}

const examples = `  backpay estimate --country DE --years 6
  backpay check "85000 EUR" --country DE --years 6 --skill go
  backpay convert "52.95 USD/hour" --to year`

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "backpay",
		Short: "What does this work pay, and how do I make more?",
		Long: `Backpay answers what work pays: a distribution with its evidence, its date and its accuracy.
Backend developers are the home ground; every other software role is a value of --role.
Nothing leaves this machine, and no account is asked for.`,
		Example:       examples,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       service.Version(),
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(a.env.Out)
	root.SetErr(a.env.Err)
	root.SetIn(a.env.In)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.SetVersionTemplate("backpay {{.Version}}\n")
	flags := root.PersistentFlags()
	flags.StringVar(&a.data, "data", "", "data directory (default: the platform's user data folder; BACKPAY_DIR)")
	flags.BoolVar(&a.asJSON, "json", false, "print JSON with stable field names")
	flags.StringVar(&a.locale, "locale", "",
		"how amounts are written, as de or en-US (default: LC_ALL, LC_NUMERIC, LANG)")
	flags.StringArrayVar(&a.rate, "rate", nil,
		"an exchange rate of your own, as KES=129.5 for 1 USD, KES/EUR=150 or KES=129.5@2026-06; repeatable")
	flags.StringVar(&a.ratesFile, "rates", "", "a file of such rates, one a line")
	flags.BoolVar(&a.quiet, "quiet", false, "no progress and no notes on standard error")
	root.AddCommand(
		a.estimateCommand(), a.checkCommand(), a.convertCommand(), a.sliceCommand(),
		a.compareCommand(), a.netCommand(),
		a.grossCommand(), a.offerCommand(),
		a.freelanceCommand(), a.claimsCommand(), a.careerCommand(), a.trendCommand(),
		a.adviseCommand(), a.skillsCommand(), a.companyCommand(), a.companiesCommand(),
		a.importCommand(), a.importsCommand(), a.forgetCommand(), a.exportCommand(), a.sourcesCommand(),
		a.titleCommand(), a.extractCommand(),
		a.fitCommand(), a.predictCommand(), a.backtestCommand(), a.serveCommand(),
	)
	root.CompletionOptions.HiddenDefaultCmd = false
	return root
}

// open opens the service on the data directory that was asked for.
func (a *app) open() (*service.Service, error) {
	dir := a.data
	if dir == "" {
		dir = a.env.Getenv("BACKPAY_DIR")
	}
	level := slog.LevelWarn
	if a.env.Getenv("BACKPAY_DEBUG") != "" {
		level = slog.LevelDebug
	}
	rates, err := a.rates()
	if err != nil {
		return nil, err
	}
	s, err := service.Open(service.Config{
		Data:     dir,
		Rates:    rates,
		Now:      a.env.Now,
		Slices:   a.slices,
		MinGroup: a.minGroup,
		Log:      slog.New(slog.NewTextHandler(a.env.Err, &slog.HandlerOptions{Level: level})),
	})
	if err != nil {
		return nil, err
	}
	a.opened = s
	return s, nil
}

// rates reads the exchange rates of the user's own; without any it is nil.
func (a *app) rates() (*service.Rates, error) {
	var text []byte
	if a.ratesFile != "" {
		var err error
		if text, err = os.ReadFile(a.ratesFile); err != nil {
			return nil, pay.Errorf(pay.NotFound, "the rates cannot be read").At(a.ratesFile).In("rates").Because(err).
				WithHint("a text file, one rate a line: KES=129.5")
		}
	}
	return service.ReadRates(filepath.Base(a.ratesFile), text, a.rate)
}

// view opens the service and takes what is known now.
func (a *app) view() (service.View, error) {
	s, err := a.open()
	if err != nil {
		return service.View{}, err
	}
	return s.View(), nil
}

// read opens the service, takes what is known now, and reads the words of a question for it.
func (a *app) read(said wire.Question) (service.View, pay.Question, error) {
	v, err := a.view()
	if err != nil {
		return v, pay.Question{}, err
	}
	q, err := ask.Read(said, v.Today())
	return v, q, err
}

// printJSON prints v as indented JSON.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.env.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// reader returns whom is written for.
func (a *app) reader() words.Reader {
	return words.For(words.Locale(a.locale, a.env.Getenv("LC_ALL"), a.env.Getenv("LC_NUMERIC"), a.env.Getenv("LANG")))
}

// screen is where text for people goes: how wide it is, and what it can show.
type screen struct {
	w       *colorprofile.Writer
	columns int
	drawing bool // a terminal: draw
}

// screen looks at standard output.
func (a *app) screen() screen {
	environ := []string{}
	for _, name := range []string{"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLORTERM"} {
		if v := a.env.Getenv(name); v != "" {
			environ = append(environ, name+"="+v)
		}
	}
	s := screen{w: colorprofile.NewWriter(a.env.Out, environ), columns: 80}
	if f, ok := a.env.Out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		s.drawing = true
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			s.columns = min(w, 100)
		}
	}
	return s
}
