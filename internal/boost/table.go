package boost

// Unknown is the byte of a value that is not known.
const Unknown = 0

// Feature describes one column of a Table.
type Feature struct {
	Name    string
	Values  int  // known values are the bytes 1 to Values
	Ordered bool // whether the order of the bytes means something
	Sparse  bool // whether most rows know none of the sparse features: it saves time, nothing else

	// Rising says that none of the first Options.Rising outputs may fall as the byte of an Ordered feature rises, all
	// other features equal. About the unknown byte nothing is promised.
	Rising bool
}

// bins is the number of bytes that the feature takes, the unknown one included.
func (f Feature) bins() int { return f.Values + 1 }

// Table holds the features of all records, a column each.
type Table struct {
	Features []Feature
	Columns  [][]uint8 // Columns[feature][row]
}

// NewTable returns an empty table with room for rows records.
func NewTable(features []Feature, rows int) *Table {
	t := &Table{Features: features, Columns: make([][]uint8, len(features))}
	for i := range t.Columns {
		t.Columns[i] = make([]uint8, 0, rows)
	}
	return t
}

// Append adds a record; row has a byte for each feature.
func (t *Table) Append(row []uint8) {
	for i, v := range row {
		t.Columns[i] = append(t.Columns[i], v)
	}
}

// Rows returns the number of records.
func (t *Table) Rows() int {
	if len(t.Columns) == 0 {
		return 0
	}
	return len(t.Columns[0])
}
