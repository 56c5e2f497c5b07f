package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"linea/geo"
	"linea/geo/index"
	"linea/geo/place"
	"linea/geo/store/sqlite"
	"linea/geo/survey"
)

// surveyed is what a question of significance is answered from, and where to.
type surveyed struct {
	*survey.Surveyor
	journal geo.Journal // knows the saved corridors
	view    geo.View
	out     io.Writer
	errs    io.Writer // for a line to the person who asks
}

// surveying runs a command that asks the surveyor: first everything that the
// flags and settings say is read, then the store. What cannot be asked is wrong
// use.
func surveying[Q any](w *world, s *settings, question func(*Config) (Q, error), answer func(context.Context, *surveyed, Q) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		q, err := question(&s.Config)
		if err != nil {
			return err
		}
		surveyor, err := newSurveyor(&s.Config)
		if err != nil {
			return err
		}
		return withJournal(cmd.Context(), s.Store, func(j geo.Journal, v geo.View) error {
			err := answer(cmd.Context(), &surveyed{surveyor, j, v, w.stdout, w.stderr}, q)
			if geo.CodeOf(err) == geo.Invalid {
				return usageError{err}
			}
			return err
		})
	}
}

// asTheAPI prints an answer byte for byte as the API gives it.
func asTheAPI(out io.Writer, answer any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(answer)
}

// newSurveyor reads the study area and the exposure, where files name them.
func newSurveyor(c *Config) (*survey.Surveyor, error) {
	var set survey.Settings
	var err error
	if set.StudyArea, err = readFile(c.StudyArea, place.ReadStudyArea); err != nil {
		return nil, err
	}
	if set.Exposure, err = readFile(c.Exposure, survey.ReadExposure); err != nil {
		return nil, err
	}
	return survey.New(set), nil
}

// readFile reads what a setting names; nil when it names nothing.
func readFile[T any](path string, read func(io.Reader) (*T, error)) (*T, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, usageError{err}
	}
	defer f.Close()
	out, err := read(f)
	if err != nil {
		return nil, usageError{err}
	}
	return out, nil
}

// withView folds a store that exists and hands its view on.
func withView(ctx context.Context, path string, use func(geo.View) error) error {
	return withJournal(ctx, path, func(_ geo.Journal, v geo.View) error { return use(v) })
}

// withJournal hands the journal on too, which knows the saved corridors.
func withJournal(ctx context.Context, path string, use func(geo.Journal, geo.View) error) (err error) {
	store, err := sqlite.Open(ctx, path, sqlite.Options{MustExist: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ix, err := index.Open(ctx, store)
	if err != nil {
		return err
	}
	return use(store, ix.View())
}
