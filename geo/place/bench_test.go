package place

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// scattered gives the i-th of many points in and around the region.
func scattered(i int) orb.Point {
	return orb.Point{-115.5 + float64(i*7919%7000)/1000, 30 + float64(i*104729%3500)/1000}
}

func BenchmarkLocate(b *testing.B) {
	line := Border()
	for i := 0; b.Loop(); i++ {
		line.Locate(scattered(i))
	}
}

func BenchmarkNearestTown(b *testing.B) {
	towns := AllTowns()
	for i := 0; b.Loop(); i++ {
		towns.Nearest(scattered(i))
	}
}

func BenchmarkStudyAreaContains(b *testing.B) {
	area := StudyArea()
	for i := 0; b.Loop(); i++ {
		area.Contains(scattered(i))
	}
}

func BenchmarkDistance(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		Distance(scattered(i), scattered(i+1))
	}
}

func BenchmarkNewPolylineOf600Km(b *testing.B) {
	line := Border().Between(-1000, 1000)
	for b.Loop() {
		NewPolyline(line)
	}
}

// A point 5 km beside a recorded track, of which much comes nearer than 10 km.
func BenchmarkMatchesOfATrack(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	track := NewPolyline(randomLine(r, 10_000, 0.0003))
	p := beside(r, track, 5000)
	b.ReportAllocs()
	for b.Loop() {
		track.Matches(p, 10_000)
	}
}
