package tiles

import "encoding/binary"

// Commands of a geometry: the number in the low 3 bits, how often above.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 1<<3 | 7
)

// path writes geometries. The cursor stays where the last point was, as MVT
// 2.1 wants it, so that the rings of one feature follow each other.
type path struct {
	b      []byte
	cursor point
}

func (p *path) to(command uint64, points []point) {
	p.b = binary.AppendUvarint(p.b, uint64(len(points))<<3|command)
	for _, q := range points {
		p.b = binary.AppendUvarint(p.b, zigzag(q.x-p.cursor.x))
		p.b = binary.AppendUvarint(p.b, zigzag(q.y-p.cursor.y))
		p.cursor = q
	}
}

// points writes points that are one feature.
func (p *path) points(points []point) { p.to(moveTo, points) }

// line writes a line of two points or more.
func (p *path) line(points []point) {
	p.to(moveTo, points[:1])
	p.to(lineTo, points[1:])
}

// ring writes an open ring of three points or more and closes it.
func (p *path) ring(points []point) {
	p.line(points)
	p.b = append(p.b, closePath)
}

func zigzag(v int32) uint64 { return uint64(uint32(v<<1) ^ uint32(v>>31)) }
