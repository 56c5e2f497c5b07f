package feed_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

const wide = "id,source,kind,occurred_at,lon,lat,radius_m,land,persons,status,reported_at\n"

func deskRow(id, day, land string) string {
	return fmt.Sprintf("%s,desk,death,%s,-111,32,100,%s,1,,\n", id, day, land)
}

func TestChangedContentIsARevision(t *testing.T) {
	j := storetest.NewMemory()
	run(t, j, text("a.csv", wide+deskRow("1", "2024-05-01", "Private")+deskRow("2", "2024-05-02", "Private")), feed.Options{})
	r := run(t, j, text("b.csv", wide+deskRow("1", "2024-05-01", "State")+deskRow("2", "2024-05-02", "Private")+deskRow("3", "2024-05-03", "Private")), feed.Options{})
	if r.Added != 1 || r.Revised != 1 || r.Unchanged != 1 {
		t.Fatalf("%+v", r)
	}
	current, err := j.Current(context.Background(), geo.EntityIncident, []string{"desk:1"})
	if err != nil {
		t.Fatal(err)
	}
	if c := current["desk:1"]; c.Revision != 2 || c.PrevSeq == 0 || incidents(t, j)["desk:1"].Land != "State" {
		t.Errorf("%+v", c)
	}
}

func TestKeepLeavesChangedRowsAlone(t *testing.T) {
	j := storetest.NewMemory()
	run(t, j, text("a.csv", wide+deskRow("1", "2024-05-01", "Private")), feed.Options{})
	r := run(t, j, text("b.csv", wide+deskRow("1", "2024-05-01", "State")+deskRow("2", "2024-05-01", "State")), feed.Options{OnChange: feed.OnChangeKeep})
	if r.Kept.OnChangeKeep != 1 || r.Added != 1 || incidents(t, j)["desk:1"].Land != "Private" {
		t.Errorf("%+v", r)
	}
}

// What a file has no column for stays as it is stored.
func TestMissingColumnsEraseNothing(t *testing.T) {
	j := storetest.NewMemory()
	run(t, j, text("a.csv", wide+deskRow("1", "2024-05-01", "Private")), feed.Options{})
	r := run(t, j, text("b.csv", "id,source,occurred_at,lon,lat\n1,desk,2024-05-01,-111,32\n"), feed.Options{})
	if r.Unchanged != 1 {
		t.Errorf("a file with fewer columns: %+v", r)
	}
	run(t, j, text("c.csv", "id,source,occurred_at,lon,lat\n1,desk,2024-05-02,-111.5,32\n"), feed.Options{})
	in := incidents(t, j)["desk:1"]
	if in.Land != "Private" || in.RadiusM != 100 || in.Persons != 1 || in.Kind != geo.Death || in.Point.Lon() != -111.5 || geo.LocalDate(in.OccurredAt) != "2024-05-02" {
		t.Errorf("%+v", in)
	}
}

// A row that fits the file but not what is stored beside it is a reject.
func TestMergedRowsKeepTheRules(t *testing.T) {
	j := storetest.NewMemory()
	run(t, j, text("a.csv", "id,source,kind,occurred_at,lon,lat,cause\n1,desk,death,2024-05-01,-111,32,exposure\n"), feed.Options{})
	r := run(t, j, text("b.csv", header+"1,desk,rescue,2024-05-01,-111,32\n"), feed.Options{})
	if r.RejectsByReason["cause_without_death"] != 1 || r.RejectLines[0].Line != 2 || !strings.Contains(r.RejectLines[0].Row, "rescue") {
		t.Errorf("%+v", r.RejectLines)
	}
}

// An older file after a newer one adds what is missing and changes nothing
// else; one of an age between revises exactly what is older than itself.
func TestSourceDates(t *testing.T) {
	file := func(name string, days ...string) feed.Input {
		content := wide
		for i, day := range days {
			if day != "" {
				content += deskRow(fmt.Sprint(i+1), day, name)
			}
		}
		return text(name, content)
	}
	j := storetest.NewMemory()
	run(t, j, file("y2022", "2020-01-01", "2021-01-01", "", "2022-06-01"), feed.Options{})
	older := run(t, j, file("y2020", "2020-01-01", "2019-01-01", "2018-01-01"), feed.Options{})
	if older.Added != 1 || older.Kept.NewerHere != 2 || older.Revised != 0 {
		t.Errorf("older: %+v", older)
	}
	between := run(t, j, file("y2021", "2020-01-01", "2021-01-01", "2018-01-01"), feed.Options{})
	if between.Revised != 1 || between.Kept.NewerHere != 2 {
		t.Errorf("between: revised %d, kept %+v", between.Revised, between.Kept)
	}
	lands := map[string]string{}
	for id, in := range incidents(t, j) {
		lands[id] = in.Land
	}
	for id, want := range map[string]string{"desk:1": "y2022", "desk:2": "y2022", "desk:3": "y2021", "desk:4": "y2022"} {
		if lands[id] != want {
			t.Errorf("%s is as %s has it, want %s", id, lands[id], want)
		}
	}
}

// reported_at, where a row has it, decides alone.
func TestReportedAtOutranksTheFile(t *testing.T) {
	row := func(land, reported, other string) feed.Input {
		return text("x.csv", wide+"1,desk,death,2024-05-01,-111,32,100,"+land+",1,,"+reported+"\n2,desk,death,"+other+",-111,32,100,x,1,,\n")
	}
	j := storetest.NewMemory()
	run(t, j, row("second", "2024-06-02", "2024-01-01"), feed.Options{})
	if r := run(t, j, row("first", "2024-06-01", "2025-01-01"), feed.Options{}); r.Kept.NewerHere != 1 {
		t.Errorf("an older report in a newer file: %+v", r)
	}
	if r := run(t, j, row("third", "2024-06-03", "2024-01-01"), feed.Options{}); r.Revised == 0 || incidents(t, j)["desk:1"].Land != "third" {
		t.Errorf("a newer report: %+v", r)
	}
}

func TestWhatIsSetHereOutranksFeeds(t *testing.T) {
	j := storetest.NewMemory()
	rows := func(land string) feed.Input {
		return text("x.csv", wide+"1,desk,death,2024-05-01,-111,32,100,"+land+",1,reported,\n2,desk,death,2024-05-01,-111,32,100,"+land+",1,reported,\n"+
			"3,desk,death,2026-11-24,-111,32,100,"+land+",1,verified,\n4,desk,death,2024-05-01,-111,32,100,"+land+",1,reported,\n")
	}
	run(t, j, rows("a"), feed.Options{})
	put(t, j, geo.OpRetract, func(in *geo.Incident) { in.Status = geo.StatusRetracted }, "desk:1")
	put(t, j, geo.OpPut, func(in *geo.Incident) { in.Status = geo.StatusRetracted }, "desk:4")
	put(t, j, geo.OpPut, func(in *geo.Incident) { in.Status = geo.StatusDisputed }, "desk:2")
	for _, land := range []string{"a", "b", "c"} {
		r := run(t, j, rows(land), feed.Options{})
		if r.Kept.KeptRetract != 2 {
			t.Errorf("file %s: %+v", land, r.Kept)
		}
		now := incidents(t, j)
		if now["desk:1"].Status != geo.StatusRetracted || now["desk:4"].Status != geo.StatusRetracted || now["desk:2"].Status != geo.StatusDisputed || now["desk:3"].Land != land {
			t.Errorf("file %s: %+v", land, now)
		}
	}
	if in := incidents(t, j)["desk:2"]; in.Land != "c" {
		t.Errorf("the rest of a row whose status was set here is not revised: %+v", in)
	}
	// A status that a feed set is the feed's to change.
	run(t, j, text("x.csv", wide+"3,desk,death,2026-11-24,-111,32,100,c,1,disputed,\n"), feed.Options{})
	if in := incidents(t, j)["desk:3"]; in.Status != geo.StatusDisputed {
		t.Errorf("%+v", in)
	}
}

func TestStreamsMustSayWhatToDoWithChanges(t *testing.T) {
	j := storetest.NewMemory()
	in := func(land string) feed.Input {
		return feed.Stream("standard input", strings.NewReader(wide+deskRow("1", "2024-05-01", land)))
	}
	_, err := feed.Run(context.Background(), in("a"), j, feed.Options{})
	if geo.CodeOf(err) != geo.Invalid || !strings.Contains(err.Error(), "--on-change") {
		t.Fatal(err)
	}
	run(t, j, in("a"), feed.Options{OnChange: feed.OnChangeRevise})
	if r := run(t, j, in("b"), feed.Options{OnChange: feed.OnChangeRevise}); r.Revised != 1 {
		t.Errorf("%+v", r)
	}
}

// interfering appends rows of its own right before the appends of others.
type interfering struct {
	*storetest.Memory
	t     *testing.T
	times atomic.Int32
	rows  func(n int32) feed.Input
}

func (j *interfering) Append(ctx context.Context, changes []geo.Change) (geo.Head, error) {
	if n := j.times.Add(-1); n >= 0 {
		run(j.t, j.Memory, j.rows(n), feed.Options{})
	}
	return j.Memory.Append(ctx, changes)
}

// Two imports at once never overwrite each other unseen, also when the journal
// was empty at the start.
func TestConcurrentWriters(t *testing.T) {
	j := &interfering{Memory: storetest.NewMemory(), t: t, rows: func(n int32) feed.Input {
		return text("theirs.csv", wide+deskRow("1", "2024-05-01", fmt.Sprint("theirs", n))+deskRow("9", "2024-05-01", "theirs"))
	}}
	j.times.Store(3)
	r := run(t, j, text("mine.csv", wide+deskRow("1", "2024-05-01", "mine")+deskRow("2", "2024-05-01", "mine")), feed.Options{})
	if r.Added != 1 || r.Revised != 1 {
		t.Errorf("%+v", r)
	}
	rows := incidents(t, j)
	if len(rows) != 3 || rows["desk:1"].Land != "mine" || rows["desk:9"].Land != "theirs" {
		t.Errorf("%+v", rows)
	}
}

// So it is when one append is under way while the next is gathered: the other
// import writes before the first.
func TestConcurrentWritersOfMany(t *testing.T) {
	const rows = geo.MaxAppend + 10_000
	many := manyRows(rows)
	for name, theirs := range map[string][]string{
		"a row of each": {"1", fmt.Sprint(rows - 1)}, "a row of the second": {fmt.Sprint(rows - 1)},
	} {
		j := &interfering{Memory: storetest.NewMemory(), t: t, rows: func(int32) feed.Input {
			table := wide
			for _, id := range theirs {
				table += deskRow(id, "2024-05-01", "theirs")
			}
			return text("theirs.csv", table)
		}}
		j.times.Store(1)
		r := run(t, j, many, feed.Options{})
		all := incidents(t, j)
		if r.Revised != len(theirs) || r.Added != rows-len(theirs) || len(all) != rows {
			t.Errorf("%s: %d added, %d revised, %d there", name, r.Added, r.Revised, len(all))
		}
		for _, id := range theirs {
			if land := all["desk:"+id].Land; land != "Private" {
				t.Errorf("%s: %s is on %q", name, id, land)
			}
		}
	}
}

// stopping cancels after so many appends, or fails as a full disk would.
type stopping struct {
	*storetest.Memory
	after int
	stop  func()
	err   error
}

func (j *stopping) Append(ctx context.Context, changes []geo.Change) (geo.Head, error) {
	if j.after--; j.after < 0 {
		if j.err != nil {
			return geo.Head{}, j.err
		}
		j.stop()
	}
	return j.Memory.Append(ctx, changes)
}

func manyRows(n int) feed.Input {
	var b strings.Builder
	b.WriteString(wide)
	for i := range n {
		b.WriteString(deskRow(fmt.Sprint(i), "2024-05-01", "Private"))
	}
	return text("many.csv", b.String())
}

func TestInterruptedImportsLeaveWholeBlocks(t *testing.T) {
	const rows = 2*geo.MaxAppend + 10_000 // the second append breaks, with rows still to come
	many := manyRows(rows)
	for name, failure := range map[string]error{"cancelled": nil, "disk full": geo.Errorf("append", geo.Unavailable, "the disk is full")} {
		ctx, stop := context.WithCancel(context.Background())
		j := &stopping{Memory: storetest.NewMemory(), after: 1, stop: stop, err: failure}
		r, err := feed.Run(ctx, many, j, feed.Options{Now: testNow})
		if err == nil || failure == nil && !errors.Is(err, context.Canceled) || failure != nil && !errors.Is(err, failure) {
			t.Fatalf("%s: %v", name, err)
		}
		written := len(incidents(t, j))
		if r.Added != written || written == 0 || written == rows {
			t.Errorf("%s: the report says %d, the journal holds %d", name, r.Added, written)
		}
		last := changes(t, j)[len(changes(t, j))-1]
		noted := last.Entity == geo.EntityImport && strings.Contains(string(last.Fields), "import the same file again")
		if noted != (failure == nil) {
			t.Errorf("%s: the journal ends with %v %.300s", name, last.Entity, last.Fields)
		}
		again := run(t, j.Memory, many, feed.Options{})
		if again.Unchanged != written || again.Added != rows-written || len(incidents(t, j)) != rows {
			t.Errorf("%s: the next run found %d and added %d", name, again.Unchanged, again.Added)
		}
	}
}

func TestBlocksAreBounded(t *testing.T) {
	j := storetest.NewMemory()
	var last feed.Progress
	run(t, j, manyRows(12_345), feed.Options{Progress: func(p feed.Progress) { last = p }})
	for block, err := range j.Blocks(context.Background(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if n := len(block.Changes); n > geo.MaxBlock {
			t.Errorf("a block of %d", n)
		}
	}
	if last.Rows != 12_345 || last.Bytes != last.Size {
		t.Errorf("last progress: %+v", last)
	}
}

func TestTooManySources(t *testing.T) {
	var b strings.Builder
	b.WriteString(header)
	for i := range 6000 {
		fmt.Fprintf(&b, "%d,s%d,death,2024-05-01,-111,32\n", i, i%300)
	}
	r, rows := runText(t, b.String())
	if len(rows) != 4000 || r.RejectsByReason["bad_source"] != 2000 {
		t.Errorf("%d rows, %v", len(rows), r.RejectsByReason)
	}
}

func TestSharedPoints(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,source,kind,occurred_at,lon,lat,location_method\n")
	for i := range 14 {
		method := "gps"
		if i < 6 {
			method = "moved"
		}
		fmt.Fprintf(&b, "%d,desk,death,2024-05-01,-111,32,%s\n", i, method)
		if i < 9 {
			fmt.Fprintf(&b, "x%d,desk,death,2024-05-01,-112,32,gps\n", i)
		}
	}
	in := text("desk.csv", b.String())
	kept := run(t, storetest.NewMemory(), in, feed.Options{})
	if len(kept.SharedPoints) != 1 || kept.SharedPoints[0].Rows != 14 || kept.Unmapped != (feed.Unmapped{Moved: 6}) || !strings.Contains(strings.Join(kept.Warnings, ""), "--shared-points unmap") {
		t.Errorf("kept: %+v %+v %v", kept.SharedPoints, kept.Unmapped, kept.Warnings)
	}
	j := storetest.NewMemory()
	out := run(t, j, in, feed.Options{SharedPoints: feed.SharedUnmap})
	if out.Unmapped != (feed.Unmapped{Moved: 6, SharedPoint: 8}) || !sources(t, j)["desk"].UnmapShared {
		t.Errorf("unmapped: %+v", out.Unmapped)
	}
	if again := run(t, j, in, feed.Options{}); again.Unmapped.SharedPoint != 8 || !sources(t, j)["desk"].UnmapShared {
		t.Errorf("the choice is forgotten: %+v", again.Unmapped)
	}
	run(t, j, in, feed.Options{SharedPoints: feed.SharedKeep})
	if sources(t, j)["desk"].UnmapShared {
		t.Error("the choice cannot be taken back")
	}
}

var errDisk = errors.New("disk")

// Nothing is written twice and nothing is lost when the journal fails at once.
func TestJournalErrorsComeBack(t *testing.T) {
	j := &stopping{Memory: storetest.NewMemory(), err: errDisk}
	r, err := feed.Run(context.Background(), manyRows(10), j, feed.Options{Now: testNow})
	if !errors.Is(err, errDisk) || r.Added != 0 || len(changes(t, j)) != 0 {
		t.Errorf("%v, %+v", err, r)
	}
}

// Files of one source and the same columns end in the same incidents whatever
// the order they are read in: each id as the newest file that has it says.
func TestOrderDoesNotMatter(t *testing.T) {
	const files, ids = 4, 30
	dice := rand.New(rand.NewPCG(11, 11))
	var inputs []feed.Input
	want := map[string]string{}
	for n := range files {
		content := wide + deskRow(fmt.Sprint("newest", n), fmt.Sprintf("2020-0%d-28", n+1), "x")
		for id := range ids {
			if dice.IntN(2) == 0 {
				land := fmt.Sprintf("file %d", n-dice.IntN(2)) // now and then as the file before has it
				content += deskRow(fmt.Sprint(id), "2019-01-01", land)
				want[fmt.Sprint("desk:", id)] = land
			}
		}
		inputs = append(inputs, text("desk.csv", content))
	}
	for _, order := range permutations(files) {
		j := storetest.NewMemory()
		for _, n := range order {
			run(t, j, inputs[n], feed.Options{})
		}
		rows := incidents(t, j)
		for id, land := range want {
			if rows[id].Land != land {
				t.Errorf("order %v: %s is %q, want %q", order, id, rows[id].Land, land)
			}
		}
	}
}

func permutations(n int) (all [][]int) {
	if n == 0 {
		return [][]int{{}}
	}
	for _, p := range permutations(n - 1) {
		for at := range n {
			all = append(all, slices.Insert(slices.Clone(p), at, n-1))
		}
	}
	return all
}
