package source

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
)

// tableOf makes a table of a text.
func tableOf(t testing.TB, text string, opt TableOptions) (*Table, error) {
	t.Helper()
	in, err := NewInput(t.Context(), "a.csv", strings.NewReader(text), Options{})
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { in.Close() })
	return NewTable(in, opt)
}

// rowsOf returns the rows of a table with their lines.
func rowsOf(t testing.TB, table *Table) (rows [][]string, lines []int) {
	t.Helper()
	for table.Next() {
		rows = append(rows, append([]string(nil), table.Fields()...))
		lines = append(lines, table.Line())
	}
	if err := table.Err(); err != nil {
		t.Fatal(err)
	}
	return rows, lines
}

func TestTableDelimiters(t *testing.T) {
	want := [][]string{{"1,5", "b;|x"}, {"2", "two words"}}
	for name, text := range map[string]string{
		"comma":     "A,\"B\"\n\"1,5\",b;|x\n2,two words\n",
		"semicolon": "A;B\n1,5;\"b;|x\"\n2;two words\n",
		"tab":       "A\tB\n1,5\tb;|x\n2\ttwo words\n",
		"pipe":      "A|B\n1,5|\"b;|x\"\n2|two words\n",
		"windows":   "A,B\r\n\"1,5\",b;|x\r\n\r\n2,two words",
	} {
		t.Run(name, func(t *testing.T) {
			table, err := tableOf(t, text, TableOptions{Required: []string{"a", "B"}})
			if err != nil {
				t.Fatal(err)
			}
			rows, _ := rowsOf(t, table)
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
	table, err := tableOf(t, "only\n1\n2\n", TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if rows, _ := rowsOf(t, table); len(rows) != 2 {
		t.Errorf("a table of one column has rows %v", rows)
	}
}

func TestTableQuotes(t *testing.T) {
	table, err := tableOf(t, "a,b\n\"two\nlines\",x\nsay \"hi\",y\n\"a \"\"b\"\"\",z\n", TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	rows, lines := rowsOf(t, table)
	if diff := cmp.Diff([][]string{{"two\nlines", "x"}, {`say "hi"`, "y"}, {`a "b"`, "z"}}, rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{2, 4, 5}, lines); diff != "" {
		t.Errorf("rows begin on other lines: %s", diff)
	}
	tabs, err := tableOf(t, "a\tb\n\"open\tx\n2\ty\"\n", TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	rows, lines = rowsOf(t, tabs)
	if diff := cmp.Diff([][]string{{`"open`, "x"}, {"2", `y"`}}, rows); diff != "" {
		t.Errorf("in tab-separated text a quote is a letter: %s", diff)
	}
	if diff := cmp.Diff([]int{2, 3}, lines); diff != "" {
		t.Error(diff)
	}
	quoted, err := tableOf(t, "\"a\"\t\"b\"\n\"x\ty\"\tz\n", TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if rows, _ = rowsOf(t, quoted); len(rows) != 1 || rows[0][0] != "x\ty" {
		t.Errorf("quoted tab-separated text has rows %q", rows)
	}
}

func TestTableColumns(t *testing.T) {
	table, err := tableOf(t, "\ufeffResponse  Id,Country ,\"multi\nline\",Country\n7, Germany ,x,second\n", TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Response Id", "Country", "multi line", "Country"}, table.Header()); diff != "" {
		t.Error(diff)
	}
	id, country, none := table.Column("nothing", "response id"), table.Column("COUNTRY"), table.Column("x")
	if !table.Next() {
		t.Fatal(table.Err())
	}
	got := []string{table.Field(id), table.Field(country), table.Field(none), table.Field(table.ColumnAt(3)), table.Place()}
	if diff := cmp.Diff([]string{"7", "Germany", "", "second", "a.csv: row 3"}, got); diff != "" {
		t.Error(diff)
	}
	_, err = tableOf(t, "Contry,Pay\n", TableOptions{Required: []string{"Country", "Pay", "Year"}})
	refused(t, err, pay.Unreadable, "a.csv", "missing columns: Country, Year", "is Contry meant?", "found: Contry, Pay")
	_, err = tableOf(t, "a,b\n1,2\n", TableOptions{Delimiter: '"'})
	refused(t, err, pay.Invalid, "cannot be a delimiter")
	_, err = tableOf(t, "a,b\n1,2\n", TableOptions{Skip: 5})
	refused(t, err, pay.Unreadable, "no header row")
	table, err = tableOf(t, "a title\n\na,b\n1,2\n", TableOptions{Skip: 1})
	if err != nil || table.Column("b") == 0 {
		t.Errorf("after a skipped title the header is %v, %v", table, err)
	}
}

func TestTableRaggedRows(t *testing.T) {
	table, err := tableOf(t, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,\"cut with", TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var complete []bool
	for table.Next() {
		complete = append(complete, table.Complete())
	}
	if table.Err() != nil {
		t.Fatal(table.Err())
	}
	if diff := cmp.Diff([]bool{true, false, true, false}, complete); diff != "" {
		t.Error(diff)
	}
}

func TestTablePeek(t *testing.T) {
	text := "n\n"
	for i := range 10 {
		text += strconv.Itoa(i) + "\n"
	}
	table, err := tableOf(t, text, TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n := table.Column("n")
	var seen []string
	see := func(limit int) func() bool {
		return func() bool {
			seen = append(seen, table.Field(n))
			return len(seen) < limit
		}
	}
	table.Peek(100, see(3))
	table.Peek(5, see(100))
	if diff := cmp.Diff([]string{"0", "1", "2", "0", "1", "2", "3", "4"}, seen); diff != "" {
		t.Error(diff)
	}
	rows, lines := rowsOf(t, table)
	if len(rows) != 10 || rows[0][0] != "0" || rows[9][0] != "9" || lines[0] != 2 || lines[9] != 11 {
		t.Errorf("after Peek the rows are %v on lines %v", rows, lines)
	}
}

func TestTableWorkbook(t *testing.T) {
	book := workbook(t, []any{"Country", "Pay", "Note"}, []any{"Germany", 85000.5, "x"}, []any{}, []any{"India", 1200000})
	for _, name := range []string{"a.xlsx", "a.zip", "a.xlsx.gz"} {
		t.Run(name, func(t *testing.T) {
			content := book
			switch name {
			case "a.zip":
				content = zipped(t, "a.xlsx", string(book))
			case "a.xlsx.gz":
				content = gzipped(t, string(book))
			}
			in, err := Open(t.Context(), write(t, name, content), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			for range 2 { // a workbook can be read again
				table, err := NewTable(in, TableOptions{Required: []string{"Pay"}})
				if err != nil {
					t.Fatal(err)
				}
				p, note := table.Column("Pay"), table.Column("Note")
				var got []string
				for table.Next() {
					got = append(got, fmt.Sprintf("%d %s %s %t", table.Line(), table.Field(p), table.Field(note), table.Complete()))
				}
				if diff := cmp.Diff([]string{"2 85000.5 x true", "4 1200000  true"}, got); diff != "" || table.Err() != nil {
					t.Error(diff, table.Err())
				}
				if len(in.SHA256()) != 64 || in.Bytes() != int64(len(book)) {
					t.Errorf("SHA-256 %q of %d bytes", in.SHA256(), in.Bytes())
				}
			}
			_, err = NewTable(in, TableOptions{Sheet: "Wages"})
			refused(t, err, pay.NotFound, `no sheet "Wages"`, "Sheet1", "Notes")
			if _, err := in.Read(make([]byte, 1)); err == nil {
				t.Error("a workbook was read as text")
			}
		})
	}
	in, err := Open(t.Context(), write(t, "cut.xlsx", zipped(t, "xl/workbook.xml", "<workbook")), Options{})
	if err == nil {
		defer in.Close()
		_, err = NewTable(in, TableOptions{})
	}
	refused(t, err, pay.Unreadable, "cut.xlsx", "workbook cannot be read")
}

// endless is a text of 10 GB that is made as it is read.
type endless struct {
	head string
	body byte
	n    int64
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.head) > 0 {
		n := copy(p, e.head)
		e.head = e.head[n:]
		return n, nil
	}
	if e.n <= 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), e.n)]
	for i := range p {
		p[i] = e.body
	}
	e.n -= int64(len(p))
	return len(p), nil
}

func TestTableRefusesEndlessRows(t *testing.T) {
	for _, test := range []struct {
		name, head string
		body       byte
		says       string
	}{
		{"a line of 10 GB", "a,b\n1,2\n3,", 'x', "longer than 16 MiB"},
		{"a header of 10 GB", "", 'x', "longer than 16 MiB"},
		{"10 GB between quotes", "a,b\n1,2\n3,\"", '\n', "longer than 16 MiB"},
		{"10 GB between tabs", "a\tb\n1\t2\n3\t", 'x', "longer than 16 MiB"},
		{"10 GB of empty fields", "a,b\n1,2\n3,", ',', "more than 1048576 fields"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &endless{test.head, test.body, 10 << 30}
			begun := r.n
			grown := peak(t, func() {
				in, err := NewInput(t.Context(), "a.csv", r, Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer in.Close()
				table, err := NewTable(in, TableOptions{})
				for err == nil && table.Next() {
				}
				if err == nil {
					err = table.Err()
				}
				refused(t, err, pay.Unreadable, "a.csv: row after line", test.says)
			})
			if read := begun - r.n; read > MaxRow+4*textWindow {
				t.Errorf("read %d bytes before giving up", read)
			}
			if grown > 16*MaxRow { // what a growing slice leaves behind counts too
				t.Errorf("allocated %d MiB", grown>>20)
			}
		})
	}
	var text bytes.Buffer
	text.WriteString("a,b\n1,\"open\n")
	for i := range 300 {
		fmt.Fprintf(&text, "%d,x\n", i)
	}
	table, err := tableOf(t, text.String(), TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for table.Next() {
	}
	refused(t, table.Err(), pay.Unreadable, "a.csv: row 2", "runs over", "never closed")
}

func FuzzTable(f *testing.F) {
	f.Add("Country,Pay\nGermany,85000\n")
	f.Add("\ufeffResponseId;\"Country\nof work\";Pay\n1;DE;2\n")
	f.Add("a\tb\n\"x\ty\n")
	f.Add("\"a\n")
	f.Add("a,a,,\n1,2,3,4,5\n,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := tableOf(t, text, TableOptions{})
		if err != nil {
			if e, ok := err.(*pay.Error); !ok || e.Place == "" || e.Hint == "" {
				t.Fatalf("refused with %#v", err)
			}
			return
		}
		for i, h := range table.Header() {
			if h != strings.Join(strings.Fields(h), " ") {
				t.Errorf("column %d is called %q", i, h)
			}
			if c := table.Column(h); c == 0 || fold(table.Header()[c-1]) != fold(h) {
				t.Errorf("column %q is found at %d", h, c)
			}
		}
		if err := table.Require(table.Header()...); err != nil {
			t.Errorf("the table lacks its own columns: %v", err)
		}
		last := 0
		for table.Next() {
			if table.Line() <= last {
				t.Errorf("line %d after line %d", table.Line(), last)
			}
			last = table.Line()
			for i := range table.Fields() {
				if s := table.Field(table.ColumnAt(i)); s != strings.TrimSpace(s) {
					t.Errorf("field %q has space around it", s)
				}
			}
		}
	})
}
