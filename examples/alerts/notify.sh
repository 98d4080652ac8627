#!/bin/sh
# Reads the account. If its status is not that of the last run, posts one message to a
# webhook, and opens, updates or closes one issue. The issue stores the status: its
# title is that of the last run, and while nothing is wrong, no issue is open.
#
# Needs terraform, curl and jq, and these environment variables:
# - WEBHOOK_URL, and WEBHOOK: slack or teams;
# - ISSUE_TOKEN: a token that may read and write issues of the repository;
# - those that GitHub Actions or GitLab CI sets.
set -eu

code=0
if terraform apply -input=false -auto-approve -no-color; then
  status=$(terraform output -raw status)
  message=$(terraform output -raw message)
else
  code=1
  status='the account could not be read'
  message='Until that is fixed, nothing is guarded.'
fi

if [ -n "${GITHUB_ACTIONS:-}" ]; then
  issues=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues
  run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
  open=open number=number update=PATCH body=body close='{"state": "closed"}'
else
  issues=$CI_API_V4_URL/projects/$CI_PROJECT_ID/issues
  run=$CI_JOB_URL
  open=opened number=iid update=PUT body=description close='{"state_event": "close"}'
fi

# send METHOD URL JSON [HEADER]
send() {
  curl --silent --show-error --fail --max-time 30 --request "$1" --header 'Content-Type: application/json' \
    --header "${4:-Accept: application/json}" --data "$3" "$2"
}
token="Authorization: Bearer $ISSUE_TOKEN"

found=$(curl --silent --show-error --fail --max-time 30 --header "$token" "$issues?labels=runpod-alert&state=$open")
last=$(printf '%s' "$found" | jq --raw-output '.[0].title // ""')
issue=$issues/$(printf '%s' "$found" | jq --raw-output ".[0].$number // \"\"")

title=${status:+Runpod: $status}
if [ "$title" = "$last" ]; then
  echo "Nothing to send: the status is still '$status'."
  exit $code
fi

text=$(printf '%s\n%s\n%s' "${title:-Runpod: back to normal}" "$message" "$run")
case $WEBHOOK in
slack) payload=$(jq --null-input --arg text "$text" '{$text}') ;;
teams)
  payload=$(jq --null-input --arg text "$text" '{type: "message", attachments: [{
    contentType: "application/vnd.microsoft.card.adaptive",
    content: {type: "AdaptiveCard", version: "1.4", body: ($text | split("\n") | map({type: "TextBlock", wrap: true, text: .}))}
  }]}')
  ;;
*)
  echo "WEBHOOK is '$WEBHOOK', want slack or teams" >&2
  exit 1
  ;;
esac
# If this fails, the issue stays as it is, and the next run tries again.
send POST "$WEBHOOK_URL" "$payload" >/dev/null

new=$(jq --null-input --arg title "$title" --arg text "$text" "{\$title, $body: \$text}")
if [ -z "$title" ]; then
  send "$update" "$issue" "$close" "$token" >/dev/null
elif [ -n "$last" ]; then
  send "$update" "$issue" "$new" "$token" >/dev/null
else
  send POST "$issues" "$(printf '%s' "$new" | jq '.labels = ["runpod-alert"]')" "$token" >/dev/null
fi
exit $code
