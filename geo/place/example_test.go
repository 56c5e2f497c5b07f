package place_test

import (
	"fmt"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// Where is this point, in the words of a planner?
func Example() {
	p, notation, err := place.ParseCoordinate("12R VV 48299 83290")
	if err != nil {
		fmt.Println(err)
		return
	}
	fix := place.Border().Locate(p)
	town, townM := place.NearestTown(p)
	fmt.Println(notation, "is", place.FormatDMS(p))
	fmt.Printf("border km %.1f, %.0f m from the line, side %v\n", fix.Km, fix.DistanceM, fix.Side(0))
	fmt.Printf("with a radius of 2 km: side %v\n", fix.Side(2000))
	fmt.Printf("%.1f km from %s, %s\n", townM/1000, town.Name, town.State)
	// Output:
	// mgrs is 31°28'59.8"N 111°32'39.6"W
	// border km 328.6, 46 m from the line, side az
	// with a radius of 2 km: side line
	// 0.6 km from Sasabe, Arizona
}

// A stretch of the line, to search along it.
func ExampleLine_Between() {
	stretch := place.Border().Between(330, 340)
	fmt.Printf("%.1f km\n", place.Length(stretch)/1000)
	// Output: 10.0 km
}

// How far along a route, and on which side of it, something lies.
func ExamplePolyline_Nearest() {
	route := place.NewPolyline(orb.LineString{{-112.85, 31.89}, {-112.74, 32.27}, {-112.86, 32.37}})
	foot := route.Nearest(orb.Point{-112.75, 32.1})
	fmt.Printf("km %.1f, %.0f m, right %v\n", foot.AlongM/1000, foot.DistanceM, foot.Right)
	// Output: km 24.9, 3604 m, right true
}
