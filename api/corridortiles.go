package api

import (
	"strconv"

	"linea/tiles"
)

func corridorTile(c *call) error {
	request := tiles.CorridorRequest{Tile: c.tileOfPath()}
	if err := c.params.err(); err != nil {
		return err
	}
	shelf, err := c.shelf()
	if err != nil {
		return err
	}
	saved, changed, err := shelf.List(c.ctx)
	if err != nil {
		return err
	}
	request.Saved, request.Version = saved, strconv.FormatUint(changed, 10)
	tile, err := c.Tiles.Corridor(c.ctx, request)
	if err != nil {
		return err
	}
	return c.sendTile(tile)
}

func corridorJSON(c *call) error { return c.sendTileJSON(tiles.CorridorJSON(c.base())) }
