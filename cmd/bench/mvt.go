package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"google.golang.org/protobuf/encoding/protowire"
)

var errNotATile = errors.New("not a vector tile")

// cellsIn gives the n of every feature of a tile with one layer, by id; the
// body may be compressed.
func cellsIn(body []byte) (map[uint64]uint64, error) {
	body, err := plain(body)
	if err != nil {
		return nil, err
	}
	cells := map[uint64]uint64{}
	var l tileLayer
	ok := fields(body, func(num protowire.Number, v []byte, _ uint64) bool {
		const layer = 3
		return num != layer || l.read(v)
	})
	for _, f := range l.features {
		id, n, found := l.cell(f)
		ok = ok && found
		cells[id] = n
	}
	if !ok {
		return nil, errNotATile
	}
	return cells, nil
}

// plain unpacks a body that is compressed.
func plain(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// tileLayer is what is needed of a layer.
type tileLayer struct {
	features [][]byte
	keys     []string
	values   []uint64 // whole numbers; others are 0
}

func (l *tileLayer) read(b []byte) bool {
	const feature, key, value = 2, 3, 4
	return fields(b, func(num protowire.Number, v []byte, _ uint64) bool {
		switch num {
		case feature:
			l.features = append(l.features, v)
		case key:
			l.keys = append(l.keys, string(v))
		case value:
			l.values = append(l.values, wholeNumber(v))
		}
		return true
	})
}

func wholeNumber(b []byte) (n uint64) {
	const plain, unsigned, zigzag = 4, 5, 6
	fields(b, func(num protowire.Number, _ []byte, v uint64) bool {
		switch num {
		case plain, unsigned:
			n = v
		case zigzag:
			n = uint64(protowire.DecodeZigZag(v))
		}
		return true
	})
	return n
}

// cell gives a feature's id and its property n.
func (l *tileLayer) cell(feature []byte) (id, n uint64, found bool) {
	const idField, tags = 1, 2
	fields(feature, func(num protowire.Number, b []byte, v uint64) bool {
		if num == idField {
			id = v
		}
		for num == tags && len(b) > 0 {
			key, used := protowire.ConsumeVarint(b)
			value, more := protowire.ConsumeVarint(b[max(used, 0):])
			if used < 0 || more < 0 || key >= uint64(len(l.keys)) || value >= uint64(len(l.values)) {
				return false
			}
			if l.keys[key] == "n" {
				n, found = l.values[value], true
			}
			b = b[used+more:]
		}
		return true
	})
	return id, n, found
}

// fields visits the fields of a message: bytes or number. It is false when the
// message is damaged or visit is.
func fields(b []byte, visit func(num protowire.Number, v []byte, n uint64) bool) bool {
	for len(b) > 0 {
		num, typ, used := protowire.ConsumeTag(b)
		if used < 0 {
			return false
		}
		b = b[used:]
		var v []byte
		var n uint64
		switch typ {
		case protowire.BytesType:
			v, used = protowire.ConsumeBytes(b)
		case protowire.VarintType:
			n, used = protowire.ConsumeVarint(b)
		default:
			used = protowire.ConsumeFieldValue(num, typ, b)
		}
		if used < 0 || !visit(num, v, n) {
			return false
		}
		b = b[used:]
	}
	return true
}
