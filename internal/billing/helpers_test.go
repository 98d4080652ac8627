package billing

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

const testKey = "rpa_TESTKEY0123456789"

// testNow is a Friday.
var testNow = time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)

func at(text string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	panic("not a time: " + text)
}

// testAccount returns an account with few charges, so that every expected amount
// can be checked by hand.
func testAccount() fakeapi.Account {
	return fakeapi.Account{
		Pods: []fakeapi.Pod{
			{ID: "train", GPUType: "NVIDIA H100 80GB HBM3", CostPerHour: 2.69},
			{ID: "note", GPUType: "NVIDIA A40", CostPerHour: 0.39},
			{ID: "note2", GPUType: "NVIDIA A40", CostPerHour: 0.39},
			{ID: "proxy", CostPerHour: 0.06},
			{ID: "old", GPUType: "NVIDIA A40", Terminated: true},
		},
		Charges: []fakeapi.Charge{
			{Time: at("2026-10-31 23:00"), PodID: "train", GPU: 7, BilledMS: 3_600_000, DiskGB: 100},
			{Time: at("2026-11-19 10:00"), PodID: "train", GPU: 1.25, Disk: 0.25, BilledMS: 3_600_000, DiskGB: 100},
			{Time: at("2026-11-19 11:00"), PodID: "note", GPU: 0.44, BilledMS: 1_800_000},
			{Time: at("2026-11-19 12:00"), PodID: "note2", GPU: 0.5, BilledMS: 1_800_000},
			{Time: at("2026-11-19 13:00"), PodID: "old", GPU: 0.125, BilledMS: 900_000},
			{Time: at("2026-11-20 09:00"), PodID: "train", GPU: 0.1, BilledMS: 60_000, DiskGB: 100},
			{Time: at("2026-11-20 10:00"), PodID: "proxy", CPU: 0.03, BilledMS: 60_000},
		},
		Serverless: []fakeapi.ServerlessCharge{
			{Time: at("2026-11-18 10:00"), EndpointID: "chat", GPU: 2, CPU: 0.5, Disk: 0.25, Fee: 0.125},
			{Time: at("2026-11-20 10:00"), EndpointID: "embed", CPU: 1},
		},
		PublicEndpoints: []fakeapi.PublicEndpointCharge{
			{Time: at("2026-11-19 08:00"), Amount: 0.5}, {Time: at("2026-11-19 09:00"), Amount: 0.75},
		},
		NetworkVolumes: []fakeapi.NetworkVolumeCharge{
			{Time: at("2026-11-19 00:00"), VolumeID: "data", Standard: 3},
			{Time: at("2026-11-20 00:00"), VolumeID: "fast", HighPerformance: 4},
		},
		Clusters: []fakeapi.ClusterCharge{
			{Time: at("2026-11-18 00:00"), ClusterID: "big", GPU: 8, Disk: 2, Networking: 1},
		},
	}
}

func newServer() *fakeapi.Server { return newServerOf(testAccount()) }

func newServerOf(account fakeapi.Account) *fakeapi.Server {
	return fakeapi.New(testKey, clock(testNow), account)
}

// answering returns a server that answers every request with the same body.
func answering(body string) *fakeapi.Server { return answeringAt(testNow, body) }

// answeringAt is like answering, with that time in the Date header.
func answeringAt(now time.Time, body string) *fakeapi.Server {
	server := newServer()
	server.Script(fakeapi.Fault{Body: body, Times: fakeapi.Always, Header: map[string]string{"Date": now.Format(http.TimeFormat)}})
	return server
}

// clock returns a clock that always shows the same time.
func clock(now time.Time) func() time.Time { return func() time.Time { return now } }

func newReader(t testing.TB, version runpod.Version, handler http.Handler) Reader {
	t.Helper()
	return newReaderAt(t, version, fakeapi.Transport{Handler: handler}, clock(testNow))
}

// newReaderAt returns a Reader on a machine with the given clock.
func newReaderAt(t testing.TB, version runpod.Version, transport http.RoundTripper, now func() time.Time) Reader {
	t.Helper()
	endpoint, err := runpod.ParseEndpoint("http://localhost/" + string(version))
	if err != nil {
		t.Fatal(err)
	}
	client, err := runpod.New(runpod.Config{
		APIKey: testKey, Version: version, Endpoint: endpoint, UserAgent: "test/1",
		Transport: transport, Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return Reader{Client: client}
}

// sent returns the requests that reached the server, one per line. Those to the
// catalog, which are the last and sent at the same time, are sorted.
func sent(server *fakeapi.Server) string {
	var lines []string
	for _, r := range server.Requests() {
		line := r.Path
		if len(r.Query) > 0 {
			query, _ := url.QueryUnescape(r.Query.Encode())
			line += "?" + query
		}
		lines = append(lines, line)
	}
	if i := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "/v2/catalog/") }); i >= 0 {
		slices.Sort(lines[i:])
	}
	return strings.Join(lines, "\n")
}

// show returns the records as text, one per line, with ~ for a value that was not
// reported.
func show(records []Record) string {
	var lines []string
	for _, r := range records {
		fields := []string{r.Time.Format(time.RFC3339Nano), r.Amount.String()}
		for _, id := range r.IDs {
			if id == "" {
				id = "~"
			}
			fields = append(fields, id)
		}
		for _, number := range r.Numbers {
			text := "~"
			if number.Valid {
				text = number.Decimal.String()
			}
			fields = append(fields, text)
		}
		lines = append(lines, strings.Join(fields, "|"))
	}
	return strings.Join(lines, "\n")
}

// amounts returns the sums as sorted text. It omits the time of day at midnight.
func amounts[K comparable](sums map[K]decimal.Decimal) string {
	var texts []string
	for key, sum := range sums {
		name := fmt.Sprint(key)
		if t, ok := any(key).(time.Time); ok {
			name = strings.TrimSuffix(calendar.Format(t), "T00:00:00Z")
		}
		texts = append(texts, name+"="+sum.String())
	}
	slices.Sort(texts)
	return strings.Join(texts, " ")
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
