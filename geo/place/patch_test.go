package place

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// patchLines are lines of every sort: long legs, tracks, lines that retrace
// themselves, closed ones, and one across the antimeridian.
func patchLines(r *rand.Rand) []*Polyline {
	out := []*Polyline{
		NewPolyline(orb.LineString{{-112, 31}, {-111.5, 31.2}, {-112, 31}}),
		NewPolyline(orb.LineString{{-111, 31.5}, {-110.8, 31.5}, {-110.9, 31.6}, {-111, 31.5}}),
		NewPolyline(orb.LineString{{179.7, 12}, {-179.8, 12.3}, {179.9, 12.5}}),
		NewPolyline(orb.LineString{{10, 79}, {12, 79.5}, {16, 79.4}}),
	}
	for range 30 {
		out = append(out, NewPolyline(randomLine(r, 2+r.IntN(6), 0.3)), NewPolyline(randomLine(r, mostPieces, 0.003)))
	}
	return out
}

// beside gives a point that lies up to withinM from a line.
func beside(r *rand.Rand, l *Polyline, withinM float64) orb.Point {
	return Direct(l.At(r.Float64()*l.LengthM()), 360*r.Float64(), withinM*r.Float64())
}

// Where a patch is sure, it finds what a seeker finds; and it is sure of nearly
// all but what lies where the line retraces itself.
//
//ci:plain
func TestPatchAgreesWithSeeker(t *testing.T) {
	r := seeded(t)
	sures, all := 0, 0
	for i, l := range patchLines(r) {
		seeker := l.Seeker()
		for range 400 {
			reachM := 500 + (MaxPatchReachM-500)*r.Float64()
			p := beside(r, l, 1.5*reachM)
			var patch Patch
			patch.Move(SquareOf(p), l, reachM)
			limitM := reachM * (0.3 + 0.7*r.Float64())
			got, ok, sure := patch.Within(p, limitM)
			want, wantOK := seeker.Within(p, limitM)
			if i > 0 {
				all++
			}
			if !sure {
				continue
			}
			if i > 0 {
				sures++
			}
			if ok != wantOK {
				t.Fatalf("line %d: %v within %g m: %v, by the seeker %v (%g m)", i, p, limitM, ok, wantOK, want.DistanceM)
			}
			if !ok {
				continue
			}
			if math.Abs(got.DistanceM-want.DistanceM) > patch.OffM() || math.Abs(got.AlongM-want.AlongM) > 2*patch.OffM() || got.Right != want.Right || got.Beyond != want.Beyond || got.Overshoot != want.Overshoot {
				t.Fatalf("line %d: %v within %g m: %+v, by the seeker %+v", i, p, limitM, got, want)
			}
		}
	}
	if share := float64(sures) / float64(all); share < 0.95 {
		t.Errorf("sure of %.1f %% only", 100*share)
	}
}

// Of a track of which very much comes near a patch says nothing, and keeps nothing.
func TestPatchOfADenseTrack(t *testing.T) {
	r := seeded(t)
	track, far := NewPolyline(randomLine(r, 10_000, 0.0003)), orb.Point{20, 20}
	var patch Patch
	for range 100 {
		p := beside(r, track, 5000)
		patch.Move(SquareOf(p), track, 20_000)
		_, _, sure := patch.Within(p, 5000)
		if _, straight := patch.Straight(p, 5000); sure || straight || !patch.EndWithin(5000) || cap(patch.legs) > 0 || len(patch.room) > 2*mostPieces {
			t.Fatalf("sure: %v, straight: %v, %d legs, %d pieces", sure, straight, cap(patch.legs), len(patch.room))
		}
	}
	patch.Move(SquareOf(far), track, 20_000)
	if _, ok, sure := patch.Within(far, 5000); ok || !sure || patch.EndWithin(5000) {
		t.Errorf("far away: %v, sure: %v, %+v", ok, sure, patch)
	}
}

// Beside a free end a centimetre decides whether a point lies beyond it: there a
// patch that is sure says what the seeker says.
func TestPatchIsNotSureWhereTheLineEnds(t *testing.T) {
	r := seeded(t)
	sures := 0
	for range 300 {
		l := NewPolyline(randomLine(r, 2+r.IntN(4), 0.3))
		seeker, start := l.Seeker(), l.At(0)
		_, azimuth := Inverse(start, l.At(1))
		for range 100 {
			reachM := 500 + (MaxPatchReachM-500)*r.Float64()
			across := Direct(start, azimuth, 4*offM(reachM)*(2*r.Float64()-1))
			p := Direct(across, azimuth+90-180*float64(r.IntN(2)), 0.9*reachM*r.Float64())
			var patch Patch
			patch.Move(SquareOf(p), l, reachM)
			got, ok, sure := patch.Within(p, reachM)
			if !sure {
				continue
			}
			sures++
			want, wantOK := seeker.Within(p, reachM)
			if ok != wantOK || got.Beyond != want.Beyond || got.Overshoot != want.Overshoot {
				t.Fatalf("%v within %g m: %+v, by the seeker %+v", p, reachM, got, want)
			}
		}
	}
	if sures < 1000 {
		t.Errorf("sure of %d points only", sures)
	}
}

// Where a patch says that the line is straight around a point, it is one segment
// from end to end as far as said.
//
//ci:plain
func TestStraightIsStraight(t *testing.T) {
	r := seeded(t)
	inTheMiddle, beyond := 0, 0
	for i, l := range patchLines(r) {
		for range 400 {
			reachM := 500 + (MaxPatchReachM-500)*r.Float64()
			p := beside(r, l, reachM)
			var patch Patch
			patch.Move(SquareOf(p), l, reachM)
			spanM := reachM / 2 * r.Float64()
			limitM := (reachM - spanM) * r.Float64()
			s, ok := patch.Straight(p, limitM+spanM)
			if !ok {
				continue
			}
			foot := l.Nearest(p)
			for range 10 {
				q := Direct(p, 360*r.Float64(), spanM*r.Float64())
				matches := l.Matches(q, limitM)
				switch {
				case len(matches) > 1:
					t.Fatalf("line %d: %v is near to %d places of the line, %v beside one", i, q, len(matches), p)
				case len(matches) == 0 || matches[0].Segment != foot.Segment && foot.Beyond == 0:
				case s.BeforeM > spanM+1 && s.AfterM > spanM+1:
					inTheMiddle++
					if matches[0].Segment != foot.Segment || matches[0].Beyond != 0 {
						t.Fatalf("line %d: %v: %+v, of the middle %+v", i, q, matches[0], foot)
					}
				case s.Starts && s.BeforeM < -spanM-1 || s.Ends && s.AfterM < -spanM-1:
					beyond++
					if matches[0].Beyond == 0 {
						t.Fatalf("line %d: %v: %+v, of the middle %+v, %+v", i, q, matches[0], foot, s)
					}
				}
			}
		}
	}
	if inTheMiddle < 5000 || beyond < 100 {
		t.Errorf("only %d points beside one leg, %d beyond its end", inTheMiddle, beyond)
	}
}

func TestPatchesOfNeighboursHaveTheirOwnSlots(t *testing.T) {
	seen := map[int]bool{}
	at := SquareOf(orb.Point{-111.3, 31.4})
	for x := range int32(8) {
		for y := range int32(8) {
			slot := Square{at.x + x, at.y - y}.Slot(8)
			if slot < 0 || slot >= 64 || seen[slot] {
				t.Fatalf("slot %d of %d,%d", slot, x, y)
			}
			seen[slot] = true
		}
	}
}

func BenchmarkPatch(b *testing.B) {
	line := NewPolyline(randomLine(rand.New(rand.NewPCG(1, 1)), 6, 0.3))
	points := make([]orb.Point, 1000)
	for i := range points {
		points[i] = Direct(line.At(float64(i)/1000*line.LengthM()), float64(i*37%360), 4000)
	}
	var p Patch
	b.Run("move", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			p.Move(SquareOf(points[i%1000]), line, 6000)
		}
	})
	p.Move(SquareOf(points[0]), line, 6000)
	b.Run("within", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			p.Within(points[0], 5000)
		}
	})
}
