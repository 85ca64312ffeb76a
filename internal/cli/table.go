package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
)

// lookAtTables suggests a mapping for each file, or tries one, without importing anything.
func (a *app) lookAtTables(
	ctx context.Context, s *service.Service, args []string, ask service.ImportAsk, suggest bool,
) error {
	look := a.tryMapping
	if suggest {
		look = a.suggestMapping
	}
	ask.Source = args[0]
	for _, ask.File = range args[1:] {
		if err := look(ctx, s, ask); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) suggestMapping(ctx context.Context, s *service.Service, ask service.ImportAsk) error {
	suggestion, err := s.Suggest(ctx, ask)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(suggestion)
	}
	_, err = fmt.Fprint(a.env.Out, suggestion.Mapping)
	return err
}

func (a *app) tryMapping(ctx context.Context, s *service.Service, ask service.ImportAsk) error {
	t, err := s.Try(ctx, ask)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(t)
	}
	p := func(format string, args ...any) { fmt.Fprintf(a.env.Out, format+"\n", args...) }
	p("%s: %s read, %s would take part; nothing was imported", filepath.Base(ask.File),
		a.reader().Counted(t.Read, "row", "rows"), a.reader().Count(t.Kept))
	if t.Refused != nil {
		p("  an import would refuse the file until these rows are mended, or on_error: set-aside keeps them apart:")
	}
	a.printFindings(t.SetAside, t.Rows, t.Unmapped, t.Notes)
	for i := range t.First {
		d := &t.First[i]
		p("  for example: %s, %s, %s, of %d in %s; %s %s", a.reader().Amount(pay.Amount{
			Value: d.Pay, Currency: d.Currency, Period: d.Period,
		}), d.Basis, d.Component, d.Year, d.Country, strings.Join(d.Roles, ";"), d.Level)
	}
	return nil
}
