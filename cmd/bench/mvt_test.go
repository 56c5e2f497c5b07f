package main

import (
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// tileOf makes a tile of cells with n written in one of the three ways.
func tileOf(field protowire.Number, cells map[uint64]uint64) []byte {
	bytesField := func(b []byte, num protowire.Number, v []byte) []byte {
		return protowire.AppendBytes(protowire.AppendTag(b, num, protowire.BytesType), v)
	}
	var layer []byte
	layer = bytesField(layer, 3, []byte("persons"))
	layer = bytesField(layer, 3, []byte("n"))
	i := uint64(0)
	for id, n := range cells {
		feature := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), id)
		feature = bytesField(feature, 2, protowire.AppendVarint(protowire.AppendVarint(nil, 1), i))
		layer = bytesField(layer, 2, feature)
		if field == 6 {
			n = protowire.EncodeZigZag(int64(n))
		}
		layer = bytesField(layer, 4, protowire.AppendVarint(protowire.AppendTag(nil, field, protowire.VarintType), n))
		i++
	}
	return bytesField(nil, 3, layer)
}

func TestCompareCells(t *testing.T) {
	cells := map[uint64]uint64{1: 10, 2: 20, 1 << 40: 3}
	for _, field := range []protowire.Number{4, 5, 6} {
		if same, odd, err := compareCells(tileOf(5, cells), tileOf(field, cells)); same != 3 || odd != 0 || err != nil {
			t.Errorf("value field %d: %d the same, %d odd, %v", field, same, odd, err)
		}
	}
	if same, odd, err := compareCells(tileOf(5, cells), tileOf(5, map[uint64]uint64{1: 10, 7: 1})); same != 1 || odd != 3 || err != nil {
		t.Errorf("edge cells: %d the same, %d odd, %v", same, odd, err)
	}
	if _, _, err := compareCells(tileOf(5, cells), tileOf(5, map[uint64]uint64{1: 11})); err == nil {
		t.Error("another count passed")
	}
	if _, _, err := compareCells([]byte{1, 2, 3}, nil); err == nil {
		t.Error("a damaged tile passed")
	}
	if same, odd, err := compareCells(nil, nil); same+odd != 0 || err != nil {
		t.Error("empty tiles are equal", err)
	}
}
