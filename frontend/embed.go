// Package frontend holds the built web app, so that the binary serves it
// without any file beside it.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist is the built app: index.html, hashed files under assets/, and beside
// each compressible file its .gz and .br twin. Before the first build it holds
// no index.html (only .keep, which lets Go compile without Node).
func Dist() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil { // cannot happen: the path is a constant that embed checked
		return files
	}
	return dist
}
