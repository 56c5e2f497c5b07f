package main

import "context"

// group is some rows of the table that are measured together. The order
// matters: what changes the store comes last.
type group struct {
	name    string
	needed  bool // others build on it
	measure func(context.Context, *bench) error
}

var groups = []group{
	{"import", true, measureImport},
	{"index memory", false, measureIndex},
	{"start-up", true, measureStart},
	{"tile never asked before", false, measureTiles},
	{"tile asked before", false, measureCached},
	{"requests a second", false, measureStored},
	{"summary", false, measureSummary},
	{"significance", false, measureSignificance},
	{"corridor", false, measureCorridors},
	{"statistics, counts in hand", false, measureMethods},
	{"process memory", false, measureProcess},
	{"beside PostGIS", false, measurePostGIS},
	{"single writes", false, measureCommits},
	{"while 1,000 rows a second are written", false, measureWrites},
}
