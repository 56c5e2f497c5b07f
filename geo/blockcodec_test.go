package geo_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"linea/geo"
)

// plausibleBlock makes n first revisions of incidents as an import writes them.
func plausibleBlock(r *rand.Rand, n int) []geo.Change {
	at := time.Date(2024, 5, 1, 12, 0, 0, 123e6, time.UTC)
	changes := make([]geo.Change, n)
	for i := range changes {
		in := geo.Incident{
			Source: "ogis", Kind: geo.Death, OccurredAt: at.Add(-time.Duration(r.IntN(1e6)) * time.Minute).Truncate(time.Second),
			TimePrecision: geo.PrecisionDay, TimeKind: geo.TimeDiscovered, HasPoint: true,
			RadiusM: 300, LocationMethod: geo.MethodDescribed, Persons: 1, Cause: geo.Exposure, Land: "Tohono O'odham Nation",
		}
		in.Point[0], in.Point[1] = geo.OnGrid(-113+4*r.Float64()), geo.OnGrid(31+2*r.Float64())
		changes[i] = geo.Change{
			ID: fmt.Sprintf("ogis:%06d-%03d", i, r.IntN(1000)), Revision: 1, Actor: "import", RecordedAt: at,
			Owner: "ogis", Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, &in),
		}
	}
	return changes
}

// oddBlock makes n changes in which every field takes any value it may.
func oddBlock(r *rand.Rand, n int) []geo.Change {
	changes := make([]geo.Change, n)
	for i := range changes {
		c := geo.Change{
			Entity: geo.Entity(r.IntN(4)), ID: fmt.Sprintf("%x-%d", r.Uint32(), i), Revision: 1,
			Op: geo.Op(r.IntN(2)), Actor: strings.Repeat("a", r.IntN(4)),
			RecordedAt: time.UnixMilli(r.Int64N(4e12) - 1e12).UTC(), Owner: fmt.Sprint("o", r.IntN(9)),
			Label: fmt.Sprint("l", r.IntN(3)), Format: uint8(r.IntN(256)), Fields: make([]byte, r.IntN(50)),
		}
		if r.IntN(2) == 0 {
			c.Revision, c.PrevSeq = 2+r.IntN(1e9), 1+r.Uint64N(1<<62)
		}
		for j := range c.Fields {
			c.Fields[j] = byte(r.Uint32())
		}
		changes[i] = c
	}
	return changes
}

func TestBlockRoundTrip(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for _, n := range []int{1, 2, 3, 100, geo.MaxBlock} {
		for name, changes := range map[string][]geo.Change{"plausible": plausibleBlock(r, n), "odd": oddBlock(r, n)} {
			body, err := geo.EncodeBlock(changes)
			if err != nil {
				t.Fatalf("%s %d: %v", name, n, err)
			}
			got, err := geo.DecodeBlock(body)
			if err != nil {
				t.Fatalf("%s %d: %v", name, n, err)
			}
			if !reflect.DeepEqual(changes, got) { // cmp is slow on thousands
				t.Fatalf("%s %d: %s", name, n, cmp.Diff(changes, got))
			}
			again, err := geo.EncodeBlock(got)
			if err != nil || !bytes.Equal(again, body) {
				t.Fatalf("%s %d: equal changes have unequal bodies (%v)", name, n, err)
			}
		}
	}
}

// The message inside a body is the format of every store that exists: a change
// here needs a new format number and a reader for the old one.
func TestBlockFormat(t *testing.T) {
	at := time.UnixMilli(1_700_000_000_000)
	body, err := geo.EncodeBlock([]geo.Change{
		{ID: "a:1", Revision: 1, Actor: "me", RecordedAt: at, Owner: "a", Label: "internal", Format: 1, Fields: []byte("F")},
		{ID: "a:22", Revision: 1, Actor: "me", RecordedAt: at, Owner: "a", Label: "internal", Format: 1, Fields: []byte("GH")},
		{Entity: geo.EntityCorridor, ID: "c", Revision: 3, PrevSeq: 7, Op: geo.OpDelete, Actor: "you", RecordedAt: at.Add(time.Second), Owner: "a", Label: "internal", Format: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	dec, _ := zstd.NewReader(nil)
	message, err := dec.DecodeAll(body, nil)
	if err != nil {
		t.Fatal(err)
	}
	const want = "0803" + // count 3
		"12026d65" + "120161" + "1208696e7465726e616c" + "1203796f75" + // me, a, internal, you
		"1a08613a31613a323263" + "2203030401" + // ids
		"2a03464748" + "3203010200" + // fields
		"3a0402000102" + // entity 0 0 1
		"42060102" + "0100" + "0104" + // revision 1 1 3
		"4a040200010e" + // prev_seq 0 0 7
		"520402000104" + // op put put delete
		"5a0402000106" + // actor 0 0 3
		"620c" + "0180a0abfef962" + "0100" + "01d00f" + // recorded_at
		"6a0401020200" + // owner 1 1 1
		"720401040200" + // label 2 2 2
		"7a0401020200" // format 1 1 1
	if got := hex.EncodeToString(message); got != want {
		t.Errorf("message\n got %s\nwant %s", got, want)
	}
}

func TestCheckBlockRefuses(t *testing.T) {
	good := geo.Change{ID: "a:1", Revision: 1, RecordedAt: time.UnixMilli(1), Owner: "a", Label: "internal", Format: 1}
	if err := geo.CheckBlock([]geo.Change{good}); err != nil {
		t.Fatalf("a good change is refused: %v", err)
	}
	for name, spoil := range map[string]func(*geo.Change){
		"unknown entity":           func(c *geo.Change) { c.Entity = 9 },
		"no id":                    func(c *geo.Change) { c.ID = "" },
		"long id":                  func(c *geo.Change) { c.ID = strings.Repeat("x", geo.MaxIDLength+1) },
		"a blank in the id":        func(c *geo.Change) { c.ID = "a b" },
		"an accent in the id":      func(c *geo.Change) { c.ID = "café" },
		"unknown operation":        func(c *geo.Change) { c.Op = 9 },
		"deleting an incident":     func(c *geo.Change) { c.Op = geo.OpDelete },
		"revision 0":               func(c *geo.Change) { c.Revision = 0 },
		"first with a predecessor": func(c *geo.Change) { c.PrevSeq = 4 },
		"later without one":        func(c *geo.Change) { c.Revision = 2 },
		"no time":                  func(c *geo.Change) { c.RecordedAt = time.Time{} },
		"microseconds":             func(c *geo.Change) { c.RecordedAt = c.RecordedAt.Add(time.Microsecond) },
		"no owner":                 func(c *geo.Change) { c.Owner = "" },
		"no label":                 func(c *geo.Change) { c.Label = "" },
	} {
		c := good
		spoil(&c)
		if _, err := geo.EncodeBlock([]geo.Change{c}); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	every := good
	every.ID = "AZaz09._:-"
	if err := geo.CheckBlock([]geo.Change{every}); err != nil {
		t.Error(err)
	}
	for name, changes := range map[string][]geo.Change{
		"empty": nil, "an id twice": {good, good}, "too many": make([]geo.Change, geo.MaxBlock+1),
	} {
		if _, err := geo.EncodeBlock(changes); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	source := good
	source.Entity = geo.EntitySource
	if err := geo.CheckBlock([]geo.Change{good, source}); err != nil {
		t.Errorf("the same id of two entities: %v", err)
	}
}

func TestBlockTooLarge(t *testing.T) {
	c := geo.Change{ID: "a", Entity: geo.EntityImport, Revision: 1, RecordedAt: time.UnixMilli(1), Owner: "a", Label: "internal", Fields: make([]byte, geo.MaxBlockBytes)}
	if _, err := geo.EncodeBlock([]geo.Change{c}); geo.CodeOf(err) != geo.TooLarge {
		t.Error(err)
	}
	c.Fields = c.Fields[:geo.MaxBlockBytes-200]
	body, err := geo.EncodeBlock([]geo.Change{c})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := geo.DecodeBlock(body); err != nil {
		t.Errorf("a block near the limit cannot be read back: %v", err)
	}
}

func FuzzDecodeBlock(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	enc, _ := zstd.NewWriter(nil)
	dec, _ := zstd.NewReader(nil)
	for _, changes := range [][]geo.Change{plausibleBlock(r, 3), oddBlock(r, 5)} {
		body, err := geo.EncodeBlock(changes)
		if err != nil {
			f.Fatal(err)
		}
		message, _ := dec.DecodeAll(body, nil)
		f.Add(body, message)
	}
	f.Fuzz(func(t *testing.T, body, message []byte) {
		for _, b := range [][]byte{body, enc.EncodeAll(message, nil)} {
			changes, err := geo.DecodeBlock(b)
			if err != nil {
				if geo.CodeOf(err) != geo.Damaged {
					t.Fatalf("code %s", geo.CodeOf(err))
				}
				continue
			}
			if len(changes) == 0 || len(changes) > geo.MaxBlock {
				t.Fatalf("%d changes", len(changes))
			}
		}
	})
}

func TestDecodeBlockDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	body, err := geo.EncodeBlock(oddBlock(r, 40))
	if err != nil {
		t.Fatal(err)
	}
	for i := range body {
		if _, err := geo.DecodeBlock(body[:i]); geo.CodeOf(err) != geo.Damaged {
			t.Fatalf("cut after %d bytes: %v", i, err)
		}
		spoilt := bytes.Clone(body)
		spoilt[i] ^= 1 << r.IntN(8)
		if _, err := geo.DecodeBlock(spoilt); err != nil && geo.CodeOf(err) != geo.Damaged {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
}

func BenchmarkEncodeBlock(b *testing.B) {
	changes := plausibleBlock(rand.New(rand.NewPCG(1, 1)), geo.MaxBlock)
	var body []byte
	for b.Loop() {
		body, _ = geo.EncodeBlock(changes)
	}
	b.ReportMetric(float64(len(body))/geo.MaxBlock, "B/change")
	b.ReportMetric(float64(b.N)*geo.MaxBlock/b.Elapsed().Seconds(), "changes/s")
}

func BenchmarkDecodeBlock(b *testing.B) {
	body, err := geo.EncodeBlock(plausibleBlock(rand.New(rand.NewPCG(1, 1)), geo.MaxBlock))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := geo.DecodeBlock(body); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*geo.MaxBlock/b.Elapsed().Seconds(), "changes/s")
}
