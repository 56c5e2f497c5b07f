package hotspot

import (
	"testing"
	"time"

	"linea/geo"
)

func local(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text+" 00:00"[:max(0, 16-len(text))], geo.Local)
	if err != nil {
		panic(err)
	}
	return t
}

func TestStepsAreCompleteAndEndAligned(t *testing.T) {
	for _, c := range []struct {
		from, until string
		step        geo.Step
		most        int
		first, last string
		steps       int
	}{
		{"2024-01-01", "2024-10-01", geo.StepMonth, 0, "2024-01-01", "2024-10-01", 9},
		{"2024-01-01", "2024-09-28", geo.StepMonth, 0, "2024-01-01", "2024-09-01", 8}, // September is not over
		{"2024-01-02", "2024-09-28", geo.StepMonth, 0, "2024-02-01", "2024-09-01", 7}, // January is not whole
		{"2000-01-01", "2024-09-28", geo.StepMonth, 12, "2023-09-01", "2024-09-01", 12},
		{"2024-01-01", "2024-03-15", geo.StepWeek, 0, "2024-01-01", "2024-03-11", 10}, // weeks begin on Monday
		{"2023-02-01", "2024-12-31", geo.StepQuarter, 0, "2023-04-01", "2024-10-01", 6},
		{"2001-05-01", "2024-09-28", geo.StepYear, 0, "2002-01-01", "2024-01-01", 22},
		{"2024-02-28", "2024-03-02", geo.StepDay, 0, "2024-02-28", "2024-03-02", 3},
		{"2024-02-28 10:30", "2024-02-28 14:10", geo.StepHour, 0, "2024-02-28 11:00", "2024-02-28 14:00", 3},
	} {
		edges, err := CompleteSteps(local(c.from), local(c.until), c.step, c.most)
		if err != nil {
			t.Fatal(err)
		}
		if len(edges) != c.steps+1 || !edges[0].Equal(local(c.first)) || !edges[len(edges)-1].Equal(local(c.last)) {
			t.Errorf("%s to %s by %s: %v", c.from, c.until, c.step, edges)
		}
	}
	if edges, err := CompleteSteps(local("2024-01-02"), local("2024-01-30"), geo.StepMonth, 0); edges != nil || err != nil {
		t.Errorf("part of a month has steps %v, %v", edges, err)
	}
	if _, err := CompleteSteps(local("2024-01-02"), local("2024-01-30"), geo.StepAuto, 0); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("auto: %v", err)
	}
}

func TestPrecedingYears(t *testing.T) {
	covered := Window{local("2014-01-01"), local("2024-10-01")}
	now, before := Preceding(Window{local("2024-01-01"), local("2025-01-01")}, covered, 8)
	if !now.Until.Equal(local("2024-10-01")) {
		t.Errorf("2024 runs to %v", now.Until.In(geo.Local))
	}
	if len(before) != 8 || !before[0].From.Equal(local("2023-01-01")) || !before[0].Until.Equal(local("2023-10-01")) {
		t.Errorf("2024 is compared with %v", before)
	}
	// Two years move by two: 2022-23 against 2014-21, without gap or overlap.
	_, before = Preceding(Window{local("2022-01-01"), local("2024-01-01")}, covered, 8)
	if len(before) != 4 || !before[3].From.Equal(local("2014-01-01")) || !before[0].Until.Equal(local("2022-01-01")) {
		t.Errorf("2022-23 is compared with %v", before)
	}
	for i := 1; i < len(before); i++ {
		if !before[i].Until.Equal(before[i-1].From) {
			t.Errorf("gap before %v", before[i-1].From)
		}
	}
	// Years that are covered in part are left out, and nothing may be left.
	_, before = Preceding(Window{local("2024-01-01"), local("2024-04-01")}, Window{local("2022-02-01"), local("2024-10-01")}, 8)
	if len(before) != 1 {
		t.Errorf("a year covered in part counts: %v", before)
	}
	if now, before = Preceding(Window{local("2030-01-01"), local("2031-01-01")}, covered, 8); !now.From.IsZero() || before != nil {
		t.Errorf("outside coverage: %v, %v", now, before)
	}
}
