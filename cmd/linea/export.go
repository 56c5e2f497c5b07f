package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/index"
	"linea/geo/place"
	"linea/geo/store/sqlite"
)

// exportFormats are the values of --f, the default first.
var exportFormats = []string{"geojson", "csv", "geojsonl"}

// writers write incidents, by exportFormats.
var writers = map[string]func(io.Writer, iter.Seq2[*geo.Record, error]) error{
	"geojson":  feed.WriteGeoJSON,
	"csv":      feed.WriteCSV,
	"geojsonl": feed.WriteGeoJSONLines,
}

func newExport(w *world) *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write incidents out, with the filters of the map",
		Long: `Write incidents out, newest first: to standard output, or to a file that appears
when it is complete. The filters are those of the map and the API. Without any,
rows that repeat another source's are left out, and so are disputed and
retracted ones; --duplicates include --status all writes all that QGIS sees. What
was exported as CSV or GeoJSON can be imported again.`,
		Example: `  linea export > incidents.geojson
  linea export --f csv --kind death --cause exposure --datetime 2019-01-01/.. --out exposure.csv
  linea export --f geojsonl --near -111.54,31.48,10000 --hours 20-4
  linea export --duplicates include --status all --out everything.geojson`,
	}
	s := addSettings(cmd, "store", "overlays")
	f := cmd.Flags()
	f.StringVar(&format, "f", exportFormats[0], "`format`: "+strings.Join(exportFormats, ", "))
	f.StringVar(&out, "out", "", "`file` to write; default: standard output")
	filter := addFilter(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		if !slices.Contains(exportFormats, format) {
			return usagef("--f %q is not known; one of %s", format, strings.Join(exportFormats, ", "))
		}
		q, err := filter.query(polygons(&s.Config))
		if err != nil {
			return err
		}
		return export(cmd.Context(), w, s.Store, q, func(rows iter.Seq2[*geo.Record, error]) error {
			return writeTo(w.stdout, out, func(to io.Writer) error { return writers[format](to, rows) })
		})
	}
	return cmd
}

// polygons finds the polygons of the overlays; nil without a folder of them.
func polygons(c *Config) geo.PolygonByName {
	if c.Overlays == "" {
		return nil
	}
	return place.ReadOverlays(os.DirFS(c.Overlays)).Polygon
}

// export folds the store and hands the matching rows to write; where there is
// none it says why.
func export(ctx context.Context, w *world, path string, q geo.Query, write func(iter.Seq2[*geo.Record, error]) error) (err error) {
	store, err := sqlite.Open(ctx, path, sqlite.Options{MustExist: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ix, err := index.Open(ctx, store)
	if err != nil {
		return err
	}
	v := ix.View()
	n := 0
	if err := write(counting(v.Incidents(ctx, q, nil), &n)); err != nil || n > 0 {
		return err
	}
	why, err := whyNothing(ctx, v, q)
	if err == nil {
		fmt.Fprintf(w.stderr, "linea: %s\n", why)
	}
	return err
}

// counting passes rows on and counts them.
func counting(rows iter.Seq2[*geo.Record, error], n *int) iter.Seq2[*geo.Record, error] {
	return func(yield func(*geo.Record, error) bool) {
		for r, err := range rows {
			if *n++; !yield(r, err) {
				return
			}
		}
	}
}
