// Package acctest helps tests to run Terraform or OpenTofu with this build of the
// provider, against a stand-in for Runpod's API. A test makes an environment with
// [New], puts a configuration into a folder with [Env.Folder], and runs Terraform
// there with [Folder.Run]. Packages that use it call [Main] from TestMain.
package acctest

import (
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// Key is the only API key that the stand-in accepts.
const Key = "rpa_TESTKEY0123456789"

// Required is a terraform block that requires the provider.
const Required = `
terraform {
  required_providers {
    runpod = { source = "costguard/runpod" }
  }
}
`

// Env is one test's stand-in and the environment variables that point the provider
// at it.
type Env struct {
	API  *fakeapi.Server
	URL  string // of the stand-in, without a version
	Vars map[string]string
}

// New starts a stand-in that reports the account, with now as the time on its clock.
func New(t *testing.T, now time.Time, account fakeapi.Account) *Env {
	t.Helper()
	api := fakeapi.New(Key, func() time.Time { return now }, account)
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return &Env{API: api, URL: server.URL, Vars: map[string]string{
		"RUNPOD_API_KEY":         Key,
		"RUNPOD_REST_API_URL":    server.URL + "/v1",
		"RUNPOD_REST_V2_API_URL": server.URL + "/v2",
	}}
}

// Sent returns the paths and queries of the requests to the API, one per line,
// sorted and without duplicates, since Terraform reads a data source several times
// per test.
func (e *Env) Sent() string {
	var lines []string
	for _, r := range e.API.Requests() {
		line := r.Path
		if len(r.Query) > 0 {
			line += "?" + strings.NewReplacer("%3A", ":", "+", " ").Replace(r.Query.Encode())
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "\n")
}

// Wrapped matches text that Terraform has wrapped at any space. A bar separates
// alternatives.
func Wrapped(want string) *regexp.Regexp {
	var alternatives []string
	for alternative := range strings.SplitSeq(want, "|") {
		words := strings.Fields(alternative)
		for i, word := range words {
			words[i] = regexp.QuoteMeta(word)
		}
		alternatives = append(alternatives, strings.Join(words, `[\s│]+`))
	}
	return regexp.MustCompile(strings.Join(alternatives, "|"))
}

// Moments returns times at which clocks and calendars turn: just before midnight, on
// the last days of a year and of February, and on the first of a month.
func Moments() []time.Time {
	end := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 23, 59, 30, 0, time.UTC)
	}
	return []time.Time{
		end(2026, time.November, 20), end(2026, time.December, 31), end(2027, time.February, 28),
		end(2028, time.February, 28), end(2028, time.February, 29),
		time.Date(2027, time.January, 1, 0, 0, 30, 0, time.UTC), time.Date(2028, time.March, 1, 12, 0, 0, 0, time.UTC),
	}
}

// Spent adds up the account's charges from start to end, excluding end, in USD. It
// uses none of the API's or the provider's sums, so it is a float.
func Spent(account fakeapi.Account, start, end time.Time) (sum float64) {
	add := func(at time.Time, amounts ...float64) {
		for _, amount := range amounts {
			if !at.Before(start) && at.Before(end) {
				sum += amount
			}
		}
	}
	for _, c := range account.Charges {
		add(c.Time, c.GPU, c.CPU, c.Disk)
	}
	for _, c := range account.Serverless {
		add(c.Time, c.GPU, c.CPU, c.Disk, c.Fee)
	}
	for _, c := range account.PublicEndpoints {
		add(c.Time, c.Amount)
	}
	for _, c := range account.NetworkVolumes {
		add(c.Time, c.Standard, c.HighPerformance)
	}
	for _, c := range account.Clusters {
		add(c.Time, c.GPU, c.Disk, c.Networking)
	}
	return sum
}
