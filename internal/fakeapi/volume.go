package fakeapi

import (
	"cmp"
	"fmt"
)

// NetworkVolume is one network volume. A [Pod] or an [Endpoint] names those that it
// mounts. Every field but ID may be left at its zero value.
type NetworkVolume struct {
	ID         string
	Name       string
	SizeGB     int    // 0: 10
	DataCenter string // "": EU-RO-1
	Type       string // "": STANDARD
}

// json returns the volume as v2 lists it.
func (v NetworkVolume) json() string {
	return fmt.Sprintf(`{"id":%s,"name":%s,"size":%d,"dataCenter":%s,"type":%s}`, jsonText(v.ID), jsonText(v.Name),
		cmp.Or(v.SizeGB, 10), jsonText(cmp.Or(v.DataCenter, "EU-RO-1")), jsonText(cmp.Or(v.Type, "STANDARD")))
}
