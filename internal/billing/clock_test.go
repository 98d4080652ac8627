package billing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// TestClocks reads with a clock on this machine that differs from the API's. That is an
// error where it would change the window. If a bucket ends while the request is on its
// way, the clock is not wrong, and the request is repeated.
func TestClocks(t *testing.T) {
	t.Parallel()
	const (
		thisMonth = "startTime=2026-12-01T00:00:00Z"
		behind    = "this machine's clock is 10m0s behind Runpod's"
	)
	var (
		first    = at("2026-12-01 00:05") // by the API's clock
		border   = at("2026-12-01T00:00:01Z")
		month    = calendar.Window{BucketSize: calendar.Month, LastN: 1, IncludeCurrent: true}
		start    = calendar.Window{BucketSize: calendar.Day, Start: at("2026-11-01")}
		end      = calendar.Window{BucketSize: calendar.Day, End: at("2026-11-20")}
		twoTimes = calendar.Window{BucketSize: calendar.Day, Start: at("2026-12-01"), End: at("2026-12-02")}
	)
	for _, test := range []struct {
		name    string
		version runpod.Version
		window  calendar.Window
		now     time.Time
		skew    time.Duration
		want    string // the error, or a part of each request
	}{
		{"v1's month, slow", runpod.V1, month, first, -10 * time.Minute, behind},
		{"v1's day, fast", runpod.V1, lastDays(1), first, 24 * time.Hour, "this machine's clock is 24h0m0s ahead of Runpod's"},
		{"v1's month, slow within the month", runpod.V1, month, first, -4 * time.Minute, thisMonth},
		{"v1's two times need no clock", runpod.V1, twoTimes, first, time.Hour, thisMonth},
		{"v1's start needs no clock", runpod.V1, calendar.Window{BucketSize: calendar.Day, Start: at("2026-12-01")}, first, time.Hour, thisMonth},
		{"v2's start, slow", runpod.V2, start, first, -10 * time.Minute, behind},
		{"v2's start, slow within the month", runpod.V2, calendar.Window{BucketSize: calendar.Month, Start: at("2026-12-01")}, first,
			-4 * time.Minute, thisMonth},
		{"v2's end, slow", runpod.V2, end, first, -10 * time.Minute, behind},
		{"v2's month, slow, needs no clock", runpod.V2, month, first, -10 * time.Minute, "lastN=1"},
		{"v2's own window needs no clock", runpod.V2, calendar.Window{BucketSize: calendar.Month}, first, -1000 * time.Hour, "bucketSize=month"},
		{"v2's two times need no clock", runpod.V2, twoTimes, first, 1000 * time.Hour, thisMonth},

		{"v1's month, as it ends", runpod.V1, month, border, -2 * time.Second, lines(
			"/v1/billing/pods?bucketSize=month&endTime=2026-12-01T00:00:00Z&startTime=2026-11-01T00:00:00Z",
			"/v1/billing/pods?bucketSize=month&endTime=2027-01-01T00:00:00Z&startTime=2026-12-01T00:00:00Z",
		)},
		{"v2's start, as a day ends", runpod.V2, start, border, -2 * time.Second, lines(
			"/v2/billing/pods?bucketSize=day&endTime=2026-12-01T00:00:00Z&startTime=2026-11-01T00:00:00Z",
			"/v2/billing/pods?bucketSize=day&endTime=2026-12-02T00:00:00Z&startTime=2026-11-01T00:00:00Z",
		)},
		{"v2's end, as a day ends", runpod.V2, end, border, -2 * time.Second, lines(
			"/v2/billing/pods?bucketSize=day&endTime=2026-11-20T00:00:00Z&startTime=2026-10-31T00:00:00Z",
			"/v2/billing/pods?bucketSize=day&endTime=2026-11-20T00:00:00Z&startTime=2026-11-01T00:00:00Z",
		)},
		{"v2's month, as it ends, needs no second request", runpod.V2, month, border, -2 * time.Second,
			"/v2/billing/pods?bucketSize=month&lastN=1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := fakeapi.New(testKey, clock(test.now), testAccount())
			reader := newReaderAt(t, test.version, fakeapi.Transport{Handler: server}, clock(test.now.Add(test.skew)))
			_, err := reader.Charges(t.Context(), Query{Kind: Pods(), Window: test.window})
			requests := strings.Split(sent(server), "\n")
			switch {
			case errors.As(err, new(*ClockError)):
				if err.Error() != test.want || len(requests) != 1 {
					t.Errorf("got %v after %d requests, want %s", err, len(requests), test.want)
				}
			case err != nil:
				t.Error(err)
			case !slices.EqualFunc(requests, strings.Split(test.want, "\n"), strings.Contains):
				t.Errorf("sent\n%s\nwant\n%s", sent(server), test.want)
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
			reader := newReaderAt(t, runpod.V2, fakeapi.Transport{Handler: server}, clock(test.clock))
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
	reader := newReaderAt(t, runpod.V2, fakeapi.Transport{Handler: server}, func() time.Time {
		return testNow.Add(time.Duration(len(server.Requests())) * time.Hour)
	})
	window := calendar.Window{BucketSize: calendar.Hour, Start: at("2026-11-20")}
	_, err := reader.Charges(t.Context(), Query{Kind: Pods(), Window: window})
	const want = "start_time: A new bucket began during both attempts. Try again."
	if got := len(server.Requests()); err == nil || err.Error() != want || got != 2 {
		t.Errorf("got %v after %d requests", err, got)
	}
}
