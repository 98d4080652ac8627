package account

import "context"

// Cluster is one cluster of the account. It quotes no cost: its pods do.
type Cluster struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (c Cluster) key() string { return c.ID }

func (c Cluster) check() error { return nil }

// Clusters returns the clusters, ordered by id. Errors are of type *runpod.Error.
func (r Reader) Clusters(ctx context.Context) ([]Cluster, error) {
	clusters, _, err := list[Cluster](ctx, r.Client, nil, "clusters", "clusters")
	return clusters, err
}
