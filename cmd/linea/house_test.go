package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// room is one package of the house: what it is, what of ours it may import, and
// which foreign packages live nowhere else. Every arrow points down; rooms on
// one floor do not import each other. The README draws the same house.
type room struct {
	sentence string
	imports  []string
	homeOf   []string // import path prefixes
	borrows  []string // of another room's homeOf
}

var house = map[string]room{
	"geo": {
		sentence: "what an incident, a question, a view, a corridor and a journal are",
	},
	"geo/place": {
		sentence: "the Earth: geodesics, notations, the line, areas, towns",
		imports:  []string{"geo"},
	},
	"geo/grid": {
		sentence: "cells",
		imports:  []string{"geo", "geo/place"},
		homeOf:   []string{"github.com/uber/h3-go"},
	},
	"geo/index": {
		sentence: "folds the journal; counts and searches; derives what is never stored",
		imports:  []string{"geo", "geo/grid", "geo/place"},
		homeOf:   []string{"github.com/tidwall/rtree"},
	},
	"geo/rates": {
		sentence: "how sure a count is: exact laws, intervals and comparisons",
	},
	"geo/hotspot": {
		sentence: "pure statistics over counts",
		imports:  []string{"geo", "geo/rates"},
	},
	"geo/survey": {
		// One floor above the statistics: they stay free of cells, areas and
		// snapshots, and api, tiles and the command line share one way to count.
		sentence: "asks a view the counts that a statistic needs, over the study area, and hands them to hotspot",
		imports:  []string{"geo", "geo/grid", "geo/place", "geo/rates", "geo/hotspot"},
	},
	"geo/corridor": {
		sentence: "distance, chainage, side, profile and rates along a line",
		imports:  []string{"geo", "geo/place", "geo/rates", "geo/hotspot"},
	},
	"geo/feed": {
		sentence: "foreign formats in and out",
		imports:  []string{"geo", "geo/place"},
		// CSV and GeoJSON of incidents are written and read here; place reads its
		// own tables and overlays, so those encodings have no single home.
		homeOf: []string{"encoding/xml"},
	},
	"geo/feed/demo": {
		sentence: "the synthetic process behind linea demo",
		imports:  []string{"geo", "geo/place", "geo/feed"},
	},
	"geo/store/sqlite": {
		sentence: "the journal and the layer in one GeoPackage file",
		imports:  []string{"geo"},
		homeOf:   []string{"github.com/mattn/go-sqlite3", "modernc.org/sqlite"},
	},
	"tiles": {
		sentence: "draws answers as vector tiles, caches them",
		imports:  []string{"geo", "geo/grid", "geo/hotspot", "geo/survey", "geo/corridor", "geo/index"},
		homeOf:   []string{"github.com/paulmach/orb/maptile", "github.com/paulmach/orb/encoding/mvt"},
	},
	"api/access": {
		sentence: "who may ask: access tokens and browser sessions",
		imports:  []string{"geo"},
	},
	"api": {
		sentence: "HTTP: parse, ask, answer",
		imports:  []string{"api/access", "geo", "geo/place", "geo/grid", "geo/index", "geo/rates", "geo/hotspot", "geo/survey", "geo/corridor", "geo/feed", "tiles", "frontend"},
		homeOf:   []string{"github.com/gin-gonic/gin", "github.com/prometheus/client_golang"},
	},
	"frontend": {
		sentence: "the web app as an embedded file system",
	},
	"cmd/linea": {
		sentence: "chooses and connects; holds no rule about incidents",
		imports:  []string{"geo", "geo/place", "geo/grid", "geo/index", "geo/rates", "geo/hotspot", "geo/survey", "geo/corridor", "geo/feed", "geo/feed/demo", "geo/store/sqlite", "tiles", "api", "api/access", "frontend"},
		homeOf:   []string{"github.com/spf13/cobra", "github.com/spf13/pflag", "os/signal"},
	},
	"cmd/bench": {
		sentence: "measures the whole service from outside",
		imports:  []string{"geo", "geo/grid", "geo/index", "geo/hotspot", "geo/feed", "geo/feed/demo", "geo/store/sqlite", "tiles", "api"},
		homeOf:   []string{"github.com/jackc/pgx"},
		borrows:  []string{"github.com/gin-gonic/gin", "os/signal"}, // gin for the handler that it compares ours with
	},
	"geo/geotest": {
		sentence: "tests only: seeded and awkward incidents, and the judge",
		imports:  []string{"geo", "geo/place", "geo/grid"},
	},
	"geo/store/storetest": {
		sentence: "tests only: one suite for every store",
		imports:  []string{"geo", "geo/geotest"},
	},
}

// testRooms may be imported by tests and by each other, and by nothing that
// ships.
var testRooms = []string{"geo/geotest", "geo/store/storetest"}

func isTestRoom(name string) bool { return slices.Contains(testRooms, name) }

// testHomes are foreign packages that no shipped file may import.
var testHomes = []string{"testing", "net/http/httptest", "github.com/google/go-cmp"}

// cgoFree rooms build without a C compiler; the packages that need one are
// h3-go and the SQLite driver.
var cgoFree = []string{"geo", "geo/place", "geo/rates", "geo/hotspot", "geo/corridor", "geo/feed", "geo/feed/demo", "frontend"}

// listing is what `go list` says of a package.
type listing struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	Deps                               []string
}

func TestTheHouseStands(t *testing.T) {
	for _, p := range listHouse(t) {
		for _, complaint := range complaints(p) {
			t.Error(complaint)
		}
	}
}

// The test itself must notice.
func TestTheHouseWouldFall(t *testing.T) {
	for _, c := range []struct {
		p    listing
		want string
	}{
		{listing{ImportPath: "linea/util"}, "no room of the house"},
		{listing{ImportPath: "linea/geo/place", Imports: []string{"linea/geo/index"}}, "arrows may only reach"},
		{listing{ImportPath: "linea/geo", Imports: []string{"linea/geo/place"}}, "geo imports geo/place"},
		{listing{ImportPath: "linea/geo/store/sqlite", Imports: []string{"linea/geo/feed"}}, "imports geo/feed"},
		{listing{ImportPath: "linea/tiles", Imports: []string{"github.com/uber/h3-go/v4"}}, "sole home is geo/grid"},
		{listing{ImportPath: "linea/geo/feed", Imports: []string{"github.com/gin-gonic/gin"}}, "sole home is api"},
		{listing{ImportPath: "linea/geo/index", Imports: []string{"linea/geo/geotest"}}, "outside its tests"},
		{listing{ImportPath: "linea/geo/feed", Deps: []string{"github.com/mattn/go-sqlite3"}}, "needs a C compiler"},
	} {
		if got := strings.Join(complaints(c.p), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%+v gave %q, want %q", c.p, got, c.want)
		}
	}
	if got := complaints(listing{ImportPath: "linea/geo/index", Imports: []string{"linea/geo", "linea/geo/grid", "github.com/tidwall/rtree"}}); len(got) > 0 {
		t.Errorf("an honest room is blamed: %q", got)
	}
}

// complaints says what is wrong with a package, and what to do about it.
func complaints(p listing) []string {
	name := strings.TrimPrefix(p.ImportPath, "linea/")
	r, known := house[name]
	if !known {
		return []string{name + " is no room of the house. Put the code into the room whose sentence it fits, or add the room here and in README.md with its sentence and its floor."}
	}
	return slices.Concat(wrongArrows(name, r, p), wrongHomes(name, p), wrongTestRooms(name, p), wrongCgo(name, p))
}

func listHouse(t *testing.T) []listing {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", "linea/...")
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listing
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listing
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	return packages
}

func wrongArrows(name string, r room, p listing) (out []string) {
	for _, path := range p.Imports {
		target, ours := strings.CutPrefix(path, "linea/")
		if ours && !slices.Contains(r.imports, target) && !slices.Contains(testRooms, target) {
			out = append(out, fmt.Sprintf("%s imports %s, but its arrows may only reach %v: it is %q. Move the code down, or hand in what is needed as a value or interface of package geo.", name, target, r.imports, r.sentence))
		}
	}
	return out
}

func wrongHomes(name string, p listing) (out []string) {
	for home, r := range house {
		for _, prefix := range r.homeOf {
			if home == name || isTestRoom(name) || slices.Contains(house[name].borrows, prefix) {
				continue
			}
			if i := slices.IndexFunc(p.Imports, func(path string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }); i >= 0 {
				out = append(out, fmt.Sprintf("%s imports %s, whose sole home is %s: one place to replace it, one place to know its traps. Call %s instead.", name, p.Imports[i], home, home))
			}
		}
	}
	return out
}

func wrongTestRooms(name string, p listing) (out []string) {
	if isTestRoom(name) {
		return nil
	}
	for _, path := range p.Imports {
		if slices.Contains(testRooms, strings.TrimPrefix(path, "linea/")) || slices.Contains(testHomes, path) {
			out = append(out, fmt.Sprintf("%s imports %s outside its tests: what only tests need must not ship.", name, path))
		}
	}
	return out
}

func wrongCgo(name string, p listing) (out []string) {
	if !slices.Contains(cgoFree, name) {
		return nil
	}
	for _, prefix := range []string{"github.com/uber/h3-go", "github.com/mattn/go-sqlite3"} {
		if slices.ContainsFunc(p.Deps, func(path string) bool { return strings.HasPrefix(path, prefix) }) {
			out = append(out, fmt.Sprintf("%s reaches %s and so needs a C compiler; it must build without one.", name, prefix))
		}
	}
	return out
}

// The README draws the house; a drawing that can rot is a test.
func TestReadmeNamesEveryRoom(t *testing.T) {
	readme := readRootFile(t, "README.md")
	for name := range house {
		if !strings.Contains(readme, "`"+name+"`") {
			t.Errorf("README.md does not mention the room `%s`", name)
		}
	}
}
