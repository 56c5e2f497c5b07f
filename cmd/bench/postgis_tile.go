package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"linea/geo/grid"
	"linea/tiles"
)

// tileSQL makes a hotspot tile as one would with stored H3 ids: one GROUP BY
// over the rows of the cells in the tile, joined to their outlines. # is the
// resolution.
const tileSQL = `SELECT ST_AsMVT(t, 'hotspots', 4096, 'geom', 'id') FROM (
	SELECT c.h3 >> 18 AS id, a.n, a.persons, ST_AsMVTGeom(c.outline, ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS geom
	FROM (
		SELECT i.h3_r# AS h3, count(*) AS n, sum(i.persons) AS persons
		FROM incidents i JOIN cells_r# k ON k.h3 = i.h3_r#
		WHERE k.outline && ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096)
			AND i.occurred_at >= $4 AND i.occurred_at < $5 AND i.kind = ANY ($6)
			AND i.status IN (0, 1) AND NOT i.repeats AND i.radius_m <= $7
		GROUP BY i.h3_r#
	) a JOIN cells_r# c USING (h3)
) t WHERE geom IS NOT NULL`

// question is one tile under one filter.
type question struct {
	tile   tileID
	filter filter
}

func (q question) path() string { return hotspotPath(q.tile) + "?" + q.filter.values().Encode() }

// tile asks PostGIS and gives the tile and how long it took.
func (p *postgis) tile(ctx context.Context, q question) (body []byte, took time.Duration, err error) {
	res := tiles.ZoomRes(q.tile.z)
	kinds := make([]int16, len(q.filter.kinds))
	for i, k := range q.filter.kinds {
		kinds[i] = int16(k)
	}
	sql := strings.ReplaceAll(tileSQL, "#", fmt.Sprint(res))
	began := time.Now()
	err = p.conn.QueryRow(ctx, sql, q.tile.z, q.tile.x, q.tile.y, q.filter.from, q.filter.until, kinds, grid.InradiusM(res)).Scan(&body)
	return body, time.Since(began), err
}
