package demo

import (
	"context"

	"linea/geo"
	"linea/geo/feed"
)

// Fill writes the incidents into a journal in whole blocks, with their source
// and a report like that of any import. A journal that holds real rows is
// refused. Filling twice with equal options changes nothing.
func Fill(ctx context.Context, journal geo.Journal, o Options, progress func(feed.Progress)) (feed.Report, error) {
	rows, err := Generate(o)
	if err != nil {
		return feed.Report{}, err
	}
	opts := feed.Options{Source: geo.DemoSource, OnChange: feed.OnChangeRevise, Progress: progress}
	return feed.Write(ctx, journal, "linea demo", rows, opts)
}
