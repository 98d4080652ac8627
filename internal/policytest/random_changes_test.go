package policytest

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

// TestRandomChanges changes a hundred random resources in one plan, and compares what
// each costs before and after with a calculation of its own.
func TestRandomChanges(t *testing.T) {
	t.Parallel()
	needProviders(t)
	const seed = 20261120
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the same in each run
	var before, after strings.Builder
	want := map[string][2]int64{}
	for i := range 100 {
		name := fmt.Sprintf("r%d", i)
		old, next := randomThing(random), randomThing(random)
		next.kind = old.kind // the same address
		if random.IntN(2) == 0 {
			next.gpu, next.community = old.gpu, old.community
		}
		hasOld, hasNext := random.IntN(4) > 0, random.IntN(4) > 0
		if hasOld {
			before.WriteString(old.block(name))
		}
		if hasNext {
			after.WriteString(next.block(name))
		}
		costs := [2]int64{old.own(), next.after(old)}
		if !hasOld {
			costs = [2]int64{0, next.list()}
		}
		if !hasNext {
			costs[1] = 0
		}
		if hasOld && hasNext && old == next || !hasOld && !hasNext {
			continue
		}
		want[old.kind+"."+name] = costs
	}
	plan := scenario{files: resources(before.String()), before: apply, change: resources(after.String())}.plan(t)
	folder := copyKit(t)
	write(t, folder, map[string]string{"plan.json": atClock(plan), "rules/data.yaml": "{}"})
	printed := sh(t, folder, nil, "opa eval --bundle rules --input plan.json --format raw data.runpod.planned.rows")
	var rows []struct {
		Address string
		Why     []string
		Least   struct{ Before, After, Adds int64 }
	}
	if err := json.Unmarshal([]byte(printed.stdout), &rows); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	if len(rows) != len(want) {
		t.Errorf("got %d rows, want %d", len(rows), len(want))
	}
	for _, row := range rows {
		costs := want[row.Address]
		if got := [2]int64{row.Least.Before, row.Least.After}; got != costs || row.Least.Adds != costs[1]-costs[0] || len(row.Why) > 0 {
			t.Errorf("%s: got %+v, want %v", row.Address, row, costs)
		}
	}
}

// thing is a resource with a cost.
type thing struct {
	kind       string
	gpu        int // an index of gpuTypes
	count, two int64
	community  bool
	stopped    bool
}

func randomThing(random *rand.Rand) thing {
	kinds := []string{"runpod_pod", "runpod_pod", "runpod_cluster", "runpod_endpoint"}
	return thing{
		kind: kinds[random.IntN(len(kinds))], gpu: random.IntN(len(gpuTypes())), count: 1 + random.Int64N(8), two: 1 + random.Int64N(3),
		community: random.IntN(3) == 0, stopped: random.IntN(5) == 0,
	}
}

// gpuTypes are those with all prices.
func gpuTypes() []fakeapi.GPUType {
	return slices.DeleteFunc(fakeapi.ListPrices().GPUs, func(gpu fakeapi.GPUType) bool {
		return gpu.Secure.MaxCount == 0 || gpu.Community.MaxCount == 0 || gpu.Serverless == 0
	})
}

// block returns a block with the thing's attributes. Its name differs if anything does.
func (x thing) block(name string) string {
	attributes := fmt.Sprintf("gpu_count = %d\nworkers_min = %d", x.count, x.two)
	switch x.kind {
	case "runpod_pod":
		cloud := map[bool]string{false: "SECURE", true: "COMMUNITY"}[x.community]
		state := map[bool]string{false: "RUNNING", true: "EXITED"}[x.stopped]
		attributes = fmt.Sprintf("gpu_count = %d\ncloud = %q\ndesired_state = %q", x.count, cloud, state)
	case "runpod_cluster":
		attributes = fmt.Sprintf("gpu_count_per_pod = %d\npod_count = %d", x.count, x.two)
	}
	return fmt.Sprintf("resource %q %q {\ngpu_type_id = %q\nname = \"%v\"\n%s\n}\n", x.kind, name, gpuTypes()[x.gpu].ID, x, attributes)
}

// list returns the list price, in millionths.
func (x thing) list() int64 {
	gpu := gpuTypes()[x.gpu]
	price, times := gpu.Secure.Price, x.count*x.two
	switch {
	case x.kind == "runpod_endpoint":
		price = gpu.Serverless
	case x.kind == "runpod_pod" && x.stopped:
		times = 0
	case x.kind == "runpod_pod":
		times = x.count
		if x.community {
			price = gpu.Community.Price
		}
	}
	return int64(math.Round(price*1e6)) * times
}

// own returns what it costs once it exists.
func (x thing) own() int64 {
	if x.kind == "runpod_pod" && !x.stopped {
		return 2_500_000 * x.count
	}
	return x.list()
}

// after returns what it costs in place of another thing.
func (x thing) after(old thing) int64 {
	switch {
	case x.kind != "runpod_pod" || old.stopped || x.gpu != old.gpu || x.community != old.community:
		return x.list()
	case x.stopped:
		return 0
	case x.count > old.count:
		return max(2_500_000*x.count, old.own()+x.list()-old.list())
	default:
		return 2_500_000 * x.count
	}
}
