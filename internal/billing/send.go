package billing

// This file sends requests.

import (
	"context"
	"time"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// send turns the query into a request and sends it, and a second one if a bucket
// ended while the first was on its way. If the API's clock gives another window for
// any other reason, this machine's clock is wrong, and the error is a *ClockError.
func send(
	ctx context.Context, client *runpod.Client, q Query, makeRequest func(Query, time.Time) (request, error),
) (request, *runpod.Response, error) {
	now := client.Now()
	for range 2 {
		sent, err := makeRequest(q, now)
		if err != nil {
			return request{}, nil, err
		}
		response, err := client.Get(ctx, sent.parameters, q.Kind.path()...)
		if err != nil || response.Date.IsZero() {
			return sent, response, err
		}
		if right, err := makeRequest(q, response.Date); err == nil && right.window == sent.window {
			return sent, response, nil
		}
		if err := checkClock(response); err != nil {
			return request{}, nil, err
		}
		now = response.Date
	}
	const reason = "A new bucket began during both attempts. Try again."
	return request{}, nil, &calendar.WindowError{Argument: q.Window.ClockArgument(), Reason: reason}
}
