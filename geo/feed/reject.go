package feed

import (
	"encoding/csv"
	"io"
	"strconv"
	"unicode/utf8"

	"linea/geo"
)

type reason = geo.Reason

// The reasons that a feed adds to those of geo: text that cannot be read.
const (
	unreadableDate       reason = "unreadable_date"
	unreadableCoordinate reason = "unreadable_coordinate"
	unreadableNumber     reason = "unreadable_number"
	unknownWord          reason = "unknown_word"
	missingID            reason = "missing_id"
	duplicateID          reason = "duplicate_id_in_file"
	wrongCellCount       reason = "wrong_number_of_cells"
	unclosedQuote        reason = "unclosed_quote"
	unreadableJSON       reason = "unreadable_json"
	notAPoint            reason = "geometry_is_not_a_point"
	nestedValue          reason = "nested_value"
	syntheticBesideReal  reason = "synthetic_beside_real"
)

// The reasons for what only a client that waits for the answer is refused.
const (
	unknownField  reason = "unknown_field"
	personField   reason = "person_field"
	repeatedField reason = "repeated_field"
	missingField  reason = "missing_field"
	wrongType     reason = "wrong_type"
	noOffset      reason = "time_without_offset"
	contradiction reason = "date_contradicts_time"
	otherContent  reason = "same_id_other_content"
)

// Reject is one refused row. Value and Row repeat nothing but cells that the
// format reads: whatever a file calls its other columns, a person in them
// reaches neither the rejects file nor the journal. Row is one JSON object in
// the order of the file.
type Reject struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line"` // of the file, from 1; in a GeoJSON collection the number of the feature
	Column string `json:"column"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	Row    string `json:"row"`

	pointer string // of a batch: where in the row, RFC 6901
}

// maxRejectLines is how many rejects the journal keeps of one import. The
// rejects file holds all of them.
const maxRejectLines = 5000

// maxCellRunes bounds what a reject repeats of one cell.
const maxCellRunes = 200

// RejectsHeader is the first line of every rejects file.
func RejectsHeader() []string {
	return []string{"file", "line", "column", "value", "reason", "detail", "row"}
}

// WriteRejects writes rejects as CSV, the header first. It is what the API
// serves of an import's lines.
func WriteRejects(w io.Writer, rejects []Reject) error {
	c := csv.NewWriter(w)
	c.Write(RejectsHeader())
	for i := range rejects {
		writeReject(c, &rejects[i])
	}
	c.Flush()
	return c.Error()
}

func writeReject(c *csv.Writer, r *Reject) {
	c.Write([]string{r.File, strconv.Itoa(r.Line), guard(r.Column), guard(r.Value), r.Reason, r.Detail, r.Row})
}

// shortened cuts a cell to what a reject may repeat.
func shortened(b []byte) string {
	text, _ := toUTF8(b)
	if utf8.RuneCount(text) <= maxCellRunes {
		return string(text)
	}
	return string([]rune(string(text))[:maxCellRunes]) + "..."
}
