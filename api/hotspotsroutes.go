package api

import (
	"net/http"

	"linea/geo/survey"
)

func (s *server) hotspotRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/api/v1/hotspots", id: "hotspots", about: "Cells where more or less was found than chance would put there, by exact tests with false discovery control; with step, the history of each cell too",
			produces: []string{mediaJSON}, answers: survey.Hotspots{}, filters: true, incidents: true, large: true, handle: hotspots,
			params: append(significanceParams(),
				listedParam("cells in the answer, those that stand out first", survey.DefaultLimit),
				param{name: "h3", about: "list these cells, whatever their rank; the answer is about all, as without it", schema: schema{"type": "string", "example": "8548e863fffffff"}},
				param{name: "evaluate", about: "also say how well the maps of up to so many earlier periods of this length held what was found in the period after each, beside as many cells with the most incidents", schema: schema{"type": "integer", "minimum": 1, "maximum": survey.MostEvaluated}},
				param{name: "step", about: "then each cell gets its history: class, trend_z, trend_p and, of a trend with p < 0.05, trend_slope: how many incidents (episodes where the unit says so) the count of the cell and its six neighbours changes by a step, the median of all pairs of steps", schema: schema{"type": "string", "enum": historyWords()}},
				param{name: "steps", about: "how many complete steps the history has, counted back from the end of the interval; default 12", schema: schema{"type": "integer", "minimum": survey.LeastSteps, "maximum": survey.MostSteps}})},
		{method: http.MethodGet, path: "/api/v1/compare", id: "compareCells", about: "Two intervals against each other, cell by cell, clipped to what the sources cover on both sides: counts, exact ratio with interval, and a reading",
			produces: []string{mediaJSON}, answers: survey.Comparison{}, filters: true, incidents: true, large: true, handle: compare,
			params: []param{comparedRes(), alphaParam(), withParam(), listedParam("cells in the answer, the clearest changes first", survey.DefaultComparedCells)}},
		{method: http.MethodGet, path: "/api/v1/cube", id: "cube", about: "Counts by cell and complete step, aligned to the end; the step that is not over stands apart",
			produces: []string{mediaJSON}, answers: survey.Cube{}, filters: true, incidents: true, large: true, handle: cube,
			params: []param{resParam("default 5"),
				{name: "step", about: "width of a step", schema: wordSchema("month", historyWords()...)},
				{name: "steps", about: "the last so many; without it, up to 520", schema: schema{"type": "integer", "minimum": 1, "maximum": survey.MostCubeSteps}}}},
		{method: http.MethodGet, path: "/api/v1/scan", id: "scan", about: "Stretches of a line, by km, where more was found than chance would put there",
			produces: []string{mediaJSON}, answers: survey.Scan{}, filters: true, incidents: true, large: true, handle: scan,
			params: append([]param{
				{name: "along", about: "border, or the id of a saved corridor", schema: schema{"type": "string", "default": border}},
				{name: "bin_km", about: "length of the bins that stretches are made of", schema: numberSchema(1, 50, survey.DefaultBinKm)},
				{name: "half_width_m", about: "how far from the line incidents may lie; default 50000, or the corridor's own", schema: schema{"type": "number", "minimum": 50, "maximum": survey.MostHalfWidthM}},
				baselineParam(), withParam(), alphaParam(),
			}, drawParams()...)},
		{method: http.MethodGet, path: "/api/v1/near-repeat", id: "nearRepeat", about: "Whether incidents are soon followed by others close by (Knox). Refused with 422 for rows that were discovered, unless one insists: it would find the search parties",
			produces: []string{mediaJSON}, answers: survey.NearRepeat{}, filters: true, incidents: true, large: true, handle: nearRepeat,
			params: append([]param{
				{name: "bands_m", about: "edges of half-open bands of distance, metres, rising from 0", schema: schema{"type": "string", "default": "0,500,1000,2000,4000"}},
				{name: "bands_d", about: "edges of half-open bands of days, rising from 0", schema: schema{"type": "string", "default": "0,1,8,15,29"}},
				{name: "insist", about: "true: of discovered rows too", schema: wordSchema("false", "true", "false")},
			}, drawParams()...)},
		{method: http.MethodGet, path: "/api/v1/effect", id: "effect", about: "Whether a treated area changed otherwise than a control area: exact difference in differences, and what a reader needs to doubt it. Takes filters but those of place and datetime",
			produces: []string{mediaJSON}, answers: survey.Effect{}, filters: true, incidents: true, large: true, handle: effect,
			params: []param{
				areaParam("treated", "where something was changed"), areaParam("control", "where nothing was changed, and all else is alike"),
				optional(areaParam("beside", "around the treated area, where incidents may have moved to; the area itself is taken out")),
				optional(areaParam("beside_control", "the same of the control area")),
				{name: "before", about: "interval with two ends before the change", schema: schema{"type": "string", "example": "2021-01-01/2021-12-31"}, required: true},
				{name: "after", about: "interval with two ends after it, best of the same months", schema: schema{"type": "string", "example": "2022-01-01/2022-12-31"}, required: true},
				alphaParam(),
			}},
	}
}

// areaParam is an area of an effect.
func areaParam(name, about string) param {
	return param{name: name, about: about + ": one condition of place, bbox=, near=, within=, polygon=, cell=, or corridor= with the id of a saved one, percent-encoded where needed", schema: schema{"type": "string", "example": "near=-111.9,32.1,20000"}, required: true}
}

func optional(p param) param {
	p.required = false
	return p
}

// significanceParams are those of hotspots and of tiles of significance.
func significanceParams() []param {
	return []param{significanceRes(), baselineParam(), withParam(), alphaParam()}
}

func significanceRes() param {
	return param{name: "res", about: "H3 resolution; auto is the finest whose median cell with its neighbours expects 3 incidents", schema: wordSchema("auto", "auto", "4", "5", "6", "7")}
}

func comparedRes() param {
	return param{name: "res", about: "H3 resolution; auto is one coarser than that of hotspots, because each cell is compared without its neighbours", schema: wordSchema("auto", "auto", "4", "5", "6", "7")}
}

func baselineParam() param {
	return param{name: "baseline", about: "usual: did this place's share change against the comparison interval; even: more than if spread evenly over covered ground", schema: wordSchema("usual", "usual", "even")}
}

func withParam() param {
	return param{name: "with", about: "what usual is: preceding (the same part of up to eight preceding years), last_year, previous, or an interval as datetime has it", schema: schema{"type": "string", "default": "preceding"}}
}

func alphaParam() param {
	return param{name: "alpha", about: "level of the tests", schema: schema{"type": "number", "minimum": leastAlpha, "maximum": mostAlpha, "default": 0.05}}
}

func listedParam(about string, fallback int) param {
	return param{name: "limit", about: about + "; above 25000 is taken as that", schema: integerSchema(1, mostListed, fallback)}
}

func drawParams() []param {
	return []param{
		{name: "draws", about: "draws of chance", schema: integerSchema(99, 9999, 999)},
		{name: "seed", about: "number that decides the draws: the same seed gives the same answer", schema: integerSchema(1, 1<<31-1, 1)},
	}
}

func numberSchema(lo, hi, fallback float64) schema {
	return schema{"type": "number", "minimum": lo, "maximum": hi, "default": fallback}
}
