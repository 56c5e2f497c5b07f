package storetest

import (
	"context"

	"linea/geo"
	"linea/geo/geotest"
)

// Filled gives a journal in memory with rows as a feed would have brought them.
func Filled(rows []geo.Incident) (*Memory, error) {
	j := NewMemory()
	for len(rows) > 0 {
		n := min(geo.MaxBlock, len(rows))
		if _, err := j.Append(context.Background(), geotest.Changes(rows[:n])); err != nil {
			return nil, err
		}
		rows = rows[n:]
	}
	return j, nil
}
