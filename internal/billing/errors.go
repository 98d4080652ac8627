package billing

// This file has the errors of a read.

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/money"
	"github.com/costguard/terraform-provider-runpod/internal/strictjson"
)

// UnknownGPUTypeError means that a query is for a GPU type that neither a pod of the
// account nor the catalog has.
type UnknownGPUTypeError struct {
	ID      string
	Nearest []string // ids of the catalog, best first; empty if none resembles it
}

// Error names the GPU type and the nearest ones.
func (e *UnknownGPUTypeError) Error() string {
	text := fmt.Sprintf("Neither a pod of this account nor Runpod's catalog has the GPU type %s.", strictjson.Quote(e.ID))
	if len(e.Nearest) > 0 {
		text += ` The nearest ids are "` + strings.Join(e.Nearest, `", "`) + `".`
	}
	return text
}

// UnattributedError means that the total of one GPU type could be too low, because
// charges of pods have no known GPU type.
type UnattributedError struct {
	Pods   int             // how many
	Amount decimal.Decimal // of their charges, USD
}

// Error says what cannot be attributed, why, and what to do.
func (e *UnattributedError) Error() string {
	return fmt.Sprintf(
		"%s, with charges of %s USD in this window, cannot be attributed to a GPU type: v2 does not report GPU types, "+
			"and its list of pods leaves out terminated ones. The total of this GPU type could be too low. "+
			"Set allow_unattributed = true to leave those charges out and report them in unattributed_amount, "+
			"or use grouping = %q without gpu_type_id, which reports them in amount_by_group[%q].",
		calendar.Count(e.Pods, "pod"), money.Cents(e.Amount), ByGPUType, account.Unattributed)
}

// missing returns the error for a required member that is not there.
func missing(member string) error { return fmt.Errorf("%q is missing", member) }
