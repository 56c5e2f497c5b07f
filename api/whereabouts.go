package api

import (
	"bytes"
	"math"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/place"
)

// whereabouts says in words where a point lies, for readers without a map.
type whereabouts struct {
	Town            townAway `json:"town"`
	DistanceToLineM float64  `json:"distance_to_line_m"`
	BorderKm        float64  `json:"border_km"`
	Side            geo.Side `json:"side"`
}

// townAway is the nearest town and the way from it.
type townAway struct {
	Name      string `json:"name"`
	Country   string `json:"country"`
	DistanceM int    `json:"distance_m"`
	Compass   string `json:"compass"` // from the town
}

func whereaboutsOf(p orb.Point) *whereabouts {
	fix := place.Border().Locate(p)
	return &whereabouts{nearestTown(p), rounded(fix.DistanceM, 0), rounded(fix.Km, 1), fix.Side(0)}
}

func nearestTown(p orb.Point) townAway {
	town, distM := place.NearestTown(p)
	_, azimuth := place.Inverse(town.Point, p)
	return townAway{Name: town.Name, Country: town.Country, DistanceM: int(math.Round(distM)), Compass: compass(azimuth)}
}

// compass names the nearest of eight directions.
func compass(azimuthDeg float64) string {
	names := [8]string{"N", "NE", "E", "SE", "S", "SW", "W", "NW"}
	return names[int(math.Round(azimuthDeg/45))&7]
}

// appendTown puts the nearest town into a feature that ends with its
// properties; one without a usable place stays as it is.
func appendTown(feature []byte, r *geo.Record) ([]byte, error) {
	if !r.Mapped {
		return feature, nil
	}
	town, err := encodeJSON(nearestTown(r.Point))
	if err != nil {
		return feature, err
	}
	feature = append(feature[:len(feature)-2], `,"town":`...)
	feature = append(feature, bytes.TrimSpace(town)...)
	return append(feature, '}', '}'), nil
}
