package main

import (
	"context"
	"net/http"
)

// asked is a set of tiles that the server has drawn and a browser has kept.
type asked struct {
	paths  []string
	fresh  [][]byte // requests of somebody who has nothing: 200
	repeat [][]byte // requests with the ETag: 304
}

// askOnce draws tiles of the mix and asks for each of them once.
func (b *bench) askOnce(ctx context.Context, name string, n int) (*asked, error) {
	m, err := newMix(b.seed, name)
	if err != nil {
		return nil, err
	}
	set := &asked{}
	for range n {
		path := m.tileQuestion()
		set.paths = append(set.paths, path)
		set.fresh = append(set.fresh, request(b.server.addr, path, ""))
	}
	i := 0
	_, err = each(ctx, b.server.addr, set.fresh, http.StatusOK, func(a *answer) {
		set.repeat = append(set.repeat, request(b.server.addr, set.paths[i], string(a.etag)))
		i++
	})
	return set, err
}
