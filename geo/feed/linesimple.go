package feed

import (
	"math"

	earth "linea/geo/place"

	"github.com/paulmach/orb"
)

// Simplify leaves out vertices that lie at most toleranceM from the line without
// them (Douglas and Peucker 1973) and says how many. First and last vertex
// stay, and so does one in 256: a line made to defeat the method takes seconds, not
// days. Distances are right within 0.1 % between vertices up to 100 km apart. A
// tolerance that is not above 0 leaves the line as it is.
func Simplify(line orb.LineString, toleranceM float64) (simpler orb.LineString, dropped int) {
	if len(line) < 3 || !(toleranceM > 0) {
		return line, 0
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	const run = 256
	var todo [][2]int
	for from := 0; from < len(line)-1; from += run {
		to := min(from+run, len(line)-1)
		keep[to] = true
		todo = append(todo, [2]int{from, to})
	}
	for len(todo) > 0 {
		from, to := todo[len(todo)-1][0], todo[len(todo)-1][1]
		todo = todo[:len(todo)-1]
		if worst := farthest(line, from, to, toleranceM); worst > 0 {
			keep[worst] = true
			todo = append(todo, [2]int{from, worst}, [2]int{worst, to})
		}
	}
	for i, p := range line {
		if keep[i] {
			simpler = append(simpler, p)
		}
	}
	return simpler, len(line) - len(simpler)
}

// farthest finds the vertex between two others that lies farthest from the
// geodesic between them, 0 when none is farther than the tolerance. In the plane
// at the first one that geodesic is straight.
func farthest(line orb.LineString, from, to int, toleranceM float64) int {
	if to-from < 2 {
		return 0
	}
	frame := earth.NewFrame(line[from])
	end := frame.Plane(line[to])
	length2 := end[0]*end[0] + end[1]*end[1]
	worst, worst2 := 0, toleranceM*toleranceM
	for i := from + 1; i < to; i++ {
		p := frame.Plane(line[i])
		t := 0.0
		if length2 > 0 {
			t = math.Min(1, math.Max(0, (p[0]*end[0]+p[1]*end[1])/length2))
		}
		dx, dy := p[0]-t*end[0], p[1]-t*end[1]
		if d2 := dx*dx + dy*dy; d2 > worst2 {
			worst, worst2 = i, d2
		}
	}
	return worst
}
