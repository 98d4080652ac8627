package account

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// NearestGPUTypes returns the ids of the catalog that a misspelt one most likely
// means, best first: three, or none if nothing resembles it. It also knows display
// names, such as H100 SXM.
func (p Prices) NearestGPUTypes(id string) []string {
	var ids []string
	match := map[string]float64{}
	for _, gpu := range p.GPUs {
		if s := max(similarity(id, gpu.ID), similarity(id, gpu.Name)); s >= 0.3 {
			ids, match[gpu.ID] = append(ids, gpu.ID), s
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(match[b], match[a]), cmp.Compare(len(a), len(b)))
	})
	return ids[:min(len(ids), 3)]
}

// similarity returns which share of the pairs of neighboring letters and digits in
// what was written also occur in a name, from 0 to 1. Everything else in the two
// counts as a space.
func similarity(written, name string) float64 {
	pairs, known := letterPairs(written), letterPairs(name)
	if len(pairs) == 0 {
		return 0
	}
	common := 0
	for _, pair := range pairs {
		if slices.Contains(known, pair) {
			common++
		}
	}
	return float64(common) / float64(len(pairs))
}

func letterPairs(text string) (pairs []string) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	letters := []rune(strings.Join(words, " "))
	for i := range len(letters) - 1 {
		pairs = append(pairs, string(letters[i:i+2]))
	}
	return pairs
}
