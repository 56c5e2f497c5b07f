package survey

import (
	"fmt"
	"math"

	"linea/geo/hotspot"
)

// oftenWords say how often chance makes a stretch as striking: the ratio alone
// would make a finding of every one.
func oftenWords(p float64) hotspot.Words {
	if p < 0.01 {
		return hotspot.Words{
			EN: "Chance alone makes one as striking somewhere on the line in at most 1 of 100 cases.",
			ES: "El azar solo produce uno tan llamativo en algún punto de la línea en 1 de cada 100 casos como mucho."}
	}
	return hotspot.Words{
		EN: fmt.Sprintf("Chance alone makes one as striking somewhere on the line in %.0f of 100 cases.", 100*p),
		ES: fmt.Sprintf("El azar solo produce uno tan llamativo en algún punto de la línea en %.0f de cada 100 casos.", 100*p)}
}

// kmText writes "km 120-146", and in words where a minus sign would confuse.
func kmText(from, to float64, word string) string {
	from, to = math.Round(from)+0, math.Round(to)+0
	if from < 0 {
		return fmt.Sprintf("km %.0f %s %.0f", from, word, to)
	}
	return fmt.Sprintf("km %.0f-%.0f", from, to)
}
