package tiles

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb/encoding/mvt"
	"google.golang.org/protobuf/encoding/protowire"
)

// decoded is a tile read by the strict reader below, which refuses whatever
// MVT 2.1 does not allow, and not by the code that wrote it.
type decoded struct {
	layers map[string]*decodedLayer
}

type decodedLayer struct {
	name     string
	features []decodedFeature
}

type decodedFeature struct {
	id    uint64
	kind  geometryType
	props map[string]any
	parts [][]point // points, lines or open rings
}

func decode(t testing.TB, body []byte) decoded {
	t.Helper()
	d, err := readTile(body)
	if err != nil {
		t.Fatalf("not a valid tile: %v", err)
	}
	if _, err := mvt.Unmarshal(body); err != nil {
		t.Fatalf("orb cannot read the tile: %v", err)
	}
	return d
}

// field is one field of a protocol buffers message.
type field struct {
	num    protowire.Number
	typ    protowire.Type
	varint uint64
	bytes  []byte
	real   float64
}

func fields(b []byte) (out []field, err error) {
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		b = b[n:]
		f := field{num: num, typ: typ}
		switch typ {
		case protowire.VarintType:
			f.varint, n = protowire.ConsumeVarint(b)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(b)
		case protowire.Fixed64Type:
			var v uint64
			v, n = protowire.ConsumeFixed64(b)
			f.real = math.Float64frombits(v)
		default:
			return nil, fmt.Errorf("wire type %d", typ)
		}
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		b = b[n:]
		out = append(out, f)
	}
	return out, nil
}

func varints(b []byte) (out []uint64, err error) {
	for len(b) > 0 {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		out, b = append(out, v), b[n:]
	}
	return out, nil
}

func readTile(body []byte) (decoded, error) {
	d := decoded{layers: map[string]*decodedLayer{}}
	fs, err := fields(body)
	if err != nil {
		return d, err
	}
	for _, f := range fs {
		if f.num != 3 {
			return d, fmt.Errorf("field %d of a tile", f.num)
		}
		l, err := readLayer(f.bytes)
		if err != nil {
			return d, err
		}
		if d.layers[l.name] != nil {
			return d, fmt.Errorf("two layers %q", l.name)
		}
		d.layers[l.name] = l
	}
	return d, nil
}

func readLayer(b []byte) (*decodedLayer, error) {
	fs, err := fields(b)
	if err != nil {
		return nil, err
	}
	l := &decodedLayer{}
	var keys []string
	var values []any
	seenKeys, seenValues := map[string]bool{}, map[any]bool{}
	once := map[protowire.Number]bool{}
	for _, f := range fs {
		switch f.num {
		case 1:
			l.name = string(f.bytes)
		case 15:
			if f.varint != 2 {
				return nil, fmt.Errorf("version %d", f.varint)
			}
		case 5:
			if f.varint != Extent {
				return nil, fmt.Errorf("extent %d", f.varint)
			}
		case 3:
			keys = append(keys, string(f.bytes))
			if seenKeys[string(f.bytes)] {
				return nil, fmt.Errorf("key %q repeated", f.bytes)
			}
			seenKeys[string(f.bytes)] = true
		case 4:
			v, err := readValue(f.bytes)
			if err != nil {
				return nil, err
			}
			if seenValues[v] {
				return nil, fmt.Errorf("value %v repeated", v)
			}
			seenValues[v] = true
			values = append(values, v)
		case 2:
		default:
			return nil, fmt.Errorf("field %d of a layer", f.num)
		}
		if f.num == 1 || f.num == 15 || f.num == 5 {
			if once[f.num] {
				return nil, fmt.Errorf("field %d twice", f.num)
			}
			once[f.num] = true
		}
	}
	if len(once) != 3 || l.name == "" {
		return nil, fmt.Errorf("layer without name, version or extent")
	}
	used := map[uint64]bool{}
	for _, f := range fs {
		if f.num != 2 {
			continue
		}
		feature, err := readFeature(f.bytes, keys, values, used)
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", l.name, err)
		}
		l.features = append(l.features, feature)
	}
	if len(l.features) == 0 {
		return nil, fmt.Errorf("layer %s is empty", l.name)
	}
	if len(used) != len(values) {
		return nil, fmt.Errorf("layer %s has %d values and uses %d", l.name, len(values), len(used))
	}
	return l, nil
}

func readValue(b []byte) (any, error) {
	fs, err := fields(b)
	if err != nil || len(fs) != 1 {
		return nil, fmt.Errorf("a value with %d fields: %v", len(fs), err)
	}
	switch f := fs[0]; f.num {
	case 1:
		return string(f.bytes), nil
	case 3:
		return f.real, nil
	case 5:
		return f.varint, nil
	case 7:
		return f.varint == 1, nil
	default:
		return nil, fmt.Errorf("field %d of a value", f.num)
	}
}

func readFeature(b []byte, keys []string, values []any, used map[uint64]bool) (f decodedFeature, err error) {
	fs, err := fields(b)
	if err != nil {
		return f, err
	}
	f.props = map[string]any{}
	seen := map[protowire.Number]bool{}
	for _, x := range fs {
		if seen[x.num] {
			return f, fmt.Errorf("field %d of a feature twice", x.num)
		}
		seen[x.num] = true
		switch x.num {
		case 1:
			f.id = x.varint
		case 2:
			tags, err := varints(x.bytes)
			if err != nil || len(tags)%2 != 0 {
				return f, fmt.Errorf("odd tags %v %v", tags, err)
			}
			for i := 0; i < len(tags); i += 2 {
				if tags[i] >= uint64(len(keys)) || tags[i+1] >= uint64(len(values)) {
					return f, fmt.Errorf("tag out of range")
				}
				if _, twice := f.props[keys[tags[i]]]; twice {
					return f, fmt.Errorf("key %q twice in a feature", keys[tags[i]])
				}
				f.props[keys[tags[i]]] = values[tags[i+1]]
				used[tags[i+1]] = true
			}
		case 3:
			f.kind = geometryType(x.varint)
		case 4:
			commands, err := varints(x.bytes)
			if err != nil {
				return f, err
			}
			if f.parts, err = readGeometry(commands); err != nil {
				return f, err
			}
		default:
			return f, fmt.Errorf("field %d of a feature", x.num)
		}
	}
	return f, checkParts(&f)
}

func readGeometry(c []uint64) (parts [][]point, err error) {
	var at point
	open := false
	for i := 0; i < len(c); {
		command, count := c[i]&7, int(c[i]>>3)
		i++
		switch command {
		case moveTo, lineTo:
			if count == 0 || i+2*count > len(c) {
				return nil, fmt.Errorf("command %d with count %d", command, count)
			}
			if command == lineTo && !open {
				return nil, fmt.Errorf("LineTo without MoveTo")
			}
			if command == moveTo {
				parts = append(parts, nil)
				open = true
			}
			for range count {
				dx, dy := protowire.DecodeZigZag(c[i]), protowire.DecodeZigZag(c[i+1])
				i += 2
				if command == lineTo && dx == 0 && dy == 0 {
					return nil, fmt.Errorf("LineTo of length 0")
				}
				at = point{at.x + int32(dx), at.y + int32(dy)}
				parts[len(parts)-1] = append(parts[len(parts)-1], at)
			}
		case 7:
			if count != 1 || !open {
				return nil, fmt.Errorf("ClosePath with count %d", count)
			}
			open = false
		default:
			return nil, fmt.Errorf("command %d", command)
		}
	}
	return parts, nil
}

func checkParts(f *decodedFeature) error {
	if len(f.parts) == 0 {
		return fmt.Errorf("feature without geometry")
	}
	for i, part := range f.parts {
		switch f.kind {
		case pointType:
		case lineType:
			if len(part) < 2 {
				return fmt.Errorf("line of %d points", len(part))
			}
		case polygonType:
			if len(part) < 3 || part[0] == part[len(part)-1] {
				return fmt.Errorf("ring %v", part)
			}
			if a := doubleArea(part); a == 0 || i == 0 && a < 0 {
				return fmt.Errorf("ring %v has twice the area %d", part, a)
			}
		default:
			return fmt.Errorf("geometry type %d", f.kind)
		}
	}
	return nil
}

// simple says whether no two edges of the ring cross or overlap.
func simple(ring []point) bool {
	n := len(ring)
	for i := range n {
		for j := i + 1; j < n; j++ {
			a, b, c, d := ring[i], ring[(i+1)%n], ring[j], ring[(j+1)%n]
			switch {
			case j == i+1:
				if turn(a, b, d) == 0 && dot(a, b, d) > 0 && d != b && onTheWay(b, a, d) {
					return false
				}
			case (j+1)%n == i:
				if turn(c, a, b) == 0 && onTheWay(a, c, b) {
					return false
				}
			case meet(a, b, c, d):
				return false
			}
		}
	}
	return true
}

func turn(a, b, c point) int64 {
	return int64(b.x-a.x)*int64(c.y-a.y) - int64(b.y-a.y)*int64(c.x-a.x)
}

func dot(a, b, d point) int64 {
	return int64(a.x-b.x)*int64(d.x-b.x) + int64(a.y-b.y)*int64(d.y-b.y)
}

// onTheWay: seen from b, a and d lie in the same direction.
func onTheWay(b, a, d point) bool { return dot(a, b, d) > 0 }

func meet(a, b, c, d point) bool {
	s := func(v int64) int {
		switch {
		case v > 0:
			return 1
		case v < 0:
			return -1
		}
		return 0
	}
	abc, abd, cda, cdb := s(turn(a, b, c)), s(turn(a, b, d)), s(turn(c, d, a)), s(turn(c, d, b))
	if abc*abd < 0 && cda*cdb < 0 {
		return true
	}
	between := func(a, b, p point) bool {
		return turn(a, b, p) == 0 && min(a.x, b.x) <= p.x && p.x <= max(a.x, b.x) && min(a.y, b.y) <= p.y && p.y <= max(a.y, b.y)
	}
	return between(a, b, c) || between(a, b, d) || between(c, d, a) || between(c, d, b)
}
