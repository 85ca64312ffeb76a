package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
	"github.com/backpay/backpay/internal/slice/slicetest"
)

// codes are the facets that a record has one of, in the order of the tables' columns.
var codes = []pay.Facet{
	pay.FacetCountry, pay.FacetPlace, pay.FacetLevel, pay.FacetIndustry, pay.FacetOrgSize,
	pay.FacetRemote, pay.FacetEmployment, pay.FacetEducation, slice.FacetSource,
}

// columns are pay, years (NULL is unknown), year, the codes, role, skills.
func columns(integer, float, text, list string) string {
	c := []string{"pay " + float, "years " + integer, "year " + integer}
	for _, f := range codes {
		c = append(c, string(f)+" "+text)
	}
	return strings.Join(append(c, "role "+list, "skills "+list), ", ")
}

// values are the columns of a record, roles and skills as list makes them.
func values(r *dataset.Record, amount float64, list func([]string) any) []any {
	var years any
	if n, known := r.Years.Get(); known {
		years = int32(n)
	}
	return []any{
		amount, years, int32(r.Year), r.Country, r.Place, r.Level, r.Industry, r.OrgSize, r.Remote, r.Employment,
		r.Education, r.Source, list(r.Roles), list(r.Skills),
	}
}

// where writes the conditions of the benchmark's questions; anyOf writes that a list has one of some values.
func where(q slice.Query, anyOf func(column string, values []string) string) string {
	conditions := []string{"1 = 1"}
	for _, f := range slice.Facets {
		switch any := q.Any[f]; {
		case len(any) == 0:
		case slice.Many(f):
			conditions = append(conditions, anyOf(string(f), any))
		default:
			conditions = append(conditions, fmt.Sprintf("%s IN ('%s')", f, strings.Join(any, "', '")))
		}
	}
	if q.Years != nil {
		conditions = append(conditions, fmt.Sprintf("years BETWEEN %v AND %v", q.Years.From, q.Years.To))
	}
	return strings.Join(conditions, " AND ")
}

// numbers writes the levels.
func numbers() string {
	var texts []string
	for _, p := range levels {
		texts = append(texts, strconv.FormatFloat(p, 'g', -1, 64))
	}
	return strings.Join(texts, ", ")
}

// duckDB is a database in memory with one thread.
type duckDB struct {
	connector *duckdb.Connector
	db        *sql.DB
}

func newDuckDB() (engine, error) {
	connector, err := duckdb.NewConnector("?threads=1", nil)
	if err != nil {
		return nil, err
	}
	return &duckDB{connector, sql.OpenDB(connector)}, nil
}

func (*duckDB) name() string { return "DuckDB 1.5" }

func (d *duckDB) close() error { return errors.Join(d.db.Close(), d.connector.Close()) }

func (d *duckDB) load(ctx context.Context, rows int) error {
	if _, err := d.db.ExecContext(ctx,
		"CREATE TABLE records ("+columns("INTEGER", "DOUBLE", "VARCHAR", "VARCHAR[]")+")"); err != nil {
		return err
	}
	conn, err := d.connector.Connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	appender, err := duckdb.NewAppenderFromConn(conn, "", "records")
	if err != nil {
		return err
	}
	for r, amount := range slicetest.Records(rows, 1) {
		var row []driver.Value
		for _, v := range values(r, amount, func(list []string) any { return slices.Clone(list) }) {
			row = append(row, v)
		}
		if err := appender.AppendRow(row...); err != nil {
			return err
		}
	}
	return appender.Close()
}

func (d *duckDB) ask(ctx context.Context, q question) (answers, error) {
	condition := where(q.q, func(column string, values []string) string {
		var some []string // three times as fast as list_has_any
		for _, v := range values {
			some = append(some, fmt.Sprintf("list_contains(%s, '%s')", column, v))
		}
		return "(" + strings.Join(some, " OR ") + ")"
	})
	by := "''"
	if q.group {
		by = "country"
	}
	rows, err := d.db.QueryContext(ctx,
		fmt.Sprintf(
			"SELECT %s AS value, count(*) AS n, quantile_disc(pay, [%s]) AS q FROM records WHERE %s "+
				"GROUP BY value HAVING n >= %d",
			by, numbers(), condition, slice.MinGroup))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := answers{}
	for rows.Next() {
		var value string
		var n int
		var list duckdb.Composite[[]float64]
		if err := rows.Scan(&value, &n, &list); err != nil {
			return nil, err
		}
		out[value] = answer{n, list.Get()}
	}
	return out, rows.Err()
}

// sqLite is a file with an index over every column that a question names.
type sqLite struct{ db *sql.DB }

func newSQLite(dir string) (engine, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "records.sqlite")+
		"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-4000000)"+
		"&_pragma=mmap_size(30000000000)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &sqLite{db}, nil
}

func (*sqLite) name() string { return "SQLite 3" }

func (s *sqLite) close() error { return s.db.Close() }

// delimited writes a list as ";a;b;", in which ";a;" can be looked for.
func delimited(list []string) any { return ";" + strings.Join(list, ";") + ";" }

func (s *sqLite) load(ctx context.Context, rows int) error {
	if _, err := s.db.ExecContext(ctx,
		"DROP TABLE IF EXISTS records; CREATE TABLE records ("+columns("INTEGER", "REAL", "TEXT",
			"TEXT")+")"); err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(ctx, "INSERT INTO records VALUES (?"+strings.Repeat(", ?", 13)+")")
	if err != nil {
		return err
	}
	for r, amount := range slicetest.Records(rows, 1) {
		if _, err := insert.ExecContext(ctx, values(r, amount, delimited)...); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx,
		"CREATE INDEX covering ON records (country, years, org_size, role, skills, pay); CREATE INDEX by_country ON "+
			"records (country, pay); ANALYZE")
	return err
}

func (s *sqLite) ask(ctx context.Context, q question) (answers, error) {
	condition := where(q.q, func(column string, values []string) string {
		var some []string
		for _, v := range values {
			some = append(some, fmt.Sprintf("instr(%s, ';%s;')", column, v))
		}
		return "(" + strings.Join(some, " OR ") + ")"
	})
	by := "''"
	if q.group {
		by = "country"
	}
	var ranks []string
	for _, p := range levels {
		ranks = append(ranks, fmt.Sprintf("max(1, (n * %d + 999999) / 1000000)", int(p*1_000_000+.5)))
	}
	rows, err := s.db.QueryContext(ctx, fmt.Sprintf(`
		WITH matching AS (SELECT %s AS value, pay FROM records WHERE %s),
		ranked AS (SELECT value, pay, row_number() OVER (PARTITION BY value ORDER BY pay) AS rank,
			count(*) OVER (PARTITION BY value) AS n FROM matching)
		SELECT value, n, rank, pay FROM ranked WHERE n >= %d AND rank IN (%s) ORDER BY value, rank`,
		by, condition, slice.MinGroup, strings.Join(ranks, ", ")))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type ranked struct {
		n    int
		pays map[uint64]float64
	}
	groups := map[string]ranked{}
	for rows.Next() {
		var value string
		var n int
		var rank uint64
		var amount float64
		if err := rows.Scan(&value, &n, &rank, &amount); err != nil {
			return nil, err
		}
		if groups[value].pays == nil {
			groups[value] = ranked{n, map[uint64]float64{}}
		}
		groups[value].pays[rank] = amount
	}
	out := answers{}
	for value, g := range groups {
		a := answer{n: g.n}
		for _, p := range levels {
			a.quantiles = append(a.quantiles, g.pays[slice.Rank(p, uint64(g.n))])
		}
		out[value] = a
	}
	return out, rows.Err()
}

// postgres is a server of its own on a socket, with an index over every column that a question names.
type postgres struct {
	server *exec.Cmd
	conn   *pgx.Conn
}

func newPostgres(dir string) (engine, error) {
	home, err := os.MkdirTemp(dir, "postgres")
	if err != nil {
		return nil, err
	}
	bin := func(name string) string {
		if path, err := exec.LookPath("/usr/lib/postgresql/15/bin/" + name); err == nil {
			return path
		}
		return name
	}
	as := &syscall.SysProcAttr{}
	if os.Getuid() == 0 { // which PostgreSQL refuses to run as
		who, err := user.Lookup("postgres")
		if err != nil {
			return nil, err
		}
		uid, _ := strconv.Atoi(who.Uid)
		gid, _ := strconv.Atoi(who.Gid)
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(home, uid, gid); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(home, "data")
	initdb := exec.Command(bin("initdb"), "-D", data, "-U", "bench", "-A", "trust", "--no-sync", "--locale=C", "-E",
		"UTF8")
	initdb.SysProcAttr, initdb.Dir = as, home
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	p := &postgres{
		server: exec.Command(bin("postgres"), "-D", data, "-k", home, "-c", "listen_addresses=", "-c", "fsync=off",
			"-c", "full_page_writes=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c",
			"max_wal_size=8GB", "-c", "shared_buffers=4GB", "-c", "work_mem=1GB", "-c", "maintenance_work_mem=2GB",
			"-c",
			"effective_cache_size=8GB",
			"-c", "max_parallel_workers_per_gather=0", "-c", "max_parallel_maintenance_workers=0", "-c",
			"random_page_cost=1.1", "-c", "jit=off")}
	p.server.SysProcAttr, p.server.Dir = as, home
	if err := p.server.Start(); err != nil {
		return nil, err
	}
	for range 100 {
		if p.conn, err = pgx.Connect(context.Background(), "host="+home+" user=bench dbname=postgres"); err == nil {
			return p, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, errors.Join(err, p.close())
}

func (*postgres) name() string { return "PostgreSQL 15" }

func (p *postgres) close() error {
	var err error
	if p.conn != nil {
		err = p.conn.Close(context.Background())
	}
	err = errors.Join(err, p.server.Process.Signal(syscall.SIGINT)) // a fast shutdown
	return errors.Join(err, p.server.Wait())
}

func (p *postgres) load(ctx context.Context, rows int) error {
	if _, err := p.conn.Exec(ctx,
		"DROP TABLE IF EXISTS records; CREATE UNLOGGED TABLE records ("+columns("int4", "float8", "text",
			"text[]")+")"); err != nil {
		return err
	}
	names := []string{"pay", "years", "year"}
	for _, f := range codes {
		names = append(names, string(f))
	}
	names = append(names, "role", "skills")
	next := make(chan []any, 1000)
	go func() {
		defer close(next)
		for r, amount := range slicetest.Records(rows, 1) {
			select {
			case next <- values(r, amount, func(list []string) any { return append([]string{}, list...) }):
			case <-ctx.Done():
				return
			}
		}
	}()
	_, err := p.conn.CopyFrom(ctx, pgx.Identifier{"records"}, names, pgx.CopyFromFunc(func() ([]any, error) {
		return <-next, nil
	}))
	if err != nil {
		return err
	}
	for _, statement := range []string{
		"CREATE INDEX covering ON records (country, years, org_size) INCLUDE (role, skills, pay)",
		"CREATE INDEX by_country ON records (country, pay)",
		"VACUUM ANALYZE records", // without which an index alone cannot answer
	} {
		if _, err := p.conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (p *postgres) ask(ctx context.Context, q question) (answers, error) {
	condition := where(q.q, func(column string, values []string) string {
		return fmt.Sprintf("%s && ARRAY['%s']", column, strings.Join(values, "', '"))
	})
	by := "''"
	if q.group {
		by = "country"
	}
	rows, err := p.conn.Query(ctx,
		fmt.Sprintf(
			"SELECT %s AS value, count(*), percentile_disc(ARRAY[%s]) WITHIN GROUP (ORDER "+
				"BY pay) FROM records WHERE %s "+
				"GROUP BY 1 HAVING count(*) >= %d",
			by, numbers(), condition, slice.MinGroup))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := answers{}
	for rows.Next() {
		var value string
		var a answer
		if err := rows.Scan(&value, &a.n, &a.quantiles); err != nil {
			return nil, err
		}
		out[value] = a
	}
	return out, rows.Err()
}
