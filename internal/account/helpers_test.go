package account

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

const testKey = "rpa_TESTKEY0123456789"

func newServer(account fakeapi.Account) *fakeapi.Server {
	now := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	return fakeapi.New(testKey, func() time.Time { return now }, account)
}

// respondWith returns a server that answers with the pages, the last one for ever.
func respondWith(pages ...string) *fakeapi.Server {
	server := newServer(fakeapi.Account{})
	last := len(pages) - 1
	for _, page := range pages[:last] {
		server.Script(fakeapi.Fault{Body: page})
	}
	server.Script(fakeapi.Fault{Body: pages[last], Times: fakeapi.Always})
	return server
}

func newReader(t testing.TB, handler http.Handler) Reader {
	t.Helper()
	client, err := runpod.New(runpod.Config{
		APIKey: testKey, Version: runpod.V2, Endpoint: &url.URL{Scheme: "http", Host: "localhost", Path: "/v2"},
		Transport: fakeapi.Transport{Handler: handler},
	})
	if err != nil {
		t.Fatal(err)
	}
	return Reader{Client: client}
}

// sent returns the requests that reached the server, one per line.
func sent(server *fakeapi.Server) string {
	var lines []string
	for _, r := range server.Requests() {
		lines = append(lines, r.Path+"?"+r.Query.Encode())
	}
	return strings.Join(lines, "\n")
}

// reason returns the text of an error, without the name of the API before it.
func reason(err error) string {
	if err == nil {
		return ""
	}
	if broken, ok := errors.AsType[*runpod.ContractError](err); ok {
		return broken.Reason.Error()
	}
	return err.Error()
}

func usd(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func known(text string) decimal.NullDecimal { return decimal.NewNullDecimal(usd(text)) }
