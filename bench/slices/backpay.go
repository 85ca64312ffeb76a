package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/clickhouse"
	"github.com/backpay/backpay/internal/slice/clickhouse/clickhousetest"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

// start makes the engine of a name.
func start(name, dir string) (engine, error) {
	switch name {
	case "backpay":
		return &backpay{}, nil
	case "duckdb":
		return newDuckDB()
	case "postgres":
		return newPostgres(dir)
	case "sqlite":
		return newSQLite(dir)
	case "clickhouse":
		return newClickHouse(dir)
	}
	return nil, fmt.Errorf("there is no engine %q", name)
}

// backpay is the index of package slice.
type backpay struct {
	*slice.Index
}

func (b *backpay) close() error { return b.Close() }

func (b *backpay) ask(ctx context.Context, q question) (answers, error) {
	return ask(ctx, b.Index, q)
}

// ask asks an engine of package slice.
func ask(ctx context.Context, e slice.Engine, q question) (answers, error) {
	a := slice.Ask{Levels: levels}
	if !q.group {
		s, err := e.Summarise(ctx, q.q, a)
		if err != nil {
			return nil, err
		}
		return answers{"": {s.N, s.Quantiles}}, nil
	}
	g, err := e.GroupBy(ctx, q.q, country, a)
	if err != nil {
		return nil, err
	}
	out := answers{}
	for _, group := range g.Groups {
		out[group.Value] = answer{group.N, group.Quantiles}
	}
	return out, nil
}

func (*backpay) name() string { return "Backpay" }

// load builds the index, and prints its rate and size.
func (b *backpay) load(_ context.Context, rows int) error {
	before := heap()
	builder := slice.NewBuilder(rows)
	var building time.Duration
	// Records are drawn in batches so that drawing them is not in the time; small ones in memory that
	// is used again, because records come from a file one after the other, too.
	batch := make([]slice.Row, 0, 100)
	for range cap(batch) {
		batch = append(batch, slice.Row{Record: &dataset.Record{}})
	}
	drawn := 0
	flush := func() error {
		start := time.Now()
		for _, r := range batch[:drawn] {
			if err := builder.Add(r.Record, r.Pay); err != nil {
				return err
			}
		}
		building += time.Since(start)
		drawn = 0
		return nil
	}
	for r, amount := range slicetest.Records(rows, 1) {
		slot := &batch[drawn]
		roles, skills := append(slot.Record.Roles[:0], r.Roles...), append(slot.Record.Skills[:0], r.Skills...)
		*slot.Record = *r
		slot.Record.Roles, slot.Record.Skills, slot.Pay = roles, skills, amount
		if drawn++; drawn == len(batch) {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	start := time.Now()
	x, err := builder.Build(slice.Options{Layer: pay.Reported})
	if err != nil {
		return err
	}
	building += time.Since(start)
	b.Index, builder = x, nil
	fmt.Printf("Backpay's index: built at %.2f million records a second, %.1f bytes a record\n",
		float64(rows)/building.Seconds()/1e6, float64(heap()-before)/float64(rows))
	return b.keep(rows)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// keep writes the index to a file and reads it back.
func (b *backpay) keep(rows int) error {
	f, err := os.CreateTemp("", "slices")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	start := time.Now()
	if err := b.Write(f, "bench"); err != nil {
		return err
	}
	wrote := time.Since(start)
	size, err := f.Seek(0, 1)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, 0); err != nil {
		return err
	}
	start = time.Now()
	x, err := slice.Read(f, "bench", slice.Options{Layer: pay.Reported})
	if err != nil {
		return err
	}
	fmt.Printf("its file: %.1f bytes a record, written in %v, read back in %v\n", float64(size)/float64(rows),
		wrote.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	return x.Close()
}

func ms(d time.Duration) float64 { return float64(d) / 1e6 }

// clickHouse is a server of one shard, asked by package clickhouse.
type clickHouse struct {
	address string
	stop    func() error
	*clickhouse.Store
}

func newClickHouse(dir string) (engine, error) {
	home, err := os.MkdirTemp(dir, "clickhouse")
	if err != nil {
		return nil, err
	}
	address, stop, err := clickhousetest.Start(home, 1)
	if err != nil {
		return nil, err
	}
	return &clickHouse{address: address, stop: stop}, nil
}

func (*clickHouse) name() string { return "ClickHouse 18.16" }

func (c *clickHouse) load(ctx context.Context, rows int) (err error) {
	c.Store, err = clickhouse.Load(ctx, c.address, fmt.Sprint(rows), slice.Options{Layer: pay.Reported},
		func(add func(*dataset.Record, float64) error) error {
			for r, amount := range slicetest.Records(rows, 1) {
				if err := add(r, amount); err != nil {
					return err
				}
			}
			return nil
		})
	return err
}

func (c *clickHouse) ask(ctx context.Context, q question) (answers, error) {
	return ask(ctx, c.Store, q)
}

func (c *clickHouse) close() error {
	var err error
	if c.Store != nil {
		err = c.Store.Close()
	}
	return errors.Join(err, c.stop())
}
