package docstest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
)

// These tests hold what Terraform itself does to what the guides say of it.

// TestSavedPlan checks that applying a saved plan does not read again, and that a
// plan that is over budget can delete a resource, as the guide says.
func TestSavedPlan(t *testing.T) {
	t.Parallel()
	guarded := func(name string) string {
		return `resource "terraform_data" "` + name + `" {
			lifecycle {
				precondition {
					condition     = data.runpod_budget.month.status != "over"
					error_message = "Stopped ` + name + `."
				}
			}
		}
		`
	}
	e := acctest.New(t, noon, exampleAccount())
	folder := install(t, e, map[string]string{"pods.tf": guarded("kept") + guarded("removed"), "main.tf": acctest.Required + `
		variable "amount" { default = 19.29 }
		data "runpod_budget" "month" { amount = var.amount }`})
	expect(t, folder, 0, "2 to add", "plan", "-var=amount=19.3", "-out=saved")
	sent := len(e.API.Requests())
	expect(t, folder, 0, "2 added", "apply", "saved")
	if got := len(e.API.Requests()) - sent; got != 0 {
		t.Errorf("applying the saved plan sent %d requests", got)
	}
	if err := os.WriteFile(filepath.Join(folder.Path, "pods.tf"), []byte(guarded("kept")), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, folder, 1, "Stopped kept.", "apply", "-auto-approve")
	expect(t, folder, 0, "1 destroyed", "apply", "-auto-approve", "-target=terraform_data.removed")
	expect(t, folder, 0, "1 destroyed", "destroy", "-auto-approve")
}

// TestCLIConfiguration checks that "terraform init" installs the provider from another
// folder with the CLI configuration of the guide.
func TestCLIConfiguration(t *testing.T) {
	t.Parallel()
	const shown = "/home/me/mirror"
	config := snippets(t, "docs/guides/installing.md", "hcl")[0].text
	if !strings.Contains(config, `"`+shown+`"`) {
		t.Fatalf("the guide does not show %s:\n%s", shown, config)
	}
	folder := install(t, acctest.New(t, noon, exampleAccount()), map[string]string{"main.tf": acctest.Required})
	mirror, err := acctest.Mirror()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cli.tfrc")
	config = strings.Replace(config, shown, filepath.ToSlash(mirror.Dir), 1)
	if err := errors.Join(os.RemoveAll(filepath.Join(folder.Path, ".terraform")), os.WriteFile(file, []byte(config), 0o600)); err != nil {
		t.Fatal(err)
	}
	folder.Env = append(folder.Env, "TF_CLI_CONFIG_FILE="+file)
	expect(t, folder, 0, "Installed costguard/runpod", "init")
}

// TestEphemeralKey checks that a plan file contains a key from a variable, but not
// one from an ephemeral variable.
func TestEphemeralKey(t *testing.T) {
	t.Parallel()
	for _, ephemeral := range []bool{false, true} {
		t.Run(fmt.Sprint(ephemeral), func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, noon, exampleAccount())
			delete(e.Vars, "RUNPOD_API_KEY")
			e.Vars["TF_VAR_key"] = acctest.Key
			folder := install(t, e, map[string]string{"main.tf": acctest.Required + fmt.Sprintf(`
				variable "key" {
					type      = string
					ephemeral = %t
				}
				provider "runpod" { api_key = var.key }
				data "runpod_billing" "days" {}`, ephemeral)})
			expect(t, folder, 0, "", "plan", "-out=saved")
			archive, err := zip.OpenReader(filepath.Join(folder.Path, "saved"))
			if err != nil {
				t.Fatal(err)
			}
			defer archive.Close() //nolint:errcheck // only read
			plan, err := fs.ReadFile(archive, "tfplan")
			if err != nil {
				t.Fatal(err)
			}
			if got := bytes.Contains(plan, []byte(acctest.Key)); got == ephemeral {
				t.Errorf("the plan contains the key: %t", got)
			}
		})
	}
}

// TestCostGuardsGuide checks the facts about Terraform that the guide rests on.
func TestCostGuardsGuide(t *testing.T) {
	t.Parallel()
	const inCheck = `check "x" {
		data "runpod_billing" "x" {}
		assert {
			condition     = data.runpod_billing.x.total_amount > 2
			error_message = "Under."
		}
	}`
	for name, test := range map[string]struct {
		config string
		key    string
		code   int // of plan -detailed-exitcode
		want   string
	}{
		"a failed read stops": {
			config: `data "runpod_billing" "x" {}`, key: "rpa_wrong_key", code: 1, want: "Error: Runpod rejected the API key",
		},
		"a failed read inside a check warns": {
			config: inCheck, key: "rpa_wrong_key", code: 2, want: "Warning: Runpod rejected the API key",
		},
		"a read inside a check makes the plan non-empty": {config: inCheck, key: acctest.Key, code: 2, want: "will be read during apply"},
		"depends_on of a module defers the read": {
			config: "resource \"terraform_data\" \"pod\" {}\nmodule \"guard\" {\nsource = \"./guard\"\ndepends_on = [terraform_data.pod]\n}",
			key:    acctest.Key, code: 2, want: "will be read during apply",
		},
		"depends_on defers the read": {
			config: "resource \"terraform_data\" \"pod\" {}\ndata \"runpod_billing\" \"x\" {\ndepends_on = [terraform_data.pod]\n}",
			key:    acctest.Key, code: 2, want: "will be read during apply",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.New(t, noon, exampleAccount())
			e.Vars["RUNPOD_API_KEY"] = test.key
			folder := install(t, e, map[string]string{
				"main.tf": acctest.Required + test.config, "guard/main.tf": acctest.Required + `data "runpod_billing" "x" {}`,
			})
			expect(t, folder, test.code, test.want, "plan", "-detailed-exitcode")
		})
	}
}
