package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/index"
	"linea/geo/store/sqlite"
)

// postgis is a PostGIS that holds the same incidents.
type postgis struct {
	conn   *pgx.Conn
	schema string
}

const schemaOfIncidents = `CREATE TABLE incidents (
	id text, kind int2, status int2, repeats bool, occurred_at timestamptz, radius_m float8, persons int4, lon float8, lat float8,
	h3_r3 int8, h3_r4 int8, h3_r5 int8, h3_r6 int8, h3_r7 int8, h3_r8 int8, h3_r9 int8);
CREATE TABLE outlines (res int2, h3 int8, wkb bytea)`

// load copies what the store holds into a schema of its own: mapped rows with
// their cell at every resolution, and the outline of every cell in Web
// Mercator.
func (p *postgis) load(ctx context.Context, path string) (err error) {
	if err := p.exec(ctx, "CREATE EXTENSION IF NOT EXISTS postgis", "CREATE SCHEMA "+p.schema,
		"SET search_path = "+p.schema+", public", schemaOfIncidents); err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, path, sqlite.Options{MustExist: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ix, err := index.Open(ctx, store)
	if err != nil {
		return err
	}
	cells, err := p.copyIncidents(ctx, ix.View())
	if err != nil {
		return err
	}
	if err := p.copyOutlines(ctx, cells); err != nil {
		return err
	}
	return p.addIndexes(ctx)
}

func (p *postgis) exec(ctx context.Context, statements ...string) error {
	for _, sql := range statements {
		if _, err := p.conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%w in\n%s", err, sql)
		}
	}
	return nil
}

// copyIncidents gives the base cells that it met.
func (p *postgis) copyIncidents(ctx context.Context, view geo.View) (map[geo.Cell]bool, error) {
	all := geo.Query{Duplicates: geo.DuplicatesInclude, Statuses: geo.SetOf(geo.StatusReported, geo.StatusVerified, geo.StatusDisputed, geo.StatusRetracted)}
	next, stop := iter.Pull2(view.Incidents(ctx, all, nil))
	defer stop()
	cells := map[geo.Cell]bool{}
	columns := []string{"id", "kind", "status", "repeats", "occurred_at", "radius_m", "persons", "lon", "lat"}
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		columns = append(columns, fmt.Sprintf("h3_r%d", res))
	}
	_, err := p.conn.CopyFrom(ctx, pgx.Identifier{"incidents"}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		for {
			r, err, ok := next()
			if !ok || err != nil {
				return nil, err
			}
			if r.Mapped {
				cells[r.Cell] = true
				return incidentRow(r), nil
			}
		}
	}))
	return cells, err
}

func incidentRow(r *geo.Record) []any {
	row := []any{r.ID, int16(r.Kind), int16(r.Status), r.DuplicateOf != "", r.OccurredAt, r.RadiusM, int32(r.Persons), r.Point.Lon(), r.Point.Lat()}
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		row = append(row, int64(grid.Parent(r.Cell, res)))
	}
	return row
}

func (p *postgis) copyOutlines(ctx context.Context, base map[geo.Cell]bool) error {
	var rows [][]any
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		seen := map[geo.Cell]bool{}
		for c := range base {
			if c = grid.Parent(c, res); !seen[c] {
				seen[c] = true
				rows = append(rows, []any{int16(res), int64(c), outlineWKB(c)})
			}
		}
	}
	_, err := p.conn.CopyFrom(ctx, pgx.Identifier{"outlines"}, []string{"res", "h3", "wkb"}, pgx.CopyFromRows(rows))
	return err
}

// outlineWKB is the polygon of a cell in Web Mercator metres.
func outlineWKB(c geo.Cell) []byte {
	const earthM = 6378137
	ring := grid.Boundary(c)
	b := []byte{1} // little endian
	for _, v := range []uint32{3, 1, uint32(len(ring))} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	for _, at := range ring {
		x, y := at.Lon()*math.Pi/180, math.Asinh(math.Tan(at.Lat()*math.Pi/180))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x*earthM))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(y*earthM))
	}
	return b
}

// addIndexes makes a table of outlines for each resolution, and the indexes
// that the tiles need.
func (p *postgis) addIndexes(ctx context.Context) error {
	const each = `CREATE TABLE cells_r# AS SELECT h3, ST_GeomFromWKB(wkb, 3857) AS outline FROM outlines WHERE res = #;
ALTER TABLE cells_r# ADD PRIMARY KEY (h3);
CREATE INDEX ON cells_r# USING gist (outline);
CREATE INDEX ON incidents (h3_r#, occurred_at);
VACUUM ANALYZE cells_r#`
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		statements := strings.Split(strings.ReplaceAll(each, "#", fmt.Sprint(res)), ";")
		if err := p.exec(ctx, statements...); err != nil {
			return err
		}
	}
	return p.exec(ctx, "VACUUM ANALYZE incidents",
		`CREATE TABLE points AS SELECT ST_MakePoint(lon, lat)::geography AS at, occurred_at FROM incidents WHERE status IN (0, 1) AND NOT repeats`,
		"CREATE INDEX ON points USING gist (at)", "VACUUM ANALYZE points")
}

// drop removes what was loaded.
func (p *postgis) drop(ctx context.Context) error {
	return errors.Join(p.exec(ctx, "DROP SCHEMA "+p.schema+" CASCADE"), p.conn.Close(ctx))
}
