package runpod

import "time"

// gpuJoin gives v2's records, which name only pods, what they need to be
// filtered or grouped by GPU type.
type gpuJoin struct {
	query    PodBillingQuery
	gpuTypes map[string]string // by pod id
	gone     *Share
	visit    func(Record)

	order  []gpuBucket
	groups map[gpuBucket]*gpuGroup
}

type gpuBucket struct {
	time      time.Time
	gpuTypeID string
}

type gpuGroup struct {
	total, gpu, cpu, disk DecimalSum
}

// add takes a record in. Grouped by pod it is visited at once.
func (j *gpuJoin) add(r Record) {
	gpuType, listed := j.gpuTypes[r.PodID]
	if !listed {
		j.gone.add(r)
	}
	if j.query.GPUTypeID != "" && gpuType != j.query.GPUTypeID {
		return
	}
	if j.query.Grouping != ByGPUType {
		j.visit(r)
		return
	}
	bucket := gpuBucket{time: r.Time, gpuTypeID: gpuType}
	group, begun := j.groups[bucket]
	if !begun {
		group = &gpuGroup{}
		if j.groups == nil {
			j.groups = map[gpuBucket]*gpuGroup{}
		}
		j.groups[bucket] = group
		j.order = append(j.order, bucket)
	}
	group.total.Add(r.Amount)
	group.gpu.AddKnown(r.GPUAmount)
	group.cpu.AddKnown(r.CPUAmount)
	group.disk.AddKnown(r.DiskAmount)
}

// visitGroups visits what was grouped by GPU type.
func (j *gpuJoin) visitGroups() {
	for _, bucket := range j.order {
		group := j.groups[bucket]
		j.visit(Record{
			Time:       bucket.time,
			GPUTypeID:  bucket.gpuTypeID,
			Amount:     group.total.Total(),
			GPUAmount:  group.gpu.Known(),
			CPUAmount:  group.cpu.Known(),
			DiskAmount: group.disk.Known(),
		})
	}
}
