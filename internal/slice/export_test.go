package slice

// Split returns a snapshot with a segment for each part but the last, which is the tail.
func Split(l Layer, parts ...[]Row) (*Snapshot, error) {
	s := &Snapshot{layer: l}
	for i, rows := range parts {
		b := NewBuilder(len(rows))
		for _, r := range rows {
			if err := b.Add(r.Record, r.Pay); err != nil {
				return nil, err
			}
		}
		if i < len(parts)-1 && len(rows) > 0 {
			s.segments = append(s.segments, b.segment())
		}
	}
	x := &Index{layer: l}
	x.now.Store(s)
	if err := x.Append(parts[len(parts)-1]...); err != nil {
		return nil, err
	}
	return x.Snapshot(), nil
}
