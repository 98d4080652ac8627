package billing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// GPU types on v2. Its records only name pods, so the GPU type comes from the list
// of pods, which leaves out terminated ones.

type gpuBucket struct {
	time    time.Time
	gpuType string
}

// gpuGroup is the charges of one GPU type in one bucket.
type gpuGroup struct {
	amount decimalSum
	parts  []decimalSum
}

// gpuTypes returns the GPU type of each listed pod by id, CPU for a CPU pod. All
// spellings of a type become the same one.
func (r Reader) gpuTypes(ctx context.Context) (map[string]string, error) {
	pods, err := r.Pods(ctx, true)
	if err != nil {
		return nil, err
	}
	types := map[string]string{}
	names := map[string]string{} // by their folded form
	for _, pod := range pods {   // sorted by id, so that the first spelling is always the same
		group := pod.gpuGroup()
		if group == "" {
			continue
		}
		fold := foldGPUType(group)
		if _, known := names[fold]; !known {
			names[fold] = group
		}
		types[pod.ID] = names[fold]
	}
	return types, nil
}

// SameGPUType reports whether two names mean the same GPU type. It ignores case
// and repeated spaces.
func SameGPUType(a, b string) bool { return foldGPUType(a) == foldGPUType(b) }

// foldGPUType makes spellings of a GPU type comparable: the API's own list has
// NVIDIA RTX A4500 with one space and with two.
func foldGPUType(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// addByGPUType adds a record of a pod for a query that involves GPU types.
func (a *v2Answer) addByGPUType(r Record) {
	pod := r.IDs[podID]
	gpuType, known := a.gpuTypes[pod]
	if !known && !r.Amount.IsZero() {
		a.unattributed.Add(r.Amount)
		a.unattributedPods[pod] = struct{}{}
	}
	if a.query.GPUTypeID != "" && !SameGPUType(gpuType, a.query.GPUTypeID) {
		a.excluded.add(r, "")
		return
	}
	if a.query.Grouping != ByGPUType {
		a.include(r, pod)
		return
	}
	bucket := gpuBucket{r.Time, gpuType}
	group, found := a.grouped[bucket]
	if !found {
		group = &gpuGroup{parts: make([]decimalSum, len(a.query.Kind.Parts))}
		if a.grouped == nil {
			a.grouped = map[gpuBucket]*gpuGroup{}
		}
		a.grouped[bucket] = group
	}
	group.amount.Add(r.Amount)
	for i := range group.parts {
		group.parts[i].AddKnown(r.Numbers[i])
	}
}

// addGroups adds the records by GPU type that addByGPUType has collected.
func (a *v2Answer) addGroups() {
	for bucket, group := range a.grouped {
		record := Record{
			Time: bucket.time, Amount: group.amount.Total(),
			IDs: make([]string, len(a.query.Kind.IDs)), Numbers: make([]decimal.NullDecimal, len(a.query.Kind.Numbers())),
		}
		record.IDs[gpuTypeID] = bucket.gpuType
		for i := range group.parts {
			record.Numbers[i] = group.parts[i].Known()
		}
		name := bucket.gpuType
		if name == "" {
			name = Unattributed
		}
		a.include(record, name)
	}
}

// checkUnattributed returns an error if charges may be missing from the total of a
// GPU type, because their own GPU type is unknown.
func (a *v2Answer) checkUnattributed() error {
	if a.query.GPUTypeID == "" || a.query.AllowUnattributed || len(a.unattributedPods) == 0 {
		return nil
	}
	return &ArgumentError{"gpu_type_id", fmt.Sprintf(
		"%s, with charges of %s USD in this window, cannot be attributed to a GPU type: v2 does not report GPU types, "+
			"and its list of pods leaves out terminated ones. The total of this GPU type could be too low. "+
			"Set allow_unattributed = true to leave those charges out and report them in unattributed_amount, "+
			"or use grouping = %q without gpu_type_id, which reports them in amount_by_group[%q].",
		Count(len(a.unattributedPods), "pod"), cents(a.unattributed.Total()), ByGPUType, Unattributed)}
}
