package runpod

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestAuto asks twice and tells which versions were asked, and what answered.
func TestAuto(t *testing.T) {
	t.Parallel()
	v1 := func(status int) []fakeapi.Fault {
		return []fakeapi.Fault{{Path: "/v1/", Status: status, Times: fakeapi.Always, Body: `{"message":"said v1"}`}}
	}
	for name, test := range map[string]struct {
		faults  []fakeapi.Fault
		asked   string
		answers string
	}{
		"v1 serves":                      {nil, "v1 v1", "v1; v1"},
		"v1 is retired":                  {v1(410), "v1 v2 v2", "v2; v2"},
		"v1's route is gone":             {v1(404), "v1 v2 v2", "v2; v2"},
		"v1 refuses the key":             {v1(401), "v1 v1", "Runpod API v1: HTTP 401 Unauthorized: said v1; Runpod API v1: HTTP 401 Unauthorized: said v1"},
		"v1 rejects":                     {v1(400), "v1 v1", "Runpod API v1: HTTP 400 Bad Request: said v1; Runpod API v1: HTTP 400 Bad Request: said v1"},
		"v1 is retired while it is used": {[]fakeapi.Fault{{Path: "/v1/"}, {Path: "/v1/", Status: 410, Times: fakeapi.Always}}, "v1 v1 v2", "v1; v2"},
		"both are gone":                  {append(v1(410), fakeapi.Fault{Path: "/v2/", Status: 404, Times: fakeapi.Always}), "v1 v2 v2", "Runpod API v2: HTTP 404 Not Found; Runpod API v2: HTTP 404 Not Found"},
		"v1 answers nonsense":            {[]fakeapi.Fault{{Path: "/v1/", Body: "{}", Times: fakeapi.Always}}, "v1 v1", "Runpod API v1: HTTP 200 OK: an object stands where an array was due; Runpod API v1: HTTP 200 OK: an object stands where an array was due"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newFake()
			server.Script(test.faults...)
			var moves int
			client := newTestClient(t, server, func(c *Config) {
				c.Log = func(_ context.Context, level slog.Level, message string, fields map[string]any) {
					if level == slog.LevelInfo {
						moves++
						if message != "Runpod's API v1 is gone, using v2" || !strings.HasPrefix(fmt.Sprint(fields["v1"]), "Runpod API v1: HTTP 4") {
							t.Errorf("log says %s, %v", message, fields)
						}
					}
				}
			})
			var answers []string
			for _, pod := range []string{"train", "note"} {
				_, billing, err := ask(t.Context(), client, PodBillingQuery{PodID: pod})
				answer := string(billing.Version)
				if err != nil {
					answer = err.Error()
					var failure *Error
					if errors.As(err, &failure) && failure.Version == V2 && !strings.HasPrefix(fmt.Sprint(failure.MovedFrom), "Runpod API v1: HTTP 410") {
						t.Errorf("v1's last word is %v", failure.MovedFrom)
					}
				}
				answers = append(answers, answer)
			}
			var asked []string
			for _, r := range server.Requests() {
				asked = append(asked, r.Path[1:3])
			}
			if got := strings.Join(asked, " "); got != test.asked {
				t.Errorf("asked %s, want %s", got, test.asked)
			}
			if got := strings.Join(answers, "; "); got != test.answers {
				t.Errorf("got  %s\nwant %s", got, test.answers)
			}
			if want := min(strings.Count(test.asked, "v2"), 1); moves != want {
				t.Errorf("the move was logged %d times, want %d", moves, want)
			}
		})
	}
}

// byHost lets one host be unknown to the name service.
type byHost struct {
	unknown string
	next    http.RoundTripper
}

func (b byHost) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Hostname() == b.unknown {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: b.unknown, IsNotFound: true}}
	}
	return b.next.RoundTrip(r)
}

func TestAutoWhenHostDoesNotResolve(t *testing.T) {
	t.Parallel()
	server := newFake()
	client := newTestClient(t, server, func(c *Config) {
		c.EndpointV1 = mustParse(t, "https://rest.example/v1")
		c.Transport = byHost{"rest.example", fakeapi.Transport{Handler: server}}
	})
	_, billing, err := ask(t.Context(), client, PodBillingQuery{})
	if err != nil || billing.Version != V2 {
		t.Errorf("got %s, %v", billing.Version, err)
	}
}

// TestManyAtOnce: ten different questions at once make up their mind about the
// version once, and the same question asked ten times is sent once.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake()
		server.RetireV1()
		server.Script(fakeapi.Fault{Path: "/v2/", Status: 429, Times: 12, Header: map[string]string{"Retry-After": "3"}})
		client := newTestClient(t, server)
		var group sync.WaitGroup
		for i := range 40 {
			group.Go(func() {
				pod := []string{"train", "note", "note2", "proxy"}[i%4]
				records, _, err := ask(t.Context(), client, PodBillingQuery{PodID: pod, BucketSize: Year, LastN: 1 + i%8/4, Grouping: ByGPUType})
				want := map[string]string{"train": "|8.6|", "note": "|0.44|", "note2": "|0.5|", "proxy": "|0.03|"}[pod]
				if err != nil || !strings.Contains(records, want) {
					t.Errorf("%s: got %s, %v", pod, records, err)
				}
			})
		}
		group.Wait()
		var v1, billing, pods int
		for _, r := range server.Requests() {
			switch r.Path {
			case "/v1/billing/pods":
				v1++
			case "/v2/billing/pods":
				billing++
			case "/v2/pods":
				pods++
			}
		}
		// 8 distinct questions and one list of pods, and 12 refusals among them.
		if v1 != 1 || billing+pods != 8+1+12 {
			t.Errorf("v1 was asked %d times, v2 %d times, the list of pods %d times", v1, billing, pods)
		}
	})
}

// TestWaitingForAnothersAnswer: who waits for another's answer has a time limit
// of its own, and is not hurt by the other's.
func TestWaitingForAnothersAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newFake()
		server.Script(fakeapi.Fault{Delay: 20 * time.Second})
		client := newTestClient(t, server, pinned(V1))
		outcome := func(timeout time.Duration) string {
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			begun := time.Now()
			_, _, err := ask(ctx, client, PodBillingQuery{})
			return fmt.Sprint(time.Since(begun), " ", err)
		}
		var group sync.WaitGroup
		for _, test := range []struct {
			timeout time.Duration
			want    string
		}{
			{10 * time.Second, "10s Runpod API v1: the time for the whole read is up"}, // asks
			{5 * time.Second, "5s Runpod API v1: the time for the whole read is up"},   // waits
			{time.Minute, "9s <nil>"}, // waits, and asks again
		} {
			group.Go(func() {
				if got := outcome(test.timeout); got != test.want {
					t.Errorf("got %s, want %s", got, test.want)
				}
			})
			time.Sleep(time.Second / 2)
		}
		group.Wait()
	})
}
