package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"
)

// connections that ask at once.
const connections = 8

// measureStored compares the server with one that returns stored bytes: the
// same requests, the same answers, turn by turn, so that a machine whose speed
// wanders wanders for both.
func measureStored(ctx context.Context, b *bench) (err error) {
	set, err := b.askOnce(ctx, "stored", b.effort(400, 40))
	if err != nil {
		return err
	}
	limit, err := b.startStored(ctx, set)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, limit.stop()) }()
	for _, row := range []struct {
		what     string
		requests [][]byte
		status   int
	}{
		{"cached 200", set.fresh, http.StatusOK},
		{"304", set.repeat, http.StatusNotModified},
	} {
		ours, best, ratio, err := b.turns(ctx, limit, row.requests, row.status)
		if err != nil {
			return err
		}
		b.addThroughput(row.what, ours)
		b.addThroughput(row.what+", stored bytes", best)
		b.report.add(row.what+", of the stored bytes'", figure{Value: 100 * ratio, Unit: "%"}.atLeast(80, true))
	}
	return nil
}

// startStored starts this program again, to serve what the real server
// answered.
func (b *bench) startStored(ctx context.Context, set *asked) (*server, error) {
	path := b.path("stored.json")
	if err := b.storeAnswers(ctx, set, path); err != nil {
		return nil, err
	}
	return b.startStoredAt(ctx, path)
}

func (b *bench) startStoredAt(ctx context.Context, path string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return b.startServer(ctx, self, storedWord, path)
}

// turns loads both servers in turn and gives the medians of their figures and
// of the ratios of the turns.
func (b *bench) turns(ctx context.Context, limit *server, requests [][]byte, status int) (ours, best throughput, ratio float64, err error) {
	during := 2 * time.Second
	if b.short() {
		during /= 20
	}
	var figures [2]struct{ perSecond, cpu []float64 }
	var ratios []float64
	for turn := range b.effort(7, 2) {
		var both [2]throughput
		for i, s := range []*server{b.server, limit} {
			if both[i], err = load(ctx, s, requests, status, connections, during); err != nil {
				return ours, best, 0, err
			}
		}
		if turn == 0 {
			continue // to warm up
		}
		for i, t := range both {
			figures[i].perSecond = append(figures[i].perSecond, t.perSecond)
			figures[i].cpu = append(figures[i].cpu, float64(t.cpu))
		}
		ratios = append(ratios, both[0].perSecond/both[1].perSecond)
	}
	of := func(i int) throughput {
		return throughput{median(figures[i].perSecond), time.Duration(median(figures[i].cpu))}
	}
	return of(0), of(1), median(ratios), nil
}

func (b *bench) addThroughput(what string, t throughput) {
	figures := []figure{{Value: t.perSecond, Unit: "requests/s"}}
	if t.cpu > 0 {
		figures = append(figures, figure{Name: "server's cores", Value: float64(t.cpu) / float64(time.Microsecond), Unit: "µs a request"})
	}
	b.report.add(fmt.Sprintf("%s, %d connections", what, connections), figures...)
}
