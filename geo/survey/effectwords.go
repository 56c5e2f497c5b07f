package survey

import (
	"fmt"
	"math"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/rates"
)

// What holds for every answer about an effect, whatever its figures.
var effectCautions = []hotspot.Words{
	{EN: "This compares what was found and recorded. A new way of recording or sharing, or more searching, in one of the areas alone looks like an effect.",
		ES: "Esto compara lo hallado y registrado. Una nueva forma de registrar o compartir, o más búsquedas, en una sola de las zonas se ve como un efecto."},
	{EN: "If the area was chosen because much was found there, part of a fall comes by itself.",
		ES: "Si la zona se eligió porque allí se hallaba mucho, parte de una baja llega por sí sola."},
	{EN: "It says what changed, not why: whatever else happened in one of the areas alone is part of the figure.",
		ES: "Dice qué cambió, no por qué: todo lo demás que ocurrió en una sola de las zonas es parte de la cifra."},
}

// labelEffect is a short text for a reading.
func labelEffect(r rates.Reading) hotspot.Words {
	switch r {
	case rates.More:
		return hotspot.Words{EN: "More, against the control area", ES: "Más, frente a la zona de control"}
	case rates.Fewer:
		return hotspot.Words{EN: "Fewer, against the control area", ES: "Menos, frente a la zona de control"}
	}
	return hotspot.LabelReading(r)
}

// explainEffect says what a reading means for one area against another.
func explainEffect(r rates.Reading) hotspot.Words {
	switch r {
	case rates.More:
		return hotspot.Words{
			EN: "Against the control area, the treated area rose by more than chance would explain.",
			ES: "En relación con la zona de control, la zona tratada subió más de lo que explica el azar."}
	case rates.Fewer:
		return hotspot.Words{
			EN: "Against the control area, the treated area fell by more than chance would explain.",
			ES: "En relación con la zona de control, la zona tratada bajó más de lo que explica el azar."}
	case rates.NoClearChange:
		return hotspot.Words{
			EN: "The difference between the two areas could well be chance. That is not proof of no effect.",
			ES: "La diferencia entre las dos zonas bien puede deberse al azar. Eso no prueba que no haya efecto."}
	}
	return hotspot.Words{
		EN: "There are so few incidents that nothing can be said, for or against an effect.",
		ES: "Hay tan pocos casos que no se puede decir nada, ni a favor ni en contra de un efecto."}
}

var (
	refusedFew = hotspot.Words{
		EN: "Not given: a count is below 5, and its error would be a guess.",
		ES: "No se da: un conteo es menor que 5 y su error sería una conjetura."}
	refusedUnlike = hotspot.Words{
		EN: "Not given: before, one area had more than twice as many per km2 as the other, so they would not have changed by the same number.",
		ES: "No se da: antes, una zona tenía más del doble por km2 que la otra, así que no habrían cambiado en el mismo número."}
	refusedNoEffect = hotspot.Words{
		EN: "Not given: against the control, the treated area did not fall, so there is nothing that could have moved beside it.",
		ES: "No se da: en relación con la de control, la zona tratada no bajó, así que no hay nada que pudiera haberse desplazado."}
	refusedNoClearEffect = hotspot.Words{
		EN: "Not given: the fall in the treated area could well be chance, and what moved beside it even more so.",
		ES: "No se da: la baja en la zona tratada bien puede deberse al azar, y lo desplazado aún más."}
)

// summary says the whole in two or three sentences.
func (w *effectWork) summary() hotspot.Words {
	if w.oneSided() {
		return hotspot.Words{
			EN: "No source covers both periods, so nothing can be compared.",
			ES: "Ninguna fuente cubre ambos periodos, así que no se puede comparar nada."}
	}
	for _, r := range []Role{Treated, Control} {
		if w.areas[r].CoveredShare == 0 {
			return hotspot.Words{
				EN: fmt.Sprintf("No source speaks for the %s area, so nothing can be compared. That is not zero.", r),
				ES: fmt.Sprintf("Ninguna fuente cubre la zona %s, así que no se puede comparar nada. Eso no significa cero.", map[Role]string{Treated: "tratada", Control: "de control"}[r])}
		}
	}
	c, things := w.counts, w.unit.Label()
	counts := hotspot.Words{
		EN: fmt.Sprintf("Treated area: %d before, %d after. Control area: %d before, %d after (%s).", c[Treated].Before, c[Treated].After, c[Control].Before, c[Control].After, things.EN),
		ES: fmt.Sprintf("Zona tratada: %d antes, %d después. Zona de control: %d antes, %d después (%s).", c[Treated].Before, c[Treated].After, c[Control].Before, c[Control].After, things.ES),
	}
	return joinWords(counts, w.net.ratioWords(), w.net.Explain, w.net.leastWords())
}

func joinWords(parts ...hotspot.Words) (out hotspot.Words) {
	for _, p := range parts {
		if p.EN != "" && out.EN != "" {
			out.EN, out.ES = out.EN+" ", out.ES+" "
		}
		out.EN, out.ES = out.EN+p.EN, out.ES+p.ES
	}
	return out
}

// ratioWords give the figure with its bounds; nothing where there is none.
func (n *NetChange) ratioWords() hotspot.Words {
	if n.Ratio == nil || n.Lo == nil {
		return hotspot.Words{}
	}
	if n.Hi == nil {
		return hotspot.Words{
			EN: fmt.Sprintf("The treated area's change is %.2f times the control's (%.2f or more).", *n.Ratio, *n.Lo),
			ES: fmt.Sprintf("El cambio de la zona tratada es %.2f veces el de la zona de control (%.2f o más).", *n.Ratio, *n.Lo)}
	}
	return hotspot.Words{
		EN: fmt.Sprintf("The treated area's change is %.2f times the control's (%.2f to %.2f).", *n.Ratio, *n.Lo, *n.Hi),
		ES: fmt.Sprintf("El cambio de la zona tratada es %.2f veces el de la zona de control (de %.2f a %.2f).", *n.Ratio, *n.Lo, *n.Hi)}
}

// leastWords say what could have been seen, where nothing was.
func (n *NetChange) leastWords() hotspot.Words {
	switch {
	case n.Reading == rates.More || n.Reading == rates.Fewer:
		return hotspot.Words{}
	case n.LeastFall == nil:
		return hotspot.Words{
			EN: "With these counts, not even a complete absence could be told from chance.",
			ES: "Con estos conteos, ni siquiera una ausencia total se distinguiría del azar."}
	}
	percent := math.Ceil(100*(*n.LeastFall) - 1e-9)
	return hotspot.Words{
		EN: fmt.Sprintf("With these counts, only a fall of %.0f %% or more could be told from chance.", percent),
		ES: fmt.Sprintf("Con estos conteos, solo una baja del %.0f %% o más se distinguiría del azar.", percent)}
}

// displacedWords read the quotient. Nobody knows its error.
func displacedWords(q float64) hotspot.Words {
	w := hotspot.Words{
		EN: "Beside the treated area there were fewer too, by more than in it.",
		ES: "Junto a la zona tratada también hubo menos, y en mayor medida que en ella."}
	switch {
	case q < -1:
		w = hotspot.Words{
			EN: "Beside the treated area there were more, by more than what was gained in it.",
			ES: "Junto a la zona tratada hubo más, en mayor medida que lo ganado en ella."}
	case q < 0:
		w = hotspot.Words{
			EN: "Beside the treated area there were more: part of what was gained in it may have moved there.",
			ES: "Junto a la zona tratada hubo más: parte de lo ganado en ella puede haberse desplazado allí."}
	case q <= 1:
		w = hotspot.Words{
			EN: "Beside the treated area there were fewer too, by less than in it: nothing speaks for incidents having moved there.",
			ES: "Junto a la zona tratada también hubo menos, en menor medida que en ella: nada indica que los casos se desplazaran allí."}
	}
	return joinWords(w, hotspot.Words{EN: "This figure has no known error.", ES: "Esta cifra no tiene un error conocido."})
}

func placeboWords(p *Placebo, least int) hotspot.Words {
	en, es := "earlier periods", "periodos anteriores"
	if p.Of == "areas" {
		en, es = "other areas of about this size", "otras zonas de tamaño parecido"
	}
	if p.P == nil {
		return hotspot.Words{
			EN: fmt.Sprintf("The same could be asked of %d %s; it takes %d to say anything.", p.Tried, en, least),
			ES: fmt.Sprintf("Lo mismo se pudo preguntar para %d %s; hacen falta %d para decir algo.", p.Tried, es, least)}
	}
	return hotspot.Words{
		EN: fmt.Sprintf("In %d of %d %s the difference from the control was as large.", p.AsStriking, p.Tried, en),
		ES: fmt.Sprintf("En %d de %d %s la diferencia con la zona de control fue igual de grande.", p.AsStriking, p.Tried, es)}
}

func preTrendWords(t *PreTrend, alpha float64) hotspot.Words {
	en, es := "quarters", "trimestres"
	if t.Step == geo.StepMonth {
		en, es = "months", "meses"
	}
	switch {
	case t.P == nil:
		return hotspot.Words{
			EN: fmt.Sprintf("Only %d %s with incidents lie before: too few to say whether the areas moved alike.", t.Steps, en),
			ES: fmt.Sprintf("Antes solo hay %d %s con casos: muy pocos para decir si las zonas se movían igual.", t.Steps, es)}
	case *t.P <= alpha:
		up, arriba := "rising", "subía"
		if t.Tau != nil && *t.Tau < 0 {
			up, arriba = "falling", "bajaba"
		}
		return hotspot.Words{
			EN: fmt.Sprintf("Over the %d %s before, the treated area's share of both was already %s.", t.Steps, en, up),
			ES: fmt.Sprintf("En los %d %s anteriores, la proporción de la zona tratada en el total de ambas ya %s.", t.Steps, es, arriba)}
	}
	return hotspot.Words{
		EN: fmt.Sprintf("Over the %d %s before, no trend shows in the treated area's share of both.", t.Steps, en),
		ES: fmt.Sprintf("En los %d %s anteriores no se ve tendencia en la proporción de la zona tratada en el total de ambas.", t.Steps, es)}
}
