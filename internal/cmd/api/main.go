// Command api keeps a stand-in for Runpod's API running on a loopback port, so that
// the provider can be tried on any configuration without an account. It prints the
// environment variables to set, and ends on an interrupt. Its account is the sample
// of internal/fakeapi, with charges up to the start of the command.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

func main() {
	port := flag.Int("port", 8484, "port on 127.0.0.1; 0 chooses a free one")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *port); err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, port int) error {
	base, environ, err := fakeapi.ServeSample(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Now)
	if err != nil {
		return fmt.Errorf("%w; choose another port: make api PORT=%d", err, port+1)
	}
	var exports, names string
	for _, variable := range environ {
		name, _, _ := strings.Cut(variable, "=")
		exports += "  export " + variable + "\n"
		names += " " + name
	}
	fmt.Printf(started, base, exports)
	<-ctx.Done()
	fmt.Printf("\nStopped. In the other shell: unset%s\n", names)
	return nil
}

const started = `A stand-in for Runpod's API is running at %s.
Its account is invented, with charges up to now. Paste this into another shell, and run
Terraform there on any configuration that uses the provider:

%s
Press Ctrl-C to stop.
`
