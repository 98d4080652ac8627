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
	type candidate struct {
		id         string
		similarity float64
	}
	var candidates []candidate
	for _, gpu := range p.GPUs {
		if s := max(similarity(id, gpu.ID), similarity(id, gpu.Name)); s >= 0.3 {
			candidates = append(candidates, candidate{gpu.ID, s})
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(len(a.id), len(b.id)))
	})
	var nearest []string
	for _, c := range candidates[:min(len(candidates), 3)] {
		nearest = append(nearest, c.id)
	}
	return nearest
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
