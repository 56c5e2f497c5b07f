package api

import (
	"slices"
	"testing"
	"time"
)

func TestTheSlowestReaderIsCutOffFirst(t *testing.T) {
	w, now := &waiting{most: 100 << 10}, time.Unix(1000, 0)
	var cut []string
	begin := func(name string, bytes int) func() {
		return w.begin(name, bytes, now, func() { cut = append(cut, name) })
	}
	begin("first", 40<<10)
	done := begin("quick", 40<<10)
	now = now.Add(patienceTime)
	begin("second", 40<<10)
	if !slices.Equal(cut, []string{"first"}) {
		t.Errorf("%v", cut)
	}
	done()
	done() // whoever was taken off the list may say so again
	begin("third", 60<<10)
	if bytes, cuts := w.unread(); len(cut) != 1 || bytes != 100<<10 || cuts != 1 {
		t.Errorf("%v, %d bytes, %d cuts", cut, bytes, cuts)
	}
	begin("burst", 1<<20)
	if len(cut) != 1 {
		t.Errorf("%v: cut off without having let anything wait", cut)
	}
	now = now.Add(patienceTime)
	begin("last", 100<<10)
	if !slices.Equal(cut, []string{"first", "second", "third", "burst"}) {
		t.Errorf("%v", cut)
	}
}

func TestNothingIsCutOffWhileThereIsRoom(t *testing.T) {
	w := &waiting{most: 1 << 20}
	for i := range 1000 {
		done := w.begin("client", 1<<20, time.Unix(int64(1000+i), 0), func() { t.Error("cut off") })
		done()
	}
	if bytes, _ := w.unread(); bytes != 0 || w.all.Len() != 0 {
		t.Errorf("%d bytes, %d answers", bytes, w.all.Len())
	}
}

// One client that takes nothing is cut off long before others are touched.
func TestOneClientLetsAQuarterWait(t *testing.T) {
	w, now := &waiting{most: 400 << 10}, time.Unix(1000, 0)
	cuts := map[string]int{}
	begin := func(client string) func() {
		return w.begin(client, 40<<10, now, func() { cuts[client]++ })
	}
	begin("other")
	done := begin("much")
	for range 5 {
		now = now.Add(patienceTime)
		begin("much")
	}
	if cuts["much"] != 4 || cuts["other"] != 0 {
		t.Errorf("%v", cuts)
	}
	done()
	if bytes, _ := w.unread(); bytes != 120<<10 || w.byClient["much"].bytes != 80<<10 {
		t.Errorf("%d bytes, %d of one client", bytes, w.byClient["much"].bytes)
	}
}
