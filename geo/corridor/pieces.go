package corridor

import (
	"math"
	"slices"
)

// draw makes the pieces.
func (p *pen) draw(ends Ends) {
	for i := 1; i < len(p.line); i++ {
		p.strip(i - 1)
		p.bend(i)
	}
	if ends == Round && !p.closed {
		p.halfDisks()
	}
}

// add takes a convex piece, in either direction, whose middle is alongM from the
// start of the line.
func (p *pen) add(piece loop, alongM float64) {
	if piece = oriented(piece); piece != nil {
		p.pieces, p.alongM = append(p.pieces, piece), append(p.alongM, alongM)
	}
}

// oriented turns a ring counter-clockwise; nil when it has no area.
func oriented(r loop) loop {
	switch area := r.doubleArea(); {
	case area < 0:
		slices.Reverse(r)
		return r
	case area > 0:
		return r
	}
	return nil
}

// overlap is how far neighbouring strips reach into each other, in steps of the
// grid: what only touches comes apart when cuts are rounded.
const overlap = 4

// strip adds what lies beside the stretch from vertex i to the next.
func (p *pen) strip(i int) {
	a, b := &p.line[i], &p.line[i+1]
	before, after := p.onward(i)
	piece := make(loop, 0, 4*len(p.fractions))
	for _, s := range a.right[1] {
		piece = append(piece, spot{s.x - before.x, s.y - before.y})
	}
	for k := range b.right[0] {
		s := b.right[0][len(b.right[0])-1-k]
		piece = append(piece, spot{s.x + after.x, s.y + after.y})
	}
	for _, s := range b.left[0][1:] {
		piece = append(piece, spot{s.x + after.x, s.y + after.y})
	}
	for k := range len(a.left[1]) - 1 { // it ends where it began
		s := a.left[1][len(a.left[1])-1-k]
		piece = append(piece, spot{s.x - before.x, s.y - before.y})
	}
	p.add(piece, (a.alongM+b.alongM)/2)
}

// onward gives how far the strip after vertex i is drawn out at its start and
// at its end: not at all at a free end.
func (p *pen) onward(i int) (before, after spot) {
	a, b := p.line[i].left[1][0], p.line[i+1].left[0][0]
	k := overlap / math.Max(1, math.Hypot(float64(b.x-a.x), float64(b.y-a.y)))
	way := spot{int32(math.Round(k * float64(b.x-a.x))), int32(math.Round(k * float64(b.y-a.y)))}
	if i > 0 || p.closed {
		before = way
	}
	if i+2 < len(p.line) || p.closed {
		after = way
	}
	return before, after
}

func appendOutward(out loop, spots []spot) loop { return append(out, spots...) }

func appendInward(out loop, spots []spot) loop {
	for i := len(spots) - 1; i >= 0; i-- {
		out = append(out, spots[i])
	}
	return out
}

// bend adds the wedge in the outer corner at vertex i.
func (p *pen) bend(i int) {
	v := &p.line[i]
	last := i == len(p.line)-1
	if last && !p.closed || !v.turns() {
		return
	}
	arrive, depart := v.left[0], v.left[1]
	from, to := [2]float64{-v.in[1], v.in[0]}, [2]float64{-v.out[1], v.out[0]}
	if v.in[0]*v.out[1]-v.in[1]*v.out[0] > 0 { // a turn to the left opens on the right
		arrive, depart = v.right[0], v.right[1]
		from, to = [2]float64{v.in[1], -v.in[0]}, [2]float64{v.out[1], -v.out[0]}
	}
	piece := appendOutward(nil, arrive)
	piece = p.appendArc(piece, v, from, to)
	piece = appendInward(piece, depart)
	p.add(piece[:len(piece)-1], v.alongM)
}

// appendArc adds the spots between two directions, without both, the short way
// round.
func (p *pen) appendArc(out loop, v *crossing, from, to [2]float64) loop {
	whole := math.Atan2(from[0]*to[1]-from[1]*to[0], from[0]*to[0]+from[1]*to[1])
	n := math.Ceil(math.Abs(whole) / (arcStepDeg * math.Pi / 180))
	for i := 1.0; i < n; i++ {
		sin, cos := math.Sincos(whole * i / n)
		out = append(out, p.spot(v, [2]float64{from[0]*cos - from[1]*sin, from[0]*sin + from[1]*cos}, p.reachM))
	}
	return out
}

// halfDisks adds the round ends, each as two quarters.
func (p *pen) halfDisks() {
	first, last := &p.line[0], &p.line[len(p.line)-1]
	p.quarter(first, first.left[1], [2]float64{-first.out[1], first.out[0]}, [2]float64{-first.out[0], -first.out[1]})
	p.quarter(first, first.right[1], [2]float64{first.out[1], -first.out[0]}, [2]float64{-first.out[0], -first.out[1]})
	p.quarter(last, last.left[0], [2]float64{-last.in[1], last.in[0]}, last.in)
	p.quarter(last, last.right[0], [2]float64{last.in[1], -last.in[0]}, last.in)
}

func (p *pen) quarter(v *crossing, edge []spot, from, to [2]float64) {
	piece := p.appendArc(appendOutward(nil, edge), v, from, to)
	piece = append(piece, p.spot(v, to, p.reachM))
	for i := len(p.fractions) - 2; i > 0; i-- {
		piece = append(piece, p.spot(v, to, p.fractions[i]*p.reachM))
	}
	p.add(piece, v.alongM)
}
