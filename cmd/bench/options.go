package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
)

// shortBelow is the number of incidents below which a run is a short one: it
// shows that everything works, not how fast it is.
const shortBelow = 100_000

// options say what to measure.
type options struct {
	linea   string // the binary
	n       int    // incidents
	seed    uint64 // of the data and of the questions
	cache   string // folder of the data, which is used again
	postgis string // address, "auto" or "" for none
	profile string // folder for profiles of the server, "" for none
	json    bool
	only    *regexp.Regexp
}

func readOptions(args []string, getenv func(string) string, stderr io.Writer) (options, error) {
	var o options
	var only string
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.linea, "linea", "bin/linea", "the `binary` to measure")
	f.IntVar(&o.n, "n", 1_000_000, fmt.Sprintf("how many incidents; below %d the run is short and no bar applies", shortBelow))
	f.Uint64Var(&o.seed, "seed", 1, "`number` that decides the data and the questions")
	f.StringVar(&o.cache, "cache", "bin/bench", "`folder` for the data, which is used again, and for the results")
	f.StringVar(&o.postgis, "postgis", getenv("LINEA_BENCH_POSTGIS"),
		"`address` of a PostGIS on this machine to measure beside (postgres://...), or auto for a cluster of its own")
	f.StringVar(&o.profile, "profile", "", "`folder` for CPU profiles of the server; builds a binary of its own")
	f.BoolVar(&o.json, "json", false, "print JSON instead of a table")
	f.StringVar(&only, "only", "", "`pattern` of the groups to measure; importing and starting are always among them")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 || o.n < 1 {
		return o, errors.New("wrong use; see -h")
	}
	var err error
	o.only, err = regexp.Compile(only)
	return o, err
}

func (o *options) short() bool { return o.n < shortBelow }

// effort gives the number of times to do something in a whole run and in a
// short one.
func (o *options) effort(whole, short int) int {
	if o.short() {
		return short
	}
	return whole
}
