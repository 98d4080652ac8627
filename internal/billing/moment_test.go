package billing

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// TestWrongClock checks that a wrong clock on this machine is an error where it
// would change the window.
func TestWrongClock(t *testing.T) {
	t.Parallel()
	const (
		thisMonth = "startTime=2026-12-01T00:00:00Z"
		behind    = "this machine's clock is 10m0s behind Runpod's"
	)
	var (
		first    = at("2026-12-01 00:05") // by the API's clock
		month    = calendar.Window{BucketSize: calendar.Month, LastN: 1, IncludeCurrent: true}
		twoTimes = calendar.Window{BucketSize: calendar.Day, Start: at("2026-12-01"), End: at("2026-12-02")}
	)
	for _, test := range []struct {
		name    string
		version runpod.Version
		window  calendar.Window
		skew    time.Duration
		want    string // the error, or a part of the last request
	}{
		{"v1's month, slow", runpod.V1, month, -10 * time.Minute, behind},
		{"v1's day, fast", runpod.V1, lastDays(1), 24 * time.Hour, "this machine's clock is 24h0m0s ahead of Runpod's"},
		{"v1's month, slow within the month", runpod.V1, month, -4 * time.Minute, thisMonth},
		{"v1's two times need no clock", runpod.V1, twoTimes, time.Hour, thisMonth},
		{"v1's start needs no clock", runpod.V1, calendar.Window{BucketSize: calendar.Day, Start: at("2026-12-01")}, time.Hour, thisMonth},
		{"v2's start, slow", runpod.V2, calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-01")}, -10 * time.Minute, behind},
		{"v2's start, slow within the month", runpod.V2, calendar.Window{BucketSize: calendar.Month, Start: at("2026-12-01")},
			-4 * time.Minute, thisMonth},
		{"v2's end, slow", runpod.V2, calendar.Window{BucketSize: calendar.Day, End: at("2026-11-20")}, -10 * time.Minute, behind},
		{"v2's month, slow, needs no clock", runpod.V2, month, -10 * time.Minute, "lastN=1"},
		{"v2's own window needs no clock", runpod.V2, calendar.Window{BucketSize: calendar.Month}, -1000 * time.Hour, "bucketSize=month"},
		{"v2's two times need no clock", runpod.V2, twoTimes, 1000 * time.Hour, thisMonth},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := fakeapi.New(testKey, func() time.Time { return first }, testAccount())
			reader := newReaderAt(t, test.version, fakeapi.Transport{Handler: server}, first.Add(test.skew))
			_, err := reader.Charges(t.Context(), Query{Kind: Pods(), Window: test.window})
			var wrong *ClockError
			switch {
			case errors.As(err, &wrong):
				if err.Error() != test.want {
					t.Errorf("got %v, want %s", err, test.want)
				}
			case err != nil:
				t.Error(err)
			case !strings.Contains(sent(server), test.want):
				t.Errorf("sent %s, want %s", sent(server), test.want)
			}
			if got := len(server.Requests()); got != 1 {
				t.Errorf("%d requests were sent", got)
			}
		})
	}
}

// TestBucketBorder checks that a request is repeated if a bucket ends while it is
// on its way. The clock is not wrong then.
func TestBucketBorder(t *testing.T) {
	t.Parallel()
	border := at("2026-12-01")
	for _, test := range []struct {
		name    string
		version runpod.Version
		window  calendar.Window
		want    string
	}{
		{"v1's month", runpod.V1, calendar.Window{BucketSize: calendar.Month, LastN: 1, IncludeCurrent: true}, lines(
			"/v1/billing/pods?bucketSize=month&endTime=2026-12-01T00:00:00Z&startTime=2026-11-01T00:00:00Z",
			"/v1/billing/pods?bucketSize=month&endTime=2027-01-01T00:00:00Z&startTime=2026-12-01T00:00:00Z",
		)},
		{"v2's start", runpod.V2, calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-01")}, lines(
			"/v2/billing/pods?bucketSize=day&endTime=2026-12-01T00:00:00Z&startTime=2026-11-01T00:00:00Z",
			"/v2/billing/pods?bucketSize=day&endTime=2026-12-02T00:00:00Z&startTime=2026-11-01T00:00:00Z",
		)},
		{"v2's end", runpod.V2, calendar.Window{BucketSize: calendar.Day, End: at("2026-11-20")}, lines(
			"/v2/billing/pods?bucketSize=day&endTime=2026-11-20T00:00:00Z&startTime=2026-10-31T00:00:00Z",
			"/v2/billing/pods?bucketSize=day&endTime=2026-11-20T00:00:00Z&startTime=2026-11-01T00:00:00Z",
		)},
		{"v2's month needs no second request", runpod.V2, calendar.Window{BucketSize: calendar.Month, LastN: 1, IncludeCurrent: true},
			"/v2/billing/pods?bucketSize=month&lastN=1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := fakeapi.New(testKey, func() time.Time { return border.Add(time.Second) }, testAccount())
			reader := newReaderAt(t, test.version, fakeapi.Transport{Handler: server}, border.Add(-time.Second))
			if _, err := reader.Charges(t.Context(), Query{Kind: Pods(), Window: test.window}); err != nil {
				t.Fatal(err)
			}
			if got := sent(server); got != test.want {
				t.Errorf("sent\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestNoDateHeader checks that this machine's clock is used if there is no Date
// header.
func TestNoDateHeader(t *testing.T) {
	t.Parallel()
	server := newServer()
	server.Script(fakeapi.Fault{Times: fakeapi.Always, Header: map[string]string{"Date": ""}})
	for name, test := range map[string]struct {
		clock time.Time
		want  string
	}{
		"a correct clock": {testNow, ""},
		"a wrong clock": {testNow.AddDate(0, 0, 1),
			"it covers 2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z, which does not end with the current day (the API answered at " +
				"2026-11-21T15:00:00Z)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reader := newReaderAt(t, runpod.V2, fakeapi.Transport{Handler: server}, test.clock)
			if _, err := reader.Charges(t.Context(), Query{Kind: Pods(), Window: lastDays(1)}); reason(err) != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// TestBucketBorderTwice checks that a clock that advances by a bucket with each
// request is an error.
func TestBucketBorderTwice(t *testing.T) {
	t.Parallel()
	server := newServer()
	for hour := 16; hour < 18; hour++ {
		server.Script(fakeapi.Fault{Header: map[string]string{"Date": fmt.Sprintf("Fri, 20 Nov 2026 %d:00:00 GMT", hour)}})
	}
	endpoint, err := runpod.ParseEndpoint("http://localhost/v2")
	if err != nil {
		t.Fatal(err)
	}
	client, err := runpod.New(runpod.Config{
		APIKey: testKey, Version: runpod.V2, Endpoint: endpoint, Transport: fakeapi.Transport{Handler: server},
		Now: func() time.Time { return testNow.Add(time.Duration(len(server.Requests())) * time.Hour) },
	})
	if err != nil {
		t.Fatal(err)
	}
	window := calendar.Window{BucketSize: calendar.Hour, Start: at("2026-11-20")}
	_, err = Reader{client}.Charges(t.Context(), Query{Kind: Pods(), Window: window})
	const want = "start_time: A new bucket began during both attempts. Try again."
	if got := len(server.Requests()); err == nil || err.Error() != want || got != 2 {
		t.Errorf("got %v after %d requests", err, got)
	}
}
