package main

import (
	"path/filepath"

	"linea/geo/feed"
)

// inputOf gives a file to import; "-" is standard input.
func inputOf(w *world, name string) feed.Input {
	if name == "-" {
		return feed.Stream(nameOf(name), w.stdin)
	}
	return feed.File(name)
}

// nameOf is what a report calls an input.
func nameOf(name string) string {
	if name == "-" {
		return "standard input"
	}
	return filepath.Base(name)
}

// readOnce says whether an input gives its bytes only once.
func readOnce(name string) bool { return name == "-" || feed.File(name).Once }
