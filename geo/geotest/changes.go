package geotest

import "linea/geo"

// Changes gives the first revision of every row, as a feed would append them.
func Changes(rows []geo.Incident) []geo.Change {
	out := make([]geo.Change, len(rows))
	for i := range rows {
		out[i] = Change(&rows[i], nil)
	}
	return out
}

// Change gives the revision of a row that follows previous (nil = the first).
func Change(row *geo.Incident, previous *geo.Change) geo.Change {
	c := geo.Change{
		Entity: geo.EntityIncident, ID: row.ID, Revision: 1, Op: geo.OpPut,
		Actor: "geotest", RecordedAt: Now, Owner: row.Source, Label: geo.LabelInternal,
		Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, row),
	}
	if previous != nil {
		c.Revision, c.PrevSeq = previous.Revision+1, previous.Seq
	}
	return c
}

// SourceChange gives the revision of a source that follows previous (nil = the
// first).
func SourceChange(s geo.Source, previous *geo.Change) geo.Change {
	fields, err := geo.EncodeJSON(s)
	if err != nil {
		fields = nil // a Source is texts, numbers and a time: it always encodes
	}
	c := geo.Change{
		Entity: geo.EntitySource, ID: s.Slug, Revision: 1, Op: geo.OpPut,
		Actor: "geotest", RecordedAt: Now, Owner: s.Slug, Label: geo.LabelInternal,
		Format: geo.FieldsFormat, Fields: fields,
	}
	if previous != nil {
		c.Revision, c.PrevSeq = previous.Revision+1, previous.Seq
	}
	return c
}
