package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/pay"
)

// Parts of the smallest workbook.
const (
	bookRels = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`
	bookXML  = `<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="Notes" sheetId="2" state="hidden" r:id="rId2"/><sheet name="Pay" sheetId="1" r:id="rId1"/></sheets></workbook>`
	styles   = `<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="[$-409]mmm\ yy;@"/><numFmt numFmtId="165" formatCode="&quot;day&quot; 0.0"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>`
	texts = `<sst><si><t>Title</t></si><si><t>Pay</t><rPh sb="0" eb="1"><t>ペイ</t></rPh></si><si><r><t>Back</t></r><r><t>end</t></r></si><si><t>two_x000D_
lines</t></si></sst>`
)

// rawBook makes a workbook of the rows of a sheet in XML.
func rawBook(t testing.TB, sheet, book string) []byte {
	t.Helper()
	return zipped(t, "xl/_rels/workbook.xml.rels", bookRels, "xl/workbook.xml", book, "xl/styles.xml", styles, "xl/sharedStrings.xml", texts,
		"xl/worksheets/sheet1.xml", sheet, "xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>")
}

// bookRows returns the rows of a workbook as text, numbers with a # before them.
func bookRows(t testing.TB, content []byte, opt TableOptions) (rows []string, table *Table, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := Open(t.Context(), path, Options{})
	if err != nil {
		return nil, nil, err
	}
	t.Cleanup(func() { in.Close() })
	if table, err = NewTable(in, opt); err != nil {
		return nil, nil, err
	}
	for table.Next() {
		var fields []string
		for i, f := range table.Fields() {
			if table.IsNumber(table.ColumnAt(i)) {
				f = "#" + f
			}
			fields = append(fields, f)
		}
		rows = append(rows, fmt.Sprintf("%d: %s", table.Line(), strings.Join(fields, "|")))
	}
	return rows, table, table.Err()
}

func TestBookCells(t *testing.T) {
	const head = `<row r="1"><c r="A1" t="inlineStr"><is><t>A</t></is></c><c r="B1" t="inlineStr"><is><t>B</t></is></c></row>`
	for _, c := range []struct {
		name, rows, behind string
		opt                TableOptions
		want               []string
	}{
		{name: "texts", rows: `<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c><c r="C2" t="s"><v>1</v></c></row>`, want: []string{"2: Backend|two\r\nlines|Pay"}},
		{name: "text of a formula", rows: `<row r="2"><c r="A2" t="str"><f>"a"</f><v>a</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>`, want: []string{"2: a"}},
		{name: "numbers", rows: `<row r="2"><c r="A2"><v>72500.00000000001</v></c><c r="B2"><v>7.25E+4</v></c><c r="C2" s="2"><v>0.5</v></c><c r="D2" s="4"><v>3</v></c></row>`,
			want: []string{"2: #72500|#7.25E+4|#0.5|#3"}},
		{name: "dates", rows: `<row r="2"><c r="A2" s="1"><v>45000</v></c><c r="B2" s="3"><v>45000.75</v></c><c r="C2" t="d"><v>2024-03-01T00:00:00</v></c><c r="D2" s="5"><v>0.5</v></c></row>`,
			want: []string{"2: 2023-03-15|2023-03-15|2024-03-01T00:00:00|#0.5"}},
		{name: "truths and errors", rows: `<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="b"><v>0</v></c><c r="C2" t="e"><v>#N/A</v></c></row>`, want: []string{"2: TRUE|FALSE|#N/A"}},
		{name: "formulas", rows: `<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>A2*2</f></c><c r="C2"><f t="shared" si="0"/></c></row>`, want: []string{"2: #2|=A2*2|="}},
		{name: "gaps", rows: `<row r="3"><c r="C3"><v>1</v></c></row><row r="7"><c r="A7"/><c><v>2</v></c></row>`, want: []string{"3: ||#1", "7: |#2"}},
		{name: "no references", rows: `<row><c/><c><v>1</v></c></row><row><c t="s"><v>0</v></c></row>`, want: []string{"2: |#1", "3: Title"}},
		{name: "merged downwards", rows: `<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>5</v></c></row><row r="3"><c r="B3"><v>6</v></c></row><row r="4"/><row r="5"><c r="B5"><v>7</v></c></row>`,
			behind: `<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="B5:C5"/></mergeCells>`, want: []string{"2: #1|#5", "3: #1|#6", "5: |#7"}},
		{name: "hidden rows", rows: `<row r="2"><c r="A2"><v>1</v></c></row><row r="3" hidden="1"><c r="A3"><v>2</v></c></row>`, want: []string{"2: #1", "3: #2"}},
		{name: "hidden rows left out", opt: TableOptions{SkipHidden: true}, rows: `<row r="2"><c r="A2"><v>1</v></c></row><row r="3" hidden="true"><c r="A3"><v>2</v></c></row>`, want: []string{"2: #1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.opt.Required = []string{"A", "B"}
			got, _, err := bookRows(t, rawBook(t, "<x:worksheet><x:sheetData>"+head+c.rows+"</x:sheetData>"+c.behind+"</x:worksheet>", bookXML), TableOptions{SkipHidden: c.opt.SkipHidden, Search: 5, Required: c.opt.Required})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBookCalendar(t *testing.T) {
	sheet := `<worksheet><sheetData><row><c t="s"><v>0</v></c></row><row><c s="1"><v>43538</v></c></row></sheetData></worksheet>`
	got, _, err := bookRows(t, rawBook(t, sheet, strings.Replace(bookXML, "<workbookPr/>", `<workbookPr date1904="1"/>`, 1)), TableOptions{Sheet: "pay"})
	if diff := cmp.Diff([]string{"2: 2023-03-15"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// TestBookSheets finds the sheet and the row of the header: a hidden sheet is the last to be looked at.
func TestBookSheets(t *testing.T) {
	sheet := `<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>2</v></c></row><row r="4"><c r="B4" t="s"><v>1</v></c></row><row r="5"><c r="B5"><v>7</v></c></row></sheetData></worksheet>`
	content := rawBook(t, sheet, bookXML)
	got, table, err := bookRows(t, content, TableOptions{Search: 10, Required: []string{"pay"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"5: |#7"}, got); diff != "" || table.Sheet() != "Pay" || table.Column("Pay") != 2 {
		t.Errorf("sheet %q, column %d: %s", table.Sheet(), table.Column("Pay"), diff)
	}
	_, _, err = bookRows(t, content, TableOptions{Search: 1, Required: []string{"Pay"}})
	refused(t, err, pay.Unreadable, "missing columns: Pay")
	_, _, err = bookRows(t, content, TableOptions{Sheet: "Notes", Search: 2, Required: []string{"Pay"}})
	refused(t, err, pay.Unreadable, "no header row")
}

func TestBookDamage(t *testing.T) {
	for name, sheet := range map[string]string{
		"cut":               `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c>`,
		"rows out of order": `<worksheet><sheetData><row r="5"/><row r="4"/></sheetData></worksheet>`,
		"no such text":      `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>`,
		"a cell of no name": `<worksheet><sheetData><row r="1"><c r="1A"><v>9</v></c></row></sheetData></worksheet>`,
		"a far column":      `<worksheet><sheetData><row r="1"><c r="ZZZZ1"><v>9</v></c></row></sheetData></worksheet>`,
		"another encoding":  `<?xml version="1.0" encoding="EBCDIC"?><worksheet/>`,
	} {
		_, _, err := bookRows(t, rawBook(t, sheet, bookXML), TableOptions{Sheet: "Pay"})
		if err == nil {
			t.Errorf("%s: it was read", name)
			continue
		}
		refused(t, err, pay.Unreadable, "a.xlsx", "save it again")
	}
	_, _, err := bookRows(t, zipped(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), TableOptions{})
	refused(t, err, pay.Unreadable, "OpenDocument", ".xlsx")
}

// FuzzSheet checks that no sheet does more than give an error for people.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>45000</v></c></row>`, "A1:A2")
	f.Add(`<row><c t="inlineStr"><is><r><t>a</t></r></is></c><c><f>A1</f></c></row><row hidden="1"><c/></row>`, "")
	f.Add(`<row r="1"><c r="B1" t="b"><v>1</v></c></row><row r="3"><c r="C3" t="e"><v>#N/A</v></c></row>`, "B1:C3")
	f.Fuzz(func(t *testing.T, rows, ref string) {
		sheet := "<worksheet><sheetData>" + rows + "</sheetData><mergeCells><mergeCell ref=\"" + ref + "\"/></mergeCells></worksheet>"
		got, _, err := bookRows(t, rawBook(t, sheet, bookXML), TableOptions{Sheet: "Pay"})
		if err != nil {
			if e, ok := err.(*pay.Error); !ok || e.Place == "" || e.Hint == "" {
				t.Fatalf("refused with %#v", err)
			}
		}
		if len(got) > len(rows) {
			t.Errorf("%d rows of %d bytes", len(got), len(rows))
		}
	})
}
