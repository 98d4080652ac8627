package runpod

import (
	"fmt"
	"testing"

	"github.com/costguard/terraform-provider-runpod/internal/fakeapi"
)

func BenchmarkDecode(b *testing.B) {
	for version, decode := range map[string]func([]byte, func(Record)) error{
		"v1": decodeV1,
		"v2": func(body []byte, visit func(Record)) error { _, err := decodeV2(body, visit); return err },
	} {
		for _, n := range []int{1_000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", version, n), func(b *testing.B) {
				body := fakeapi.Many(version, n)
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					if err := decode(body, func(Record) {}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
