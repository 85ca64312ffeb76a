package source

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// sheetRows reads the rows of a sheet.
type sheetRows struct {
	book        *book
	part        io.Closer
	bound       *boundedRow
	xml         *xml.Decoder
	leaveHidden bool
	hidden      int // rows that are hidden, so far

	line    int
	column  int // of the next cell that does not name its own
	fields  []string
	numbers []bool  // by field: it is a number, and no text
	merged  []merge // those that begin below this row, in the order of their first rows
	open    []merge // those that this row is in
}

// merge is a column of cells that are one: all of them hold the value of the first.
type merge struct {
	column, from, to int
	value            string
	number           bool
}

// open begins to read a sheet.
func (b *book) open(s sheet) (*sheetRows, error) {
	part := b.parts[s.part]
	merged, err := merges(part.Open)
	if err != nil {
		return nil, err
	}
	r, err := part.Open()
	if err != nil {
		return nil, err
	}
	bound := &boundedRow{r: r}
	return &sheetRows{book: b, part: r, bound: bound, xml: newDecoder(bound), merged: merged}, nil
}

// merges returns the columns of cells that are merged downwards. They are listed behind the rows.
func merges(open func() (io.ReadCloser, error)) ([]merge, error) {
	part, err := open()
	if err != nil {
		return nil, err
	}
	defer part.Close()
	rest, err := afterSheetData(part)
	if err != nil {
		if err == io.EOF { // no rows, or they are cut: the reader of rows says so
			return nil, nil
		}
		return nil, err
	}
	var found []merge
	for d := newDecoder(rest); ; {
		token, err := d.RawToken()
		if err != nil { // the end, or damage behind the rows that does them no harm
			slices.SortStableFunc(found, func(a, b merge) int { return a.from - b.from })
			return found, nil
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "mergeCell" {
			continue
		}
		first, last, _ := strings.Cut(attribute(e, "ref"), ":")
		column, from, ok := reference(first)
		_, to, ok2 := reference(last)
		if ok && ok2 && to > from {
			found = append(found, merge{column: column, from: from, to: to})
		}
	}
}

// reference takes the name of a cell apart: "B3" is column 1 of row 3.
func reference(s string) (column, line int, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z' && column <= maxColumns; i++ {
		column = column*26 + int(s[i]-'A') + 1
	}
	line, err := strconv.Atoi(s[i:])
	return column - 1, line, i > 0 && column <= maxColumns && err == nil && line > 0
}

func (s *sheetRows) close() error { return s.part.Close() }

// next reads the next row; it returns io.EOF after the last.
func (s *sheetRows) next() (row, error) {
	for {
		token, err := s.xml.RawToken()
		if err != nil {
			return row{}, noEOF(err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "sheetData" {
				return row{}, io.EOF
			}
		case xml.StartElement:
			if t.Name.Local != "row" {
				continue
			}
			hidden := truth(attribute(t, "hidden"))
			if err := s.readRow(t); err != nil {
				return row{}, err
			}
			if hidden {
				s.hidden++
				if s.leaveHidden {
					continue
				}
			}
			return row{fields: s.fields, numbers: s.numbers, line: s.line}, nil
		}
	}
}

// readRow reads the cells of a row.
func (s *sheetRows) readRow(start xml.StartElement) error {
	s.bound.n = 0
	s.line++
	if r := attribute(start, "r"); r != "" {
		line, err := strconv.Atoi(r)
		if err != nil || line < s.line {
			return fmt.Errorf("row %q comes after row %d", r, s.line-1)
		}
		s.line = line
	}
	s.fields, s.numbers, s.column = s.fields[:0], s.numbers[:0], 0
	for {
		token, err := s.xml.RawToken()
		if err != nil {
			return noEOF(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			if err := s.readCell(t); err != nil {
				return err
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				s.carry()
				return nil
			}
		}
	}
}

// carry gives the value of merged cells to all of them, in rows that hold something else.
func (s *sheetRows) carry() {
	filled := slices.ContainsFunc(s.fields, func(f string) bool { return f != "" })
	s.open = slices.DeleteFunc(s.open, func(m merge) bool { return m.to < s.line })
	for _, m := range s.open {
		if filled && m.value != "" {
			s.set(m.column, m.value, m.number)
		}
	}
	for len(s.merged) > 0 && s.merged[0].from <= s.line {
		m := s.merged[0]
		s.merged = s.merged[1:]
		if m.from == s.line && m.column < len(s.fields) {
			m.value, m.number = strings.Clone(s.fields[m.column]), s.numbers[m.column]
			s.open = append(s.open, m)
		}
	}
}

// set puts a value into a column of the row.
func (s *sheetRows) set(column int, value string, number bool) {
	for len(s.fields) <= column {
		s.fields, s.numbers = append(s.fields, ""), append(s.numbers, false)
	}
	s.fields[column], s.numbers[column] = value, number
}

// cell is what the XML of a cell says.
type cell struct {
	kind, style string
	value       string
	formula     string
	calculated  bool // it is no formula, or one with a value
}

// readCell reads a cell into the row.
func (s *sheetRows) readCell(start xml.StartElement) error {
	column := s.column
	if r := attribute(start, "r"); r != "" {
		var ok bool
		if column, _, ok = reference(r); !ok {
			return fmt.Errorf("no cell can be called %q", r)
		}
	}
	if column >= maxColumns {
		return errors.New("a row has too many cells")
	}
	s.column = column + 1
	c := cell{kind: attribute(start, "t"), style: attribute(start, "s"), calculated: true}
	if err := c.read(s.xml); err != nil {
		return err
	}
	value, number, err := s.book.meaning(c)
	if err != nil {
		return fmt.Errorf("row %d, column %d: %w", s.line, column+1, err)
	}
	if value != "" {
		s.set(column, value, number)
	}
	return nil
}

// read reads the elements of a cell.
func (c *cell) read(d *xml.Decoder) error {
	var value, formula strings.Builder
	var into *strings.Builder
	isFormula, hasValue := false, false
	for {
		token, err := d.RawToken()
		if err != nil {
			return noEOF(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				into = &value
			case "f":
				into, isFormula = &formula, true
			case "is":
				s, err := richText(d, "is")
				if err != nil {
					return err
				}
				value.WriteString(s)
			}
		case xml.CharData:
			if into != nil {
				into.Write(t)
				hasValue = hasValue || into == &value && len(t) > 0
			}
		case xml.EndElement:
			into = nil
			if t.Name.Local == "c" {
				c.value, c.formula = value.String(), formula.String()
				c.calculated = !isFormula || hasValue || c.kind == "str"
				return nil
			}
		}
	}
}

// meaning returns the text of a cell as NewXLSX promises it, and whether it is a number.
func (b *book) meaning(c cell) (value string, number bool, err error) {
	if !c.calculated {
		return "=" + c.formula, false, nil
	}
	switch c.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(c.value))
		if err != nil || i < 0 || i >= len(b.strings) {
			return "", false, fmt.Errorf("there is no text %q", c.value)
		}
		return b.strings[i], false, nil
	case "b":
		if truth(c.value) {
			return "TRUE", false, nil
		}
		return "FALSE", false, nil
	case "d", "e", "inlineStr":
		return c.value, false, nil
	case "str":
		return unescape(c.value), false, nil
	}
	v, err := strconv.ParseFloat(c.value, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return c.value, false, nil // as some programs write text
	}
	if style, err := strconv.Atoi(c.style); err == nil && style >= 0 && style < len(b.dates) && b.dates[style] {
		const lastDay = 2958465 // of the year 9999
		if v >= 1 && v <= lastDay {
			return b.since.AddDate(0, 0, int(v)).Format("2006-01-02"), false, nil
		}
	}
	return shown(c.value, v), true, nil
}

// shown returns a number with the 15 digits that a spreadsheet shows of it: 0.1+0.2 is 0.3.
func shown(raw string, v float64) string {
	if len(raw) <= 15 {
		return raw
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 14, 64), 64)
	if err != nil {
		return raw
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
