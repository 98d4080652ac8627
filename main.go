// Command terraform-provider-runpod is the provider that Terraform and OpenTofu
// run as a plugin.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/costguard/terraform-provider-runpod/internal/provider"
)

// version is set at link time.
var version = "dev"

const address = "registry.terraform.io/costguard/runpod"

func main() {
	// net/http logs what a server sends unasked, which could contain the API key.
	log.SetOutput(io.Discard)
	debug := flag.Bool("debug", false, "wait for Terraform or a debugger to attach")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version, provider.System()), providerserver.ServeOpts{
		Address: address,
		Debug:   *debug,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
