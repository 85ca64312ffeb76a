package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/backpay/backpay/internal/api"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/server"
	"github.com/backpay/backpay/internal/service"
	"github.com/backpay/backpay/internal/web"
)

// defaultListen is where the server listens when nobody says otherwise; another port near it does as well.
const defaultListen = "127.0.0.1:8080"

// stopWithin is how long requests may take to end when the server is stopped.
const stopWithin = 10 * time.Second

func (a *app) serveCommand() *cobra.Command {
	config := server.Config{Listen: defaultListen}
	var base string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the pages and the API",
		Long: `Serve the pages at / and the API at /v1/ (its documentation is at /v1/docs) until interrupted.
/healthz, /readyz and /metrics tell how the server is. Requests are logged to standard error without
addresses and without what was asked. Traces are sent where OTEL_EXPORTER_OTLP_ENDPOINT says.`,
		Example: `  backpay serve
  backpay serve --listen :80 --base https://pay.example.org`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open()
			if err != nil {
				return err
			}
			config.NextPort = !cmd.Flags().Changed("listen")
			config.Trace = a.env.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
			return a.serve(cmd.Context(), s, config, base)
		},
	}
	f := cmd.Flags()
	f.StringVar(&config.Listen, "listen", config.Listen,
		"address and port; :8080 for every network, port 0 for any that is free")
	f.StringVar(&base, "base", "", "public address of the site, for the sitemap (default: that of each request)")
	a.sliceFlags(cmd)
	f.IntVar(&config.PerMinute, "per-minute", 1200,
		"requests of one address in a minute; -1 for any number, behind a proxy that limits")
	return cmd
}

// serve serves until ctx ends.
func (a *app) serve(ctx context.Context, s *service.Service, config server.Config, base string) error {
	level := slog.LevelInfo
	if a.quiet {
		level = slog.LevelWarn
	}
	config.Log = slog.New(slog.NewTextHandler(a.env.Err, &slog.HandlerOptions{Level: level}))
	questions, err := api.New(s, config.Log)
	if err != nil {
		return err
	}
	config.API = questions
	config.Pages = web.New(s, web.Options{Base: base, API: "/v1/docs", Log: config.Log})
	config.Warm = func(ctx context.Context) error {
		_, err := s.View().Estimate(ctx, pay.Question{Profile: pay.Profile{Role: "backend"}})
		return err
	}
	s.Watch(ctx)
	srv, err := server.New(config)
	if err != nil {
		return err
	}
	if err := srv.Start(ctx); err != nil {
		return err
	}
	fmt.Fprintf(a.env.Out, "listening on http://%s\n", reachable(srv.Address()))
	ended := make(chan error, 1)
	go func() { ended <- srv.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return srv.Stop(stopping)
}

// reachable returns an address that a browser on this machine can open: one that stands for every network
// is reached as localhost.
func reachable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err == nil && net.ParseIP(host).IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return address
}
