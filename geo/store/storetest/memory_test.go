package storetest_test

import (
	"testing"

	"linea/geo"
	"linea/geo/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Place {
		m := storetest.NewMemory()
		return func(testing.TB) geo.Journal { return m.Open() }
	})
}
