package billing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// TestAdversary makes one change to a correct answer, chosen by a seed. The result
// must be an error or correct. A change that only moves amounts between buckets or
// ids cannot be detected, so that then only the total must be correct. v1 has no
// metadata, so that its result must match the changed answer. There are fewer seeds
// with -short, which is used with the race detector.
func TestAdversary(t *testing.T) {
	t.Parallel()
	for version, seeds := range map[runpod.Version]uint64{runpod.V1: 600, runpod.V2: 2400} {
		if testing.Short() {
			seeds /= 10
		}
		const shares = 4
		for share := range uint64(shares) {
			t.Run(fmt.Sprintf("%s, share %d", version, share), func(t *testing.T) {
				t.Parallel()
				refused, accepted := uint64(0), uint64(0)
				for seed := share; seed < seeds; seed += shares {
					if runSeed(t, version, seed) {
						accepted++
					} else {
						refused++
					}
					if t.Failed() {
						return
					}
				}
				if tried := seeds / shares; refused < tried/10 || accepted < tried/50 {
					t.Errorf("the adversary has become too weak: %d refused, %d accepted", refused, accepted)
				}
			})
		}
	}
}

// adversaryAccount has charges of every kind in the last 60 days, and more of
// them today than on other days.
var adversaryAccount = sync.OnceValue(func() fakeapi.Account {
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // a reproducible test
	account := fakeapi.Account{Pods: []fakeapi.Pod{
		{ID: "train", GPUType: "NVIDIA H100 80GB HBM3"}, {ID: "note", GPUType: "NVIDIA A40"}, {ID: "note2", GPUType: "NVIDIA  A40"},
		{ID: "proxy"}, {ID: "old", GPUType: "NVIDIA A40", Terminated: true}, {ID: "node", GPUType: "NVIDIA B200", Cluster: "big"},
	}}
	pods, pair := []string{"train", "note", "note2", "proxy", "old", "node"}, []string{"first", "second"}
	for i := range 60 {
		hour := testNow.Truncate(time.Hour).Add(-time.Duration(random.IntN(24*(1+i))) * time.Hour)
		amount := func() float64 { return float64(random.IntN(100_000)) / 997 }
		account.Charges = append(account.Charges, fakeapi.Charge{
			Time: hour, PodID: oneOf(random, pods...), GPU: amount(), CPU: amount(), Disk: amount(), BilledMS: random.Int64N(3_600_000), DiskGB: 10,
		})
		account.Serverless = append(account.Serverless, fakeapi.ServerlessCharge{Time: hour, EndpointID: oneOf(random, pair...), GPU: amount(),
			CPU: amount(), Fee: amount()})
		account.PublicEndpoints = append(account.PublicEndpoints, fakeapi.PublicEndpointCharge{Time: hour, Amount: amount()})
		account.NetworkVolumes = append(account.NetworkVolumes,
			fakeapi.NetworkVolumeCharge{Time: hour, VolumeID: oneOf(random, pair...), Standard: amount(), HighPerformance: amount()})
		account.Clusters = append(account.Clusters, fakeapi.ClusterCharge{Time: hour, ClusterID: oneOf(random, pair...), GPU: amount(),
			Disk: amount(), Networking: amount()})
	}
	return account
})

// TestAccountsHaveEveryKind checks that the tests that loop over the kinds have
// records of each.
func TestAccountsHaveEveryKind(t *testing.T) {
	t.Parallel()
	for name, account := range map[string]fakeapi.Account{"testAccount": testAccount(), "adversaryAccount": adversaryAccount()} {
		for _, kind := range Kinds() {
			query := Query{Kind: kind, Window: calendar.Window{BucketSize: calendar.Month, LastN: 3, IncludeCurrent: true}}
			charges, err := newReader(t, runpod.V2, newServerOf(account)).Charges(t.Context(), query)
			if err != nil || charges.Count == 0 {
				t.Errorf("%s has no records of %s: %v, %v", name, kind.Name, charges, err)
			}
		}
	}
}

func oneOf[T any](random *rand.Rand, options ...T) T { return options[random.IntN(len(options))] }

// runSeed runs one seed and reports whether the changed answer was accepted.
func runSeed(t *testing.T, version runpod.Version, seed uint64) bool {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, uint64(len(version)))) //nolint:gosec // a reproducible test
	q := adversaryQuery(random, version)
	ask := func(fault fakeapi.Fault) (*Charges, error) {
		now := testNow.Add(30 * time.Minute) // far from the start and end of any bucket
		server := fakeapi.New(testKey, clock(now), adversaryAccount())
		server.Script(fault)
		return newReaderAt(t, version, fakeapi.Transport{Handler: server}, clock(now)).Charges(t.Context(), q)
	}
	right, err := ask(fakeapi.Fault{Path: "/none"})
	if err != nil {
		t.Fatalf("seed %d: the right answer to %+v: %v", seed, q, err)
	}
	c := change{random: random, version: version, kind: q.Kind}
	got, err := ask(fakeapi.Fault{Path: "/" + string(version) + "/billing", Edit: c.edit})
	if err != nil {
		return false
	}
	wrong := ""
	switch {
	case version == runpod.V1:
		if wrong = sumsOf(got); wrong == "" && !got.Total.Equal(sum(t, c.records, "amount")) {
			wrong = fmt.Sprintf("%s USD in all", got.Total)
		}
	case c.moves && (q.Window.LastN > 0 && !q.Window.IncludeCurrent || q.GPUTypeID != ""): // it may have moved out of the result
	case c.moves && !got.Total.Equal(right.Total):
		wrong = fmt.Sprintf("%s USD in all, want %s", got.Total, right.Total)
	case !c.moves:
		wrong = c.compare(got, right)
	}
	for start := range got.ByTime {
		end := q.Window.BucketSize.Add(start, 1)
		if !got.Start.IsZero() && !end.After(got.Start) || !got.End.IsZero() && !start.Before(got.End) {
			wrong = fmt.Sprintf("charges at %s are outside %s to %s", calendar.Format(start), calendar.Format(got.Start), calendar.Format(got.End))
		}
	}
	if wrong != "" {
		t.Errorf("seed %d: %s, asked for %s %s (filter %q, GPU type %q, grouping %q): %s",
			seed, c.what, q.Kind.Name, q.Window, q.ID, q.GPUTypeID, q.Grouping, wrong)
	}
	return true
}

func adversaryQuery(random *rand.Rand, version runpod.Version) Query {
	q := Query{Kind: oneOf(random, Kinds()...)}
	if version == runpod.V1 {
		q.Kind = Pods()
	}
	w := &q.Window
	w.BucketSize = oneOf(random, calendar.Day, calendar.Day, calendar.Week, calendar.Month, calendar.Year, calendar.Hour)
	start := testNow.Add(-time.Duration(1+random.IntN(60*24)) * time.Hour)
	if random.IntN(2) == 0 {
		start = w.BucketSize.Start(start)
	}
	switch random.IntN(6) {
	case 0, 1:
		w.LastN, w.IncludeCurrent = 1+random.IntN(40), random.IntN(2) == 0
	case 2:
		w.Start = start
	case 3:
		w.End = testNow.Add(-time.Duration(random.IntN(5*24)) * time.Hour)
	case 4:
		w.Start, w.End = start, start.Add(time.Duration(1+random.IntN(70*24))*time.Hour)
	}
	filtered := len(q.Kind.IDs) > 0 && random.IntN(3) == 0
	if filtered {
		q.ID = "first"
	}
	if q.Kind.GPUTypes {
		q.Grouping = oneOf(random, "", ByPod, ByGPUType)
		if random.IntN(3) == 0 {
			q.GPUTypeID, q.AllowUnattributed = "NVIDIA A40", true
		}
		if filtered {
			q.ID = "note"
		}
	}
	return q
}

type object = map[string]any

func decodeNumbers(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// change is one change to an answer.
type change struct {
	random  *rand.Rand
	version runpod.Version
	kind    Kind

	what    string
	moves   bool     // whole amounts to other buckets or ids, and nothing else
	records []object // of the changed answer
}

// edit changes the metadata or the records of an answer.
func (c *change) edit(body string) string {
	var answer any
	if err := decodeNumbers([]byte(body), &answer); err != nil {
		panic(err)
	}
	envelope, _ := answer.(object) // v2's
	list, names := answer, []string{"amount"}
	if envelope != nil {
		list, names = envelope["records"], []string{"totalAmount"}
		for _, part := range c.kind.Parts {
			names = append(names, part.V2)
		}
	}
	elements, _ := list.([]any)
	for _, element := range elements {
		c.records = append(c.records, element.(object)) //nolint:forcetypeassert // the stand-in's records are objects
	}
	switch {
	case envelope != nil && (len(c.records) == 0 || c.random.IntN(3) == 0):
		c.editMetadata(envelope, oneOf(c.random, names...))
	case len(c.records) == 0:
		c.what = "cut the answer short"
		return body[:len(body)-1]
	default:
		c.editRecord(names)
	}
	if envelope == nil {
		answer = c.records
	} else if envelope["records"] != nil {
		envelope["records"] = c.records
	}
	changed, _ := json.Marshal(answer)
	return string(changed)
}

func (c *change) editRecord(names []string) {
	i := c.random.IntN(len(c.records))
	record, other := c.records[i], oneOf(c.random, c.records...)
	name, start, id := oneOf(c.random, names...), "startTime", ""
	if c.version == runpod.V1 {
		start = "time"
	}
	for _, field := range c.kind.IDs {
		known := field.V2
		if c.version == runpod.V1 {
			known = field.V1
		}
		if record[known] != nil && other[known] != nil {
			id = known
		}
	}
	edge := oneOf(c.random, start, "endTime")
	if record[edge] == nil {
		edge = start
	}
	c.what = oneOf(c.random, "drop", "double", "shift", "move", "rename", "resize", "swap", "misspell")
	switch c.what {
	case "drop":
		c.records = slices.Delete(c.records, i, i+1)
	case "double":
		c.records = append(c.records, maps.Clone(record))
	case "shift":
		record[edge] = c.shifted(record[edge], c.shift())
	case "move":
		c.moves = true
		for _, edge := range []string{"time", "startTime", "endTime"} {
			if record[edge] != nil {
				record[edge] = other[edge]
			}
		}
	case "rename":
		if c.moves = id != ""; c.moves {
			record[id] = oneOf(c.random, other[id], "renamed")
		}
	case "resize":
		record[name] = c.resized(record[name])
	case "swap":
		c.moves = true
		for _, name := range names {
			record[name], other[name] = other[name], record[name]
		}
	case "misspell":
		record["x"+name] = record[name]
		delete(record, name)
	}
	c.what += " in a record: " + edge + " or " + name
}

func (c *change) editMetadata(envelope object, name string) {
	metadata := envelope["metadata"].(object) //nolint:forcetypeassert // the stand-in has them all
	query := metadata["query"].(object)       //nolint:forcetypeassert // as above
	totals := metadata["totals"].(object)     //nolint:forcetypeassert // as above
	by := c.shift()
	switch c.random.IntN(5) {
	case 0:
		c.what, metadata["recordCount"] = "count a record more", len(c.records)+1
	case 1:
		c.what, totals[name] = "restate "+name, c.resized(totals[name])
	case 2, 3:
		c.what = fmt.Sprintf("move the window by %s", by)
		for _, edge := range oneOf(c.random, []string{"startTime"}, []string{"endTime"}, []string{"startTime", "endTime"}) {
			query[edge] = c.shifted(query[edge], by)
		}
	case 4:
		from := oneOf(c.random, envelope, metadata, query, totals)
		removed := oneOf(c.random, slices.Sorted(maps.Keys(from))...)
		c.what = "remove the metadata's " + removed
		delete(from, removed)
	}
}

func (c *change) shift() time.Duration {
	by := oneOf(c.random, time.Second, time.Hour, 24*time.Hour, 7*24*time.Hour, 30*24*time.Hour, 365*24*time.Hour)
	return by * time.Duration(oneOf(c.random, -3, -2, -1, 1, 2, 3))
}

// shifted returns another time in the same format.
func (c *change) shifted(text any, by time.Duration) string {
	s, _ := text.(string)
	layout := time.RFC3339
	if strings.Contains(s, " ") {
		layout = time.DateTime
	}
	at, err := time.Parse(layout, s)
	if err != nil {
		panic(err)
	}
	return at.Add(by).Format(layout)
}

func (c *change) resized(number any) json.Number {
	text, _ := number.(json.Number)
	amount := usd(text.String())
	by := oneOf(c.random, "0.000001", "0.0099", "0.011", "0.5", "1000", "-0.000001", "-0.0099", "-0.011", "-0.5", "-1000")
	return json.Number(oneOf(c.random, usd("0"), amount.Neg().Sub(usd("0.1")), amount.Shift(2).Add(usd("1")), amount.Add(usd(by))).String())
}

// compare describes what is wrong with a result whose amounts must be the right ones,
// within the tolerance for amounts and exactly otherwise.
func (c *change) compare(got, right *Charges) string {
	limit := decimal.Zero
	if strings.Contains(c.what, "in a record") {
		limit = tolerance(right.Total.Abs().Add(usd("100000"))) // the metadata may count more than the total
	}
	for what, off := range map[string]decimal.Decimal{
		"in all": got.Total.Sub(right.Total).Abs(), "by group": largestDifference(got.ByGroup, right.ByGroup),
		"by part": largestDifference(got.ByPart, right.ByPart), "by time": largestDifference(got.ByTime, right.ByTime),
	} {
		if off.GreaterThan(limit) {
			return fmt.Sprintf("off by %s USD %s", off, what)
		}
	}
	return ""
}

// largestDifference compares sums. A missing one is 0.
func largestDifference[K comparable](a, b map[K]decimal.Decimal) decimal.Decimal {
	largest := decimal.Zero
	for _, sums := range []map[K]decimal.Decimal{a, b} {
		for key := range sums {
			largest = decimal.Max(largest, a[key].Sub(b[key]).Abs())
		}
	}
	return largest
}

// sumsOf checks that the groups and the buckets each add up to the total. It
// returns "" if they do.
func sumsOf(got *Charges) string {
	groups, buckets := decimal.Zero, decimal.Zero
	for _, amount := range got.ByGroup {
		groups = groups.Add(amount)
	}
	for _, amount := range got.ByTime {
		buckets = buckets.Add(amount)
	}
	if !groups.Equal(got.Total) || !buckets.Equal(got.Total) {
		return fmt.Sprintf("%s USD in all, %s by group, %s by time", got.Total, groups, buckets)
	}
	return ""
}
