package api

import (
	"strconv"
	"strings"

	"linea/geo/corridor"
)

// corridorPlaces finds saved corridors by a part of their name. version changes
// when the saved corridors do. Without a store there are none.
func (c *call) corridorPlaces(text string, limit int) (found []placeFound, version string, err error) {
	if c.corridors == nil {
		return nil, "", nil
	}
	saved, changed, err := c.corridors.List(c.ctx)
	if err != nil {
		return nil, "", err
	}
	for i := range saved {
		if len(found) < limit && strings.Contains(strings.ToLower(saved[i].Name), strings.ToLower(text)) {
			found = append(found, corridorPlace(&saved[i]))
		}
	}
	return found, strconv.FormatUint(changed, 10), nil
}

// corridorPlace goes to the middle of the line.
func corridorPlace(saved *corridor.Saved) placeFound {
	at := saved.Line[len(saved.Line)/2]
	if route, err := corridor.Of(saved.Corridor); err == nil {
		at = route.At(route.LengthM() / 2)
	}
	return placeFound{
		Type: "corridor", ID: saved.ID, Name: saved.Name, Detail: saved.Note,
		Lon: rounded(at.Lon(), 6), Lat: rounded(at.Lat(), 6), Zoom: zoomOfTown,
	}
}
