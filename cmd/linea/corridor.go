package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/feed"
	"linea/geo/place"
)

// corridorOptions are the flags of linea corridor.
type corridorOptions struct {
	line       string
	format     string
	simplifyM  float64
	halfWidthM float64
	ends       string
	binKm      float64
	densityKm  float64
	compare    string
	incidents  int
	asJSON     bool
	form       string
	lang       string
	out        string
}

func newCorridor(w *world) *cobra.Command {
	var o corridorOptions
	cmd := &cobra.Command{
		Use:   "corridor --line FILE",
		Short: "Say what happened along a route",
		Long: `Say what happened along a route: how many incidents and how sure that is, how
often, on which stretch, on which side, at which hours, and whether it changed.
The line is read from GPX, KML, GeoJSON or a CSV of points ("-" is standard
input); of several lines the longest is taken. The filters are those of the map
and the API.

Positions are uncertain: beside the count stand how many are surely inside and
how many may be. Rates carry an exact interval: zero is "0 (up to 3.7)".`,
		Example: `  linea corridor --line patrol.gpx --half-width 2000 --datetime 2024-01-01/2024-12-31
  linea corridor --line route.kml --half-width 5000 --kind humanitarian --compare last_year --datetime 2024-01-01/2024-12-31
  linea corridor --line track.gpx --simplify 20 --json > report.json
  linea corridor --line route.geojson --f gpx --out briefing.gpx      the route with its incidents for a handheld`,
	}
	s := addSettings(cmd, "store", "overlays")
	f := cmd.Flags()
	f.StringVar(&o.line, "line", "", "`file` that holds the line; \"-\" is standard input")
	f.StringVar(&o.format, "format", "", "`name` of the line's format instead of the recognised one: "+strings.Join(feed.LineFormats(), ", "))
	f.Float64Var(&o.simplifyM, "simplify", 0, "leave out vertices that lie within so many `metres` of the line without them")
	f.Float64Var(&o.halfWidthM, "half-width", 2000, "how far the corridor reaches on each side, `metres`: 50 to 50000")
	f.StringVar(&o.ends, "ends", "flat", "`how` the corridor ends: flat or round")
	f.Float64Var(&o.binKm, "bin-km", 0, "width of a bar of the profile, `km`: 0.5 to 50; default: by the data")
	f.Float64Var(&o.densityKm, "density", 0, "smooth the profile with this bandwidth, `km`: 0.5 to 50; default: bars")
	f.StringVar(&o.compare, "compare", "", "compare with `what`: previous, last_year, or an interval")
	f.IntVar(&o.incidents, "incidents", 0, "list so `many` incidents by km, at most 1000")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON report instead of a table")
	f.StringVar(&o.form, "f", "", "write the corridor with its incidents instead, in this `format`: "+strings.Join(feed.RouteFormats(), ", "))
	f.StringVar(&o.lang, "lang", feed.RouteLanguages()[0], "`language` of the descriptions in GPX and KML: "+strings.Join(feed.RouteLanguages(), ", "))
	f.StringVar(&o.out, "out", "", "`file` to write; default: standard output")
	filter := addFilter(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		w.stdin = cmd.InOrStdin()
		asked, err := o.question(w)
		if err != nil {
			return err
		}
		if asked.q, err = filter.query(polygons(&s.Config)); err != nil {
			return err
		}
		return withView(cmd.Context(), s.Store, func(view geo.View) error {
			return writeTo(w.stdout, o.out, func(to io.Writer) error { return o.answer(cmd.Context(), to, view, asked) })
		})
	}
	return cmd
}

// corridorAsked is the question that the flags put.
type corridorAsked struct {
	route   *corridor.Corridor
	q       geo.Query
	options corridor.Options
}

func (o *corridorOptions) question(w *world) (asked corridorAsked, err error) {
	switch {
	case o.line == "":
		return asked, usagef("--line is missing: name a GPX, KML, GeoJSON or CSV file, or - for standard input")
	case o.format != "" && !slices.Contains(feed.LineFormats(), o.format):
		return asked, usagef("--format %q is not known; one of %s", o.format, strings.Join(feed.LineFormats(), ", "))
	case o.form != "" && !slices.Contains(feed.RouteFormats(), o.form):
		return asked, usagef("--f %q is not known; one of %s", o.form, strings.Join(feed.RouteFormats(), ", "))
	case !slices.Contains(feed.RouteLanguages(), o.lang):
		return asked, usagef("--lang %q is not known; one of %s", o.lang, strings.Join(feed.RouteLanguages(), ", "))
	case o.form != "" && o.asJSON:
		return asked, usagef("--json and --f exclude each other")
	}
	ends, err := corridor.ParseEnds(o.ends)
	if err != nil {
		return asked, usagef("--ends: %w", err)
	}
	asked.options = corridor.Options{BinKm: o.binKm, Density: o.densityKm, Limit: o.incidents}
	if asked.options.Compare, err = corridor.ParseBaseline(o.compare); err != nil {
		return asked, usagef("--compare: %w", err)
	}
	line, err := o.readLine(w)
	if err != nil {
		return asked, err
	}
	if err := corridor.CheckArea(line, place.StudyArea()); err != nil {
		return asked, usageError{err}
	}
	if asked.route, err = corridor.New(line, o.halfWidthM, ends); err != nil {
		return asked, usageError{err}
	}
	return asked, nil
}

// readLine reads the line and says on standard error what it chose and left
// out.
func (o *corridorOptions) readLine(w *world) (orb.LineString, error) {
	in := w.stdin
	if o.line != "-" {
		file, err := os.Open(o.line)
		if err != nil {
			return nil, usagef("the line cannot be read: %w", err)
		}
		defer file.Close()
		in = file
	}
	read, err := feed.ReadLine(in, o.format)
	if err != nil {
		return nil, err
	}
	if n := len(read.Lines); n > 1 {
		fmt.Fprintf(w.stderr, "%s holds %d lines; the longest is taken\n", o.line, n)
	}
	line, dropped := feed.Simplify(read.Lines[read.Longest()], o.simplifyM)
	if o.simplifyM > 0 {
		fmt.Fprintf(w.stderr, "%d of %d vertices left out, all within %g m of the line\n", dropped, dropped+len(line), o.simplifyM)
	}
	return line, nil
}

func (o *corridorOptions) answer(ctx context.Context, to io.Writer, view geo.View, asked corridorAsked) error {
	if o.form != "" {
		return feed.WriteRoute(to, o.form, routeFile(ctx, view, asked, o.lang))
	}
	report, err := corridor.Query(ctx, view, asked.route, asked.q, asked.options)
	if err != nil {
		return err
	}
	if o.asJSON {
		out := json.NewEncoder(to)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(report)
	}
	return printCorridor(to, report, isSynthetic(view))
}

func isSynthetic(view geo.View) bool {
	return slices.ContainsFunc(view.Sources(), func(s geo.SourceStatus) bool { return s.Synthetic && s.Rows > 0 })
}

func routeFile(ctx context.Context, view geo.View, asked corridorAsked, lang string) feed.RouteFile {
	route := asked.route
	return feed.RouteFile{
		Lang: lang, Line: route.Line(), LengthKm: route.LengthM() / 1000, HalfWidthM: route.HalfWidthM(), Outline: route.Outline(),
		Filter: asked.q.Canonical(), Synthetic: isSynthetic(view),
		Stops: func(yield func(feed.Stop, error) bool) {
			for s, err := range corridor.Stops(ctx, view, route, asked.q) {
				if !yield(feed.Stop(s), err) {
					return
				}
			}
		},
	}
}
