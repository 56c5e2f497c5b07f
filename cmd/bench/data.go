package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"linea/geo"
	"linea/geo/feed/demo"
)

// makeData gives the CSV of N synthetic incidents, made once and kept.
func (b *bench) makeData(ctx context.Context) (string, error) {
	name, err := b.dataName()
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.cache, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	b.say("making %d incidents, kept as %s", b.n, path)
	store, part := b.path("demo.gpkg"), b.path(name)
	if _, _, err := b.runLinea(ctx, "demo", "--store", store, "--n", strconv.Itoa(b.n), "--seed", strconv.FormatUint(b.seed, 10)); err != nil {
		return "", err
	}
	if _, _, err := b.runLinea(ctx, "export", "--store", store, "--f", "csv", "--out", part,
		"--duplicates", "include", "--status", "reported,verified,disputed,retracted"); err != nil {
		return "", err
	}
	return path, errors.Join(os.Rename(part, path), os.Remove(store))
}

// dataName tells data of another process apart: it carries a hash of the first
// rows, and more rows of a seed begin with the same ones.
func (b *bench) dataName() (string, error) {
	rows, err := demo.Generate(demo.Options{N: min(b.n, 1000), Seed: b.seed})
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for in := range rows {
		h.Write(geo.EncodeIncident([]byte(in.ID), in))
	}
	return fmt.Sprintf("demo-%d-%s.csv", b.n, hex.EncodeToString(h.Sum(nil)[:4])), nil
}
