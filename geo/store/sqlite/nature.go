package sqlite

import (
	"context"
	"errors"

	"linea/geo"
)

// nature says whether a store holds real incidents or synthetic ones; 0 while it
// holds none. It never holds both: writers look before they write, and of two
// who both found an empty store the second is refused here, in the transaction.
type nature uint8

const (
	realRows nature = 1 << iota
	syntheticRows
	mixed = realRows | syntheticRows
)

var errMixed = errors.New("synthetic incidents beside real ones")

func natureOf(source string) nature {
	if source == geo.DemoSource {
		return syntheticRows
	}
	return realRows
}

// natureOn looks at any incident. Once there is one the answer stays, so the
// connection remembers it; call it before anything is written in a transaction.
func natureOn(c *conn) (nature, error) {
	if c.nature != 0 {
		return c.nature, nil
	}
	row, err := c.one(context.Background(), "SELECT source FROM current_incident LIMIT 1")
	if err == nil && row != nil {
		c.nature = natureOf(textOf(row[0]))
	}
	return c.nature, err
}

// admit refuses a block that would leave both natures in the store.
func (a *application) admit(b *block) error {
	if a.nature|b.nature == mixed {
		return errMixed
	}
	a.nature |= b.nature
	return nil
}

// mixedProblem says so.
func mixedProblem() error {
	return geo.Errorf("append", geo.Conflict, "a store holds synthetic incidents (source %s) or real ones, not both: put these into a store of their own (--store FILE); nothing of this block was written", geo.DemoSource)
}
