package hotspot

import "linea/geo/rates"

// State says what the incidents of a cell and its neighbours allow to say.
type State uint8

// The five states.
const (
	NoData         State = iota // no source of the answer can speak for the cell
	TooFew                      // a cell that could not have stood out
	NotSignificant              // it could have, and did not
	Hot                         // more found than expected
	Cold                        // fewer found than expected
)

// decide gives each cell its state: the gates come after the false discovery
// control.
func (a *Answer) decide(covered []bool) {
	mute := a.has(WarnFewIncidents) || a.has(WarnNoComparison)
	for i := range a.Cells {
		c := &a.Cells[i]
		switch {
		case covered != nil && !covered[i]:
			*c = Cell{State: NoData, Incidents: c.Incidents, RR: c.RR, P: c.P, Q: c.Q, GiZ: c.GiZ}
		case mute:
			c.State = TooFew
		default:
			c.State = c.state(a.Alpha)
		}
	}
}

func (c *Cell) state(alpha float64) State {
	found := c.Q <= alpha
	switch {
	case found && float64(c.Tested) > c.Expected && c.Disk >= rates.MinIncidents && c.DiskEpisodes >= minEpisodes && c.Incidents >= minInCell:
		return Hot
	case found && float64(c.Tested) < c.Expected && c.Expected >= rates.MinExpected:
		return Cold
	case c.Expected < rates.MinExpected && c.Disk < rates.MinIncidents:
		return TooFew
	}
	return NotSignificant
}

// Warning is something a reader must know before acting on an answer.
type Warning uint8

// The warnings. Assess gives the first four; the caller adds the others, which
// depend on the incidents themselves.
const (
	WarnFewIncidents      Warning = iota // fewer than 30 on the map, now or before
	WarnFewCells                         // fewer than 30 cells covered: exact tests hold, Gi* does not
	WarnBursts                           // incidents come in bursts; episodes were tested
	WarnNoComparison                     // no earlier interval is covered
	WarnDiscovered                       // many were found by patrols, who find where they look
	WarnReportingChanged                 // sources, positions or rules of recording changed between the sides
	WarnImprecise                        // many positions are too rough for this cell size
	WarnComparisonClipped                // the comparison was cut to the days covered on both sides

	// Of an effect only.
	WarnSeasonsDiffer // the two periods do not cover the same months of the year
	WarnWasHigh       // the treated area stood unusually high before
	WarnPreTrend      // the areas moved apart before anything was changed
	WarnPlacebo       // where nothing was changed, as much changed
	WarnPartlyCovered // a part of an area is not covered
	WarnRoughForArea  // many positions are too rough to say that they lie in an area
)

func (a *Answer) warnings() []Warning {
	var w []Warning
	few := a.Now.Incidents < minMapIncidents
	if a.Baseline == Usual {
		few = few || a.Before.Incidents < minMapIncidents && a.Before.Incidents > 0 // none is another warning
		if a.Before.Incidents == 0 {
			w = append(w, WarnNoComparison)
		}
	}
	if few {
		w = append(w, WarnFewIncidents)
	}
	if a.Tested < minMapCells {
		w = append(w, WarnFewCells)
	}
	if a.Unit == Episodes {
		w = append(w, WarnBursts)
	}
	return w
}

func (a *Answer) has(w Warning) bool {
	for _, have := range a.Warnings {
		if have == w {
			return true
		}
	}
	return false
}
