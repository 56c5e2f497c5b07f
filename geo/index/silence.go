package index

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"linea/geo"
)

// imports is what the journal says of the files that were read of each source.
type imports map[string]imported

type imported struct {
	seq   uint64 // of the last one
	spans []days // of its records in every file, none twice
}

// days is a run of local days, both inclusive, as localDay counts them.
type days struct{ first, last int64 }

// take notes the report of an import. Its days are those of the whole file:
// where that holds several sources, each is taken to speak for all of them.
func (im imports) take(c *geo.Change) error {
	var report struct {
		Source   string `json:"source"` // slugs, separated by ", "
		FirstDay string `json:"first_day"`
		LastDay  string `json:"last_day"`
	}
	if err := geo.DecodeJSON(c.Fields, &report); err != nil {
		return err
	}
	d := days{declaredDay(report.FirstDay, -1), declaredDay(report.LastDay, -1)}
	for _, slug := range strings.Split(report.Source, ", ") {
		i := im[slug]
		i.seq = c.Seq
		if d.first >= 0 && d.first <= d.last && !slices.Contains(i.spans, d) {
			i.spans = append(slices.Clip(i.spans), d)
		}
		im[slug] = i
	}
	return nil
}

const (
	// exportDays is the shortest file that is taken to tell all of its days. A
	// shorter one may be a delivery of what just happened, and says nothing of
	// the days around it.
	exportDays = 28
	// silentDays is the longest time between two exports, or between one and a
	// single record, that passes for one in which nothing happened.
	silentDays = 180
)

// silent gives the days between two exports for which no file speaks: a gap of
// more than silentDays, cut at the records that lie in it all the same. next
// gives the first day in from..until-1 with a record.
func (i imported) silent(next func(from, until int64) (int64, bool)) []geo.DaySpan {
	out := []geo.DaySpan{}
	note := func(from, until int64) {
		if until-from > silentDays {
			out = append(out, geo.DaySpan{First: dayName(from), Last: dayName(until - 1)})
		}
	}
	exports := i.exports()
	for e := 1; e < len(exports); e++ {
		from, until := exports[e-1].last+1, exports[e].first
		for until-from > silentDays {
			record, found := next(from, until)
			if !found {
				break
			}
			note(from, record)
			from = record + 1
		}
		note(from, until)
	}
	return out
}

// exports are the spans of the long files, those that touch joined, ascending.
func (i imported) exports() []days {
	var out []days
	for _, d := range slices.SortedFunc(slices.Values(i.spans), func(a, b days) int { return cmp.Compare(a.first, b.first) }) {
		switch {
		case d.last-d.first+1 < exportDays:
		case len(out) > 0 && d.first <= out[len(out)-1].last+1:
			out[len(out)-1].last = max(out[len(out)-1].last, d.last)
		default:
			out = append(out, d)
		}
	}
	return out
}

// firstDayIn gives the first local day in from..until-1 on which a row of the
// bunches starts.
func firstDayIn(bunches []bunch, p *plan, from, until int64) (int64, bool) {
	before := countBefore(bunches, p, tick(from*secondsPerDay))
	n := sort.Search(int(until-from), func(i int) bool {
		return countBefore(bunches, p, tick((from+int64(i)+1)*secondsPerDay)) > before
	})
	return from + int64(n), n < int(until-from)
}

func dayName(day int64) string { return geo.LocalDate(timeOf(tick(day * secondsPerDay))) }
