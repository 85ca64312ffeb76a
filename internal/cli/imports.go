package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/taxonomy"
)

func (a *app) importsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "imports",
		Short: "What was imported, when, from what, and what each import moved",
		Long: `List the imports of the data directory: file, day, rows that take part and that are set aside, and how
far each moved the median of the country that most of its records are of. backpay forget ID removes one.`,
		Example: "  backpay imports\n  backpay imports --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			list, err := s.Imports(cmd.Context())
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(list)
			}
			if len(list) == 0 {
				fmt.Fprintln(a.env.Out,
					"nothing was imported: answers rest on the embedded reference; backpay import --help")
			}
			for i := range list {
				a.printImport(&list[i])
			}
			return nil
		},
	}
}

func (a *app) printImport(i *service.Imported) {
	p := func(format string, args ...any) { fmt.Fprintf(a.env.Out, format+"\n", args...) }
	p("%s  %s of %s (%s), imported on %s", i.ID, i.File, i.Source, i.Layer, i.Imported)
	p("  %s take part%s%s", a.reader().Counted(i.Kept, "record", "records"), inYears(i.Years), a.asideCount(i.SetAside))
	if m := i.Moved; m != nil {
		country := taxonomy.Countries.Name(m.Country)
		switch {
		case m.Others == 0:
			p("  the only %s records of %s here: %s", i.Layer, country, a.reader().Count(m.Records))
		default:
			p("  the median of %s records of %s moved by %s: %s of it among %s others", i.Layer, country,
				a.reader().Tenths(m.Ratio), a.reader().Count(m.Records), a.reader().Count(m.Others))
		}
	}
	if i.Damaged != "" {
		p("  damaged: %s", oneLine(i.Damaged))
		p("  mend:    %s", oneLine(i.Mend))
	}
}

// asideCount says how many rows are set aside: ", 7 are set aside".
func (a *app) asideCount(reasons map[dataset.Reason]int) string {
	n := 0
	for _, of := range reasons {
		n += of
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %s set aside", a.reader().Counted(n, "row", "rows"))
}

func (a *app) forgetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "forget ID",
		Short: "Remove an import and its records",
		Long: `Remove an import and its records from the data directory. The beginning of its ID is enough where no
other begins so.`,
		Example: "  backpay imports\n  backpay forget 3f9a",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return pay.Errorf(pay.Invalid, "forget needs the ID of one import").
					WithHint("backpay imports lists them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			i, err := s.Forget(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(i)
			}
			rows := a.reader().Counted(i.Read, "row", "rows")
			fmt.Fprintf(a.env.Out, "%s: forgotten, with %s of %s\n", i.ID, rows, i.File)
			return nil
		},
	}
}
