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

	"github.com/costguard/terraform-provider-runpod/internal/account"
	"github.com/costguard/terraform-provider-runpod/internal/calendar"
	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// The adversary makes one change to a correct answer, chosen by a seed. The
// result must be an error or correct. What is correct depends on what an answer
// says about itself:
//
//   - v2's metadata contains the window, the record count, the totals and the
//     number of ids. A change to any of these, or to a record so that it no longer
//     agrees with them, must cause an error or change nothing, within the
//     documented tolerance.
//   - A change that preserves all of them makes the correct answer of another
//     account: a whole record moved to another bucket of the window, or to another
//     id that already has charges, or two records with their amounts swapped. It
//     cannot be detected, so the total and the parts must be correct, and the rest
//     must match the changed answer.
//   - v1 has no metadata. Any well-formed record that is in the window and matches
//     the query is accepted, and the result must match the changed answer.

// plays returns how many seeds to try. There are fewer with -short, which is used
// with the race detector, because that is ten times as slow.
func plays(version runpod.Version) uint64 {
	plays := uint64(2400)
	if version == runpod.V1 {
		plays = 600
	}
	if testing.Short() {
		return plays / 10
	}
	return plays
}

// knownSeeds returns seeds that have found a bug.
func knownSeeds() map[runpod.Version][]uint64 {
	return map[runpod.Version][]uint64{
		// A record far outside a window with only a start or only an end.
		runpod.V1: {1109, 1846, 1972, 2084, 2381, 3150},
		// A record with an id that no other record has, and the metadata's count of
		// ids unchanged.
		runpod.V2: {1, 133, 163, 196, 1066, 1072, 1627},
	}
}

func TestAdversary(t *testing.T) {
	t.Parallel()
	for _, version := range []runpod.Version{runpod.V1, runpod.V2} {
		for _, seed := range knownSeeds()[version] {
			t.Run(fmt.Sprintf("%s, seed %d", version, seed), func(t *testing.T) {
				t.Parallel()
				play(t, version, seed)
			})
		}
		const shares = 4
		for share := range uint64(shares) {
			t.Run(fmt.Sprintf("%s, share %d", version, share), func(t *testing.T) {
				t.Parallel()
				outcomes := map[string]uint64{}
				for seed := share; seed < plays(version); seed += shares {
					outcomes[play(t, version, seed)]++
					if t.Failed() {
						return
					}
				}
				t.Log(outcomes)
				if tried := plays(version) / shares; outcomes["refused"] < tried/10 || outcomes["right"] < tried/50 {
					t.Errorf("the adversary has become too weak: %v", outcomes)
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
		pick := func(ids []string) string { return ids[random.IntN(len(ids))] }
		account.Charges = append(account.Charges, fakeapi.Charge{
			Time: hour, PodID: pick(pods), GPU: amount(), CPU: amount(), Disk: amount(), BilledMS: random.Int64N(3_600_000), DiskGB: 10,
		})
		account.Serverless = append(account.Serverless, fakeapi.ServerlessCharge{Time: hour, EndpointID: pick(pair), GPU: amount(),
			CPU: amount(), Fee: amount()})
		account.PublicEndpoints = append(account.PublicEndpoints, fakeapi.PublicEndpointCharge{Time: hour, Amount: amount()})
		account.NetworkVolumes = append(account.NetworkVolumes,
			fakeapi.NetworkVolumeCharge{Time: hour, VolumeID: pick(pair), Standard: amount(), HighPerformance: amount()})
		account.Clusters = append(account.Clusters, fakeapi.ClusterCharge{Time: hour, ClusterID: pick(pair), GPU: amount(), Disk: amount(),
			Networking: amount()})
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
				t.Errorf("%s has %d records of %s (%v)", name, charges.Count, kind.Name, err)
			}
		}
	}
}

// play runs one seed and returns the outcome.
func play(t *testing.T, version runpod.Version, seed uint64) string {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, uint64(len(version)))) //nolint:gosec // a reproducible test
	q := adversaryQuery(random, version)
	now := testNow.Add(30 * time.Minute) // far from the start and end of any bucket
	newAdversary := func() (*fakeapi.Server, Reader) {
		server := fakeapi.New(testKey, func() time.Time { return now }, adversaryAccount())
		return server, newReaderAt(t, version, fakeapi.Transport{Handler: server}, now)
	}
	_, honest := newAdversary()
	right, err := honest.Charges(t.Context(), q)
	if err != nil {
		t.Fatalf("seed %d: the right answer to %+v: %v", seed, q, err)
	}
	changed := &change{random: random, version: version, kind: q.Kind}
	server, reader := newAdversary()
	path := "/" + string(version) + "/billing"
	if q.needsGPUTypes() && version == runpod.V2 && random.IntN(4) == 0 {
		path = "/v2/pods"
	}
	server.Script(fakeapi.Fault{Path: path, Edit: func(body string) string {
		if path == "/v2/pods" {
			return changed.podList(body)
		}
		return changed.answer(body)
	}})
	got, err := reader.Charges(t.Context(), q)
	if err != nil {
		return "refused"
	}
	wrong := ""
	switch {
	case changed.must != "":
		wrong = "no error"
	case path == "/v2/pods":
		wrong = compareJoin(q, got, right)
	default:
		wrong = changed.compare(q, got, right)
	}
	if wrong != "" {
		t.Errorf("seed %d: %s, asked for %s %s (filter %q, GPU type %q, grouping %q): %s",
			seed, changed.what, q.Kind.Name, q.Window, q.ID, q.GPUTypeID, q.Grouping, wrong)
	}
	return "right"
}

func adversaryQuery(random *rand.Rand, version runpod.Version) Query {
	q := Query{Kind: Kinds()[random.IntN(len(Kinds()))]}
	if version == runpod.V1 {
		q.Kind = Pods()
	}
	sizes := []calendar.BucketSize{calendar.Day, calendar.Day, calendar.Week, calendar.Month, calendar.Year, calendar.Hour}
	q.Window.BucketSize = sizes[random.IntN(len(sizes))]
	start := testNow.Add(-time.Duration(1+random.IntN(60*24)) * time.Hour)
	if random.IntN(2) == 0 {
		start = q.Window.BucketSize.Start(start)
	}
	switch random.IntN(6) {
	case 0:
		q.Window.LastN, q.Window.IncludeCurrent = 1+random.IntN(40), true
	case 1:
		q.Window.LastN = 1 + random.IntN(40)
	case 2:
		q.Window.Start = start
	case 3:
		q.Window.End = testNow.Add(-time.Duration(random.IntN(5*24)) * time.Hour)
	case 4:
		q.Window.Start, q.Window.End = start, start.Add(time.Duration(1+random.IntN(70*24))*time.Hour)
	}
	if ids := q.Kind.IDs; len(ids) > 0 && random.IntN(3) == 0 {
		q.ID = "first"
		if q.Kind.GPUTypes {
			q.ID = "train"
		}
	}
	if q.Kind.GPUTypes {
		q.Grouping = []Grouping{"", ByPod, ByGPUType}[random.IntN(3)]
		if random.IntN(3) == 0 {
			q.GPUTypeID, q.AllowUnattributed = "NVIDIA A40", true
			if q.ID != "" {
				q.ID = "note"
			}
		}
	}
	return q
}

type object = map[string]any

// change is one change to an answer.
type change struct {
	random  *rand.Rand
	version runpod.Version
	kind    Kind

	what string
	// must is not empty if the change must be refused.
	must string
	// redistributed reports whether the change only moved whole amounts between
	// buckets or ids.
	redistributed bool
	body          []byte // the changed answer
}

func decodeNumbers(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func (c *change) answer(body string) string {
	var (
		envelope any
		records  []object
	)
	if err := decodeNumbers([]byte(body), &envelope); err != nil {
		panic(err)
	}
	list, _ := envelope.([]any)
	if c.version == runpod.V2 {
		list, _ = envelope.(object)["records"].([]any)
	}
	for _, record := range list {
		records = append(records, record.(object)) //nolint:forcetypeassert // the stand-in's records are objects
	}
	if c.version == runpod.V2 && (len(records) == 0 || c.random.IntN(3) == 0) {
		c.metadata(envelope.(object)) //nolint:forcetypeassert // v2 answers with an object
	} else if len(records) > 0 {
		records = c.records(records)
	} else {
		c.what = "cut the answer short"
		c.must = "an error"
		return body[:len(body)-1]
	}
	changed := any(records)
	if c.version == runpod.V2 {
		envelope.(object)["records"] = records //nolint:forcetypeassert // as above
		changed = envelope
	}
	c.body, _ = json.Marshal(changed)
	return string(c.body)
}

// moved shifts a time. The result has the same format.
func moved(text any, by time.Duration) string {
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

func (c *change) shift() time.Duration {
	steps := []time.Duration{time.Second, time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour, 365 * 24 * time.Hour}
	by := steps[c.random.IntN(len(steps))] * time.Duration(1+c.random.IntN(3))
	if c.random.IntN(2) == 0 {
		return -by
	}
	return by
}

func (c *change) resized(number any) json.Number {
	text, _ := number.(json.Number)
	amount := decimal.RequireFromString(text.String())
	switch c.random.IntN(5) {
	case 0:
		return "0"
	case 1:
		return json.Number(amount.Neg().Sub(decimal.New(1, -1)).String())
	case 2:
		return json.Number(amount.Shift(1 + c.random.Int32N(3)).Add(decimal.New(1, 0)).String())
	}
	sizes := []string{"0.000001", "0.0099", "0.011", "0.5", "1000", "-0.000001", "-0.0099", "-0.011", "-0.5", "-1000"}
	return json.Number(amount.Add(decimal.RequireFromString(sizes[c.random.IntN(len(sizes))])).String())
}

// amountNames returns the members of a record that are amounts, the total first.
func (c *change) amountNames() []string {
	if c.version == runpod.V1 {
		return []string{"amount"}
	}
	names := []string{"totalAmount"}
	for _, part := range c.kind.Parts {
		names = append(names, part.V2)
	}
	return names
}

func (c *change) records(records []object) []object {
	i, j := c.random.IntN(len(records)), c.random.IntN(len(records))
	record, other := records[i], records[j]
	names := c.amountNames()
	name := names[c.random.IntN(len(names))]
	start := "startTime"
	if c.version == runpod.V1 {
		start = "time"
	}
	id := ""
	for _, known := range []string{"podId", "gpuTypeId", "serverlessId", "networkVolumeId", "clusterId"} {
		if record[known] != nil {
			id = known
		}
	}
	switch c.random.IntN(12) {
	case 0:
		c.what = "drop a record"
		return slices.Delete(records, i, i+1)
	case 1:
		c.what = "double a record"
		return append(records, maps.Clone(record))
	case 2:
		by := c.shift()
		c.what = fmt.Sprintf("move a record's start by %s", by)
		record[start] = moved(record[start], by)
	case 3:
		if c.version == runpod.V1 {
			c.what, c.must = "remove a record's time", "an error"
			delete(record, start)
			break
		}
		by := c.shift()
		c.what = fmt.Sprintf("move a record's end by %s", by)
		record["endTime"] = moved(record["endTime"], by)
	case 4:
		c.what, c.redistributed = "move a record to the bucket of another", true
		record[start], record["endTime"] = other[start], other["endTime"]
		if c.version == runpod.V1 {
			delete(record, "endTime")
		}
	case 5:
		if id == "" {
			c.what, c.must = "remove an amount", "an error"
			delete(record, names[0])
			break
		}
		c.what = "rename a record's id to a new one"
		same := 0
		for _, r := range records {
			if r[id] == record[id] {
				same++
			}
		}
		if same == 1 {
			c.redistributed = true // undetectable: no other record has the old id
		} else if c.version == runpod.V2 && record[names[0]] != json.Number("0") {
			c.must = "an error"
		}
		record[id] = "renamed"
	case 6:
		if id == "" || other[id] == nil {
			c.what, c.must = "make an amount a word", "an error"
			record[name] = "much"
			break
		}
		c.what, c.redistributed = "rename a record's id to another's", true
		record[id] = other[id]
	case 7, 8:
		c.what = fmt.Sprintf("resize %s of %s USD", name, record[name])
		record[name] = c.resized(record[name])
		c.what += fmt.Sprintf(" to %s", record[name])
	case 9:
		if len(names) < 3 {
			c.what, c.must = "make an amount null", "an error"
			record[names[0]] = nil
			break
		}
		second := names[1+c.random.IntN(len(names)-1)]
		c.what = fmt.Sprintf("swap %s and %s of a record", names[1], second)
		record[names[1]], record[second] = record[second], record[names[1]]
	case 10:
		c.what = "rename the member " + name
		if name == names[0] || record[name] != json.Number("0") { // a part may be missing
			c.must = "an error"
		}
		record["x"+name] = record[name]
		delete(record, name)
	case 11:
		c.what, c.redistributed = "swap the amounts of two records", true
		for _, name := range names {
			record[name], other[name] = other[name], record[name]
		}
	}
	return records
}

func (c *change) metadata(envelope object) {
	metadata := envelope["metadata"].(object) //nolint:forcetypeassert // the stand-in has them all
	query := metadata["query"].(object)       //nolint:forcetypeassert // as above
	totals := metadata["totals"].(object)     //nolint:forcetypeassert // as above
	names := c.amountNames()
	name := names[c.random.IntN(len(names))]
	switch c.random.IntN(9) {
	case 0:
		c.what, c.must = "count a record more", "an error"
		count, _ := metadata["recordCount"].(json.Number)
		metadata["recordCount"] = json.Number(usd(count.String()).Add(usd("1")).String())
	case 1, 2:
		c.what = fmt.Sprintf("restate %s of %s USD", name, totals[name])
		totals[name] = c.resized(totals[name])
		c.what += fmt.Sprintf(" as %s", totals[name])
	case 3, 4:
		edge, by := []string{"startTime", "endTime"}[c.random.IntN(2)], c.shift()
		c.what = fmt.Sprintf("move the window's %s by %s", edge, by)
		query[edge] = moved(query[edge], by)
	case 5:
		by := c.shift()
		c.what = fmt.Sprintf("move the window by %s", by)
		query["startTime"], query["endTime"] = moved(query["startTime"], by), moved(query["endTime"], by)
	case 6:
		c.what, c.must = "another bucket size", "an error"
		query["bucketSize"] = "decade"
	case 7:
		c.what, c.must = "a further page", "an error"
		envelope["pagination"] = object{"hasNextPage": c.random.IntN(2) == 0, "nextCursor": "x"}
	case 8:
		for _, member := range []object{metadata, query, totals} {
			if keys := slices.Sorted(maps.Keys(member)); c.random.IntN(2) == 0 {
				name := keys[c.random.IntN(len(keys))]
				c.what = "remove the metadata's " + name
				delete(member, name)
				return
			}
		}
		c.what, c.must = "no metadata", "an error"
		delete(envelope, "metadata")
	}
}

// compare describes what is wrong with a result. It returns "" if nothing is.
func (c *change) compare(q Query, got, right *Charges) string {
	want := right
	if c.version == runpod.V1 || c.redistributed {
		if c.version == runpod.V2 && (!got.Total.Equal(right.Total) && (q.Window.LastN == 0 || q.Window.IncludeCurrent) && q.GPUTypeID == "") {
			return fmt.Sprintf("%s USD in all, want %s", got.Total, right.Total)
		}
		if c.version == runpod.V2 && q.needsGPUTypes() { // only the sums can be checked
			return sumsOf(got)
		}
		want = c.independent(q, got, right)
	}
	for start := range got.ByTime {
		end := q.Window.BucketSize.Add(start, 1)
		if !got.Start.IsZero() && !end.After(got.Start) || !got.End.IsZero() && !start.Before(got.End) {
			return fmt.Sprintf("charges at %s are outside %s to %s", calendar.Format(start), calendar.Format(got.Start), calendar.Format(got.End))
		}
	}
	limit := decimal.Zero
	if strings.HasPrefix(c.what, "resize") && c.version == runpod.V2 {
		limit = tolerance(right.Total.Abs().Add(usd("100000"))) // the metadata may count more than the total
	}
	off := func(a, b decimal.Decimal) bool { return a.Sub(b).Abs().GreaterThan(limit) }
	switch {
	case off(got.Total, want.Total):
		return fmt.Sprintf("%s USD in all, want %s", got.Total, want.Total)
	case !sameSums(got.ByGroup, want.ByGroup, off):
		return fmt.Sprintf("by group %v, want %v", got.ByGroup, want.ByGroup)
	case !sameSums(got.ByPart, want.ByPart, off):
		return fmt.Sprintf("by part %v, want %v", got.ByPart, want.ByPart)
	case strings.HasPrefix(c.what, "move the window") && idle(got) && idle(want): // the API decides where buckets begin
	case !sameSums(c.withoutIdle(q, got, want), want.ByTime, off):
		return fmt.Sprintf("by time %v, want %v", got.ByTime, want.ByTime)
	}
	return ""
}

// withoutIdle returns a result's amounts by time, without the buckets of 0 that
// are there only because the window is wider than requested. That is allowed by
// less than a bucket where a time was requested, which is reported, and by any
// length where none was.
func (c *change) withoutIdle(q Query, got, want *Charges) map[time.Time]decimal.Decimal {
	wide := strings.HasPrefix(c.what, "move the window") && (got.Snapped || q.Window.LastN == 0 &&
		(q.Window.Start.IsZero() || q.Window.End.IsZero()))
	if !wide {
		return got.ByTime
	}
	series := maps.Clone(got.ByTime)
	for start, sum := range series {
		if _, known := want.ByTime[start]; !known && sum.IsZero() {
			delete(series, start)
		}
	}
	return series
}

// idle reports whether the amount of every bucket is 0.
func idle(charges *Charges) bool {
	for _, amount := range charges.ByTime {
		if !amount.IsZero() {
			return false
		}
	}
	return true
}

func sameSums[K comparable](a, b map[K]decimal.Decimal, off func(a, b decimal.Decimal) bool) bool {
	return maps.EqualFunc(a, b, func(a, b decimal.Decimal) bool { return !off(a, b) })
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

// independent returns what the changed answer says, computed in another way:
// decoded as a whole, and summed naively.
func (c *change) independent(q Query, got, right *Charges) *Charges {
	var whole []object
	if c.version == runpod.V2 {
		var envelope struct{ Records []object }
		if err := decodeNumbers(c.body, &envelope); err != nil {
			panic(err)
		}
		whole = envelope.Records
	} else if err := decodeNumbers(c.body, &whole); err != nil {
		panic(err)
	}
	want := &Charges{ByGroup: map[string]decimal.Decimal{}, ByTime: map[time.Time]decimal.Decimal{}, ByPart: right.ByPart}
	for start := range got.ByTime {
		want.ByTime[start] = decimal.Zero
	}
	if c.version == runpod.V2 {
		want.ByPart = map[string]decimal.Decimal{}
		if len(q.Kind.Parts) == 0 {
			want.ByPart = nil
		}
		for _, group := range q.Kind.Groups() {
			want.ByGroup[group] = decimal.Zero
		}
	}
	for _, record := range whole {
		text := func(name string) string { s, _ := record[name].(string); return s }
		number := func(name string) decimal.Decimal {
			text, _ := record[name].(json.Number)
			return usd(text.String())
		}
		start := at(strings.Replace(text("startTime")+text("time"), " ", "T", 1) + strings.Repeat("Z", min(1, len(text("time")))))
		if c.version == runpod.V2 && q.Window.LastN > 0 && !start.Before(got.End) {
			continue
		}
		amount := number(c.amountNames()[0])
		want.Total = want.Total.Add(amount)
		want.ByTime[start] = want.ByTime[start].Add(amount)
		for _, part := range q.Kind.Parts {
			if c.version == runpod.V2 {
				want.ByPart[part.Name] = want.ByPart[part.Name].Add(number(part.V2))
				if part.Group != "" {
					want.ByGroup[part.Group] = want.ByGroup[part.Group].Add(number(part.V2))
				}
			}
		}
		group := text("podId") + text("gpuTypeId")
		if c.version == runpod.V2 {
			group = ""
			if filter, ok := q.Kind.Filter(); ok {
				group = text(filter.V2)
			}
		} else if group == "" {
			group = account.Unattributed
		}
		if group != "" {
			want.ByGroup[group] = want.ByGroup[group].Add(amount)
		}
	}
	if c.version == runpod.V2 && len(whole) > 0 {
		for _, part := range q.Kind.Parts {
			want.ByPart[part.Name] = want.ByPart[part.Name].Add(decimal.Zero)
		}
	}
	return want
}

// podList changes the list of pods, from which GPU types are taken.
func (c *change) podList(body string) string {
	var list object
	if err := decodeNumbers([]byte(body), &list); err != nil {
		panic(err)
	}
	pods, _ := list["pods"].([]any)
	i := c.random.IntN(len(pods))
	pod, _ := pods[i].(object)
	switch c.random.IntN(7) {
	case 0:
		c.what = "drop a pod from the list"
		list["pods"] = slices.Delete(pods, i, i+1)
	case 1:
		c.what, c.must = "list a pod twice", "an error"
		list["pods"] = append(pods, pod)
	case 2:
		c.what, c.must = "a pod without its id", "an error"
		delete(pod, "id")
	case 3:
		c.what = "a pod without GPUs and CPUs"
		delete(pod, "gpu")
		delete(pod, "cpu")
	case 4:
		c.what, c.must = "a further page that does not come", "an error"
		list["pagination"] = object{"hasNextPage": true}
	case 5:
		c.what, c.must = "a further page that is the first one again", "an error"
		list["pagination"] = object{"hasNextPage": true, "nextCursor": "x"}
	case 6:
		c.what = "a pod of another name"
		pod["id"] = "renamed"
	}
	changed, _ := json.Marshal(list)
	return string(changed)
}

// compareJoin describes what is wrong with a result whose list of pods was
// changed. Charges may have become unattributed, but none may be lost, and the
// amount of no GPU type may have grown.
func compareJoin(q Query, got, right *Charges) string {
	if wrong := sumsOf(got); wrong != "" {
		return wrong
	}
	more := got.Unattributed.Decimal.Sub(right.Unattributed.Decimal)
	wantTotal := right.Total
	if q.GPUTypeID != "" {
		wantTotal = wantTotal.Add(right.Unattributed.Decimal).Sub(got.Unattributed.Decimal)
	}
	switch {
	case more.IsNegative():
		return fmt.Sprintf("%s USD less are unattributed", more)
	case q.GPUTypeID == "" && !got.Total.Equal(wantTotal), q.GPUTypeID != "" && got.Total.LessThan(wantTotal),
		got.Total.GreaterThan(right.Total):
		return fmt.Sprintf("%s USD in all, want %s", got.Total, wantTotal)
	}
	for group, amount := range got.ByGroup {
		if group != account.Unattributed && amount.GreaterThan(right.ByGroup[group]) {
			return fmt.Sprintf("%s USD for %s, want %s", amount, group, right.ByGroup[group])
		}
	}
	return ""
}
