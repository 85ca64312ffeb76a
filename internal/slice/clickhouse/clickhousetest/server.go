// Package clickhousetest starts ClickHouse servers of its own on loopback, for tests and benchmarks. It
// needs the binary clickhouse-server, such as that of Debian's package of the name.
package clickhousetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ch "github.com/ClickHouse/clickhouse-go/v2"
)

// Address starts two servers that are the shards of one cluster, and returns their address for package
// clickhouse. They stop with the test. The test is skipped where there is no clickhouse-server, unless the
// environment variable CI or BACKPAY_REQUIRE_SERVERS is set.
func Address(t testing.TB) string {
	t.Helper()
	if _, err := exec.LookPath("clickhouse-server"); err != nil {
		if os.Getenv("CI") != "" || os.Getenv("BACKPAY_REQUIRE_SERVERS") != "" {
			t.Fatalf("looking for ClickHouse: %v", err)
		}
		t.Skip("skipped: needs clickhouse-server, as of Debian's package of that name")
	}
	address, stop, err := Start(t.TempDir(), 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("stopping ClickHouse: %v", err)
		}
	})
	return address
}

// cluster is the name under which the servers know each other.
const cluster = "backpay"

// Start starts the servers of a cluster, each a shard, with their files in dir. stop ends them.
func Start(dir string, shards int) (address string, stop func() error, err error) {
	var servers []*exec.Cmd
	stop = func() error {
		var errs []error
		for _, s := range servers {
			errs = append(errs, s.Process.Signal(os.Interrupt))
		}
		for _, s := range servers {
			done := make(chan struct{})
			go func() { s.Wait(); close(done) }() // its status is that of the signal
			select {
			case <-done:
			case <-time.After(20 * time.Second):
				errs = append(errs, s.Process.Kill())
				<-done
			}
		}
		return errors.Join(errs...)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, stop())
		}
	}()
	ports, err := freePorts(3 * shards)
	if err != nil {
		return "", nil, err
	}
	var hosts []string
	var members strings.Builder
	for i := range shards {
		fmt.Fprintf(&members, "<shard><replica><host>127.0.0.1</host><port>%d</port></replica></shard>", ports[3*i])
		hosts = append(hosts, fmt.Sprintf("127.0.0.1:%d", ports[3*i]))
	}
	for i := range shards {
		home := filepath.Join(dir, fmt.Sprint("shard", i))
		if err := os.MkdirAll(filepath.Join(home, "tmp"), 0o700); err != nil {
			return "", nil, fmt.Errorf("preparing ClickHouse: %w", err)
		}
		config := filepath.Join(home, "config.xml")
		users := filepath.Join(home, "users.xml")
		if err := errors.Join(
			os.WriteFile(config,
				fmt.Appendf(nil, configuration, home, ports[3*i], ports[3*i+1], ports[3*i+2], members.String()), 0o600),
			os.WriteFile(users, []byte(everybody), 0o600),
		); err != nil {
			return "", nil, fmt.Errorf("preparing ClickHouse: %w", err)
		}
		server := exec.Command("clickhouse-server", "--config-file="+config)
		server.Dir = home
		if err := server.Start(); err != nil {
			return "", nil, fmt.Errorf("starting ClickHouse: %w", err)
		}
		servers = append(servers, server)
	}
	for i, host := range hosts {
		if err := await(host); err != nil {
			log, _ := os.ReadFile(filepath.Join(dir, fmt.Sprint("shard", i), "error.log"))
			return "", nil, fmt.Errorf("waiting for ClickHouse: %w\n%s", err, log)
		}
	}
	return "clickhouse://" + strings.Join(hosts, ",") + "/default?cluster=" + cluster, stop, nil
}

// await waits until a server answers.
func await(host string) error {
	conn, err := ch.Open(&ch.Options{Addr: []string{host}, DialTimeout: time.Second})
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		if err = conn.Ping(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// freePorts returns ports on loopback that nobody listens on.
func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("looking for a free port: %w", err)
		}
		defer l.Close() // after all have been found, so that they differ
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

const configuration = `<?xml version="1.0"?>
<yandex>
	<logger><level>warning</level><log>%[1]s/server.log</log><errorlog>%[1]s/error.log</errorlog></logger>
	<listen_host>127.0.0.1</listen_host>
	<tcp_port>%[2]d</tcp_port>
	<http_port>%[3]d</http_port>
	<interserver_http_port>%[4]d</interserver_http_port>
	<interserver_http_host>127.0.0.1</interserver_http_host>
	<path>%[1]s/</path>
	<tmp_path>%[1]s/tmp/</tmp_path>
	<user_files_path>%[1]s/</user_files_path>
	<format_schema_path>%[1]s/</format_schema_path>
	<users_config>%[1]s/users.xml</users_config>
	<default_profile>default</default_profile>
	<default_database>default</default_database>
	<mark_cache_size>268435456</mark_cache_size>
	<timezone>UTC</timezone>
	<remote_servers><backpay>%[5]s</backpay></remote_servers>
</yandex>
`

const everybody = `<?xml version="1.0"?>
<yandex>
	<profiles><default><max_memory_usage>10000000000</max_memory_usage><max_threads>1</max_threads></default></profiles>
	<users><default>
		<password></password>
		<networks><ip>127.0.0.1</ip></networks>
		<profile>default</profile><quota>default</quota>
	</default></users>
	<quotas><default/></quotas>
</yandex>
`
