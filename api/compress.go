package api

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// gzipped compresses a whole body.
func gzipped(body []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(body)/4 + 64)
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a valid constant
	w.Write(body)                                   //nolint:errcheck // a bytes.Buffer takes everything
	w.Close()                                       //nolint:errcheck
	return b.Bytes()
}

// chooseCoding gives the coding that the Accept-Encoding header likes best
// among those offered, "" for identity. Ties go to the first offered; identity
// wins only when it is liked better than all of them.
func chooseCoding(header string, offered ...string) string {
	best, bestQ := "", identityQ(header)
	for _, name := range offered {
		if q := qualityOf(header, name); q > 0 && (q > bestQ || best == "" && q >= bestQ) {
			best, bestQ = name, q
		}
	}
	return best
}

// prefersGzip says whether chooseCoding would choose gzip when nothing else is
// offered. Lists without q-values, which is what browsers send, need no look at
// the other names.
func prefersGzip(header string) bool {
	if strings.IndexByte(header, ';') >= 0 {
		return chooseCoding(header, "gzip") == "gzip"
	}
	for name := range strings.SplitSeq(header, ",") {
		if name = strings.TrimSpace(name); name == "*" || strings.EqualFold(name, "gzip") {
			return true
		}
	}
	return false
}

// identityQ is how much the header likes the plain form when it says so.
func identityQ(header string) float64 {
	for name, q := range qualities(header) {
		if name == "identity" {
			return q
		}
	}
	return 0
}

// qualityOf is the q-value of a name in an Accept-Encoding header, 0 when it
// is not accepted.
func qualityOf(header, name string) float64 {
	star := 0.0
	for n, q := range qualities(header) {
		switch n {
		case name:
			return q
		case "*":
			star = q
		}
	}
	return star
}

// qualities reads a list of names with q-values; what cannot be read counts as
// not accepted.
func qualities(header string) func(yield func(string, float64) bool) {
	return func(yield func(string, float64) bool) {
		for item := range strings.SplitSeq(header, ",") {
			name, q := nameAndQ(item)
			if name != "" && !yield(name, q) {
				return
			}
		}
	}
}

func nameAndQ(item string) (string, float64) {
	name, rest, _ := strings.Cut(item, ";")
	q := 1.0
	for p := range strings.SplitSeq(rest, ";") {
		value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(p)), "q=")
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || !(v >= 0 && v <= 1) {
			v = 0
		}
		q = v
	}
	return strings.ToLower(strings.TrimSpace(name)), q
}
