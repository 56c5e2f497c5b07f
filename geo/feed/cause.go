package feed

import (
	"strings"

	"linea/geo"
)

// causeWords are looked for in the order given; the first that stands in the
// text decides. What cannot be told comes first: "Unknown (skeletal remains)".
var causeWords = []struct {
	cause geo.Cause
	words []string
}{
	{geo.Undetermined, []string{"unknown", "undetermined", "skeletal", "pending", "not reported", "mummified remains", "unspecified"}},
	{geo.Drowning, []string{"drown", "ahogamiento"}},
	{geo.Exposure, []string{"exposure", "thermia", "dehydrat", "heat stroke", "heat exposure", "environmental", "malnutrition", "starvation", "deshidrataci"}},
	{geo.ViolenceCause, []string{"gunshot", "homicide", "shot", "stab", "murder", "violen", "physical abuse", "beat", "strangl"}},
	{geo.Injury, []string{"non-vehicle", "wall fall", "fall from border", "falling", "lightning", "electrocut", "hanging", "suicide", "asphyxia", "envenomation"}},
	{geo.VehicleCause, []string{"vehicle", "train", "crash"}},
	{geo.Injury, []string{"injur", "trauma", "blunt", "exsanguination", "accident", "bfi"}},
	{geo.MedicalCause, []string{"disease", "diabet", "overdose", "pregnan", "fetus", "heart", "sickness", "illness", "medical", "cardiac"}},
}

// causeOf reads a cause of death as a source words it; ok is false when no
// word of it is known.
func causeOf(text string) (cause geo.Cause, ok bool) {
	text = strings.ToLower(text)
	for _, c := range causeWords {
		for _, w := range c.words {
			if strings.Contains(text, w) {
				return c.cause, true
			}
		}
	}
	return geo.Undetermined, false
}

// deathCause sets the cause of a death from the first of the columns that
// names one. Blank, unknown and unreadable causes are undetermined, which is a
// finding of its own. Without any of the columns nothing is said.
func (r *row) deathCause(columns ...role) {
	for _, at := range columns {
		if !r.speaksOf(at, fieldCause) {
			continue
		}
		r.in.Cause, _ = causeOf(r.text(at))
		if r.in.Cause != geo.Undetermined {
			return
		}
	}
}
