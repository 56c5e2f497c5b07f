package survey

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strconv"

	"linea/geo"
	"linea/geo/hotspot"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// RepeatQuestion asks whether incidents are soon followed by others close by.
type RepeatQuestion struct {
	Query  geo.Query
	BandsM []float64 // edges, rising from 0; nil = DefaultBandsM
	BandsD []int     // edges in days, rising from 0; nil = DefaultBandsD
	Insist bool      // ask of discovered rows too
	Draws  int       // 99..9999; 0 = 999
	Seed   uint64    // 0 = 1
}

// DefaultBandsM and DefaultBandsD are the bands unless asked otherwise.
func DefaultBandsM() []float64 { return []float64{0, 500, 1000, 2000, 4000} }

// DefaultBandsD: the same day, a week, two, four.
func DefaultBandsD() []int { return []int{0, 1, 8, 15, 29} }

// Bounds of one question: incidents, and pairs times draws (about a second).
const (
	MostRepeated    = 20_000
	mostComparisons = 1_000_000_000
)

// NearRepeat is the answer: a table of pairs by distance and days apart.
type NearRepeat struct {
	geo.Used
	Seq uint64 `json:"seq"`

	BandsM []string `json:"bands_m"` // half-open, metres; the last is what is farther
	BandsD []string `json:"bands_d"` // half-open, days; the last is what is later

	Pairs    int           `json:"pairs"` // of any distance
	Distance string        `json:"distance"`
	Draws    int           `json:"draws"`
	Seed     uint64        `json:"seed"`
	Found    int           `json:"discovered"` // rows that were found, not seen to happen
	Summary  hotspot.Words `json:"summary"`
	Cells    [][]RepeatBin `json:"cells"` // [distance][days]
}

// RepeatBin is one band of distance in one band of days.
type RepeatBin struct {
	Observed int      `json:"observed"`
	Expected float64  `json:"expected"`
	Ratio    *float64 `json:"ratio"` // observed / mean of the draws; null when no draw had a pair
	P        float64  `json:"p"`
	Repeats  bool     `json:"repeats"`
}

func (q *RepeatQuestion) check() error {
	if q.BandsM == nil {
		q.BandsM = DefaultBandsM()
	}
	if q.BandsD == nil {
		q.BandsD = DefaultBandsD()
	}
	q.Draws, q.Seed = cmp.Or(q.Draws, 999), cmp.Or(q.Seed, 1)
	const farthestM = 50_000
	switch {
	case q.Draws < 99 || q.Draws > 9999:
		return fieldError("draws", "99 to 9999")
	case q.BandsM[len(q.BandsM)-1] > farthestM:
		return fieldError("bands_m", fmt.Sprintf("the last edge is at most %d metres", farthestM))
	}
	return nil
}

func fieldError(parameter, detail string) error {
	return &geo.Error{Code: geo.Invalid, Message: "This cannot be asked", Fields: []geo.FieldError{{Parameter: parameter, Detail: detail}}}
}

// NearRepeat tests the matching incidents whose day and place are known well
// enough for the bands. It refuses rows that were found by searching, unless
// one insists.
func (s *Surveyor) NearRepeat(ctx context.Context, v geo.View, q RepeatQuestion) (*NearRepeat, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	rows, err := repeatable(ctx, v, q)
	if err != nil {
		return nil, err
	}
	if err := hotspot.AllowNearRepeat(rows.found, len(rows.days), q.Insist); err != nil {
		return nil, err
	}
	pairs, err := q.pairs(ctx, rows.points)
	if err != nil {
		return nil, err
	}
	table, err := hotspot.NearRepeat(ctx, hotspot.RepeatQuestion{Days: rows.days, Pairs: pairs, BandsM: q.BandsM, BandsD: q.BandsD, Draws: q.Draws, Seed: q.Seed})
	if err != nil {
		return nil, err
	}
	used, err := v.Used(ctx, q.Query, MinRes)
	if err != nil {
		return nil, err
	}
	used.Excluded.Imprecise += used.N - len(rows.days)
	used.N = len(rows.days)
	return answerRepeats(&table, used, v.Head().Seq, q.Seed, rows.found), nil
}

// pairs lists the close pairs, unless there are more than its draws may compare.
func (q *RepeatQuestion) pairs(ctx context.Context, points []orb.Point) ([]hotspot.Pair, error) {
	reachM, most := q.BandsM[len(q.BandsM)-1], mostComparisons/q.Draws
	pairs, err := hotspot.ClosePairs(ctx, points, reachM, most, place.NewSpots(points).Distance)
	if geo.CodeOf(err) == geo.TooLarge && most < hotspot.MostPairs {
		err = geo.Errorf("", geo.TooLarge, "More than %d pairs are closer than %.0f m, and %d draws of them take too long; ask for shorter distances, a shorter time, a smaller area or fewer draws.", most, reachM, q.Draws)
	}
	return pairs, err
}

// repeats are the rows that a table is made of.
type repeats struct {
	points []orb.Point
	days   []int // local, since 1970
	found  int   // whose time is the time they were found, or that patrols found
}

func repeatable(ctx context.Context, v geo.View, q RepeatQuestion) (*repeats, error) {
	out, reachM := &repeats{}, q.BandsM[len(q.BandsM)-1]
	for row, err := range v.Incidents(ctx, q.Query, nil) {
		switch {
		case err != nil:
			return nil, err
		case !row.Mapped || row.TimePrecision > geo.PrecisionDay || row.RadiusM > reachM:
			continue
		case len(out.days) == MostRepeated:
			return nil, geo.Errorf("", geo.TooLarge, "More than %d incidents match; ask for a shorter time or a smaller area.", MostRepeated)
		}
		out.points = append(out.points, row.Point)
		out.days = append(out.days, localDayNumber(row))
		out.found += one(row.Origin == geo.Discovered || row.TimeKind == geo.TimeDiscovered)
	}
	return out, nil
}

func localDayNumber(row *geo.Record) int {
	return int(math.Floor(float64(row.OccurredAt.Unix()+geo.LocalOffsetS) / 86400))
}

func answerRepeats(t *hotspot.RepeatTable, used geo.Used, seq, seed uint64, found int) *NearRepeat {
	a := &NearRepeat{Used: used, Seq: seq, Pairs: t.Pairs, Distance: "geodesic", Draws: t.Draws, Seed: seed, Found: found}
	for k, edge := range t.BandsM {
		a.BandsM = append(a.BandsM, band(edge, t.BandsM[k:]))
	}
	for k, edge := range t.BandsD {
		a.BandsD = append(a.BandsD, band(edge, t.BandsD[k:]))
	}
	for _, row := range t.Cells {
		bins := make([]RepeatBin, len(row))
		for k, c := range row {
			bins[k] = RepeatBin{c.Observed, rounded(c.Expected), number(c.Ratio), rounded(c.P), c.Repeats}
		}
		a.Cells = append(a.Cells, bins)
	}
	a.Summary = a.summary(t)
	return a
}

// band writes [a,b), the last one [a,inf).
func band[T int | float64](edge T, rest []T) string {
	text := func(v T) string { return strconv.FormatFloat(float64(v), 'f', -1, 64) }
	if len(rest) < 2 {
		return "[" + text(edge) + ",inf)"
	}
	return "[" + text(edge) + "," + text(rest[1]) + ")"
}

// summary words the strongest band that repeats.
func (a *NearRepeat) summary(t *hotspot.RepeatTable) hotspot.Words {
	best, at := 0.0, [2]int{}
	for d, row := range t.Cells {
		for k, c := range row {
			if c.Repeats && c.Ratio > best {
				best, at = c.Ratio, [2]int{d, k}
			}
		}
	}
	if best == 0 {
		return hotspot.Words{
			EN: "No band stands out: incidents do not follow each other closer than chance would have them.",
			ES: "Ninguna franja sobresale: los casos no se siguen más de cerca de lo que pondría el azar."}
	}
	return repeatWords(t, at, best, a.Found > 0)
}

// repeatWords say how far and how long after, and what else may explain it.
func repeatWords(t *hotspot.RepeatTable, at [2]int, ratio float64, found bool) hotspot.Words {
	fromM, toM := t.BandsM[at[0]], t.BandsM[at[0]+1]
	fromD, toD := t.BandsD[at[1]], t.BandsD[at[1]+1]-1 // whole days
	when := hotspot.Words{EN: fmt.Sprintf("%d to %d days apart", fromD, toD), ES: fmt.Sprintf("con %d a %d días de diferencia", fromD, toD)}
	switch {
	case toD == 0:
		when = hotspot.Words{EN: "on the same day", ES: "el mismo día"}
	case fromD == toD:
		when = hotspot.Words{EN: fmt.Sprintf("%d days apart", fromD), ES: fmt.Sprintf("con %d días de diferencia", fromD)}
	}
	w := hotspot.Words{
		EN: fmt.Sprintf("Another one %g to %g m away and %s is %.1f times as frequent as chance would have it. It may be one happening told twice, or a season that moves.", fromM, toM, when.EN, ratio),
		ES: fmt.Sprintf("Otro caso a entre %g y %g m y %s es %.1f veces tan frecuente como por azar. Puede ser un mismo hecho contado dos veces, o una temporada que se desplaza.", fromM, toM, when.ES, ratio),
	}
	if found {
		w = joinWords(w, hotspot.Words{
			EN: "Some of these were discovered: whoever searches finds several in one place and in a few days.",
			ES: "Algunos fueron descubiertos: quien busca halla varios en un mismo lugar y en pocos días."})
	}
	return w
}
