package place

import "math"

// box is an axis-aligned box in space.
type box struct{ min, max vec }

func boxOf(a, b vec) box {
	var out box
	for i := range a {
		out.min[i], out.max[i] = min(a[i], b[i]), max(a[i], b[i])
	}
	return out
}

func (b box) join(c box) box {
	for i := range b.min {
		b.min[i], b.max[i] = min(b.min[i], c.min[i]), max(b.max[i], c.max[i])
	}
	return b
}

// distance2 is the square of the distance from p to the box, 0 inside.
func (b *box) distance2(p *vec) float64 {
	sum := 0.0
	for i := range p {
		d := max(b.min[i]-p[i], 0, p[i]-b.max[i])
		sum += d * d
	}
	return sum
}

// boxTree finds the nearest of many items in space. It is a static binary tree
// over the items in the order given, so neighbours in that order should be
// neighbours in space: the pieces of a line are, points need sorting first.
type boxTree struct {
	nodes []boxNode // preorder; the root is the first, a left child follows its parent
}

type boxNode struct {
	box
	first, after int32 // items [first, after)
	right        int32 // index of the right child; 0 for a leaf
}

const leafItems = 4

func newBoxTree(items []box) *boxTree {
	t := &boxTree{nodes: make([]boxNode, 0, len(items))}
	if len(items) > 0 {
		t.build(items, 0, len(items))
	}
	return t
}

func (t *boxTree) build(items []box, first, after int) int32 {
	at := int32(len(t.nodes))
	t.nodes = append(t.nodes, boxNode{first: int32(first), after: int32(after)})
	if after-first <= leafItems {
		b := items[first]
		for _, c := range items[first+1 : after] {
			b = b.join(c)
		}
		t.nodes[at].box = b
		return at
	}
	middle := (first + after) / 2
	left := t.build(items, first, middle)
	right := t.build(items, middle, after)
	t.nodes[at].right = right
	t.nodes[at].box = t.nodes[left].join(t.nodes[right].box)
	return at
}

// nearest finds the item for which distance2 is least, or -1 in an empty tree.
// distance2 must never be less than the distance to the item's box.
func (t *boxTree) nearest(p vec, distance2 func(item int) float64) (item int, least float64) {
	item, least = -1, math.Inf(1)
	if len(t.nodes) == 0 {
		return item, least
	}
	type waiting struct {
		node  int32
		bound float64
	}
	var stack [64]waiting // deeper than log2 of any number of items
	stack[0] = waiting{0, 0}
	for top := 0; top >= 0; {
		w := stack[top]
		top--
		if w.bound > least {
			continue
		}
		n := &t.nodes[w.node]
		if n.right == 0 {
			for i := int(n.first); i < int(n.after); i++ {
				if d := distance2(i); d < least || item < 0 {
					item, least = i, d
				}
			}
			continue
		}
		a := waiting{w.node + 1, t.nodes[w.node+1].distance2(&p)}
		b := waiting{n.right, t.nodes[n.right].distance2(&p)}
		if a.bound < b.bound {
			a, b = b, a
		}
		stack[top+1], stack[top+2] = a, b
		top += 2
	}
	return item, least
}
