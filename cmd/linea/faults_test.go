package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/store/sqlite"
)

var faultRounds = flag.Int("faults.rounds", 6, "how often TestFaultsKill kills a server that is being written to")

// damage is what a fault test adds up. Lost and half must stay 0.
type damage struct {
	rounds, writes, revisions, retractions, batchRows, imports, killedImports int
	lost, half                                                                int
	slowest                                                                   time.Duration // restart until ready
}

// The server dies at random moments, by kill -9, while clients write, revise,
// retract and stream, a second server writes to the same store and a file is
// imported. What was acknowledged is there when it comes back, what was not is
// there whole or not at all, and it comes back clean.
func TestFaultsKill(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	var d damage
	binary(t) // build it before anything is timed
	folder := t.TempDir()
	const storeEvery = 5 // rounds, so that a round does not grow longer
	for n := range *faultRounds {
		store := filepath.Join(folder, fmt.Sprintf("faults-%d.gpkg", n/storeEvery))
		k := &killing{t: t, r: r, folder: folder, store: store, source: fmt.Sprintf("r%d", n), damage: &d}
		k.round(n%2 == 1)
		if t.Failed() {
			break
		}
	}
	t.Logf("| kill -9 rounds | acknowledged: new | revised | retracted | rows of batches | imports | imports killed | lost | half there | slowest restart |")
	t.Logf("| %d | %d | %d | %d | %d | %d | %d | %d | %d | %v |", d.rounds, d.writes, d.revisions, d.retractions, d.batchRows, d.imports, d.killedImports, d.lost, d.half, d.slowest.Round(time.Millisecond))
	if d.lost+d.half > 0 || d.writes == 0 || d.batchRows == 0 {
		t.Errorf("%+v", d)
	}
}

// killing is one round.
type killing struct {
	t      *testing.T
	r      *rand.Rand
	folder string // of the store, and of the files that are imported
	store  string
	source string // of this round's rows
	*damage

	victim, other *serving // other is nil in every second round
	acked         atomic.Int64
	writers       []*claimant
	batch         batchClaim
	imported      importClaim
}

const killedImportRows = 2000

func (k *killing) round(alone bool) {
	began := time.Now()
	k.victim = startServer(k.t, k.folder, k.store)
	k.victim.get("/readyz")
	k.slowest = max(k.slowest, time.Since(began))
	if !alone {
		k.other = startServer(k.t, k.folder, k.store)
		k.other.get("/readyz")
	}
	var writing sync.WaitGroup
	ctx, stop := context.WithCancel(k.t.Context())
	for i := range 6 {
		c := &claimant{t: k.t, ctx: ctx, all: &k.acked, server: k.victim, id: fmt.Sprintf("%s:w%d", k.source, i), source: k.source, r: rand.New(rand.NewPCG(k.r.Uint64(), 0))}
		if i >= 4 && k.other != nil {
			c.server = k.other
		}
		k.writers = append(k.writers, c)
		writing.Go(c.work)
	}
	writing.Go(func() { k.batch.stream(ctx, k.victim.url, k.source) })
	killImport, wait := k.r.IntN(2) == 0, time.Duration(k.r.IntN(200))*time.Millisecond
	writing.Go(func() { k.importFile(wait, killImport) })
	k.awaitMoment()
	k.victim.cmd.Process.Kill()
	_ = k.victim.cmd.Wait() // killed
	stop()
	writing.Wait()
	if k.other != nil {
		k.other.stop()
	}
	k.check()
	k.rounds++
}

// awaitMoment waits until so much was acknowledged, in most rounds also some
// rows of the batch, and then for a moment that nobody has chosen.
func (k *killing) awaitMoment() {
	least, batch := int64(k.r.IntN(80)), k.r.IntN(4) > 0
	for k.acked.Load() < least || batch && k.batch.acked.Load() == 0 {
		if k.t.Failed() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	time.Sleep(time.Duration(k.r.IntN(20_000)) * time.Microsecond)
}

func (k *killing) importFile(wait time.Duration, kill bool) {
	c := &k.imported
	path := filepath.Join(k.folder, k.source+".csv")
	c.source = k.source + "i"
	if err := writeRows(path, c.source, killedImportRows); err != nil {
		k.t.Error(err)
		return
	}
	cmd := exec.Command(binary(k.t), "import", "--store", k.store, path)
	var out bytes.Buffer
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		k.t.Error(err)
		return
	}
	if kill {
		defer time.AfterFunc(wait, func() { cmd.Process.Kill() }).Stop()
	}
	err := cmd.Wait()
	c.done = err == nil
	if err != nil && !kill {
		k.t.Errorf("an import that nobody killed: %v\n%s", err, out.String())
	}
}

// claim is one incident as a client knows it: what was acknowledged, and what
// was asked for and not answered.
type claim struct {
	id           string
	acked, tried state
}

type state struct {
	revision, persons int
	retracted         bool
}

// claimant writes one incident after the other until no answer comes.
type claimant struct {
	t          *testing.T
	ctx        context.Context
	all        *atomic.Int64 // acknowledged by anybody
	server     *serving
	id, source string
	r          *rand.Rand
	claims     []*claim
}

func (c *claimant) work() {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for i := 0; c.ctx.Err() == nil; i++ {
		one := &claim{id: fmt.Sprintf("%s-%d", c.id, i)}
		c.claims = append(c.claims, one)
		for revision := 1; revision <= 1+c.r.IntN(3) && !one.acked.retracted; revision++ {
			other := 1 + (one.acked.persons+c.r.IntN(999))%1000 // the same content would be no revision
			one.tried = state{revision, other, revision > 1 && c.r.IntN(2) == 0}
			if one.tried.retracted {
				one.tried.persons = one.acked.persons
			}
			if !c.send(client, one) {
				return
			}
			one.acked = one.tried
			c.all.Add(1)
		}
	}
}

// send asks for what is tried; false when no whole answer came.
func (c *claimant) send(client *http.Client, one *claim) bool {
	method, path := http.MethodPost, "/api/v1/incidents"
	body := fmt.Sprintf(`{"id":"%s","source":"%s","kind":"rescue","occurred_at":"2024-05-%02d","lon":%.4f,"lat":31.9,"persons":%d}`, one.id, c.source, 1+one.tried.persons%28, -112+float64(one.tried.persons)/1000, one.tried.persons)
	if one.tried.revision > 1 {
		method, path = http.MethodPut, path+"/"+one.id
	}
	if one.tried.retracted {
		method, body = http.MethodDelete, ""
	}
	request, err := http.NewRequestWithContext(c.ctx, method, c.server.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Error(err)
		return false
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("If-Match", fmt.Sprintf(`"%d"`, one.acked.revision))
	answer, err := client.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return false
	}
	if got := featureIn(c.t, text); answer.StatusCode > 299 || got.Properties.Revision != one.tried.revision {
		c.t.Errorf("%s %s: %d %s", method, path, answer.StatusCode, text)
		return false
	}
	return true
}

// mostBatchRows keeps a round short.
const mostBatchRows = 6000

// batchClaim is a stream of rows numbered from 0, and how many were told of.
type batchClaim struct {
	sent  int
	acked atomic.Int64
}

// stream sends rows until ctx ends, with the server that is killed: the client
// waits for the body that it sends, even when nobody is there any more.
func (b *batchClaim) stream(ctx context.Context, url, source string) {
	body, rows := io.Pipe()
	defer context.AfterFunc(ctx, func() { rows.CloseWithError(ctx.Err()) })()
	request, err := http.NewRequest(http.MethodPost, url+"/api/v1/incidents/batch", body)
	if err != nil {
		return
	}
	request.Header.Set("Content-Type", "application/x-ndjson")
	var sending sync.WaitGroup
	sending.Go(func() {
		for ; b.sent < mostBatchRows; b.sent++ { // then the stream stays open and says nothing
			if _, err := io.WriteString(rows, batchRow(source, b.sent)); err != nil {
				return
			}
		}
	})
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err == nil {
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			var block struct{ Accepted int }
			if json.Unmarshal(lines.Bytes(), &block) == nil {
				b.acked.Add(int64(block.Accepted))
			}
		}
		answer.Body.Close()
	}
	body.Close()
	sending.Wait()
}

func batchRow(source string, i int) string {
	return fmt.Sprintf(`{"id":"b%d","source":"%s","kind":"crossing","occurred_at":"2024-05-%02d","lon":%.4f,"lat":%.4f}`+"\n", i, source, 1+i%28, -114+float64(i%911)/300, 31.5+float64(i%701)/700)
}

// importClaim is a file that was imported; done when its end was reported.
type importClaim struct {
	source string
	done   bool
}

// check holds the store against what was acknowledged.
func (k *killing) check() {
	must(k.t, exitDone, k.folder, "check", "--store", k.store)
	s, err := sqlite.Open(k.t.Context(), k.store, sqlite.Options{MustExist: true})
	if err != nil {
		k.t.Fatal(err)
	}
	defer s.Close()
	for _, c := range k.writers {
		for _, one := range c.claims {
			k.checkClaim(s, one)
		}
	}
	k.checkBatch(s)
	k.checkImport(s)
}

// current gives the newest changes of ids.
func (k *killing) current(s *sqlite.Store, ids ...string) map[string]geo.Change {
	found, err := s.Current(k.t.Context(), geo.EntityIncident, ids)
	if err != nil {
		k.t.Fatal(err)
	}
	return found
}

func (k *killing) checkClaim(s *sqlite.Store, one *claim) {
	change := k.current(s, one.id)[one.id]
	var in geo.Incident
	if change.Revision > 0 {
		if err := geo.DecodeIncident(one.id, change.Fields, nil, &in); err != nil {
			k.t.Fatal(err)
		}
	}
	is := state{change.Revision, in.Persons, change.Op == geo.OpRetract}
	if is != one.acked && is != one.tried {
		k.lost++
		k.t.Errorf("%s is %+v; acknowledged was %+v, and asked for %+v", one.id, is, one.acked, one.tried)
	}
	switch {
	case one.acked.retracted:
		k.retractions++
		fallthrough
	case one.acked.revision > 1:
		k.revisions += one.acked.revision - 1
		fallthrough
	case one.acked.revision == 1:
		k.writes++
	}
}

// checkBatch: of a stream that was cut, the rows up to some row are there, at
// least as many as were told of.
func (k *killing) checkBatch(s *sqlite.Store) {
	ids := make([]string, k.batch.sent+1)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s:b%d", k.source, i)
	}
	found := k.current(s, ids...)
	acked := int(k.batch.acked.Load())
	if len(found) < acked {
		k.lost += acked - len(found)
		k.t.Errorf("%d rows of a batch are there, %d were acknowledged", len(found), acked)
	}
	for i := range len(found) {
		if _, ok := found[ids[i]]; !ok {
			k.half++
			k.t.Errorf("row %d of a batch is missing, and %d rows are there", i, len(found))
			break
		}
	}
	k.batchRows += acked
}

// checkImport: a file of one block is there whole or not at all.
func (k *killing) checkImport(s *sqlite.Store) {
	ids := make([]string, killedImportRows)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s:%d", k.imported.source, i)
	}
	switch n := len(k.current(s, ids...)); {
	case n != 0 && n != killedImportRows:
		k.half++
		k.t.Errorf("%d rows of an import of %d are there", n, killedImportRows)
	case n == 0 && k.imported.done:
		k.lost += killedImportRows
		k.t.Error("an import that ended well is not there")
	}
	if k.imported.done {
		k.imports++
	} else {
		k.killedImports++
	}
}
