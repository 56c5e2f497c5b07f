package api

import (
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/survey"
)

func TestHotspotReads(t *testing.T) {
	w := newWorld(t)
	cached := []string{"Content-Type", "application/json", "ETag", "*", "Cache-Control", "no-cache", "Vary", "Accept-Encoding", "Linea-Seq", "*"}
	for _, s := range []scenario{
		{name: "hotspots", path: "/api/v1/hotspots", status: 200, gives: cached, want: []string{`"filter":""`, `"baseline":"usual"`, `"universe_id":"`, `"neighbourhood":"cell and its neighbours, k=1"`,
			`"outside_coverage":`, `"seq":`, `"state":"no_data"`, `"en":"Too few to tell","es":"Muy pocos casos para concluir"`, `"warnings":[`, `"comparison":[`}},
		{name: "the filter is echoed", path: "/api/v1/hotspots?kind=rescue,death&datetime=2020-01-01/2020-12-31", status: 200, want: []string{`"filter":"datetime=2020-01-01/2020-12-31&kind=rescue,death"`}},
		{name: "even, one cell, a resolution", path: "/api/v1/hotspots?baseline=even&limit=1&res=6&alpha=0.01", status: 200, want: []string{`"baseline":"even"`, `"res":6`, `"alpha":0.01`, `"comparison":[]`}},
		{name: "cells by name", path: "/api/v1/hotspots?res=5&h3=8548ed73fffffff,8548c597fffffff,8428d49ffffffff", status: 200, want: []string{`"cells":[{"h3":"8548ed73fffffff"`, `},{"h3":"8548c597fffffff"`, `"n_cells":440`}},
		{name: "histories", path: "/api/v1/hotspots?baseline=even&step=year&steps=10", status: 200, want: []string{`"steps":{"step":"year"`, `"history":"`, `"class":"intensifying_hot"`}},
		{name: "held against what came after", path: "/api/v1/hotspots?baseline=even&datetime=2020-01-01/2020-12-31&evaluate=2", status: 200, want: []string{`"evaluation":{"periods":[`, `"drawn":"2019-01-01/2019-12-31"`, `"finding":{"en":`}},
		{name: "a comparison of one's own", path: "/api/v1/hotspots?datetime=2020-01-01/2020-12-31&with=2018-01-01/2018-12-31", status: 200, want: []string{`"comparison":["2018-01-01/2018-12-31"]`}},
		{name: "no days are covered", path: "/api/v1/hotspots?datetime=1940-01-01", status: 200, want: []string{`"n_covered":0`, `"interval":""`, `"why":"other_days"`}},
		{name: "compare", path: "/api/v1/compare?datetime=2020-01-01/2020-12-31&with=last_year", status: 200, gives: cached, want: []string{`"comparison":["2019-01-01/2019-12-31"]`, `"overall":{"ratio":`, `"reading":"too_few"`, `"days_before":365`}},
		{name: "cube", path: "/api/v1/cube?step=year&res=4", status: 200, gives: cached, want: []string{`"step":"year"`, `"steps":["`, `"counts":[[`, `"cells":["84`}},
		{name: "the last steps", path: "/api/v1/cube?step=month&steps=3", status: 200, want: []string{`"res":5`}},
		{name: "scan", path: "/api/v1/scan?baseline=even&bin_km=10&half_width_m=20000", status: 200, gives: cached, want: []string{`"along":"border"`, `"bin_km":10`, `"stretches":[`, `"from_km":-`}},
		{name: "near repeat of reported rows", path: "/api/v1/near-repeat?origin=reported&insist=true&bands_m=0,300&bands_d=0,1,8", status: 200, gives: cached,
			want: []string{`"bands_m":["[0,1)","[1,300)","[300,inf)"]`, `"bands_d":["[0,1)","[1,8)","[8,inf)"]`, `"distance":"geodesic"`, `"summary":{"en":`}},
		{name: "effect", path: effectPath + "&kind=rescue,death", status: 200, gives: cached, want: []string{`"filter":"kind=rescue,death"`, `"role":"treated","place":"near=-111.5,31.9,40000"`, `"effect":{"ratio":`, `"summary":{"en":"Treated area: `, `"es":"Zona tratada: `,
			`"difference":`, `"refused":[`, `"placebo":[{"of":"periods"`, `"pre_trend":{"step":`, `"cautions":[{"en":"This compares`, `"seq":`}},
		{name: "effect with what lies beside", path: effectPath + "&beside=near=-111.5,31.9,60000&alpha=0.1", status: 200, want: []string{`"role":"beside"`, `"alpha":0.1`}},
		{name: "a tile of states", path: "/tiles/hotspots/7/24/51.mvt?metric=significance&baseline=even&h3=text&res=5", status: 200, want: []string{"too_few", "gi_z", "8548"},
			gives: []string{"Content-Type", "application/vnd.mapbox-vector-tile", "ETag", "*", "Linea-Seq", "*"}},
		{name: "the same resolution far out", path: "/tiles/hotspots/3/1/3.mvt?metric=significance&h3=text&res=7", status: 200, want: []string{"8748"}},
		{name: "TileJSON of states", path: "/tiles/hotspots.json?metric=significance&baseline=even&kind=death", status: 200, want: []string{`?kind=death&baseline=even&metric=significance"`, `"state":"String`, `"n_disk":`}},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
}

func TestHotspotProblems(t *testing.T) {
	w := newWorld(t)
	for _, s := range []scenario{
		{name: "everything wrong", path: "/api/v1/hotspots?res=8&baseline=odd&alpha=2&with=never&limit=0&step=auto&steps=9&kind=x", status: 400,
			wrong: []string{"kind", "res", "alpha", "baseline", "with", "step", "steps", "limit"}},
		{name: "maps that cannot be evaluated", path: "/api/v1/hotspots?evaluate=1&datetime=2020-01-01/2020-12-31&with=2018-01-01/2018-12-31", status: 400, wrong: []string{"evaluate"}},
		{name: "too many maps", path: "/api/v1/hotspots?evaluate=11", status: 400, wrong: []string{"evaluate"}},
		{name: "no cells", path: "/api/v1/hotspots?h3=8548,x", status: 400, wrong: []string{"h3"}},
		{name: "alpha is no number", path: "/api/v1/hotspots?alpha=NaN", status: 400, wrong: []string{"alpha"}},
		{name: "steps without a step", path: "/api/v1/hotspots?steps=12", status: 400, wrong: []string{"steps"}},
		{name: "with for even", path: "/api/v1/hotspots?baseline=even&with=last_year", status: 400, wrong: []string{"with"}},
		{name: "an even spread over a land", path: "/api/v1/hotspots?baseline=even&land=x", status: 400, wrong: []string{"baseline"}, want: []string{"draw a polygon"}},
		{name: "intervals that overlap", path: "/api/v1/hotspots?datetime=2020-01-01/2020-12-31&with=2020-06-01/2021-01-01", status: 400, wrong: []string{"with"}},
		{name: "with without datetime", path: "/api/v1/compare?with=2020-06-01/2021-01-01", status: 400, wrong: []string{"datetime"}},
		{name: "compare to nothing", path: "/api/v1/compare?with=2020&res=3&alpha=0&limit=x", status: 400, wrong: []string{"res", "alpha", "with", "limit"}},
		{name: "compare takes no baseline", path: "/api/v1/compare?baseline=even", status: 400, wrong: []string{"baseline"}},
		{name: "a cube of nothing", path: "/api/v1/cube?res=10&step=auto&steps=521", status: 400, wrong: []string{"res", "step", "steps"}},
		{name: "a sparse store has no fine cube", path: "/api/v1/cube?res=8", status: 400, wrong: []string{"res"}},
		{name: "a scan of nothing", path: "/api/v1/scan?bin_km=0.1&half_width_m=10&draws=1&seed=0", status: 400, wrong: []string{"bin_km", "draws", "seed", "half_width_m"}},
		{name: "a scan takes no resolution", path: "/api/v1/scan?res=5", status: 400, wrong: []string{"res"}},
		{name: "bands that do not rise", path: "/api/v1/near-repeat?bands_m=0,200,100&bands_d=1,2", status: 400, wrong: []string{"bands_m", "bands_d"}},
		{name: "part of a day", path: "/api/v1/near-repeat?bands_d=0,1.5", status: 400, wrong: []string{"bands_d"}},
		{name: "one edge", path: "/api/v1/near-repeat?bands_d=0", status: 400, wrong: []string{"bands_d"}},
		{name: "bands too wide", path: "/api/v1/near-repeat?insist=true&bands_m=0,60000", status: 400, wrong: []string{"bands_m"}},
		{name: "discovered rows", path: "/api/v1/near-repeat", status: 422, want: []string{"search parties", "were discovered"}},
		{name: "an effect of nothing", path: "/api/v1/effect?treated=x&beside=near=1&before=2020&after=x&alpha=7&control=within=no:where", status: 400, wrong: []string{"alpha", "before", "after", "treated", "control", "beside"}},
		{name: "an effect without areas", path: "/api/v1/effect?before=2019-01-01/2019-12-31&after=2020-01-01/2020-12-31", status: 400, wrong: []string{"treated", "control"}},
		{name: "an effect of one area", path: strings.Replace(effectPath, "bbox=-110.5,31.3,-109.5,32.2", "near=-111.5,31.9,50000", 1), status: 400, wrong: []string{"control"}, want: []string{"overlaps with treated"}},
		{name: "an effect in a window", path: effectPath + "&datetime=2020-01-01/2020-12-31&bbox=-111,31,-110,32", status: 400, wrong: []string{"datetime", "bbox"}},
		{name: "an effect on itself", path: "/api/v1/effect?treated=near=-111,32,500&control=near=-110,32,500&after=2019-01-01/2019-12-31&before=2020-01-01/2020-12-31", status: 400, wrong: []string{"after"}},
		{name: "a baseline of counts", path: "/tiles/hotspots/7/24/51.mvt?baseline=even&with=last_year&alpha=0.1", status: 400, wrong: []string{"baseline", "with", "alpha"}, want: []string{"metric=significance"}},
		{name: "counts at no resolution", path: "/tiles/hotspots/7/24/51.mvt?res=auto", status: 400, wrong: []string{"res"}},
		{name: "states too fine", path: "/tiles/hotspots/7/24/51.mvt?metric=significance&res=8", status: 400, wrong: []string{"res"}},
		{name: "states too far in", path: "/tiles/hotspots/18/0/0.mvt?metric=significance", status: 404},
		{name: "TileJSON of a wrong question", path: "/tiles/hotspots.json?metric=significance&baseline=x", status: 400, wrong: []string{"baseline"}},
		{name: "a write", method: "POST", path: "/api/v1/hotspots", status: 405},
	} {
		t.Run(s.name, func(t *testing.T) { w.check(t, s) })
	}
	// Without a store there are no saved corridors to scan along or to count in.
	for _, path := range []string{"/api/v1/scan?along=nowhere", strings.Replace(effectPath, "near=-111.5,31.9,40000", "corridor=nowhere", 1)} {
		if a := w.get(path); a.StatusCode != 503 && a.StatusCode != 404 {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
	}
}

const effectPath = "/api/v1/effect?treated=near=-111.5,31.9,40000&control=bbox=-110.5,31.3,-109.5,32.2&before=2019-01-01/2019-12-31&after=2020-01-01/2020-12-31"

// HTTP adds nothing to the answer and takes nothing from it; the same question
// has the same bytes and says which data it used.
func TestHotspotsAnswerAsSurveyed(t *testing.T) {
	w := newWorld(t)
	const path = "/api/v1/hotspots?kind=death&baseline=even&limit=25"
	want, err := survey.New(survey.Settings{}).Hotspots(t.Context(), w.view, survey.Question{Query: geo.Query{Kinds: geo.SetOf(geo.Death)}, Baseline: hotspot.Even}, 25)
	if err != nil {
		t.Fatal(err)
	}
	first, again := w.get(path), w.get(path)
	body, err := encodeJSON(*want)
	if err != nil || string(first.body) != string(body) {
		t.Errorf("%v %.500s\nwant %.500s", err, first.body, body)
	}
	if string(first.body) != string(again.body) || first.Header.Get("ETag") != again.Header.Get("ETag") {
		t.Error("the same question has other bytes")
	}
	if seq := first.Header.Get("Linea-Seq"); !strings.Contains(string(first.body), `"seq":`+seq+",") {
		t.Errorf("seq %s is not in the body", seq)
	}
	if w.get(path, "If-None-Match", first.Header.Get("ETag")).StatusCode != 304 {
		t.Error("it is not kept")
	}
}
