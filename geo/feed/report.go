package feed

import (
	"cmp"
	"slices"
	"time"
)

// Report tells what an import did, or would do with DryRun. It is the JSON of
// the API and of --json, and the journal keeps it.
type Report struct {
	ID     string `json:"id"` // ULID
	File   string `json:"file"`
	Format string `json:"format"`
	Source string `json:"source"` // slugs, separated by ", "
	DryRun bool   `json:"dry_run"`

	RowsRead        int            `json:"rows_read"`
	Added           int            `json:"added"`
	Revised         int            `json:"revised"`
	Unchanged       int            `json:"unchanged"`
	Kept            Kept           `json:"kept"`
	Rejected        int            `json:"rejected"`
	RejectsByReason map[string]int `json:"rejects_by_reason"`

	Unmapped Unmapped `json:"unmapped"`
	// SharedPoints are the coordinates that ten or more rows of one source give,
	// counted in this file alone; most rows first.
	SharedPoints     []SharedPoint  `json:"shared_points"`
	ColumnsLeftOut   []string       `json:"columns_left_out"` // person columns, never read
	ColumnsIgnored   []string       `json:"columns_ignored"`
	SummariesDropped int            `json:"summaries_dropped"`
	RepeatsOf        map[string]int `json:"repeats_of"` // rows by the source that they name as their own
	// UnknownKinds are the rows by the word of their kind, where that is none:
	// filed under "other". Words after the first twenty count together, under "".
	UnknownKinds map[string]int `json:"unknown_kinds,omitempty"`

	FirstDay string `json:"first_day,omitempty"` // local days of the rows taken or kept
	LastDay  string `json:"last_day,omitempty"`
	// ReportedUntil is the newest record in the file: the source date of its rows.
	ReportedUntil time.Time `json:"reported_until,omitzero"`
	// Newest is the same by source.
	Newest map[string]time.Time `json:"newest,omitempty"`

	Seq        uint64      `json:"seq"`            // the journal's head after the last row
	Seqs       [][2]uint64 `json:"seqs,omitempty"` // first and last seq of every run of blocks written
	StartedAt  time.Time   `json:"started_at"`
	FinishedAt time.Time   `json:"finished_at"`
	Warnings   []string    `json:"warnings"` // sentences

	// RejectLines are the first 5,000 rejects.
	RejectLines []Reject `json:"reject_lines,omitempty"`
}

// Kept counts rows whose content differs from the store's and was not taken.
type Kept struct {
	NewerHere    int `json:"newer_here"`     // the store's comes from a newer report
	KeptRetract  int `json:"kept_retracted"` // retracted here
	OnChangeKeep int `json:"on_change_keep"` // as asked
}

// Unmapped counts rows that are kept and counted but not drawn. A row counts
// once, under the first reason that holds.
type Unmapped struct {
	NoPoint     int `json:"no_point"`     // blank or sentinel coordinates
	Moved       int `json:"moved"`        // the point is where a body was brought to
	NoLocation  int `json:"no_location"`  // the point stands for no place
	SharedPoint int `json:"shared_point"` // the coordinate is shared by too many rows to be a place
}

func (u Unmapped) total() int { return u.NoPoint + u.Moved + u.NoLocation + u.SharedPoint }

// SharedPoint is a coordinate that many rows of one source give.
type SharedPoint struct {
	Source string  `json:"source"`
	Lon    float64 `json:"lon"`
	Lat    float64 `json:"lat"`
	Rows   int     `json:"rows"`
}

func sortShared(points []SharedPoint) {
	slices.SortFunc(points, func(a, b SharedPoint) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat))
	})
}

const maxStrangeKinds = 20

func (r *Report) strangeKind(word string) {
	if r.UnknownKinds == nil {
		r.UnknownKinds = map[string]int{}
	}
	if _, known := r.UnknownKinds[word]; !known && len(r.UnknownKinds) >= maxStrangeKinds {
		word = ""
	}
	r.UnknownKinds[word]++
}

func (r *Report) warn(sentence string) { r.Warnings = append(r.Warnings, sentence) }

func (r *Report) refuse(rejects ...Reject) {
	for _, reject := range rejects {
		r.Rejected++
		r.RejectsByReason[reject.Reason]++
		if len(r.RejectLines) < maxRejectLines {
			r.RejectLines = append(r.RejectLines, reject)
		}
	}
}
