package tiles

// reach is how far beyond the tile coordinates may go, in units. Cells of a
// zoom's own resolution never get there, so that they are drawn whole and
// neighbours share corners exactly; much coarser ones are clipped. Renderers
// that keep 16 bits a coordinate stay in range.
const reach = 2 * Extent

// cellRing appends a cell's ring in the frame to dst: clipped to reach, without
// repeated corners, of positive area (MVT 2.1 exterior). It appends nothing
// when the cell does not touch the buffered tile.
func cellRing(dst []point, f *frame, o *outline) []point {
	for i := range o.n {
		if p := f.at(o.corners[i]); i == 0 || p != dst[len(dst)-1] {
			dst = append(dst, p)
		}
	}
	lo, hi := extremes(dst)
	if !boxTouches(lo, hi) || !ringTouches(dst) {
		return dst[:0]
	}
	if min(hi.x-lo.x, hi.y-lo.y) < smallest {
		dst = appendBox(dst[:0], lo, hi)
	}
	if lo.x < -reach || lo.y < -reach || hi.x > Extent+reach || hi.y > Extent+reach {
		dst = clipRing(dst)
	}
	if n := len(dst); n > 1 && dst[0] == dst[n-1] {
		dst = dst[:n-1]
	}
	return dst
}

// smallest is the least width of a ring that survives rounding as a simple
// ring; narrower ones are drawn as their box.
const smallest = 3

func appendBox(dst []point, lo, hi point) []point {
	hi.x, hi.y = max(hi.x, lo.x+1), max(hi.y, lo.y+1)
	return append(dst, lo, point{hi.x, lo.y}, hi, point{lo.x, hi.y})
}

func extremes(ring []point) (lo, hi point) {
	lo, hi = ring[0], ring[0]
	for _, p := range ring[1:] {
		lo.x, lo.y = min(lo.x, p.x), min(lo.y, p.y)
		hi.x, hi.y = max(hi.x, p.x), max(hi.y, p.y)
	}
	return lo, hi
}

func boxTouches(lo, hi point) bool {
	return lo.x <= Extent+Buffer && lo.y <= Extent+Buffer && hi.x >= -Buffer && hi.y >= -Buffer
}

// ringTouches says whether a convex clockwise ring, whose box touches the
// buffered tile, does so too: it does unless one of its edges has the whole
// tile on its outer side.
func ringTouches(ring []point) bool {
	if p := ring[0]; boxTouches(p, p) {
		return true
	}
	a := ring[len(ring)-1]
	for _, b := range ring {
		dx, dy := int64(b.x-a.x), int64(b.y-a.y)
		x, y := int64(Extent+Buffer), int64(-Buffer) // the tile's corner farthest inward of the edge
		if dy > 0 {
			x = -Buffer
		}
		if dx > 0 {
			y = Extent + Buffer
		}
		if dx*(y-int64(a.y))-dy*(x-int64(a.x)) < 0 {
			return false
		}
		a = b
	}
	return true
}

// clipRing cuts a convex ring to reach (Sutherland-Hodgman). The cut of an edge
// does not depend on its direction, so that two neighbours cut alike.
func clipRing(ring []point) []point {
	const lo, hi = -reach, Extent + reach
	ring = clipSide(ring, func(p point) int32 { return p.x - lo }, func(a, b point) point { return point{lo, crossing(a.x, a.y, b.x, b.y, lo)} })
	ring = clipSide(ring, func(p point) int32 { return hi - p.x }, func(a, b point) point { return point{hi, crossing(a.x, a.y, b.x, b.y, hi)} })
	ring = clipSide(ring, func(p point) int32 { return p.y - lo }, func(a, b point) point { return point{crossing(a.y, a.x, b.y, b.x, lo), lo} })
	return clipSide(ring, func(p point) int32 { return hi - p.y }, func(a, b point) point { return point{crossing(a.y, a.x, b.y, b.x, hi), hi} })
}

// clipSide keeps what lies at inside >= 0.
func clipSide(ring []point, inside func(point) int32, cut func(a, b point) point) []point {
	var out []point
	push := func(p point) {
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for i, b := range ring {
		a := ring[(i+len(ring)-1)%len(ring)]
		if inside(a) < 0 != (inside(b) < 0) {
			push(cut(a, b))
		}
		if inside(b) >= 0 {
			push(b)
		}
	}
	return out
}

// crossing gives v where the edge from (ua, va) to (ub, vb) passes u, rounded.
func crossing(ua, va, ub, vb, u int32) int32 {
	if ua > ub {
		ua, va, ub, vb = ub, vb, ua, va
	}
	du, dv := int64(ub)-int64(ua), int64(vb)-int64(va)
	return va + int32(floorDiv(2*int64(u-ua)*dv+du, 2*du))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
