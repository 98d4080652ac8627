package billing

import (
	"errors"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

const podList = "/v2/pods?includeClusterPods=true&limit=1000"

// TestGPUTypesOnV2 joins charges with the list of pods.
func TestGPUTypesOnV2(t *testing.T) {
	t.Parallel()
	const (
		two    = "2026-11-19T00:00:00Z to 2026-11-21T00:00:00Z"
		asking = "/v2/billing/pods?bucketSize=day&lastN=2"
	)
	for _, test := range []asked{
		{
			name: "grouped", query: Query{Grouping: ByGPUType},
			sent: lines(asking, podList), window: two, total: "2.695", unattributed: "0.125",
			group: "NVIDIA A40=0.94 NVIDIA H100 80GB HBM3=1.6 cpu=0.03 unattributed=0.125",
			part:  "cpu=0.03 disk=0.25 gpu=2.415", time: "2026-11-19=2.565 2026-11-20=0.13",
			records: lines(
				"2026-11-19T00:00:00Z|0.125|~|~|~|0.125|0|0|~|~",
				"2026-11-19T00:00:00Z|0.94|~|NVIDIA A40|~|0.94|0|0|~|~",
				"2026-11-19T00:00:00Z|1.5|~|NVIDIA H100 80GB HBM3|~|1.25|0|0.25|~|~",
				"2026-11-20T00:00:00Z|0.1|~|NVIDIA H100 80GB HBM3|~|0.1|0|0|~|~",
				"2026-11-20T00:00:00Z|0.03|~|cpu|~|0|0.03|0|~|~",
			),
		},
		{name: "filtered, without unattributed charges", query: Query{GPUTypeID: "NVIDIA A40", AllowUnattributed: true},
			sent: lines(asking, podList), window: two, total: "0.94", unattributed: "0.125",
			group: "note2=0.5 note=0.44", part: "cpu=0 disk=0 gpu=0.94", time: "2026-11-19=0.94 2026-11-20=0",
			records: lines("2026-11-19T00:00:00Z|0.44|note|~|~|0.44|0|0|~|~", "2026-11-19T00:00:00Z|0.5|note2|~|~|0.5|0|0|~|~")},
		{name: "filtered in another spelling, and grouped", query: Query{GPUTypeID: "nvidia  a40", Grouping: ByGPUType, AllowUnattributed: true},
			sent: lines(asking, podList), window: two, total: "0.94", unattributed: "0.125",
			group: "NVIDIA A40=0.94", part: "cpu=0 disk=0 gpu=0.94", time: "2026-11-19=0.94 2026-11-20=0",
			records: "2026-11-19T00:00:00Z|0.94|~|NVIDIA A40|~|0.94|0|0|~|~"},
		{name: "filtered in a window without charges of terminated pods",
			query: Query{GPUTypeID: "NVIDIA H100 80GB HBM3", Grouping: ByPod, Window: lastDays(1)},
			sent:  lines("/v2/billing/pods?bucketSize=day&lastN=1", podList), window: "2026-11-20T00:00:00Z to 2026-11-21T00:00:00Z",
			total: "0.1", unattributed: "0", group: "train=0.1", part: "cpu=0 disk=0 gpu=0.1", time: "2026-11-20=0.1",
			records: "2026-11-20T00:00:00Z|0.1|train|~|~|0.1|0|0|~|~"},
		{
			name: "the last complete day, not the current one, which has nothing unattributed", query: Query{
				GPUTypeID: "NVIDIA A40", AllowUnattributed: true, Window: calendar.Window{BucketSize: calendar.Day, LastN: 1},
			},
			sent: lines(asking, podList), window: "2026-11-19T00:00:00Z to 2026-11-20T00:00:00Z", total: "0.94", unattributed: "0.125",
			group: "note2=0.5 note=0.44", part: "cpu=0 disk=0 gpu=0.94", time: "2026-11-19=0.94",
			records: lines("2026-11-19T00:00:00Z|0.44|note|~|~|0.44|0|0|~|~", "2026-11-19T00:00:00Z|0.5|note2|~|~|0.5|0|0|~|~"),
		},
		{name: "one pod and its GPU type", query: Query{GPUTypeID: "NVIDIA A40", ID: "note"},
			sent: lines(asking+"&podId=note", podList), window: two, total: "0.44", unattributed: "0",
			group: "note=0.44", part: "cpu=0 disk=0 gpu=0.44", time: "2026-11-19=0.44 2026-11-20=0",
			records: "2026-11-19T00:00:00Z|0.44|note|~|~|0.44|0|0|~|~"},
		{name: "a GPU type that no pod has, but the catalog", query: Query{GPUTypeID: "NVIDIA B300 SXM6 AC", AllowUnattributed: true},
			sent: lines(asking, podList, "/v2/catalog/cpus", "/v2/catalog/gpus"), window: two, total: "0", unattributed: "0.125",
			part: "cpu=0 disk=0 gpu=0", time: "2026-11-19=0 2026-11-20=0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.query.Kind = Pods()
			if test.query.Window.LastN == 0 {
				test.query.Window = lastDays(2)
			}
			test.test(t, runpod.V2, newServer())
		})
	}
}

// TestSpellingsOfGPUTypes checks that white space and case make no difference,
// neither in the query nor between pods.
func TestSpellingsOfGPUTypes(t *testing.T) {
	t.Parallel()
	account := fakeapi.Account{Pods: []fakeapi.Pod{{ID: "a", GPUType: "NVIDIA  RTX A4500"}, {ID: "b", GPUType: "nvidia rtx a4500 "},
		{ID: "c", GPUType: "NVIDIA A40"}}}
	for i, pod := range account.Pods {
		account.Charges = append(account.Charges, fakeapi.Charge{Time: testNow, PodID: pod.ID, GPU: float64(int(1) << i)})
	}
	// of a terminated pod, so of unknown type, but for 0 USD, so a filter need not refuse
	account.Charges = append(account.Charges, fakeapi.Charge{Time: testNow, PodID: "d"})
	for want, q := range map[string]Query{
		"a=1 b=2": {GPUTypeID: " nvidia  RTX\tA4500 "},
		"NVIDIA A40=4 NVIDIA RTX A4500=3 unattributed=0": {Grouping: ByGPUType},
	} {
		q.Kind, q.Window = Pods(), lastDays(1)
		charges, err := newReader(t, runpod.V2, newServerOf(account)).Charges(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if got := amounts(charges.ByGroup); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestUnknownGPUType checks that a GPU type that neither a pod nor the catalog has is
// an error that names the nearest ones.
func TestUnknownGPUType(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"H100":      `"H100". The nearest ids are "NVIDIA H100 NVL", "NVIDIA H100 PCIe", "NVIDIA H100 80GB HBM3".`,
		"A100-80GB": `"A100-80GB". The nearest ids are "NVIDIA A100 80GB PCIe", "NVIDIA A100-SXM4-80GB", "NVIDIA H100 80GB HBM3".`,
		"xyzzy":     `"xyzzy".`,
	} {
		_, err := newReader(t, runpod.V2, newServer()).Charges(t.Context(),
			Query{Kind: Pods(), Window: lastDays(2), GPUTypeID: id, AllowUnattributed: true})
		want = "Neither a pod of this account nor Runpod's catalog has the GPU type " + want
		if reason(err) != want || !errors.As(err, new(*UnknownGPUTypeError)) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// TestUnattributedError checks that the error states the number of pods, the
// amount and both ways to resolve it.
func TestUnattributedError(t *testing.T) {
	t.Parallel()
	account := testAccount()
	account.Charges = append(account.Charges, fakeapi.Charge{Time: testNow, PodID: "older", GPU: 1.006})
	const want = `2 pods, with charges of 1.13 USD in this window, cannot be attributed to a GPU type: ` +
		`v2 does not report GPU types, and its list of pods leaves out terminated ones. The total of this GPU type could be too low. ` +
		`Set allow_unattributed = true to leave those charges out and report them in unattributed_amount, ` +
		`or use grouping = "gpuTypeId" without gpu_type_id, which reports them in amount_by_group["unattributed"].`
	_, err := newReader(t, runpod.V2, newServerOf(account)).Charges(t.Context(),
		Query{Kind: Pods(), Window: lastDays(2), GPUTypeID: "NVIDIA A40"})
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
