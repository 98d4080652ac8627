package policytest

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// job is a job of the sample workflow for GitHub, run by a shell.
type job struct {
	text      string
	workspace string
	env       []string
}

// newJob returns a job with the environment that the workflow gives to any of its
// steps. The steps run in a new workspace.
func newJob(t *testing.T, name string, env ...string) job {
	t.Helper()
	workflow := read(t, filepath.Join(kitFolder, "ci", "github-actions.yml"))
	head, jobs, _ := strings.Cut(workflow, "\njobs:\n")
	text := regexp.MustCompile(`(?ms)^  ` + name + `:\n(.*?)(?:^  \w+:\n|\z)`).FindStringSubmatch(jobs)
	if text == nil {
		t.Fatalf("the workflow has no job %s", name)
	}
	j := job{text: text[1], workspace: t.TempDir()}
	j.env = append(env, "GITHUB_WORKSPACE="+j.workspace)
	for _, variable := range regexp.MustCompile(`(?m)^ +([A-Z_]+): (.*)$`).FindAllStringSubmatch(head+"\n"+j.text, -1) {
		j.env = append(j.env, variable[1]+"="+strings.ReplaceAll(variable[2], "${{ secrets.RUNPOD_API_KEY }}", apiKey))
	}
	return j
}

// step runs a step of the job and returns its result. A shell of GitHub stops at the
// first command that fails.
func (j job) step(t *testing.T, name, folder, tool string) result {
	t.Helper()
	pattern := `(?m)^      - name: ` + name + `\n(?:        .*\n)*?        run: \|\n((?:          .*\n)+)`
	script := regexp.MustCompile(pattern).FindStringSubmatch(j.text)
	if script == nil {
		t.Fatalf("the job has no step %q", name)
	}
	commands := strings.ReplaceAll(script[1], "\n          terraform ", "\n          "+tool+" ")
	return sh(t, filepath.Join(j.workspace, folder), j.env, "set -e\n"+commands)
}

// command is a program that a change brings along. It saves its environment, and writes
// files where the pipeline's could be. Then it answers as Terraform expects.
func command(answer string) string {
	return "#!/bin/sh\nenv >>\"$(dirname \"$0\")/environment\"\n" +
		"for name in account plan report; do echo '{}' >$name.json; done\n" + answer
}

// emptyBucket answers as S3 does for a bucket without objects.
func emptyBucket(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		if r.URL.Query().Has("prefix") {
			_, _ = w.Write([]byte(`<ListBucketResult><Name>states</Name><KeyCount>0</KeyCount></ListBucketResult>`))
			return
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>`))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Changes that run a program of their own in the pipeline, without any provider. The
// program must not find the account's key, nor get an account over its limits passed.
func TestCodeInTheChange(t *testing.T) {
	t.Parallel()
	needProviders(t)
	needProgram(t, "jq")
	for name, test := range map[string]struct {
		tool   string
		main   string
		answer string
	}{
		"credential_process of a backend": {
			tool: "terraform",
			main: `terraform {
				backend "s3" {
					bucket                      = "states"
					key                         = "state"
					region                      = "us-east-1"
					shared_config_files         = ["aws"]
					endpoints                   = { s3 = "` + emptyBucket(t) + `" }
					use_path_style              = true
					skip_credentials_validation = true
					skip_requesting_account_id  = true
				}
			}`,
			answer: `echo '{"Version": 1, "AccessKeyId": "id", "SecretAccessKey": "secret"}'`,
		},
		"external key provider": {
			tool: "tofu",
			main: `terraform {
				encryption {
					key_provider "external" "own" { command = ["./own"] }
					method "aes_gcm" "own" { keys = key_provider.external.own }
					plan { method = method.aes_gcm.own }
				}
			}`,
			answer: `echo '{"magic": "OpenTofu-External-Key-Provider", "version": 1}'
				key=` + strings.Repeat("A", 43) + `=
				echo '{"keys": {"encryption_key": "'$key'", "decryption_key": "'$key'"}, "meta": {"external_data": {"id": 1}}}'`,
		},
		"external encryption method": {
			tool: "tofu",
			main: `terraform {
				encryption {
					method "external" "own" {
						encrypt_command = ["./own"]
						decrypt_command = ["./own"]
					}
					plan { method = method.external.own }
				}
			}`,
			answer: `echo '{"magic": "OpenTofu-External-Encryption-Method", "version": 1}'
				jq -c '{payload}'`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needProgram(t, test.tool)
			change := newJob(t, "change")
			folder := filepath.Join(change.workspace, "infrastructure")
			program := filepath.Join(folder, "own")
			write(t, folder, map[string]string{
				"main.tf": test.main + "\nresource \"terraform_data\" \"one\" {}\n",
				"own":     command(test.answer),
				"aws":     "[default]\ncredential_process = " + program + "\n",
			})
			if err := os.Chmod(program, 0o700); err != nil { //nolint:gosec // a program must be executable
				t.Fatal(err)
			}
			if got := change.step(t, "Plan the change", "infrastructure", test.tool); got.code != 0 {
				t.Fatalf("planning the change: %s", got)
			}
			environment := read(t, filepath.Join(folder, "environment"))
			if !strings.Contains(environment, "GITHUB_WORKSPACE=") {
				t.Error("the program of the change did not run in the job's environment")
			}
			if strings.Contains(environment, apiKey) || strings.Contains(environment, "RUNPOD_") {
				t.Errorf("the program of the change ran with\n%s", environment)
			}

			policy := newJob(t, "policy", startAPI(t, clock, expensive())...)
			checkPolicyJob(t, policy, read(t, filepath.Join(folder, "change.json")), slices.Sorted(slices.Values(expensiveNow))...)
		})
	}
}

// What the job that has the key makes of the other job's plan.
func TestPolicyJob(t *testing.T) {
	t.Parallel()
	needProviders(t)
	needProgram(t, "jq")
	const within = `{"format_version": "1.2", "configuration": {}}`
	const notTheChanges = "The change's plan is missing, or not a Terraform plan."
	for name, test := range map[string]struct {
		change string
		denied []string
	}{
		"changes nothing": {change: within},
		"empty":           {change: "", denied: []string{notTheChanges}},
		"two plans":       {change: `{"account": ` + within + `, "change": ` + within + `}`, denied: []string{notTheChanges}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkPolicyJob(t, newJob(t, "policy", startAPI(t, clock, steady())...), test.change, test.denied...)
		})
	}
}

// checkPolicyJob runs the steps of the job that has the key, and checks that it denies
// the plans for these reasons, as in the other ways to run the policy.
func checkPolicyJob(t *testing.T, policy job, change string, denied ...string) {
	t.Helper()
	const kit = "protected/examples/policy"
	folder := filepath.Join(policy.workspace, filepath.FromSlash(kit))
	if err := os.MkdirAll(filepath.Dir(folder), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, os.DirFS(copyKit(t))); err != nil {
		t.Fatal(err)
	}
	if got := policy.step(t, "Plan the account", kit, "terraform"); got.code != 0 {
		t.Fatalf("planning the account: %s", got)
	}
	plan := atClock(read(t, filepath.Join(folder, "plan.json")))
	write(t, policy.workspace, map[string]string{kit + "/plan.json": plan, "change/change.json": change})
	if got := policy.step(t, "Report", kit, "terraform"); got.code != 0 {
		t.Fatalf("the report: %s", got)
	}
	got := policy.step(t, "Check", kit, "terraform")
	checkExitCode(t, "the job", got, denied)
	checkOPAExec(t, folder, denied, nil)
	checkConftest(t, folder, denied, nil)
	if len(denied) == 0 {
		denied = []string{"true"} // data.main.pass
	}
	checkMessages(t, "the job", lines(got.stdout), denied)
}
