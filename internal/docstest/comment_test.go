package docstest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/acctest"
)

// TestComments runs the commenting steps of the sample workflows, with a gh that answers
// from a file, and checks that they post one comment and then update it.
func TestComments(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("skipped: jq is not on the path")
	}
	const gh = `#!/bin/bash
case "$*" in
*--paginate*) jq -r "${@: -1}" comments.json ;;
*) echo "$@" >calls ;;
esac
`
	const post = "api --silent --method POST repos/o/r/issues/3/comments --field body=@comment.md\n"
	for _, workflow := range []string{"examples/cost-report/ci/github-actions.yml", "examples/policy/ci/github-actions.yml"} {
		pattern := regexp.MustCompile(`- name: Comment\n(?: {8}.*\n)* +MARKER: (.*)\n +run: \|\n((?: {10}.*\n)+)`)
		step := pattern.FindStringSubmatch(readPage(t, workflow))
		if step == nil {
			t.Fatalf("%s has no commenting step", workflow)
		}
		marker := step[1]
		for name, test := range map[string]struct{ comments, want string }{
			"no comments": {`[]`, post},
			"only other comments": {
				`[{"id": 5, "user": {"type": "User"}, "body": "` + marker + `"}, {"id": 6, "user": {"type": "Bot"}, "body": "x"}]`,
				post,
			},
			"its own comment": {
				`[{"id": 6, "user": {"type": "Bot"}, "body": "x"}, {"id": 7, "user": {"type": "Bot"}, "body": "` + marker + `\n# old"}]`,
				"api --silent --method PATCH repos/o/r/issues/comments/7 --field body=@comment.md\n",
			},
		} {
			t.Run(workflow+" "+name, func(t *testing.T) {
				t.Parallel()
				path := t.TempDir()
				for file, content := range map[string]string{"gh": gh, "comments.json": test.comments, "report.md": "# new\n"} {
					if err := os.WriteFile(filepath.Join(path, file), []byte(content), 0o700); err != nil { //nolint:gosec // gh must be executable
						t.Fatal(err)
					}
				}
				folder := &acctest.Folder{Path: path, Env: []string{
					"PATH=" + path + string(os.PathListSeparator) + os.Getenv("PATH"),
					"COMMENTS=repos/o/r/issues/3/comments", "COMMENT=repos/o/r/issues/comments", "MARKER=" + marker,
				}}
				if printed, code := folder.Shell(t, "set -eo pipefail\n"+step[2]); code != 0 {
					t.Fatalf("exit code %d:\n%s", code, printed)
				}
				for file, want := range map[string]string{"calls": test.want, "comment.md": marker + "\n# new\n"} {
					if got, err := os.ReadFile(filepath.Join(path, file)); err != nil || string(got) != want { //nolint:gosec // in a temporary folder
						t.Errorf("%s has %q, want %q (%v)", file, got, want, err)
					}
				}
			})
		}
	}
}
