package hotspot

// The gates a map and a cell must pass. They come after the false discovery
// control and are part of the method, not settings.
const (
	minEpisodes = 2 // behind rates.MinIncidents in the disk, for hot
	minInCell   = 1 // in the cell itself, for hot

	minMapIncidents = 30 // for any statement about a map
	minMapCells     = 30 // for Gi*, which leans on large numbers; the exact test does not

	burstExcess = 0.20 // incidents over episodes: above it, episodes are tested
)
