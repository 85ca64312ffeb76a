package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
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
	built *slice.Snapshot // before records were appended
}

func (b *backpay) close() error { return b.Close() }

func (b *backpay) ask(ctx context.Context, q question) (answers, error) {
	return ask(ctx, b.built, q)
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
	b.Index, b.built, builder = x, x.Snapshot(), nil
	fmt.Printf("Backpay's index: built at %.2f million records a second, %.1f bytes a record\n",
		float64(rows)/building.Seconds()/1e6, float64(heap()-before)/float64(rows))
	if err := b.keep(rows); err != nil {
		return err
	}
	return b.whileAppending()
}

// own copies a record out of the memory that the next one is drawn into.
func own(r *dataset.Record) *dataset.Record {
	c := *r
	c.Roles, c.Skills = slices.Clone(r.Roles), slices.Clone(r.Skills)
	return &c
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

// whileAppending asks with 8 readers for some seconds, first alone and then with 1,000 records a second
// coming in, and prints how long they waited for their answers.
func (b *backpay) whileAppending() error {
	const readers, seconds, perSecond = 8, 5, 1000
	var fresh []slice.Row
	for r, amount := range slicetest.Records(seconds*perSecond, 2) {
		fresh = append(fresh, slice.Row{Record: own(r), Pay: amount})
	}
	before := b.Len()
	for _, writing := range []bool{false, true} {
		var stop atomic.Bool
		var mu sync.Mutex
		var waits []time.Duration
		var failed error
		var group sync.WaitGroup
		for i := range readers {
			group.Go(func() {
				r := rand.New(rand.NewPCG(uint64(i), 3))
				for !stop.Load() {
					q := questions[r.IntN(3)].q
					start := time.Now()
					_, err := b.Summarise(context.Background(), q, slice.Ask{Levels: levels})
					took := time.Since(start)
					mu.Lock()
					waits = append(waits, took)
					if err != nil && !errors.Is(err, slice.Empty) {
						failed = err
					}
					mu.Unlock()
					time.Sleep(5 * time.Millisecond) // a person moves a slider; 8 of them do
				}
			})
		}
		for i, begun := 0, time.Now(); time.Since(begun) < seconds*time.Second; {
			time.Sleep(10 * time.Millisecond)
			due := min(len(fresh), int(time.Since(begun).Seconds()*perSecond))
			if writing && due > i {
				if err := b.Append(fresh[i:due]...); err != nil {
					return err
				}
				i = due
			}
		}
		stop.Store(true)
		group.Wait()
		if failed != nil {
			return failed
		}
		slices.Sort(waits)
		how := "alone"
		if writing {
			how = fmt.Sprintf("with %d records appended a second", (b.Len()-before)/seconds)
		}
		fmt.Printf("%d readers %s: %d answers, median %.2f ms, 99 %% within %.2f ms, all within %.2f ms\n",
			readers, how,
			len(waits), ms(waits[len(waits)/2]), ms(waits[len(waits)*99/100]), ms(waits[len(waits)-1]))
	}
	return nil
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
