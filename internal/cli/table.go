package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/source"
	"github.com/backpay/backpay/internal/source/table"
)

// lookAtTables suggests a mapping for each file, or tries one, without importing anything.
func (a *app) lookAtTables(ctx context.Context, args []string, ask service.ImportAsk, suggest bool) error {
	if args[0] != "table" {
		return pay.Errorf(pay.Invalid, "%s needs no mapping, so there is none to suggest or to try", args[0]).
			WithHint("backpay import table --suggest FILE")
	}
	var m *table.Mapping
	if !suggest {
		var err error
		if m, err = readMapping(ask.Mapping); err != nil {
			return err
		}
	}
	for _, file := range args[1:] {
		in, err := source.Open(ctx, file, source.Options{Year: ask.Year, Member: ask.Member, SHA256: ask.SHA256})
		if err != nil {
			return err
		}
		if suggest {
			err = a.suggestMapping(ctx, in)
		} else {
			err = a.tryMapping(ctx, m, in)
		}
		in.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func readMapping(name string) (*table.Mapping, error) {
	if name == "" {
		return nil, pay.Errorf(pay.Invalid, "a table needs a mapping of its columns").In("map").
			WithHint("backpay import table --suggest FILE > mapping.yaml writes one to start from")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, pay.Errorf(pay.NotFound, "the mapping cannot be read").At(name).Because(err).
			WithHint("give the path of a YAML file")
	}
	defer f.Close()
	return table.ReadMapping(f, filepath.Base(name))
}

func (a *app) suggestMapping(ctx context.Context, in *source.Input) error {
	s, err := table.Suggest(ctx, in)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(s)
	}
	_, err = fmt.Fprint(a.env.Out, s.Mapping)
	return err
}

// triedRows is how many rows that are set aside are named.
const triedRows = 20

func (a *app) tryMapping(ctx context.Context, m *table.Mapping, in *source.Input) error {
	t, err := table.Try(ctx, m, in)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(t)
	}
	p := func(format string, args ...any) { fmt.Fprintf(a.env.Out, format+"\n", args...) }
	p("%s: %s read, %s would take part; nothing was imported", in.Name, a.reader().Counted(t.Read, "row", "rows"),
		a.reader().Count(t.Kept))
	if t.Refused != nil {
		p("  an import would refuse the file until these rows are mended, or on_error: set-aside keeps them apart:")
	}
	for _, reason := range t.Reasons() {
		p("  %9s  set aside: %s", a.reader().Count(t.SetAside[reason]), reason)
	}
	for _, r := range t.Rows[:min(len(t.Rows), triedRows)] {
		p("  row %5d  %s", r.Row, strings.TrimSuffix(string(r.Reason)+": "+r.Why, ": "))
	}
	for _, l := range t.Unmapped {
		near := ""
		if len(l.Nearest) > 0 {
			near = ", nearest: " + strings.Join(l.Nearest, ", ")
		}
		p("  %9s  %s not known: %q%s", a.reader().Count(l.Rows), facetName(l.Facet), l.Label, near)
	}
	for _, n := range t.Notes {
		p("  note: %s", n)
	}
	for i := range t.First {
		d := &t.First[i]
		p("  for example: %v %s a %s, %s, %s, of %d in %s; %s %s", d.Pay, d.Currency, d.Period, d.Basis, d.Component,
			d.Year, d.Country,
			strings.Join(d.Roles, ";"), d.Level)
	}
	return nil
}
