package fakeapi

import (
	"context"
	"net"
	"net/http"
	"time"
)

// ServeSample serves the sample account on the address, such as 127.0.0.1:8484, until
// ctx ends. The charges are those up to now, which is also the server's clock. It
// returns the base URL without a version, and the environment variables, as name=value,
// that make the provider read the account.
func ServeSample(ctx context.Context, address string, now func() time.Time) (base string, environ []string, err error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", address)
	if err != nil {
		return "", nil, err
	}
	const key = "demo-key"
	server := &http.Server{Handler: New(key, now, Sample(now().UTC())), ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }()
	base = "http://" + listener.Addr().String()
	return base, []string{"RUNPOD_API_KEY=" + key, "RUNPOD_REST_V2_API_URL=" + base + "/v2"}, nil
}
