package provider_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/provider"
)

const testKey = "rpa_TESTKEY0123456789"

// TestMain finds the binary for plugin-testing to run and sets the provider's
// namespace, so that test configurations use the same source address as users do.
func TestMain(m *testing.M) {
	setDefault := func(name, value string) {
		if os.Getenv(name) == "" && value != "" {
			if err := os.Setenv(name, value); err != nil {
				panic(err)
			}
		}
	}
	setDefault("TF_ACC_PROVIDER_NAMESPACE", "costguard")
	if err := os.Unsetenv("TF_CLI_CONFIG_FILE"); err != nil { // ignore the developer's own settings
		panic(err)
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			setDefault("TF_ACC_TERRAFORM_PATH", path)
		}
	}
	if strings.HasPrefix(filepath.Base(os.Getenv("TF_ACC_TERRAFORM_PATH")), "tofu") {
		setDefault("TF_ACC_PROVIDER_HOST", "registry.opentofu.org")
	}
	code := m.Run()
	removeMirror()
	os.Exit(code)
}

// needTerraform skips the test if there is no Terraform or OpenTofu binary.
func needTerraform(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC_TERRAFORM_PATH") == "" {
		t.Skip("skipped: neither terraform nor tofu is on the path, and TF_ACC_TERRAFORM_PATH is not set")
	}
}

// world is one test's fake API and the environment that points the provider at it.
type world struct {
	api *fakeapi.Server
	url string
	now time.Time
	env map[string]string
}

// noon is a Friday.
var noon = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)

func newWorld(t *testing.T, now time.Time, account fakeapi.Account) *world {
	t.Helper()
	api := fakeapi.New(testKey, func() time.Time { return now }, account)
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return &world{api: api, url: server.URL, now: now, env: map[string]string{
		"RUNPOD_API_KEY":         testKey,
		"RUNPOD_REST_API_URL":    server.URL + "/v1",
		"RUNPOD_REST_V2_API_URL": server.URL + "/v2",
	}}
}

func (w *world) server() (tfprotov6.ProviderServer, error) {
	environment := provider.Environment{
		Getenv: func(name string) string { return w.env[name] },
		Now:    w.clock,
	}
	return providerserver.NewProtocol6WithError(provider.New("test", environment)())()
}

func (w *world) clock() time.Time { return w.now }

func (w *world) factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){"runpod": w.server}
}

// run runs the steps with a real Terraform.
func (w *world) run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	needTerraform(t)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: w.factories(),
		Steps:                    steps,
	})
}

const required = `
terraform {
  required_providers {
    runpod = { source = "costguard/runpod" }
  }
}
`

// billing returns a configuration with the extras, such as a provider block, and
// the data source runpod_pod_billing.x with the arguments.
func billing(arguments string, extras ...string) string {
	return required + strings.Join(extras, "\n") + "\ndata \"runpod_pod_billing\" \"x\" {\n" + arguments + "\n}\n"
}

const x = "data.runpod_pod_billing.x"

func number(t *testing.T, text string) knownvalue.Check {
	t.Helper()
	f, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return knownvalue.NumberExact(f)
}

// numbers checks for a map of exactly these numbers.
func numbers(t *testing.T, want map[string]string) knownvalue.Check {
	t.Helper()
	checks := map[string]knownvalue.Check{}
	for key, text := range want {
		checks[key] = number(t, text)
	}
	return knownvalue.MapExact(checks)
}

func text(want string) knownvalue.Check {
	if want == "" {
		return knownvalue.Null()
	}
	return knownvalue.StringExact(want)
}

// has checks one attribute of data.runpod_pod_billing.x.
func has(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(x, tfjsonpath.New(attribute), check)
}

// table checks for a list of records. Each line has the values of one record, in
// the order of the header; "~" is null. Times and ids are strings, everything else
// is a number.
func table(t *testing.T, header string, lines ...string) knownvalue.Check {
	t.Helper()
	names := strings.Split(header, "|")
	checks := make([]knownvalue.Check, len(lines))
	for i, line := range lines {
		fields := strings.Split(line, "|")
		if len(fields) != len(names) {
			t.Fatalf("%q has %d fields, want %d", line, len(fields), len(names))
		}
		record := map[string]knownvalue.Check{}
		for j, name := range names {
			switch {
			case fields[j] == "~":
				record[name] = knownvalue.Null()
			case name == "time" || strings.HasSuffix(name, "_id"):
				record[name] = knownvalue.StringExact(fields[j])
			default:
				record[name] = number(t, fields[j])
			}
		}
		checks[i] = knownvalue.ObjectExact(record)
	}
	return knownvalue.ListExact(checks)
}

// series checks for a map of all buckets that start between from and end, excluding
// end, with the given amounts and 0 elsewhere.
func series(t *testing.T, size, from, end string, amounts map[string]string) knownvalue.Check {
	t.Helper()
	filled := map[string]string{}
	for start := at(from); start.Before(at(end)); {
		filled[start.Format(time.RFC3339)] = "0"
		switch size {
		case "hour":
			start = start.Add(time.Hour)
		case "day":
			start = start.Add(24 * time.Hour)
		case "week":
			start = start.Add(7 * 24 * time.Hour)
		default:
			t.Fatalf("no series for bucket size %q", size)
		}
	}
	for start, amount := range amounts {
		if _, found := filled[start]; !found {
			t.Fatalf("%s is not a bucket of the series", start)
		}
		filled[start] = amount
	}
	return numbers(t, filled)
}

// at parses a time in a test. A date means midnight UTC.
func at(text string) time.Time {
	if len(text) == len(time.DateOnly) {
		text += "T00:00:00Z"
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(fmt.Sprintf("a test's own time: %v", err))
	}
	return t
}

// reading is one data source of a configuration and its expected results.
type reading struct {
	dataSource string // "": runpod_pod_billing
	arguments  string
	sent       string // its requests, one per line
	want       map[string]knownvalue.Check
}

// runAll runs Terraform once on a configuration with all the readings and compares
// the requests of all of them.
func (w *world) runAll(t *testing.T, readings map[string]reading) {
	t.Helper()
	config := required
	label := strings.NewReplacer(" ", "_", ",", "", "'", "", ".", "", "-", "_")
	var (
		checks []statecheck.StateCheck
		sent   []string
	)
	for _, name := range slices.Sorted(maps.Keys(readings)) {
		r := readings[name]
		dataSource := cmp.Or(r.dataSource, "runpod_pod_billing")
		config += fmt.Sprintf("data %q %q {\n%s\n}\n", dataSource, label.Replace(name), r.arguments)
		for attribute, check := range r.want {
			address := "data." + dataSource + "." + label.Replace(name)
			checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check))
		}
		sent = append(sent, strings.Split(r.sent, "\n")...)
	}
	w.run(t, resource.TestStep{
		Config:            config,
		ConfigStateChecks: checks,
		ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
	})
	slices.Sort(sent)
	if got, want := w.sent(), strings.Join(slices.Compact(sent), "\n"); got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
}

// sent returns the paths and queries of the requests to the API, sorted and without
// duplicates, since Terraform reads a data source several times per test.
func (w *world) sent() string {
	var lines []string
	for _, r := range w.api.Requests() {
		line := r.Path
		if len(r.Query) > 0 {
			line += "?" + strings.NewReplacer("%3A", ":", "+", " ").Replace(r.Query.Encode())
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "\n")
}

func charge(when string, pod string, gpu, cpu, disk float64) fakeapi.Charge {
	return fakeapi.Charge{Time: at(when), PodID: pod, GPU: gpu, CPU: cpu, Disk: disk, BilledMS: 3_600_000}
}

// account has at most one charge per pod and day, so that expected amounts can be
// read off directly.
func account() fakeapi.Account {
	return fakeapi.Account{
		Pods: []fakeapi.Pod{
			{ID: "train", GPUType: "NVIDIA H100 80GB HBM3"},
			{ID: "note", GPUType: "NVIDIA A40"},
			{ID: "proxy"},
			{ID: "ended", GPUType: "NVIDIA A40", Terminated: true},
		},
		Charges: []fakeapi.Charge{
			charge("2026-10-31T23:00:00Z", "train", 7, 0, 0),
			charge("2026-11-18T10:00:00Z", "train", 1.25, 0, 0.25),
			charge("2026-11-19T11:00:00Z", "note", 0.44, 0, 0),
			charge("2026-11-19T12:00:00Z", "ended", 0.125, 0, 0),
			charge("2026-11-20T09:00:00Z", "train", 0.1, 0, 0),
			charge("2026-11-20T10:00:00Z", "proxy", 0, 0.03, 0),
		},
	}
}

// wrapped matches text that Terraform has wrapped at any space. A bar separates
// alternatives.
func wrapped(want string) *regexp.Regexp {
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
