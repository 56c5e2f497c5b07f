package survey

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// Exposure says how much could have been found where, for the even baseline:
// patrol hours, kilometres of road, people. Without one it is area.
type Exposure struct {
	ID     string // short hash of the file
	res    int    // of the cells that carry weights
	weight map[geo.Cell]float64
}

// on gives the weight of each cell of a ground, 0 where the file says nothing: there
// nothing could have been found, and the cell is not covered.
func (e *Exposure) on(g *Ground) ([]float64, error) {
	out := make([]float64, len(g.Cells))
	if g.Res > e.res {
		return nil, geo.Errorf("exposure", geo.Invalid, "The exposure file has cells of resolution %d and says nothing of finer ones; ask for resolution %d or coarser.", e.res, e.res)
	}
	sums := map[geo.Cell]float64{}
	for _, c := range slices.Sorted(maps.Keys(e.weight)) { // in order, so that sums are the same to the bit
		sums[grid.Parent(c, g.Res)] += e.weight[c]
	}
	for i, c := range g.Cells {
		out[i] = sums[c]
	}
	return out, nil
}

// maxExposureBytes bounds an exposure file: some two million cells.
const maxExposureBytes = 64 << 20

// ReadExposure reads a weight per cell, all cells of one resolution 4..9: a CSV
// file with the columns h3 and weight, or GeoJSON features with the properties
// h3 and weight, or points with the property weight, which count in the
// resolution 7 cell they lie in. Repeated cells add up.
func ReadExposure(r io.Reader) (*Exposure, error) {
	const op = "exposure"
	body, err := io.ReadAll(io.LimitReader(r, maxExposureBytes+1))
	if err != nil {
		return nil, geo.Wrap(op, geo.Unavailable, err, "The exposure file could not be read")
	}
	if len(body) > maxExposureBytes {
		return nil, geo.Errorf(op, geo.TooLarge, "The exposure file is larger than %d MB; add its weights up in larger cells.", maxExposureBytes>>20)
	}
	sum := sha256.Sum256(body)
	e := &Exposure{ID: hex.EncodeToString(sum[:6]), weight: map[geo.Cell]float64{}}
	if text := bytes.TrimSpace(body); len(text) > 0 && text[0] == '{' {
		err = e.readGeoJSON(body)
	} else {
		err = e.readCSV(body)
	}
	if err == nil && len(e.weight) == 0 {
		err = geo.Errorf(op, geo.Invalid, "The exposure file has no weight above 0.")
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

func (e *Exposure) readCSV(body []byte) error {
	const op = "exposure"
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	header, err := rows.Read()
	h3, weight := column(header, "h3"), column(header, "weight")
	if err != nil || h3 < 0 || weight < 0 {
		return geo.Errorf(op, geo.Invalid, "The exposure file is neither GeoJSON nor a CSV file with the columns h3 and weight.")
	}
	for number := 2; ; number++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return geo.Wrap(op, geo.Invalid, err, "The exposure file is not CSV throughout")
		}
		cell, err := grid.Parse(strings.TrimSpace(row[h3]))
		if err != nil {
			return geo.Wrap(op, geo.Invalid, err, "Row "+strconv.Itoa(number)+" of the exposure file names no cell")
		}
		value, err := strconv.ParseFloat(strings.TrimSpace(row[weight]), 64)
		if err != nil {
			value = math.NaN()
		}
		if err := e.add(cell, value, "row "+strconv.Itoa(number)); err != nil {
			return err
		}
	}
}

func column(header []string, name string) int {
	for i, h := range header {
		if strings.EqualFold(strings.TrimSpace(h), name) {
			return i
		}
	}
	return -1
}

// pointRes is the resolution at which points with a weight are added up.
const pointRes = MaxRes

func (e *Exposure) readGeoJSON(body []byte) error {
	const op = "exposure"
	features, err := geojson.UnmarshalFeatureCollection(body)
	if err != nil {
		var broken *json.SyntaxError
		if errors.As(err, &broken) {
			return geo.Wrap(op, geo.Invalid, err, "The exposure file is not JSON")
		}
		return geo.Wrap(op, geo.Invalid, err, "The exposure file is not a GeoJSON FeatureCollection")
	}
	for i, f := range features.Features {
		where := "feature " + strconv.Itoa(i+1)
		cell, err := cellOf(f)
		if err != nil {
			return geo.Wrap(op, geo.Invalid, err, "The exposure file has no place for "+where)
		}
		weight, ok := f.Properties["weight"].(float64)
		if !ok {
			weight = math.NaN()
		}
		if err := e.add(cell, weight, where); err != nil {
			return err
		}
	}
	return nil
}

func cellOf(f *geojson.Feature) (geo.Cell, error) {
	if f != nil {
		if text, ok := f.Properties["h3"].(string); ok {
			return grid.Parse(text)
		}
		if p, ok := f.Geometry.(orb.Point); ok {
			if c := grid.FromPoint(p, pointRes); c != 0 {
				return c, nil
			}
		}
	}
	return 0, geo.Errorf("", geo.Invalid, "give it a property h3, or make it a point")
}

func (e *Exposure) add(c geo.Cell, weight float64, where string) error {
	res := grid.Res(c)
	if e.res == 0 {
		e.res = res
	}
	switch {
	case !(weight >= 0 && weight <= 1e15):
		return geo.Errorf("exposure", geo.Invalid, "The weight of %s of the exposure file is not a number from 0 to 1e15.", where)
	case res != e.res || res < MinRes || res > grid.BaseRes:
		return geo.Errorf("exposure", geo.Invalid, "The cell of %s of the exposure file has resolution %d; all cells must have the same, %d to %d.", where, res, MinRes, grid.BaseRes)
	case weight > 0:
		e.weight[c] += weight
	}
	return nil
}
