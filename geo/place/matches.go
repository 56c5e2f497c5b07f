package place

import (
	"container/heap"
	"iter"
	"math"

	"github.com/paulmach/orb"
)

// MatchesBut gives what [Polyline.Matches] gives, in its order, but for what
// others stand for: covered says that of all matches between two places along
// the line that are at least distM away. A tangled track has thousands of matches
// of which a few count; what is covered is not even looked at.
func (l *Polyline) MatchesBut(p orb.Point, limitM float64, covered func(fromM, untilM, distM float64) bool) iter.Seq[Foot] {
	return func(yield func(Foot) bool) {
		s := matchSearch{line: l, p: p, at: toECEF(p), limitM: limitM}
		if len(l.pieces) > 0 {
			s.wait(0)
		}
		for len(s.waiting) > 0 {
			next := heap.Pop(&s.waiting).(awaited)
			switch {
			case next.node < 0:
				if foot := next.foot; !covered(foot.AlongM, foot.AlongM, foot.DistanceM) && !yield(foot) {
					return
				}
			case !covered(s.from(next.node), s.until(next.node), next.distM):
				s.open(next.node)
			}
		}
	}
}

// matchSearch opens the boxes of a line's tree from the nearest on.
type matchSearch struct {
	line    *Polyline
	p       orb.Point
	at      vec
	limitM  float64
	waiting awaiting
}

// awaited is a node and how near it comes at most, or a match.
type awaited struct {
	distM float64
	node  int32 // -1: a match
	foot  Foot
}

func (s *matchSearch) from(node int32) float64 {
	return s.line.pieces[s.line.tree.nodes[node].first].fromM
}

func (s *matchSearch) until(node int32) float64 {
	last := &s.line.pieces[s.line.tree.nodes[node].after-1]
	return last.fromM + last.lengthM
}

// wait lets a node wait. A piece runs less than a metre below the ground.
func (s *matchSearch) wait(node int32) {
	distM := max(0, math.Sqrt(s.line.tree.nodes[node].distance2(&s.at))-1)
	if distM <= s.limitM {
		heap.Push(&s.waiting, awaited{distM: distM, node: node})
	}
}

// open lets the parts of a node wait.
func (s *matchSearch) open(node int32) {
	n := &s.line.tree.nodes[node]
	if n.right != 0 {
		s.wait(node + 1)
		s.wait(n.right)
		return
	}
	for i := int(n.first); i < int(n.after); i++ {
		if foot, ok := s.line.match(i, s.p, &s.at, s.limitM); ok {
			heap.Push(&s.waiting, awaited{foot.DistanceM, -1, foot})
		}
	}
}

// awaiting is a heap, the nearest first, of ties the first along the line.
type awaiting []awaited

func (w awaiting) Len() int { return len(w) }

func (w awaiting) Less(i, j int) bool {
	return w[i].distM < w[j].distM || w[i].distM == w[j].distM && w[i].foot.AlongM < w[j].foot.AlongM
}

func (w awaiting) Swap(i, j int) { w[i], w[j] = w[j], w[i] }
func (w *awaiting) Push(x any)   { *w = append(*w, x.(awaited)) }

func (w *awaiting) Pop() any {
	last := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return last
}
