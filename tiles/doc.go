// Package tiles draws answers as Mapbox Vector Tiles (MVT 2.1) and keeps them.
//
// The life of a hotspot tile: [Server.Hotspot] settles the resolution, asks its
// cache, and on a miss asks the View for the cells that may touch the tile's
// box. Each cell's outline lies projected, as integers, in a table; drawing is
// shifting those integers into the tile and writing them down, without
// features or geometries in between. The body is hashed for its ETag and
// compressed where that makes it smaller.
//
// A cached tile is never told that it is out of date. It is asked: it is good
// when it was checked at the asker's snapshot, or when the View says that no
// cell it touches has changed since.
//
// Units: a tile is [Extent] units wide, y grows southwards, and things up to
// [Buffer] units outside the tile are drawn too.
package tiles
