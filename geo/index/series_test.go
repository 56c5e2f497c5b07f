package index

import (
	"errors"
	"testing"
	"time"

	"linea/geo"
)

// A step that would make too many bars is refused by the name of its parameter,
// as every other value that cannot be used.
func TestTooFineAStepIsNamed(t *testing.T) {
	v := indexOf(t, nil)
	q := geo.Query{From: time.Date(2014, 1, 1, 7, 0, 0, 0, time.UTC), Until: time.Date(2026, 1, 1, 7, 0, 0, 0, time.UTC)}
	_, err := v.Summary(t.Context(), q, geo.StepHour)
	var e *geo.Error
	if !errors.As(err, &e) || e.Code != geo.Invalid || len(e.Fields) != 1 || e.Fields[0].Parameter != "step" {
		t.Errorf("%v", err)
	}
}
