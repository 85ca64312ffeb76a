// Package clickhouse answers the questions of package slice from ClickHouse, for those whose records
// outgrow one machine: a table on every shard holds a part of the records, and one Distributed table over
// them answers with SQL.
//
// A quantile is that of package slice to the last digit: quantilesExactWeighted takes the smallest value at
// which the summed weight reaches the ceiling of level × sum, which is the same definition but for the
// rounding of that product in floating point. Every answer comes with the sum that it was made from, so
// the rank that ClickHouse used is known; should it be another than slice.Rank's, the question is asked
// again at the level between two ranks that cannot be mistaken. The quantileExact functions take one rank
// higher where level × n is a whole number, and are not used.
//
// Every question is one SELECT, so each shard answers it from one state of its table. Records are loaded
// into tables of their own, named after the fingerprint of what they were made from, and served once all
// of them are there.
//
// The SQL keeps to what both ClickHouse 18.16 and current versions understand. Records can be appended, but
// what was appended is gone when other data is loaded: whoever appends keeps them elsewhere too.
package clickhouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	ch "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/slice"
)

// Store is the records of one layer on ClickHouse. It is a slice.Engine.
type Store struct {
	layer  slice.Layer
	shards []driver.Conn // questions go to the first
	local  string        // the table on each shard
	all    string        // the table to ask: local, or the Distributed table over it

	mu    sync.Mutex
	next  int                           // the shard that the next records go to
	known map[pay.Facet]map[string]bool // values that records were seen to have
}

var _ slice.Engine = (*Store)(nil)

// spec is what clickhouse://USER:PASSWORD@HOST:PORT,HOST:PORT/DATABASE?cluster=NAME says.
type spec struct {
	hosts                       []string // one of each shard
	user, password, db, cluster string
}

func parseSpec(s string) (spec, error) {
	malformed := func(why string) (spec, error) {
		return spec{}, pay.Errorf(pay.Invalid, "the address of ClickHouse is malformed: %s", why).In("slices").
			WithHint(
				"write clickhouse://HOST:9000/DATABASE, or " +
					"clickhouse://HOST:9000,HOST:9000/DATABASE?cluster=NAME for several shards")
	}
	rest, ok := strings.CutPrefix(s, "clickhouse://")
	if !ok {
		return malformed("it does not begin with clickhouse://")
	}
	// Several hosts with ports are no URL that package url reads: they are taken out first.
	authority, path, _ := strings.Cut(rest, "/")
	login, hosts := "", authority
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		login, hosts = authority[:at+1], authority[at+1:]
	}
	u, err := url.Parse("clickhouse://" + login + "host/" + path)
	if err != nil {
		return malformed("its user, path or parameters cannot be read") // the cause would show the password
	}
	out := spec{user: "default", db: strings.Trim(u.Path, "/"), cluster: u.Query().Get("cluster")}
	if u.User != nil {
		out.user = u.User.Username()
		out.password, _ = u.User.Password()
	}
	if out.db == "" {
		out.db = "default"
	}
	for host := range strings.SplitSeq(hosts, ",") {
		if host == "" {
			return malformed("a host is missing")
		}
		if !strings.Contains(host, ":") {
			host += ":9000"
		}
		out.hosts = append(out.hosts, host)
	}
	if len(out.hosts) > 1 && out.cluster == "" {
		return malformed("several shards need the name of their cluster")
	}
	for _, name := range []string{out.db, out.cluster} {
		if strings.ContainsFunc(name, func(r rune) bool {
			return r != '_' && r != '-' && !('a' <= r|0x20 && r|0x20 <= 'z') && !('0' <= r && r <= '9')
		}) {
			return malformed("the database and the cluster are named with letters, digits, - and _")
		}
	}
	return out, nil
}

// Open returns the records that Load put there from what the fingerprint names. It fails for the reason
// slice.Stale when there are none of it.
func Open(ctx context.Context, address, fingerprint string, o slice.Options) (*Store, error) {
	s, sp, err := connect(ctx, address, fingerprint, o)
	if err != nil {
		return nil, err
	}
	for i, shard := range s.shards {
		names, err := tables(ctx, shard, sp.db, s.layer)
		if err == nil && !slices.Contains(names, s.local) {
			err = pay.Errorf(pay.Conflict,
				"ClickHouse at %s has the %s records of other data than there is now, or none", sp.hosts[i],
				s.layer.Name()).
				Because(slice.Stale).WithHint("load them again")
		}
		if err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// prefix begins the names of a layer's tables.
func prefix(l slice.Layer) string { return fmt.Sprintf("backpay_%s_", l.Name()) }

// tables lists the tables of a layer on a shard.
func tables(ctx context.Context, shard driver.Conn, db string, l slice.Layer) ([]string, error) {
	return list(ctx, shard,
		fmt.Sprintf("SELECT name FROM system.tables WHERE database = %s AND substring(name, 1, %d) = %s",
			quote(db), len(prefix(l)), quote(prefix(l))))
}

// connect opens a connection to each shard and names the tables.
func connect(ctx context.Context, address, fingerprint string, o slice.Options) (*Store, spec, error) {
	layer, err := slice.NewLayer(o.Layer, o.MinGroup)
	if err != nil {
		return nil, spec{}, err
	}
	sp, err := parseSpec(address)
	if err != nil {
		return nil, spec{}, err
	}
	sum := sha256.Sum256([]byte(fingerprint))
	name := prefix(layer) + hex.EncodeToString(sum[:8])
	s := &Store{layer: layer, local: name, known: map[pay.Facet]map[string]bool{}}
	s.all = ident(sp.db) + "." + name
	if sp.cluster != "" {
		s.all += "_all"
	}
	for _, host := range sp.hosts {
		conn, err := ch.Open(&ch.Options{
			Addr: []string{host},
			Auth: ch.Auth{Database: sp.db, Username: sp.user, Password: sp.password},
		})
		if err == nil {
			err = conn.Ping(ctx)
		}
		if err != nil {
			s.Close()
			return nil, spec{}, pay.Errorf(pay.Unsupported, "ClickHouse at %s does not answer", host).In("slices").
				Because(err).
				WithHint("start it, or name another address in --slices")
		}
		s.shards = append(s.shards, conn)
	}
	return s, sp, nil
}

// Close closes the connections.
func (s *Store) Close() error {
	var first error
	for _, shard := range s.shards {
		if err := shard.Close(); err != nil && first == nil {
			first = fmt.Errorf("closing ClickHouse: %w", err)
		}
	}
	return first
}

// batchRows is how many records are sent at once.
const batchRows = 100_000

// Load puts records on the shards in turn and opens them. fill hands over each record with its pay in the
// unit of the index. Records of the same layer from other data are dropped when all are there.
func Load(ctx context.Context, address, fingerprint string, o slice.Options,
	fill func(add func(*dataset.Record, float64) error) error) (*Store, error) {
	s, sp, err := connect(ctx, address, fingerprint, o)
	if err != nil {
		return nil, err
	}
	if err := s.load(ctx, sp, fill); err != nil {
		s.Close()
		return nil, fmt.Errorf("loading ClickHouse: %w", err)
	}
	return s, nil
}

func (s *Store) load(ctx context.Context, sp spec, fill func(add func(*dataset.Record, float64) error) error) error {
	everywhere := func(statements ...string) error {
		for _, statement := range statements {
			for _, shard := range s.shards {
				if err := shard.Exec(ctx, statement); err != nil {
					return err
				}
			}
		}
		return nil
	}
	db, loading := ident(sp.db), s.local+"_loading"
	if err := everywhere(
		fmt.Sprintf("DROP TABLE IF EXISTS %s.%s", db, loading),
		fmt.Sprintf("CREATE TABLE %s.%s (%s) ENGINE = MergeTree ORDER BY (country, years, pay)", db, loading,
			strings.Join(ColumnTypes(), ", ")),
	); err != nil {
		return err
	}
	var rows []slice.Row
	err := fill(func(r *dataset.Record, amount float64) error {
		own := *r
		own.Roles, own.Skills = slices.Clone(r.Roles), slices.Clone(r.Skills)
		if rows = append(rows, slice.Row{Record: &own, Pay: amount}); len(rows) < batchRows {
			return nil
		}
		err := s.insert(ctx, loading, rows)
		rows = rows[:0]
		return err
	})
	if err != nil {
		return err
	}
	if err := s.insert(ctx, loading, rows); err != nil {
		return err
	}
	// Now that all are there, the table gets the name under which Open looks for it.
	if err := everywhere(
		fmt.Sprintf("DROP TABLE IF EXISTS %s.%s", db, s.local),
		fmt.Sprintf("RENAME TABLE %s.%s TO %s.%s", db, loading, db, s.local),
	); err != nil {
		return err
	}
	if sp.cluster != "" {
		if err := everywhere(
			fmt.Sprintf("DROP TABLE IF EXISTS %s.%s_all", db, s.local),
			fmt.Sprintf("CREATE TABLE %s.%s_all AS %s.%s ENGINE = Distributed(%s, %s, %s, rand())",
				db, s.local, db, s.local, quote(sp.cluster), quote(sp.db), s.local),
		); err != nil {
			return err
		}
	}
	for _, shard := range s.shards {
		names, err := tables(ctx, shard, sp.db, s.layer)
		if err != nil {
			return err
		}
		for _, name := range names {
			if strings.HasPrefix(name, s.local) {
				continue
			}
			if err := shard.Exec(ctx, fmt.Sprintf("DROP TABLE IF EXISTS %s.%s", db, ident(name))); err != nil {
				return err
			}
		}
	}
	return nil
}

// columns of the table, in the order of its INSERT: pay, weight, years, the single facets, the others.
var (
	singles = []pay.Facet{
		pay.FacetCountry, pay.FacetPlace, pay.FacetLevel, pay.FacetIndustry, pay.FacetOrgSize,
		pay.FacetRemote, pay.FacetEmployment, pay.FacetEducation, slice.FacetSource,
	}
	manys = []pay.Facet{pay.FacetRole, pay.FacetSkills}
)

// noYears stands for years of experience that are not known.
const noYears = 255

// ColumnTypes lists the columns of the table with their types.
func ColumnTypes() []string {
	types := []string{"pay Float64", "weight UInt32", "years UInt8", "year Int32"}
	for _, f := range singles {
		types = append(types, string(f)+" String")
	}
	for _, f := range manys {
		types = append(types, string(f)+" Array(String)")
	}
	return types
}

func columnNames() string {
	var names []string
	for _, t := range ColumnTypes() {
		name, _, _ := strings.Cut(t, " ")
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// Append adds records to one shard, all or, when one of them cannot be indexed, none. Records that take
// no part are left out.
func (s *Store) Append(ctx context.Context, rows ...slice.Row) error {
	return s.insert(ctx, s.local, rows)
}

// insert adds records to the table of one shard, the next in turn.
func (s *Store) insert(ctx context.Context, table string, rows []slice.Row) error {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r slice.Row) bool { return r.Record.Excluded != "" })
	for _, r := range rows {
		if err := slice.CheckRecord(r.Record, r.Pay); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	s.mu.Lock()
	shard := s.shards[s.next%len(s.shards)]
	s.next++
	s.mu.Unlock()
	batch, err := shard.PrepareBatch(ctx, fmt.Sprintf("INSERT INTO %s (%s)", table, columnNames()))
	if err != nil {
		return fmt.Errorf("inserting into ClickHouse: %w", err)
	}
	for _, row := range rows {
		r := row.Record
		units, err := slice.Weight(r.Weight)
		if err != nil {
			return err
		}
		years := uint8(noYears)
		if n, known := r.Years.Get(); known {
			years = uint8(n)
		}
		values := []any{
			row.Pay, units, years, int32(r.Year),
			r.Country, r.Place, r.Level, r.Industry, r.OrgSize, r.Remote, r.Employment, r.Education, r.Source,
			distinct(r.Roles), distinct(r.Skills),
		}
		if err := batch.Append(values...); err != nil {
			return fmt.Errorf("inserting into ClickHouse: %w", err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("inserting into ClickHouse: %w", err)
	}
	return nil
}

// distinct returns the values without repetitions and empty ones, sorted.
func distinct(values []string) []string {
	values = slices.Compact(slices.Sorted(slices.Values(values)))
	return slices.DeleteFunc(values, func(v string) bool { return v == "" })
}

// quote writes a string literal.
func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\x00", `\0`).Replace(s) + "'"
}

// ident writes an identifier of letters, digits, - and _.
func ident(s string) string { return "`" + s + "`" }

// list returns the one column of strings of a query.
func list(ctx context.Context, conn driver.Conn, query string) ([]string, error) {
	rows, err := conn.Query(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("asking ClickHouse: %w", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, fmt.Errorf("reading ClickHouse's answer: %w", err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading ClickHouse's answer: %w", err)
	}
	return out, nil
}
