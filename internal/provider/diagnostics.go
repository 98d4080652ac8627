package provider

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/budget"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// invalidWindow is the error of a time window that cannot be used.
func invalidWindow(invalid *calendar.WindowError) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(invalid.Argument), summaryInvalidWindow, invalid.Reason)
}

// asArgumentError returns the diagnostic of a *budget.ArgumentError.
func asArgumentError(err error) (diag.Diagnostic, bool) {
	invalid, ok := errors.AsType[*budget.ArgumentError](err)
	if !ok {
		return nil, false
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(invalid.Argument), summaryInvalidArgument, invalid.Reason), true
}

// budgetReached is the error of a gate whose budget is reached.
func budgetReached(summary string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summaryBudgetReached, summary+"\n\nWhat depends on this gate is not applied. Stop what is not needed, "+
		"raise the amount, or remove the gate. terraform destroy -refresh=false passes it.")
}

// unusedIgnore is the warning of an entry in ignore that has no effect.
func unusedIgnore(id string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("ignore"), summaryUnusedIgnore,
		fmt.Sprintf("No resource of the account has the id %q. Correct it, or remove the entry.", id))
}

// warnings returns what a user should know about a valid answer.
func warnings(asked calendar.Window, charges *billing.Charges) (diags diag.Diagnostics) {
	if charges.Snapped {
		diags.AddWarning(summaryWiderWindow, fmt.Sprintf("The request was for %s. API %s answered for %s to %s, because it extends the "+
			"window to whole buckets of one %s. "+
			"The totals cover that wider window. Use times on bucket boundaries, or last_n.",
			asked, charges.Version, calendar.Format(charges.Start), calendar.Format(charges.End), asked.BucketSize))
	}
	return diags
}

// failedRead turns an error of a read into a diagnostic: what happened, what to
// do, and what Runpod's support would ask for. It redacts the API key, which a
// server may have echoed.
func (c connection) failedRead(err error, config tfsdk.Config, configured timeouts.Value) diag.Diagnostic {
	var (
		window       *calendar.WindowError
		unknownType  *billing.UnknownGPUTypeError
		unattributed *billing.UnattributedError
		price        *account.PriceError
		clock        *billing.ClockError
		failure      *runpod.Error
	)
	if invalid, ok := asArgumentError(err); ok {
		return invalid
	}
	switch {
	case errors.As(err, &window):
		return invalidWindow(window)
	case errors.As(err, &unknownType):
		return diag.NewAttributeErrorDiagnostic(path.Root("gpu_type_id"), summaryUnknownGPUType,
			unknownType.Error()+" Use an id of the catalog, as "+
				"in the attribute gpus of runpod_prices.")
	case errors.As(err, &unattributed):
		return diag.NewAttributeErrorDiagnostic(path.Root("gpu_type_id"), summaryUnattributed, unattributed.Error())
	case errors.As(err, &price):
		return diag.NewErrorDiagnostic(summaryNoPrice, c.client.Redact(price.Reason))
	case errors.As(err, &clock):
		return diag.NewErrorDiagnostic(summaryClock, c.sources.retired+sentence(clock.Error())+
			" The time window was computed from it, and Runpod's clock gives a different one. Correct the clock, or use API v2 with "+
			"last_n, which does not depend on it.")
	case !errors.As(err, &failure):
		return diag.NewErrorDiagnostic(summaryInternal, c.client.Redact(err.Error()))
	}
	timeout, _ := configured.Read(context.Background(), defaultReadTimeout)
	summary, advice := c.explain(failure, timeout, config)
	detail := []string{c.sources.retired + advice}
	if failure.Message != "" {
		detail = append(detail, "Runpod says: "+failure.Message)
	}
	if facts := facts(failure); facts != "" {
		detail = append(detail, facts)
	}
	text := c.client.Redact(strings.Join(detail, "\n\n"))
	if argument, ok := argumentNamedIn(failure); ok && hasArgument(config, argument) {
		return diag.NewAttributeErrorDiagnostic(path.Root(argument), summary, text)
	}
	return diag.NewErrorDiagnostic(summary, text)
}

// hasArgument reports whether the data source has an argument. runpod_budget and
// runpod_pods request a window and pages that the user cannot change.
func hasArgument(config tfsdk.Config, name string) bool {
	_, found := config.Schema.GetAttributes()[name]
	return found
}

// explain says in a few words what happened, and in a few sentences what to do.
func (c connection) explain(failure *runpod.Error, timeout time.Duration, config tfsdk.Config) (summary, advice string) {
	if contract, ok := errors.AsType[*runpod.ContractError](failure); ok {
		return summaryContract,
			"The answer breaks the contract of API " + string(failure.Version) + ": " + clause(contract.Error()) + " No total is " +
				"returned, because it could be too low. " +
				"Try again. If the error persists, either the API has changed, or something between this machine and Runpod alters its responses."
	}
	if failure.Err != nil {
		return c.explainCause(failure, timeout, hasArgument(config, "bucket_size"))
	}
	return c.explainStatus(failure, config)
}

const adviceProxyAuth = "A proxy between this machine and Runpod requires a user and a password, or rejected them. Check those in the " +
	"environment variable HTTPS_PROXY. The request was not retried, because wrong passwords may lock the user."

// explainCause explains a request without an answer that can be used. windowed reports
// whether the data source has a window that the user can change.
func (c connection) explainCause(failure *runpod.Error, timeout time.Duration, windowed bool) (summary, advice string) {
	askForLess := "."
	if windowed {
		askForLess = ", or request less: a shorter window or a larger bucket_size."
	}
	var (
		cause  = failure.Err
		dns    *net.DNSError
		server = failure.URL + " (" + c.sources.endpoint + ")"
	)
	switch {
	case errors.Is(cause, context.Canceled):
		return summaryInterrupted, "The run was interrupted before a response arrived. The read changed nothing."
	case errors.Is(cause, runpod.ErrTimeIsUp):
		return summaryTimeout,
			fmt.Sprintf("No complete response arrived within timeouts.read = %q. Increase it%s Details: "+
				"%s", timeout, askForLess, clause(cause.Error()))
	case errors.Is(cause, runpod.ErrTooLarge) && !windowed:
		return summaryTooLarge, sentence(cause.Error()) + " Runpod's responses for this data source are far smaller. Check the " +
			"endpoint, " + c.sources.endpoint + "."
	case errors.Is(cause, runpod.ErrTooLarge):
		return summaryTooLarge,
			sentence(cause.Error()) + " Request less: a larger bucket_size or a shorter window. " +
				"The limit also applies with include_records = false, because the response is just as large."
	case errors.Is(cause, runpod.ErrRedirect):
		return summaryRedirect,
			sentence(cause.Error()) + " The API key is only sent to the configured endpoint, " + c.sources.endpoint + ". Check the " +
				"endpoint, and whether a proxy requires a login."
	case runpod.TLSFailed(cause):
		return summaryTLS,
			"The TLS connection to " + server + " failed: " + clause(cause.Error()) + " Check the endpoint. If a proxy inspects TLS " +
				"traffic, add its certificate to the system's trust store."
	case errors.Is(cause, runpod.ErrProxyAuthentication):
		return summaryProxyAuth, adviceProxyAuth
	case errors.As(cause, &dns) && runpod.ProxyFailed(cause):
		return summaryHostNotFound, fmt.Sprintf("The proxy's host name, %q, does not resolve: %s Check the environment variables "+
			"HTTPS_PROXY and NO_PROXY.", dns.Name, clause(cause.Error()))
	case runpod.ProxyFailed(cause):
		return summaryUnreachable, "The connection to " + server + " through a proxy failed: " + clause(cause.Error()) + " Check the " +
			"environment variables HTTPS_PROXY and NO_PROXY."
	case errors.As(cause, &dns):
		return summaryHostNotFound,
			fmt.Sprintf("The host name %q, needed for %s, does not resolve: %s Check the endpoint, the network and the DNS "+
				"server.", dns.Name, server, clause(cause.Error()))
	case errors.Is(cause, runpod.ErrCutShort):
		return summaryCutShort, "No attempt received a complete response: " + clause(cause.Error()) + " Try again later."
	}
	return summaryUnreachable,
		"The connection to " + server + " failed: " + clause(cause.Error()) +
			" Check the endpoint, the network and the proxy settings."
}

func (c connection) explainStatus(failure *runpod.Error, config tfsdk.Config) (summary, advice string) {
	windowed := hasArgument(config, "bucket_size")
	version := "API " + string(failure.Version)
	switch status := failure.Status; {
	case status == http.StatusUnauthorized:
		return summaryUnauthorized, "Check that " + c.sources.apiKey + " contains a valid, active key."
	case status == http.StatusForbidden && failure.Route == "pods" && hasArgument(config, "include_running"):
		return summaryForbidden, "The API key in " + c.sources.apiKey + " is not allowed to list pods, which the forecast needs to see " +
			"what runs now. " +
			"Give the key read access to pods, or set include_running = false, so that only the average counts."
	case status == http.StatusForbidden && failure.Route == "pods":
		return summaryForbidden, "The API key in " + c.sources.apiKey + " is not allowed to list pods, which runpod_pods, runpod_audit, " +
			"runpod_balance and GPU types on v2 require. " +
			"Give the key read access to pods, or use another key."
	case status == http.StatusForbidden && otherAccess(failure.Route) != "":
		what := otherAccess(failure.Route)
		return summaryForbidden, "The API key in " + c.sources.apiKey + " is not allowed to read " + what + ". Give the key read access to " +
			what + ", or use another key."
	case status == http.StatusForbidden:
		return summaryForbidden, "The API key in " + c.sources.apiKey + " is not allowed to read billing, or a gateway in front of the " +
			"API refused the request. " +
			"Give the key read access to billing, or use another key. If it has access, check whether a proxy or a firewall alters requests."
	case status == http.StatusProxyAuthRequired:
		return summaryProxyAuth, adviceProxyAuth
	case (status == http.StatusBadRequest || status == http.StatusUnprocessableEntity) && !windowed:
		return summaryBadRequest, version + " rejected this data source's request. The API may have changed: check for a newer release " +
			"of this provider."
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		return summaryBadRequest, version + " rejected one of the arguments. Check bucket_size, the time window and the filters."
	case status == http.StatusGone && c.sources.retired != "":
		return summaryRetired, "The endpoint, " + c.sources.endpoint + ", no longer serves " + string(failure.Version) + "."
	case status == http.StatusNotFound && failure.Route == "billing/balance":
		return summaryNoBalance, "Nothing was found at " + failure.URL + ". Runpod's pages document the balance, but not its route, so " +
			"this provider may ask at the wrong place. Remove runpod_balance, and please report this error."
	case status == http.StatusGone, status == http.StatusNotFound:
		return summaryRouteNotFound, "Nothing was found at " + failure.URL + ", which comes from " + c.sources.endpoint + ". Check the base " +
			"URL: v2's ends in /v2."
	case status == http.StatusTooManyRequests:
		advice := fmt.Sprintf("Too many requests were made with this key; this run has made %d. %s Use fewer data sources: one with "+
			"grouping returns the charges of every id or GPU type. -parallelism=1 does not help.", failure.Requests, waiting(failure))
		if !failure.WaitTooLong {
			advice += " Or increase max_retries."
		}
		return summaryRateLimit, advice
	case status >= 500 && status != http.StatusNotImplemented:
		return summaryServerError, "Runpod's " + version + " returned a server error. " + waiting(failure)
	case status >= 300 && status < 400:
		return summaryRedirect, version + " sent a redirect without a location. Check the endpoint, " + c.sources.endpoint + "."
	}
	return summaryUnexpected, version + " answered with a status that its contract does not define. " +
		"Check the endpoint, " + c.sources.endpoint + "."
}

// otherAccess names what a route reads that is neither billing nor pods, for which a key
// needs read access of its own.
func otherAccess(route string) string {
	return map[string]string{
		"serverless": "serverless endpoints", "network-volumes": "network volumes", "clusters": "clusters",
		"catalog/gpus": "the catalog", "catalog/cpus": "the catalog",
	}[route]
}

// waiting says how long the API asked the caller to wait.
func waiting(failure *runpod.Error) string {
	wait := failure.RetryAfter.Round(time.Second)
	switch {
	case failure.WaitTooLong && wait > time.Hour:
		return fmt.Sprintf("Runpod asked for a wait of %s, too long for a run. Try again after that.", wait)
	case failure.WaitTooLong:
		return fmt.Sprintf("Runpod asked for a wait of %s, longer than what was left of timeouts.read. Try again after that, or "+
			"increase timeouts.read.", wait)
	case failure.RetryAfter > 0:
		return fmt.Sprintf("Runpod asked for a wait of another %s. Try again after that.", wait)
	}
	return "Try again later."
}

// facts returns the last line of a detail: the facts for a support request.
func facts(failure *runpod.Error) string {
	var facts []string
	if failure.URL != "" {
		facts = append(facts, "GET "+failure.URL)
	}
	if failure.Status != 0 {
		facts = append(facts, strings.TrimSpace(fmt.Sprintf("HTTP status %d %s", failure.Status, http.StatusText(failure.Status))))
	}
	if failure.Attempts > 0 {
		facts = append(facts, calendar.Count(failure.Attempts, "attempt"))
	}
	if failure.RequestID != "" {
		facts = append(facts, "request id "+failure.RequestID)
	}
	return strings.Join(facts, ", ")
}

// argumentNamedIn returns the argument that the API's message is about, if it
// names just one.
func argumentNamedIn(failure *runpod.Error) (string, bool) {
	if failure.Status != http.StatusBadRequest && failure.Status != http.StatusUnprocessableEntity {
		return "", false
	}
	arguments := map[string]string{
		"bucketSize": "bucket_size", "startTime": "start_time", "endTime": "end_time", "lastN": "last_n",
		"gpuTypeId": "gpu_type_id", "grouping": "grouping",
	}
	for _, kind := range billing.Kinds() {
		if filter, ok := kind.Filter(); ok {
			arguments[filter.V2] = filter.Name
		}
	}
	var found []string
	for parameter, argument := range arguments {
		if strings.Contains(failure.Message, parameter) {
			found = append(found, argument)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}
