package corridor

import "linea/geo"

// Part gives the stretch between two km of the line as a corridor with flat
// ends. A bound of 0 or beyond the line is its end.
func (c *Corridor) Part(fromKm, toKm float64) (*Corridor, error) {
	if toKm <= 0 {
		toKm = c.LengthM() / 1000
	}
	if !(fromKm >= 0 && fromKm < toKm) {
		return nil, geo.Errorf("corridor", geo.Invalid, "no stretch of the line runs from km %g to km %g: give two from 0 to %.3f, the smaller first", fromKm, round(toKm, 1e3), c.LengthM()/1000)
	}
	return New(c.path.Slice(fromKm*1000, toKm*1000), c.halfWidthM, Flat)
}

// shift counts every km of the report from a point so many km before the start
// of its line: a stretch keeps the km of the whole.
func (r *Report) shift(km float64) {
	if km == 0 {
		return
	}
	add := func(at *float64) { *at = round(*at+km, 1e3) }
	for i := range r.Profile {
		add(&r.Profile[i].KmFrom)
		add(&r.Profile[i].KmTo)
	}
	for i := range r.Land {
		add(&r.Land[i].KmFrom)
		add(&r.Land[i].KmTo)
	}
	for i := range r.Busiest {
		add(&r.Busiest[i].KmFrom)
		add(&r.Busiest[i].KmTo)
	}
	for i := range r.Landmarks {
		add(&r.Landmarks[i].Km)
	}
	for i := range r.Incidents {
		add(&r.Incidents[i].Km)
		for k := range r.Incidents[i].OtherKm {
			add((*float64)(&r.Incidents[i].OtherKm[k]))
		}
	}
}
