package docstest

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestPlanCost plans each guard of examples/plan-cost on its own, with a stand-in for
// Runpod's own provider: at the limit and above it, and with changes to the file.
func TestPlanCost(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.6.0", "1.6.0")
	type run struct {
		replace []string // old, new, ... in the file
		limit   string
		want    string // what stops the plan; "": it passes
	}
	for _, test := range []struct {
		file string
		runs map[string]run
	}{
		{"pod.tf", map[string]run{
			"at the limit": {limit: "5.98"},
			"above it":     {limit: "5.97", want: "The pod would cost 5.98 USD an hour, over the limit of 5.97 USD."},
			"at a limit that products miss by a digit": {
				replace: []string{"gpu_count = 2", "gpu_count = 5"}, limit: "14.95",
			},
			"a cloud that does not offer the type": {
				replace: []string{"NVIDIA H100 80GB HBM3", "NVIDIA H200", `"SECURE"`, `"COMMUNITY"`}, limit: "10",
				want: "The COMMUNITY cloud does not offer the GPU type NVIDIA H200. It offers: NVIDIA A100 80GB PCIe,",
			},
			"a misspelt cloud": {
				replace: []string{`"SECURE"`, `"secure"`}, limit: "10", want: "Set gpu_type_id, gpu_count and cloud (SECURE or COMMUNITY).",
			},
		}},
		{"cpu_pod.tf", map[string]run{
			"at the limit": {limit: "0.12"},
			"above it":     {limit: "0.119", want: "The pod would cost 0.12 USD an hour, over the limit of 0.12 USD."},
			"community": {
				replace: []string{`cloud       = "SECURE"`, `cloud = "COMMUNITY"`}, limit: "10",
				want: "There are only prices for CPU pods in the SECURE cloud",
			},
			"a misspelt type": {replace: []string{"cpu3c", "cpu3x"}, limit: "10", want: "There is no price for the CPU type cpu3x."},
		}},
		{"cluster.tf", map[string]run{
			"at the limit": {limit: "5.96"},
			"above it":     {limit: "5.95", want: "The cluster would cost 5.96 USD an hour, over the limit of 5.95 USD."},
			"a type of the community": {
				replace: []string{"NVIDIA A100-SXM4-80GB", "NVIDIA A30"}, limit: "10",
				want: "The SECURE cloud does not offer the GPU type NVIDIA A30.",
			},
		}},
		{"endpoint.tf", map[string]run{
			"at the limit": {limit: "2.2"},
			"above it":     {limit: "2.19", want: "The endpoint would cost at least 2.20 USD an hour, over the limit of 2.19 USD."},
			"the dearest pool": {
				replace: []string{`["ADA_24"]`, `["AMPERE_16", "HOPPER_141"]`}, limit: "10", want: "would cost at least 11.16 USD an hour",
			},
			"a misspelt pool": {
				replace: []string{"ADA_24", "ADA_42"}, limit: "10", want: "There is no price for one of the pools ADA_42.",
			},
		}},
		{"pods.tf", map[string]run{
			"at the limit": {limit: "1.08"}, // 0.40 + 2 × 0.34
			"above it":     {limit: "1.07", want: "All pods together would cost 1.08 USD an hour, over the limit of 1.07 USD."},
			"no offer": {
				replace: []string{`"NVIDIA A40"`, `"NVIDIA A40", cloud = "COMMUNITY"`}, limit: "10",
				want: "does not offer the GPU type: notebook (NVIDIA A40, COMMUNITY).",
			},
			"a negative count": {
				replace: []string{"gpu_count = 2", "gpu_count = -8"}, limit: "10", want: "Each gpu_count must be a whole number from 1.",
			},
		}},
	} {
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			e, folder := planCost(t, test.file, nil)
			original := example(t, "plan-cost")[test.file]
			for name, run := range test.runs {
				t.Run(name, func(t *testing.T) {
					changed := []byte(strings.NewReplacer(run.replace...).Replace(original))
					if err := os.WriteFile(filepath.Join(folder.Path, test.file), changed, 0o600); err != nil {
						t.Fatal(err)
					}
					code := min(len(run.want), 1)
					printed := expect(t, folder, code, run.want, "plan", "-input=false", "-var=limit_per_hour="+run.limit)
					if strings.Contains(printed, "will be read during apply") {
						t.Errorf("the prices are read during apply:\n%s", printed)
					}
				})
			}
			if want := "/v2/catalog/cpus\n/v2/catalog/gpus"; e.Sent() != want {
				t.Errorf("sent\n%s\nwant\n%s", e.Sent(), want)
			}
		})
	}
}

// TestPlanCostTogether checks that an apply above the limit creates nothing, and that
// one at the limit creates everything.
func TestPlanCostTogether(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.6.0", "1.6.0")
	_, folder := planCost(t, "", nil)
	expect(t, folder, 1, "", "apply", "-auto-approve", "-input=false", "-var=limit_per_hour=5.97")
	if state, _ := folder.Run(t, "state", "list"); strings.Contains(state, "runpod_pod.") {
		t.Errorf("created:\n%s", state)
	}
	expect(t, folder, 0, "6 added", "apply", "-auto-approve", "-input=false", "-var=limit_per_hour=5.98")
}

// TestPlanCostUnknown checks what the page says of a count that is not set: the plan
// passes, its check is unknown, and the apply fails after the pod was created.
func TestPlanCostUnknown(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.6.0", "1.6.0")
	_, folder := planCost(t, "pod.tf", []string{"  gpu_count = 2\n", ""})
	expect(t, folder, 0, "", "plan", "-input=false", "-var=limit_per_hour=1", "-out=saved")
	shown, _ := folder.Run(t, "show", "-json", "saved")
	if !strings.Contains(shown, `"checks":[{"address":{"kind":"resource","mode":"managed","name":"trainer",`) ||
		!strings.Contains(shown, `"status":"unknown"`) {
		t.Errorf("the check is not unknown:\n%s", shown)
	}
	expect(t, folder, 1, "The pod would cost 2.99 USD an hour, over the limit of 1.00 USD.", "apply", "-input=false", "saved")
	if state, _ := folder.Run(t, "state", "list"); !strings.Contains(state, "runpod_pod.trainer") {
		t.Errorf("the pod was not created:\n%s", state)
	}
}

// TestPlanCostPage checks that the guide's configurations stop a plan for more than they
// allow.
func TestPlanCostPage(t *testing.T) {
	t.Parallel()
	acctest.NeedVersion(t, "1.2.0", "1.6.0")
	if err := otherProvider(); err != nil {
		t.Fatal(err)
	}
	const page = "docs/guides/plan-cost.md"
	guarded := snippets(t, page, "terraform")
	printedError := snippets(t, page, "text")[0].text
	for i, want := range []string{printedError, "The pods would cost 24.32 USD an hour, over the limit of 10 USD."} {
		eight := regexp.MustCompile(`(gpu_count +=) 2`).ReplaceAllString(guarded[i].text, "$1 8")
		e := acctest.New(t, noon, fakeapi.Sample(noon))
		printed, code := e.Folder(t, map[string]string{"main.tf": eight}).Run(t, "plan", "-input=false")
		printed = sourceCode.ReplaceAllString(printed, "")
		if code != 1 || !acctest.Wrapped(want).MatchString(printed) {
			t.Errorf("line %d: exit code %d, want 1 and %q:\n%s", guarded[i].line, code, want, printed)
		}
	}
}

// sourceCode is what Terraform prints of the configuration between the summary of an
// error and its text.
var sourceCode = regexp.MustCompile(`(?m)^  (on .*|  [├│].*| *[0-9]+: .*)\n`)

// planCost returns a folder with main.tf of examples/plan-cost and one of its guards,
// or with all if file is "". The replacements are old, new, ... in the file.
func planCost(t *testing.T, file string, replace []string) (*acctest.Env, *acctest.Folder) {
	t.Helper()
	if err := otherProvider(); err != nil {
		t.Fatal(err)
	}
	files := example(t, "plan-cost")
	if file != "" {
		maps.DeleteFunc(files, func(name, _ string) bool { return name != "main.tf" && name != file })
		files[file] = strings.NewReplacer(replace...).Replace(files[file])
	}
	e := acctest.New(t, noon, fakeapi.Sample(noon))
	return e, e.Folder(t, files)
}
