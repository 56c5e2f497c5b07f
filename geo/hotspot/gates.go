package hotspot

// The gates a map and a cell must pass. They come after the false discovery
// control and are part of the method, not settings.
const (
	minIncidents = 3   // in the disk, for hot
	minEpisodes  = 2   // behind them, for hot
	minInCell    = 1   // in the cell itself, for hot
	minExpected  = 3.7 // below it, finding none at all is no surprise (-ln 0.025)

	minMapIncidents = 30 // for any statement about a map
	minMapCells     = 30 // for Gi*, which leans on large numbers; the exact test does not

	burstExcess = 0.20 // incidents over episodes: above it, episodes are tested
)

// DefaultAlpha is the level of tests and one minus the confidence of intervals.
const DefaultAlpha = 0.05
