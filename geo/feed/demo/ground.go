package demo

import "linea/geo"

// Positions are whole numbers of the grid of 1e-7 degrees, distances whole
// metres. Over this area a degree is taken as 110,900 m north and 94,600 m east,
// right to 1.5 %: enough for made-up places.
const (
	grid       = geo.DegreeGrid
	northSteps = 10_000_000 * 10 / 1109 // steps in 1 km, north
	eastSteps  = 10_000_000 * 10 / 946
)

// spot is a position on the grid.
type spot struct{ lon, lat int }

func (s spot) moved(eastM, northM int) spot {
	return spot{s.lon + eastM*eastSteps/1000, s.lat + northM*northSteps/1000}
}

// deg gives thousandths of a degree in grid steps.
func deg(thousandths int) int { return thousandths * 10_000 }

// The line, roughly: from the Colorado River to the corner west of Nogales,
// then along the parallel.
var (
	lineWest   = spot{deg(-114_814), deg(32_494)}
	lineCorner = spot{deg(-111_075), deg(31_332)}
)

// lineLat is the latitude of the line at a longitude.
func lineLat(lon int) int {
	if lon >= lineCorner.lon {
		return lineCorner.lat
	}
	return lineWest.lat + (lon-lineWest.lon)*((lineCorner.lat-lineWest.lat)/1000)/((lineCorner.lon-lineWest.lon)/1000)
}

// The ground where rows may lie: well inside the study area and clear of the
// Gulf of California.
const westEnd, eastEnd = -114_600, -108_600 // thousandths of a degree

// reachSouthM is how far south of the line rows may lie at a longitude.
func reachSouthM(lon int) int {
	switch {
	case lon < deg(-113_300):
		return 16_000
	case lon < deg(-112_400):
		return 35_000
	}
	return 65_000
}

const reachNorthM = 75_000

// onGround says whether rows may lie at a spot.
func onGround(s spot) bool {
	if s.lon < deg(westEnd) || s.lon > deg(eastEnd) {
		return false
	}
	northM := (s.lat - lineLat(s.lon)) * 1000 / northSteps
	return northM >= -reachSouthM(s.lon) && northM <= reachNorthM
}

// band is a stretch of longitude with what its ground is called.
type band struct {
	upTo  int // eastern end, thousandths of a degree
	area  string
	lands []string
}

var northBands = []band{
	{-114_200, "Yuma", []string{"Bureau of Land Management", "Cocopah Indian Reservation", "Private"}},
	{-113_700, "Goldwater", []string{"Barry M. Goldwater Air Force Range", "Cabeza Prieta National Wildlife Refuge"}},
	{-113_050, "Cabeza Prieta", []string{"Cabeza Prieta National Wildlife Refuge", "Barry M. Goldwater Air Force Range"}},
	{-112_600, "Ajo", []string{"Organ Pipe Cactus National Monument", "Bureau of Land Management", "Private"}},
	{-112_200, "Cowlick", []string{"Tohono O'odham Nation"}},
	{-111_650, "San Miguel", []string{"Tohono O'odham Nation", "Ironwood Forest National Monument"}},
	{-111_250, "Sasabe", []string{"Buenos Aires National Wildlife Refuge", "State of Arizona", "Private"}},
	{-110_800, "Nogales", []string{"US Forest Service", "Private", "State of Arizona"}},
	{-110_400, "Patagonia", []string{"US Forest Service", "Private"}},
	{-109_900, "Sierra Vista", []string{"Private", "State of Arizona", "Coronado National Memorial"}},
	{-109_350, "Douglas", []string{"Private", "State of Arizona", "Bureau of Land Management"}},
	{eastEnd, "Bootheel", []string{"Private", "Bureau of Land Management"}},
}

var southBands = []band{
	{-114_000, "San Luis Río Colorado", []string{"El Pinacate y Gran Desierto de Altar"}},
	{-113_000, "Puerto Peñasco", []string{"El Pinacate y Gran Desierto de Altar", "Ejido"}},
	{-112_500, "Plutarco Elías Calles", []string{"Ejido", "Propiedad privada"}},
	{-111_900, "Caborca", []string{"Ejido", "Propiedad privada"}},
	{-111_350, "Altar", []string{"Ejido", "Propiedad privada"}},
	{-110_700, "Nogales (Sonora)", []string{"Ejido", "Propiedad privada"}},
	{-110_200, "Santa Cruz", []string{"Propiedad privada", "Ejido"}},
	{-109_800, "Naco", []string{"Ejido", "Propiedad privada"}},
	{eastEnd, "Agua Prieta", []string{"Propiedad privada", "Ejido"}},
}

// bandAt names the ground at a spot.
func bandAt(s spot) band {
	bands := northBands
	if s.lat < lineLat(s.lon) {
		bands = southBands
	}
	for _, b := range bands {
		if s.lon < deg(b.upTo) {
			return b
		}
	}
	return bands[len(bands)-1]
}
