package index

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// Columns are judged by plain slices.

const columnRows = 5000

// someKeys are the rows of a column in a random order, some left out.
func someKeys(r *rand.Rand) (keys []sortKey) {
	for _, row := range r.Perm(columnRows)[:columnRows-700] {
		keys = append(keys, sortKey{row: uint32(row)})
	}
	return keys
}

func TestSparseColumn(t *testing.T) {
	for seed := range uint64(4) {
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 20))
		rare := 1 + r.IntN(300)
		var column, twice sparse[int]
		want := map[uint32]int{}
		for row := range uint32(columnRows) {
			if r.IntN(rare) == 0 {
				want[row] = r.Int()
				column.put(row, want[row])
			}
		}
		twice.append(&column, 0)
		twice.append(&column, columnRows+7)
		keys := someKeys(r)
		ordered := column.inOrderOf(keys)
		for row := range uint32(columnRows + 100) {
			value, has := want[row]
			for name, got := range map[string]func() (int, bool){
				"":         func() (int, bool) { return column.get(row) },
				"appended": func() (int, bool) { return twice.get(columnRows + 7 + row) },
			} {
				if v, ok := got(); ok != has || v != value {
					t.Fatalf("%s row %d has %d, %v; want %d, %v", name, row, v, ok, value, has)
				}
			}
		}
		for at, k := range keys {
			value, has := want[k.row]
			if v, ok := ordered.get(uint32(at)); ok != has || v != value {
				t.Fatalf("ordered row %d has %d, %v; want %d, %v", at, v, ok, value, has)
			}
		}
		from, until := uint32(r.IntN(columnRows)), uint32(r.IntN(columnRows))
		column.each(from, until, func(row uint32, v int) {
			if value, has := want[row]; !has || v != value || row < from || row >= until {
				t.Fatalf("visited row %d of %d..%d with %d", row, from, until, v)
			}
			delete(want, row)
		})
		for row := range want {
			if row >= from && row < until {
				t.Fatalf("row %d of %d..%d was not visited", row, from, until)
			}
		}
	}
}

func TestCountsColumn(t *testing.T) {
	for seed := range uint64(4) {
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 21))
		var want []uint16
		column := newCounts(0)
		for range columnRows {
			n := uint16(r.IntN(4))
			if r.IntN(50) == 0 {
				n = uint16(250 + r.IntN(65_000))
			}
			want = append(want, n)
			column.add(n)
		}
		keys := someKeys(r)
		ordered := column.inOrderOf(keys)
		for at, k := range keys {
			if got := ordered.at(uint32(at)); got != want[k.row] {
				t.Fatalf("row %d has %d, want %d", k.row, got, want[k.row])
			}
		}
		for range 100 {
			from := r.IntN(columnRows)
			until := from + r.IntN(columnRows-from+1)
			part, sum := newCounts(0), uint32(0)
			part.append(&column, 0, 3)
			part.append(&column, uint32(from), uint32(until))
			for i, n := range want[from:until] {
				sum += uint32(n)
				if got := part.at(uint32(3 + i)); got != n {
					t.Fatalf("appended row %d has %d, want %d", i, got, n)
				}
			}
			if got := column.sum(uint32(from), uint32(until)); got != sum {
				t.Fatalf("rows %d..%d sum up to %d, want %d", from, until, got, sum)
			}
		}
	}
}

// More radii than codes can name take a wide column; the values stay.
func TestRadiiColumn(t *testing.T) {
	for _, distinct := range []int{9, 200_000} {
		r := rand.New(rand.NewPCG(uint64(distinct), 22))
		column := newRadii(0)
		var want []float64
		for range 100_000 {
			m := float64(r.IntN(distinct)) / 5
			want = append(want, m)
			column.add(m)
		}
		if wide := column.wide != nil; wide != (distinct > 1<<16) {
			t.Errorf("%d distinct radii, wide: %v", distinct, wide)
		}
		keys := someKeys(r)
		ordered := column.inOrderOf(keys)
		for at, k := range keys {
			if got := ordered.at(uint32(at)); got != want[k.row] {
				t.Fatalf("row %d has %g, want %g", k.row, got, want[k.row])
			}
		}
	}
}

func TestNumbersColumn(t *testing.T) {
	for _, values := range []int{1, 1 << 16, 1<<16 + 1, 1 << 20} {
		r := rand.New(rand.NewPCG(uint64(values), 23))
		column := newNumbers(columnRows, values)
		want := make([]uint32, columnRows)
		for i := range want {
			want[i] = uint32(r.IntN(values))
			column.set(i, want[i])
		}
		for i, v := range want {
			if got := column.at(uint32(i)); got != v {
				t.Fatalf("of %d values %d came back as %d", values, v, got)
			}
		}
	}
}

// awkwardIDs are ids of every habit: numbers with and without leading zeros,
// numbers too long for a word, ULIDs, UUIDs, marks at the ends.
func awkwardIDs(r *rand.Rand) (all []string) {
	for i := range columnRows {
		switch i % 8 {
		case 0:
			all = append(all, fmt.Sprintf("ogis:%d", i))
		case 1:
			all = append(all, fmt.Sprintf("fars:%d-%06d", 2000+r.IntN(20), i))
		case 2:
			all = append(all, fmt.Sprintf("own:01HXYZ%020d", i))
		case 3:
			all = append(all, fmt.Sprintf("uuid:%08x-%04x-%04d", r.Uint32(), r.IntN(1<<16), i))
		case 4:
			all = append(all, fmt.Sprintf("x%d:", i))
		case 5:
			all = append(all, fmt.Sprintf("long:%050d%04d", r.IntN(1<<30), i))
		case 6:
			all = append(all, fmt.Sprintf("MMP%05d", i))
		default:
			all = append(all, fmt.Sprintf("iom.%d_%d", i, r.IntN(1<<40)))
		}
	}
	return append(all, "0", "00", "a", ":", "a:0", "a:00")
}

func TestIDsColumn(t *testing.T) {
	r := rand.New(rand.NewPCG(24, 1))
	want := awkwardIDs(r)
	column := ids{end: []uint32{}}
	var keys []sortKey
	for row, id := range want {
		column.text = append(column.text, id...)
		column.end = append(column.end, uint32(len(column.text)))
		keys = append(keys, sortKey{row: uint32(row)})
	}
	r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	packed := column.packInOrderOf(keys)
	dead := bitset{}
	dead.add(5)
	table := tableOf(&packed, dead)
	for at, k := range keys {
		if got := string(packed.append([]byte("before "), uint32(at))); got != "before "+want[k.row] {
			t.Fatalf("id %q came back as %q", want[k.row], got)
		}
		row, ok := table.find(&packed, []byte(want[k.row]))
		if ok != (at != 5) || ok && row != uint32(at) {
			t.Fatalf("id %q was found at %d, %v; want %d", want[k.row], row, ok, at)
		}
	}
	if _, ok := table.find(&packed, []byte("ogis:1")); ok {
		t.Error("an unknown id was found")
	}
	if len(packed.packed) > len(column.text) {
		t.Errorf("%d bytes of ids were packed into %d", len(column.text), len(packed.packed))
	}
}

func TestRadixSort(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 25))
		mask := r.Uint64() & r.Uint64()
		n := r.IntN(columnRows)
		if seed%2 == 1 {
			n = r.IntN(fewDigits)
		}
		s := make([]dayRow, n)
		for i := range s {
			s[i] = dayRow{key: r.Uint64() & mask, row: uint32(i)}
		}
		key := func(d *dayRow) uint64 { return d.key }
		s = radixSort(s, make([]dayRow, len(s)), key)
		for i := 1; i < len(s); i++ {
			if a, b := s[i-1], s[i]; a.key > b.key || a.key == b.key && a.row > b.row {
				t.Fatalf("seed %d: %v stands before %v", seed, a, b)
			}
		}
	}
}

// The flat estimate never overrules the geodesic, near the rim least of all.
func TestNearPointsAgreesWithTheGeodesic(t *testing.T) {
	r := rand.New(rand.NewPCG(26, 1))
	for range 200_000 {
		p := orb.Point{-115.5 + 7*r.Float64(), 25 + 12*r.Float64()}
		if r.IntN(10) == 0 {
			p = orb.Point{360*r.Float64() - 180, 178*r.Float64() - 89}
		}
		m, angle := linkM*(0.97+0.06*r.Float64()), 2*math.Pi*r.Float64()
		q := orb.Point{p.Lon() + m/111_320*math.Cos(angle)/math.Cos(p.Lat()*math.Pi/180), p.Lat() + m/111_000*math.Sin(angle)}
		if got, want := nearPoints(p, q), place.Distance(p, q) <= linkM; got != want {
			t.Fatalf("%v and %v lie %g m apart, near: %v", p, q, place.Distance(p, q), got)
		}
	}
}

func TestSumBytes(t *testing.T) {
	r := rand.New(rand.NewPCG(27, 1))
	for n := range 3000 {
		b, want := make([]uint8, n), uint32(0)
		for i := range b {
			b[i] = uint8(255 - r.IntN(2)*r.IntN(256))
			want += uint32(b[i])
		}
		if got := sumBytes(b); got != want {
			t.Fatalf("%d bytes sum up to %d, want %d", n, got, want)
		}
	}
}
