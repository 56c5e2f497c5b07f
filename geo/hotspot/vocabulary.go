package hotspot

import "linea/geo/rates"

// Every text that an answer shows, in both languages. Words follow the domain:
// plain, a cell is a hexágono, a hot spot a zona de concentración, and fewer
// finds never stand for fewer happenings.

var stateWords = []entry{
	NoData: {"no_data",
		Words{"No data here", "Sin datos aquí"},
		Words{"No source in this answer can speak for this place. That is not zero.",
			"Ninguna fuente de esta respuesta cubre este lugar. Eso no significa cero."}},
	TooFew: {"too_few",
		Words{"Too few to tell", "Muy pocos casos para concluir"},
		Words{"So few incidents are expected and found here that chance cannot be ruled out either way.",
			"Aquí se esperan y se hallan tan pocos casos que no se puede distinguir del azar."}},
	NotSignificant: {"not_significant",
		Words{"About as expected", "Más o menos lo esperado"},
		Words{"What was found here could well be chance.",
			"Lo hallado aquí bien puede deberse al azar."}},
	Hot: {"hot",
		Words{"More found than expected", "Más hallazgos de lo esperado"},
		Words{"More was found here and next to it than chance would explain. More finds may also come from more searching.",
			"Aquí y en los hexágonos vecinos se halló más de lo que explica el azar. Más hallazgos también pueden venir de más búsquedas."}},
	Cold: {"cold",
		Words{"Fewer found than expected", "Menos hallazgos de lo esperado"},
		Words{"Fewer were found here and next to it than chance would explain. Fewer finds may also mean fewer searches.",
			"Aquí y en los hexágonos vecinos se halló menos de lo que explica el azar. Menos hallazgos también pueden venir de menos búsquedas."}},
}

var readingWords = []entry{
	rates.TooFewToCompare: {"too_few",
		Words{"Too few to tell", "Muy pocos casos para concluir"},
		Words{"There are so few incidents that even none at all would prove nothing.",
			"Hay tan pocos casos que ni siquiera la ausencia total probaría algo."}},
	rates.NoClearChange: {"no_clear_change",
		Words{"No clear change", "Sin cambio claro"},
		Words{"The difference could well be chance.",
			"La diferencia bien puede deberse al azar."}},
	rates.More: {"more",
		Words{"More found", "Más hallazgos"},
		Words{"More was found than chance would explain. A change in searching or reporting would look the same.",
			"Se halló más de lo que explica el azar. Un cambio en las búsquedas o en el registro se vería igual."}},
	rates.Fewer: {"fewer",
		Words{"Fewer found", "Menos hallazgos"},
		Words{"Fewer were found than chance would explain. A change in searching or reporting would look the same.",
			"Se halló menos de lo que explica el azar. Un cambio en las búsquedas o en el registro se vería igual."}},
}

var historyWords = []entry{
	HistoryNoData: {"no_data",
		Words{"No data here", "Sin datos aquí"},
		Words{"No source in this answer can speak for this place during all of the time.",
			"Ninguna fuente de esta respuesta cubre este lugar durante todo el periodo."}},
	HistoryTooFew: {"too_few",
		Words{"Too few to tell", "Muy pocos casos para concluir"},
		Words{"A history needs at least ten complete steps with three expected incidents each. Choose longer steps or larger cells.",
			"Una historia necesita al menos diez periodos completos con tres casos esperados cada uno. Elija periodos más largos o hexágonos más grandes."}},
	Classified: {"classified",
		Words{"Classified", "Clasificado"},
		Words{"The history of this place has a class.",
			"La historia de este lugar tiene una clase."}},
}

var classWords = []entry{
	NoPattern: {"no_pattern",
		Words{"No pattern", "Sin patrón"},
		Words{"None of the patterns below.", "Ninguno de los patrones descritos."}},
	NewHot: {"new_hot",
		Words{"New concentration", "Concentración nueva"},
		Words{"More found than expected in the last period, for the first time.",
			"Más hallazgos de lo esperado en el último periodo, por primera vez."}},
	ConsecutiveHot: {"consecutive_hot",
		Words{"Concentration for several periods", "Concentración desde hace varios periodos"},
		Words{"More found than expected in the last periods without a break, and never before.",
			"Más hallazgos de lo esperado en los últimos periodos sin interrupción, y nunca antes."}},
	IntensifyingHot: {"intensifying_hot",
		Words{"Growing concentration", "Concentración en aumento"},
		Words{"More found than expected in nine of ten periods, the last included, and rising.",
			"Más hallazgos de lo esperado en nueve de cada diez periodos, incluido el último, y en aumento."}},
	PersistentHot: {"persistent_hot",
		Words{"Lasting concentration", "Concentración persistente"},
		Words{"More found than expected in nine of ten periods, the last included, neither rising nor falling.",
			"Más hallazgos de lo esperado en nueve de cada diez periodos, incluido el último, sin aumento ni descenso."}},
	DiminishingHot: {"diminishing_hot",
		Words{"Shrinking concentration", "Concentración en descenso"},
		Words{"More found than expected in nine of ten periods, the last included, and falling.",
			"Más hallazgos de lo esperado en nueve de cada diez periodos, incluido el último, y en descenso."}},
	SporadicHot: {"sporadic_hot",
		Words{"Concentration that comes and goes", "Concentración intermitente"},
		Words{"More found than expected on and off, never fewer.",
			"Más hallazgos de lo esperado de forma intermitente, nunca menos."}},
	OscillatingHot: {"oscillating_hot",
		Words{"Concentration after a low", "Concentración después de una baja"},
		Words{"More found than expected in the last period, fewer in an earlier one.",
			"Más hallazgos de lo esperado en el último periodo y menos en alguno anterior."}},
	HistoricalHot: {"historical_hot",
		Words{"Former concentration", "Concentración anterior"},
		Words{"More found than expected in nine of ten periods, but not in the last.",
			"Más hallazgos de lo esperado en nueve de cada diez periodos, pero no en el último."}},
	NewCold: {"new_cold",
		Words{"New low", "Baja nueva"},
		Words{"Fewer found than expected in the last period, for the first time.",
			"Menos hallazgos de lo esperado en el último periodo, por primera vez."}},
	ConsecutiveCold: {"consecutive_cold",
		Words{"Low for several periods", "Baja desde hace varios periodos"},
		Words{"Fewer found than expected in the last periods without a break, and never before.",
			"Menos hallazgos de lo esperado en los últimos periodos sin interrupción, y nunca antes."}},
	IntensifyingCold: {"intensifying_cold",
		Words{"Deepening low", "Baja cada vez mayor"},
		Words{"Fewer found than expected in nine of ten periods, the last included, and falling.",
			"Menos hallazgos de lo esperado en nueve de cada diez periodos, incluido el último, y en descenso."}},
	PersistentCold: {"persistent_cold",
		Words{"Lasting low", "Baja persistente"},
		Words{"Fewer found than expected in nine of ten periods, the last included, neither rising nor falling.",
			"Menos hallazgos de lo esperado en nueve de cada diez periodos, incluido el último, sin aumento ni descenso."}},
	DiminishingCold: {"diminishing_cold",
		Words{"Easing low", "Baja que se atenúa"},
		Words{"Fewer found than expected in nine of ten periods, the last included, and rising.",
			"Menos hallazgos de lo esperado en nueve de cada diez periodos, incluido el último, y en aumento."}},
	SporadicCold: {"sporadic_cold",
		Words{"Low that comes and goes", "Baja intermitente"},
		Words{"Fewer found than expected on and off, never more.",
			"Menos hallazgos de lo esperado de forma intermitente, nunca más."}},
	OscillatingCold: {"oscillating_cold",
		Words{"Low after a concentration", "Baja después de una concentración"},
		Words{"Fewer found than expected in the last period, more in an earlier one.",
			"Menos hallazgos de lo esperado en el último periodo y más en alguno anterior."}},
	HistoricalCold: {"historical_cold",
		Words{"Former low", "Baja anterior"},
		Words{"Fewer found than expected in nine of ten periods, but not in the last.",
			"Menos hallazgos de lo esperado en nueve de cada diez periodos, pero no en el último."}},
}

var warningWords = []entry{
	WarnFewIncidents: {"few_incidents", Words{}, Words{
		"Fewer than 30 incidents in a period: too few for any statement about a map.",
		"Menos de 30 casos en un periodo: muy pocos para afirmar algo sobre un mapa."}},
	WarnFewCells: {"few_cells", Words{}, Words{
		"Fewer than 30 cells are covered: one cell with its neighbours is a large part of the whole.",
		"Hay menos de 30 hexágonos con cobertura: uno con sus vecinos es buena parte del total."}},
	WarnBursts: {"bursts", Words{}, Words{
		"Many incidents were found together: each group found on one day within 300 m was counted once.",
		"Muchos casos se hallaron juntos: cada grupo hallado el mismo día a menos de 300 m se contó una sola vez."}},
	WarnNoComparison: {"no_comparison", Words{}, Words{
		"No earlier period is covered, so nothing can be said about what is usual.",
		"Ningún periodo anterior tiene cobertura, así que no se puede decir qué es lo habitual."}},
	WarnDiscovered: {"discovered", Words{}, Words{
		"Many of these were found by those who were looking for them: more searching finds more.",
		"Muchos de estos casos los halló quien los buscaba: a más búsqueda, más hallazgos."}},
	WarnReportingChanged: {"reporting_changed", Words{}, Words{
		"Sources or the precision of positions differ between the two sides: part of the change may be in the reporting.",
		"Las fuentes o la precisión de las posiciones difieren entre ambos lados: parte del cambio puede estar en el registro."}},
	WarnImprecise: {"imprecise", Words{}, Words{
		"Many positions are too rough for cells of this size and are left out.",
		"Muchas posiciones son demasiado imprecisas para hexágonos de este tamaño y no se incluyen."}},
	WarnComparisonClipped: {"comparison_clipped", Words{}, Words{
		"Only days that are covered on both sides are compared.",
		"Solo se comparan los días con cobertura en ambos lados."}},
	WarnSeasonsDiffer: {"seasons_differ", Words{}, Words{
		"The two periods do not cover the same months of the year; a season of one area only would look like a change.",
		"Los dos periodos no cubren los mismos meses del año; una temporada propia de una sola zona parecería un cambio."}},
	WarnWasHigh: {"was_high", Words{}, Words{
		"Before, more was found in the treated area than in earlier years, set against the control: part of that comes down by itself.",
		"Antes se halló en la zona tratada más que en años anteriores, en relación con la de control: parte de eso baja por sí solo."}},
	WarnPreTrend: {"pre_trend", Words{}, Words{
		"Before the change, the two areas were not moving alike: the control is a poor measure of what would have been.",
		"Antes del cambio, las dos zonas no se movían igual: la de control mide mal lo que habría ocurrido."}},
	WarnPlacebo: {"placebo", Words{}, Words{
		"Elsewhere or in earlier periods, differences as large are not rare: do not take this one for an effect.",
		"En otros lugares o en periodos anteriores, diferencias así de grandes no son raras: no tome esta por un efecto."}},
	WarnPartlyCovered: {"partly_covered", Words{}, Words{
		"No source speaks for a part of these areas; only the rest is compared.",
		"Ninguna fuente cubre una parte de estas zonas; solo se compara el resto."}},
	WarnRoughForArea: {"rough_for_area", Words{}, Words{
		"Many positions are too rough to say that they lie in these areas, and are left out.",
		"Muchas posiciones son demasiado imprecisas para saber si caen en estas zonas, y no se incluyen."}},
}

var baselineWords = []entry{
	Usual: {"usual",
		Words{"Compared with what is usual here", "Comparado con lo habitual aquí"},
		Words{"Did this place's share of all incidents change against the comparison period?",
			"¿Cambió la proporción de este lugar en el total frente al periodo de comparación?"}},
	Even: {"even",
		Words{"Compared with an even spread", "Comparado con un reparto parejo"},
		Words{"Is there more here than if everything were spread evenly over the covered ground?",
			"¿Hay más aquí que si todo estuviera repartido parejo en el terreno cubierto?"}},
}

var unitWords = []entry{
	Incidents: {"incidents", Words{"incidents", "casos"}, Words{}},
	Episodes:  {"episodes", Words{"groups found together", "grupos hallados juntos"}, Words{}},
}
