package provider

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// unknownConfiguration is the error of a read while provider arguments are
// unknown.
func unknownConfiguration(unknown []path.Path) diag.Diagnostic {
	names := make([]string, len(unknown))
	for i, argument := range unknown {
		names[i] = argument.String()
	}
	return diag.NewErrorDiagnostic("The Runpod provider is not configured yet",
		fmt.Sprintf("Terraform does not know the provider's %s before something else is applied, so nothing can be read now. "+
			"Give a value that is known while planning, such as a variable or an environment variable; "+
			"or apply what it comes from first, with -target.", cmp.Or(strings.Join(names, " and "), "configuration")))
}

// failedRead turns any error of the client into a diagnostic: what happened,
// what to do, and what the API's support would ask for. The API key, should a
// server have echoed it, is taken out by redact.
func failedRead(err error, timeout time.Duration, redact func(string) string) diag.Diagnostic {
	var query *runpod.QueryError
	if errors.As(err, &query) {
		return diag.NewAttributeErrorDiagnostic(argumentOf(query.Parameter), "This cannot be asked of Runpod", sentence(query.Reason))
	}
	var failure *runpod.Error
	if !errors.As(err, &failure) {
		return diag.NewErrorDiagnostic("Reading Runpod's billing failed", redact(err.Error()))
	}
	summary, advice := explain(failure, timeout)
	detail := []string{advice}
	if failure.Message != "" {
		detail = append(detail, "Runpod says: "+failure.Message)
	}
	if failure.MovedFrom != nil {
		detail = append(detail, "API v2 was asked because v1 is gone: "+failure.MovedFrom.Error())
	}
	if facts := facts(failure); facts != "" {
		detail = append(detail, facts)
	}
	text := redact(strings.Join(detail, "\n\n"))
	if argument, ok := argumentNamedIn(failure); ok {
		return diag.NewAttributeErrorDiagnostic(argument, summary, text)
	}
	return diag.NewErrorDiagnostic(summary, text)
}

// explain says in a few words what happened, and in a few sentences what to do.
func explain(failure *runpod.Error, timeout time.Duration) (summary, advice string) {
	var answer *runpod.AnswerError
	if errors.As(failure, &answer) {
		return "Runpod's answer cannot be trusted",
			"API " + string(failure.Version) + " answered, but " + clause(answer.Error()) + " No total is given, since it could be too low. " +
				"Try again; if it stays so, the API has changed, or something between here and Runpod alters its answers."
	}
	// A refusal that was met until the time was up says more than the time.
	refused := errors.Is(failure.Err, runpod.ErrTimeIsUp) && failure.Status >= 300
	if failure.Err != nil && !refused {
		return explainCause(failure, timeout)
	}
	return explainStatus(failure)
}

func explainCause(failure *runpod.Error, timeout time.Duration) (summary, advice string) {
	var (
		cause       = failure.Err
		certificate *tls.CertificateVerificationError
		noTLS       tls.RecordHeaderError
		dns         *net.DNSError
		server      = "Runpod's API " + string(failure.Version)
	)
	switch {
	case errors.Is(cause, context.Canceled):
		return "Reading Runpod's billing was interrupted", "The run was stopped before an answer arrived. Nothing was changed."
	case errors.Is(cause, runpod.ErrTimeIsUp):
		return "Runpod did not answer in time",
			fmt.Sprintf("No whole answer arrived within %s. Raise timeouts.read, or ask for less: a narrower window, or a larger bucket_size. In detail: %s", timeout, clause(cause.Error()))
	case errors.Is(cause, runpod.ErrAttemptTimeout):
		return "Runpod did not answer in time",
			"Each attempt ran out of its share of the time. Raise timeouts.read, which gives each attempt more, or ask for less: a narrower window, or a larger bucket_size."
	case errors.Is(cause, runpod.ErrTooLarge):
		return "Runpod's answer is too large",
			sentence(cause.Error()) + " Ask for less: a larger bucket_size, or a narrower window between start_time and end_time. " +
				"The limit also holds with include_records = false, since the answer is as large without them."
	case errors.Is(cause, runpod.ErrRedirect):
		return "Runpod's API redirects elsewhere",
			sentence(cause.Error()) + " The API key is not sent to another place than the one configured. Check endpoints, and whether a proxy asks for a login."
	case errors.As(cause, &certificate), errors.As(cause, &noTLS), errors.Is(cause, http.ErrSchemeMismatch):
		return "No secure connection to Runpod",
			"The TLS connection to " + server + " failed: " + clause(cause.Error()) + " Check endpoints; behind a proxy that inspects traffic, add its certificate to the system's."
	case runpod.ProxyFailed(cause):
		return "Runpod cannot be reached", "The proxy on the way to " + server + " cannot be used: " + clause(cause.Error()) + " Check the environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
	case errors.As(cause, &dns):
		return "Runpod's host was not found",
			"The name of " + server + " does not resolve: " + clause(cause.Error()) + " Check endpoints, the network, and the name server."
	case errors.Is(cause, runpod.ErrCutShort):
		return "Runpod's answer was cut short", "Every attempt ended before the whole answer had arrived: " + clause(cause.Error()) + " Try again later."
	}
	return "Runpod cannot be reached", "The connection to " + server + " failed: " + clause(cause.Error()) + " Check endpoints, the network, and the proxy settings."
}

func explainStatus(failure *runpod.Error) (summary, advice string) {
	version := "API " + string(failure.Version)
	switch status := failure.Status; {
	case status == http.StatusUnauthorized:
		return "Runpod refused the API key", "Check that api_key, or the environment variable " + envAPIKey + ", holds a key that is active."
	case status == http.StatusForbidden:
		return "Runpod denied access",
			"The API key may not read billing or, where v2 needs it for GPU types, the list of pods; or the edge in front of the API refused the request. " +
				"Give the key read access, or use another key. If it has access, check whether a proxy or a firewall alters requests."
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		return "Runpod rejected the request", version + " does not accept one of the arguments. Check bucket_size, the window, pod_id and gpu_type_id."
	case (status == http.StatusGone || status == http.StatusNotFound) && failure.Version == runpod.V1:
		return "Runpod's API v1 is gone", "v1 no longer serves this. Set api_version to \"v2\", or to \"auto\", and remove an endpoints.v1 that points to it."
	case status == http.StatusGone, status == http.StatusNotFound:
		return "Runpod's API v2 was not found", "Nothing is served at " + failure.URL + ". Check endpoints.v2; the path ends in /v2."
	case status == http.StatusTooManyRequests:
		return "Runpod's rate limit is exhausted", "Too many requests were made with this key. " + waiting(failure) +
			" Fewer data sources, or terraform's -parallelism, help; so does a higher max_retries or timeouts.read."
	case status >= 500 && status != http.StatusNotImplemented:
		return "Runpod's API failed", version + " has a fault of its own. " + waiting(failure)
	case status >= 300 && status < 400:
		return "Runpod's API redirects elsewhere", version + " points to another place, but does not say where. Check endpoints."
	}
	return "Runpod gave an unexpected answer", version + " answered with a status that its contract does not have. Check endpoints."
}

// waiting says how long the API asked to wait.
func waiting(failure *runpod.Error) string {
	switch {
	case failure.WaitTooLong:
		return fmt.Sprintf("Runpod asks to wait %s, which is longer than what was left of timeouts.read. Try again then.", failure.RetryAfter.Round(time.Second))
	case failure.RetryAfter > 0:
		return fmt.Sprintf("Runpod asks to wait another %s. Try again then.", failure.RetryAfter.Round(time.Second))
	}
	return "Try again later."
}

// facts is the last line of a detail.
func facts(failure *runpod.Error) string {
	var facts []string
	if failure.URL != "" {
		facts = append(facts, "GET "+failure.URL)
	}
	if failure.Status != 0 {
		facts = append(facts, strings.TrimSpace(fmt.Sprintf("HTTP status %d %s", failure.Status, http.StatusText(failure.Status))))
	}
	if failure.Attempts > 0 {
		facts = append(facts, count(failure.Attempts, "attempt"))
	}
	if failure.RequestID != "" {
		facts = append(facts, "request id "+failure.RequestID)
	}
	return strings.Join(facts, ", ")
}

// argumentNamedIn finds the argument that the API's words are about, where they
// are about just one.
func argumentNamedIn(failure *runpod.Error) (path.Path, bool) {
	if failure.Status != http.StatusBadRequest && failure.Status != http.StatusUnprocessableEntity {
		return path.Empty(), false
	}
	var found []path.Path
	for _, parameter := range []string{"bucketSize", "startTime", "endTime", "lastN", "gpuTypeId", "podId", "grouping"} {
		if strings.Contains(failure.Message, parameter) {
			found = append(found, argumentOf(parameter))
		}
	}
	if len(found) != 1 {
		return path.Empty(), false
	}
	return found[0], true
}

// argumentOf is the argument for a parameter of the API.
func argumentOf(parameter string) path.Path {
	names := map[string]string{
		"bucketSize": "bucket_size", "startTime": "start_time", "endTime": "end_time", "lastN": "last_n",
		"gpuTypeId": "gpu_type_id", "podId": "pod_id", "grouping": "grouping",
	}
	return path.Root(names[parameter])
}

// clause ends a text with a full stop.
func clause(text string) string {
	return strings.TrimRight(text, ". ") + "."
}

// sentence is a clause that begins with a capital letter.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return clause(string(unicode.ToUpper(first)) + text[size:])
}
