package corridor

import "linea/geo"

// used says what the answer counts and leaves out. Repeats and rows of unknown
// hours are those inside; rows without a usable place lie nowhere, and may lie
// here: all that match count, as they do near a point. It works beside the search
// and asks nothing once the asker has left.
func (a *answer) used() (geo.Used, error) {
	if err := a.ctx.Err(); err != nil {
		return geo.Used{}, err
	}
	used, err := a.view.Used(a.ctx, a.q, 0)
	if err != nil {
		return used, err
	}
	anywhere := used.Excluded
	used.Excluded = geo.Excluded{}
	if used.Excluded.Unmapped, err = a.placeless(); err != nil {
		return used, err
	}
	if anywhere.Duplicates > 0 {
		if used.Excluded.Duplicates, err = a.repeats(); err != nil {
			return used, err
		}
	}
	if anywhere.HourUnknown > 0 {
		used.Excluded.HourUnknown, err = a.hourless(a.q)
	}
	return used, err
}

// placeless counts the rows that match but have no usable place: whatever the
// shape asked for, they do not lie in it.
func (a *answer) placeless() (int, error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	q := a.q
	if q.Positional() || q.Sides != 0 || q.MaxRadiusM > 0 {
		used, err := a.view.Used(a.ctx, q, 0)
		return used.Excluded.Unmapped, err
	}
	if q.Placed == geo.OnlyMapped {
		return 0, nil
	}
	q.Placed = geo.OnlyUnmapped
	return a.view.Count(a.ctx, q)
}

// repeats counts the rows inside that repeat one of higher rank, also those of
// unknown hours: they are repeats first.
func (a *answer) repeats() (int, error) {
	if a.q.Duplicates != geo.DuplicatesExclude {
		return 0, nil
	}
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	q := a.q
	q.Duplicates = geo.DuplicatesOnly
	rows, err := a.c.inside(a.ctx, a.view, q, false)
	if err != nil {
		return 0, err
	}
	hourless, err := a.hourless(q)
	return len(rows) + hourless, err
}

// hourless counts the rows inside of which too little is known to say whether
// they lie in the hours, weekdays or months asked.
func (a *answer) hourless(q geo.Query) (n int, err error) {
	if !q.TestsClock() {
		return 0, nil
	}
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	anytime := q
	anytime.Hours, anytime.Days, anytime.Months = nil, 0, 0
	rows, err := a.c.inside(a.ctx, a.view, anytime, false)
	for i := range rows {
		if q.ClockUnknown(rows[i].start, rows[i].precision) {
			n++
		}
	}
	return n, err
}
