package provider

// What descriptions and data sources know of API v1, which Runpod has retired.

import (
	"slices"

	"github.com/costguard/terraform-provider-runpod/internal/billing"
	"github.com/costguard/terraform-provider-runpod/internal/runpod"
)

// servedByV1 reports whether v1 serves a data source.
func servedByV1(name string) bool {
	return slices.ContainsFunc(billing.Kinds(), func(kind billing.Kind) bool { return kind.V1 && kind.Name == name })
}

// useV2 returns the advice that comes first in every error of a request to v1, "" on
// v2.
func (c connection) useV2() string {
	if c.client.Version() != runpod.V1 {
		return ""
	}
	return "Use v2, the default: Runpod has retired v1. The provider uses v1 because " + c.sources.version + " "
}

// v1Note returns what v1 does otherwise, to add to the description of an attribute,
// "" for a kind that it does not serve.
func v1Note(kind billing.Kind, attribute string) string {
	if !kind.V1 {
		return ""
	}
	return map[string]string{
		"":                   " v1 of the API, which Runpod has retired, served it, too; attributes that only one of them sets say so.",
		"start_time":         " On v1, which does not document its default, it is null if not set.",
		"end_time":           " v1 appears to end the last bucket there; if not set, it is null on v1.",
		"window":             " On v1, the configured time, null if it is not set.",
		"amount_by_time":     " On v1 without `start_time` or `last_n`, contains only buckets with charges.",
		"amount_by_part":     " v2 only; null on v1.",
		"part":               " v2 only.",
		"grouping":           " On v1, the default is `podId` with `pod_id` and `gpuTypeId` without.",
		"allow_unattributed": " No effect on v1.",
	}[attribute]
}
