package main

import (
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"linea/geo"
)

// filterUsage explains the filter grammar on the command line; the words are
// those of geo.QueryParameters.
var filterUsage = map[string]string{
	"datetime":          "only incidents that begin in this `interval`: 2024-01-01/2024-12-31, 2019-01-01/.., or one date",
	"kind":              "only these `kinds`: death, rescue, ..., or a group such as humanitarian",
	"source":            "only from these `sources`: ogis,iom",
	"origin":            "only with these `origins`: reported, discovered, sensor, unknown",
	"cause":             "only with these `causes` of death: exposure, drowning, vehicle, violence, injury, medical, undetermined",
	"land":              "only on these `lands`, by who manages the ground; write a comma in a name as \\,",
	"area":              "only in these `areas` of the source",
	"found_within_days": "only found within so many `days`: 1, 7, 21, 35, 90, 240",
	"status":            "only with these `statuses`: reported, verified, disputed, retracted, or all (but retracted); default reported,verified",
	"hours":             "only in these local `hours`: 20-4 passes midnight; unknown hours do not match",
	"days":              "only on these local `days`: mon,tue,wed,thu,fri,sat,sun",
	"months":            "only in these `months` of the year, local: 12,1,2; a month that is not known does not match",
	"side":              "only on these `sides`: az, son, line (cannot be told), other",
	"max_radius_m":      "only positions known to so many `metres`: 50, 100, 300, 1000, 2000, 5000, 15000, 25000",
	"bbox":              "only inside `west,south,east,north`, degrees",
	"near":              "only inside the circle `lon,lat,metres`",
	"within":            "only inside the polygon `overlay:feature` of an overlay; needs --overlays",
	"polygon":           "only inside a polygon, as an encoded `polyline` of precision 5",
	"cell":              "only in this H3 `cell` of resolution 3 to 9, and precise enough for it",
	"mapped":            "true: only rows with a usable place; false: only rows without one (`which`)",
	"duplicates":        "rows that repeat another source's: exclude, include or only (`choice`); default exclude",
}

// filter is the flags of the filter grammar on one command.
type filter struct{ flags *pflag.FlagSet }

// addFilter gives a command a flag for every word of the grammar. Words may be
// written with "-" for "_".
func addFilter(cmd *cobra.Command) filter {
	fs := pflag.NewFlagSet("filter", pflag.ContinueOnError)
	fs.SortFlags = false
	for _, name := range geo.QueryParameters() {
		fs.String(dashed(name), "", filterUsage[name])
	}
	cmd.Flags().SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		return pflag.NormalizedName(dashed(name))
	})
	cmd.Flags().AddFlagSet(fs)
	return filter{cmd.Flags()}
}

func dashed(name string) string { return strings.ReplaceAll(name, "_", "-") }

// query reads the flags that were given.
func (f filter) query(within geo.PolygonByName) (geo.Query, error) {
	values := url.Values{}
	for _, name := range geo.QueryParameters() {
		if flag := f.flags.Lookup(dashed(name)); flag.Changed {
			values.Set(name, flag.Value.String())
		}
	}
	q, err := geo.ParseQuery(values, within)
	if err != nil {
		return q, usageError{err}
	}
	return q, nil
}
