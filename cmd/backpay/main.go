// Command backpay answers what work pays. See the README, or run it without arguments.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/backpay/backpay/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, cli.Environment{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv,
	})
	stop()
	os.Exit(code)
}
