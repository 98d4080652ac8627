package provider_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"os"
	"slices"
	"strconv"
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

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/provider"
)

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
	setDefault("TF_ACC_TERRAFORM_PATH", acctest.Terraform())
	if acctest.IsTofu() {
		setDefault("TF_ACC_PROVIDER_HOST", "registry.opentofu.org")
	}
	acctest.Main(m)
}

// env is one test's stand-in and the environment that points the provider at it.
// Unlike the provider in a process of its own, one that runs in the test takes its
// clock from here.
type env struct {
	*acctest.Env
	now time.Time
}

// noon is a Friday.
var noon = fakeapi.SampleTime()

func newEnv(t *testing.T, now time.Time, account fakeapi.Account) *env {
	t.Helper()
	return &env{acctest.New(t, now, account), now}
}

// newEnvAt returns an environment for the server at the URL.
func newEnvAt(url string, now time.Time) *env {
	return &env{&acctest.Env{Vars: map[string]string{"RUNPOD_API_KEY": acctest.Key, "RUNPOD_REST_V2_API_URL": url}}, now}
}

// factory returns a function that creates the provider. A nil transport is its own.
func (e *env) factory(transport http.RoundTripper) func() (tfprotov6.ProviderServer, error) {
	return providerserver.NewProtocol6WithError(provider.New("test", provider.Environment{
		Getenv:    func(name string) string { return e.Vars[name] },
		Now:       func() time.Time { return e.now },
		Transport: transport,
	})())
}

// run runs the steps with a real Terraform.
func (e *env) run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	acctest.NeedTerraform(t)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){"runpod": e.factory(nil)},
		Steps:                    steps,
	})
}

// billing returns a configuration with the extras, such as a provider block, and
// the data source runpod_pod_billing.x with the arguments.
func billing(arguments string, extras ...string) string {
	return acctest.Required + strings.Join(extras, "\n") + "\ndata \"runpod_pod_billing\" \"x\" {\n" + arguments + "\n}\n"
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

// table checks for a list of objects. Each line has the values of one of them, in the
// order of the header; "~" is null, and "[a b]" is a list of strings. What looks like a
// number or a boolean is one, everything else is a string.
func table(t *testing.T, header string, lines ...string) knownvalue.Check {
	t.Helper()
	names := strings.Split(header, "|")
	checks := make([]knownvalue.Check, len(lines))
	for i, line := range lines {
		fields := strings.Split(line, "|")
		if len(fields) != len(names) {
			t.Fatalf("%q has %d fields, want %d", line, len(fields), len(names))
		}
		object := map[string]knownvalue.Check{}
		for j, field := range fields {
			_, notANumber := strconv.ParseFloat(field, 64)
			switch list, isList := strings.CutPrefix(field, "["); {
			case field == "~":
				object[names[j]] = knownvalue.Null()
			case isList:
				object[names[j]] = texts(strings.Fields(strings.TrimSuffix(list, "]"))...)
			case field == "true", field == "false":
				object[names[j]] = knownvalue.Bool(field == "true")
			case notANumber == nil:
				object[names[j]] = number(t, field)
			default:
				object[names[j]] = knownvalue.StringExact(field)
			}
		}
		checks[i] = knownvalue.ObjectExact(object)
	}
	return knownvalue.ListExact(checks)
}

// texts checks for a list of texts.
func texts(list ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(list))
	for i, one := range list {
		checks[i] = knownvalue.StringExact(one)
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
func (e *env) runAll(t *testing.T, readings map[string]reading) {
	t.Helper()
	config := acctest.Required
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
	e.run(t, resource.TestStep{
		Config:            config,
		ConfigStateChecks: checks,
		ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
	})
	slices.Sort(sent)
	if got, want := e.Sent(), strings.Join(slices.Compact(sent), "\n"); got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
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
