package feed

import (
	"bytes"
	"slices"
	"strings"

	"linea/geo"
)

// What a client writes over HTTP is read by the same rows and rules as a file,
// but strictly: it can be asked again, so nothing is left out, guessed or
// dropped. A name that is no field is refused, above all one that may hold a
// person; so are aliases, repeated names, numbers written as texts, and instants
// without an offset.

// derivedFields stand in every feature that we write. They are taken back, so
// that a client may read an incident, change it and send it; they say nothing.
func derivedFields() []string {
	return []string{"revision", "seq", "recorded_at", "mapped", "shared_point", "side", "distance_to_line_m", "border_km", "h3", "duplicate_of"}
}

// strictly says whether a member may be read.
func (d *featureDecoder) strictly(name string, m member, value []byte) bool {
	switch {
	case !m.exact:
		d.strange = append(d.strange, name)
		return false
	case d.row.present.has(m.role):
		d.row.refuse(m.role, repeatedField, "it stands twice")
		return false
	case !rightType(m.role, value):
		d.row.present |= rolesOf(m.role)
		d.row.refuse(m.role, wrongType, typeWanted(m.role))
		return false
	}
	return true
}

func isNumberRole(at role) bool {
	switch at {
	case roleLon, roleLat, roleRadius, rolePersons, roleFoundWithin:
		return true
	}
	return false
}

// rightType holds numbers to be numbers and texts to be texts; null is neither
// and means that nothing is stated.
func rightType(at role, value []byte) bool {
	c := value[0]
	switch {
	case string(value) == "null" || c == '{' || c == '[': // nested values are refused by themselves
		return true
	case at == roleSynthetic:
		return string(value) == "true" || string(value) == "false"
	case isNumberRole(at):
		return c == '-' || c >= '0' && c <= '9'
	}
	return c == '"'
}

func typeWanted(at role) string {
	switch {
	case at == roleSynthetic:
		return "true or false"
	case isNumberRole(at):
		return "a number, without quotes"
	}
	return "a text, in quotes"
}

// judgeNames refuses every name that is no field.
func (d *featureDecoder) judgeNames(data []byte, f feature) {
	d.row.asFeature = f.geometry != nil
	strange := d.strange
	d.strange = d.strange[:0]
	for _, name := range strange {
		if !d.row.asFeature || !slices.Contains(derivedFields(), name) {
			d.row.blame(strangeName(d.row.format, name))
		}
	}
	if !d.row.asFeature {
		return
	}
	if f.id != nil && d.row.given(roleID) && !bytes.Equal(trim(scalarText(f.id)), d.row.cells[roleID]) {
		d.row.refuse(roleID, repeatedField, "the feature and its properties give different ids")
	}
	for _, at := range []role{roleLon, roleLat} {
		if d.row.present.has(at) {
			d.row.refuse(at, unknownField, "the place of a feature is its geometry")
		}
	}
	eachMember(data, func(name, _ []byte) { //nolint:errcheck // it was read before
		if !slices.Contains([]string{"type", "id", "geometry", "properties", "notice"}, string(name)) {
			f := strangeName(d.row.format, string(name))
			f.outside = true
			d.row.blame(f)
		}
	})
}

// strangeName is the fault of a name that is no field.
func strangeName(f *format, name string) fault {
	out := fault{name: shortened([]byte(name)), reason: unknownField, detail: "not a field of an incident; known are " + strings.Join(f.fieldNames(), ", ")}
	if f.isPerson(name) {
		out.reason, out.detail = personField, "it may hold a person; Línea has no place for persons"
	}
	return out
}

// fieldNames lists what a client may write.
func (f *format) fieldNames() []string {
	names := make([]string, len(f.columns))
	for i, c := range f.columns {
		names[i] = f.spelled(c)
	}
	return names
}

// readStrictly builds the row of one JSON object and applies every rule. name
// completes the id of a row once its source is known.
func (w *worker) readStrictly(data []byte, name func(*row)) {
	r := w.row
	r.reset(1)
	w.decoder.(*featureDecoder).fill(data)
	if r.fault.reason == unreadableJSON {
		return
	}
	r.in.Source = r.slug
	r.format.build(r)
	name(r)
	r.check()
}

// pointer names where in the client's object a fault lies (RFC 6901).
func (r *row) pointer(f *fault) string {
	name := f.name
	if name == "" {
		name = r.spelledRole(f.role)
	}
	switch {
	case name == "":
		return ""
	case !r.asFeature:
	case f.role == roleLon || f.role == roleLat:
		return "/geometry/coordinates"
	case !f.outside:
		return "/properties/" + escapePointer(name)
	}
	return "/" + escapePointer(name)
}

func (r *row) spelledRole(at role) string {
	for _, c := range r.format.columns {
		if c.role == at {
			return r.format.spelled(c)
		}
	}
	return ""
}

func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// refusal gives the faults of a strict row as one error: Invalid when something
// cannot be read, Unprocessable when what was read breaks a rule of the domain.
func (r *row) refusal() error {
	if len(r.faults) == 0 {
		return nil
	}
	e := &geo.Error{Op: "write", Code: geo.Unprocessable, Message: "The incident breaks a rule; nothing was written"}
	for i := range r.faults {
		f := &r.faults[i]
		if !isRule(f.reason) {
			e.Code, e.Message = geo.Invalid, "The incident cannot be read; nothing was written"
		}
		e.Fields = append(e.Fields, geo.FieldError{Pointer: r.pointer(f), Detail: f.detail})
	}
	return e
}

// isRule says whether a reason is one of geo's: a rule that a well-formed
// incident breaks.
func isRule(why reason) bool {
	switch why {
	case geo.BadID, geo.BadSource, geo.DateTooEarly, geo.DateInFuture, geo.BadInterval, geo.OutOfRange, geo.NullIsland, geo.LostMinus,
		geo.BadRadius, geo.BadPersons, geo.BadFoundWithin, geo.CauseNotDeath, geo.TextTooLong, geo.PersonalText:
		return true
	}
	return false
}
