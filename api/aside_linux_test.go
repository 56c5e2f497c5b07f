package api

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"linea/geo"
)

// niceness is that of the calling thread.
func niceness(t *testing.T) int {
	t.Helper()
	n, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	if err != nil {
		t.Fatal(err)
	}
	return 20 - n
}

// threads counts those of this process that are nicer than n. The first one
// does not count: it cannot end, and Go lets it sleep instead.
func threads(t *testing.T, n int) (nicer int) {
	t.Helper()
	const path = "/proc/self/task"
	tasks, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		if task.Name() == strconv.Itoa(os.Getpid()) {
			continue
		}
		text, err := os.ReadFile(path + "/" + task.Name() + "/stat")
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if own, err := strconv.Atoi(strings.Fields(rest)[16]); err == nil && own > n {
			nicer++
		}
	}
	return nicer
}

// What works aside gives way to the rest of the process, which is as it was when
// that has ended.
func TestAsideStepsBack(t *testing.T) {
	s, turns := &server{Config: Config{Now: time.Now}}, newTurns(2, time.Second)
	c := &call{server: s, ctx: t.Context(), turn: &turn{turns: turns, client: "a", large: true}}
	usual := niceness(t)
	if got, err := aside(c, func(context.Context) (int, error) { return niceness(t), nil }); err != nil || got != usual {
		t.Errorf("alone: niceness %d (%v), want %d", got, err, usual)
	}
	turns.enter("b", false)
	got, err := aside(c, func(context.Context) (int, error) { return niceness(t), nil })
	if want := min(19, usual+stepBackBy); err != nil || got != want {
		t.Errorf("niceness %d (%v), want %d", got, err, want)
	}
	for threads(t, usual) > 0 { // a thread that stays behind keeps the test from ending
		time.Sleep(time.Millisecond)
	}
}

// A panic aside is an error with its place; without a turn nothing is done.
func TestAsideFails(t *testing.T) {
	s, turns := &server{Config: Config{Now: time.Now}}, newTurns(2, time.Millisecond)
	turns.enter("c", false)
	c := &call{server: s, ctx: t.Context(), turn: &turn{turns: turns, client: "a", large: true}}
	_, err := aside(c, func(context.Context) (int, error) { panic("boom") })
	if geo.CodeOf(err) != geo.Internal || !strings.Contains(err.Error(), "TestAsideFails") {
		t.Errorf("%v", err)
	}
	late := &call{server: s, ctx: t.Context(), turn: &turn{turns: turns, client: "b", large: true}}
	if _, err := aside(late, func(context.Context) (int, error) { return 0, errors.New("worked out of turn") }); geo.CodeOf(err) != tooMany {
		t.Errorf("%v", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	late = &call{server: s, ctx: gone, turn: &turn{turns: turns, client: "b", large: true}}
	if _, err := aside(late, func(context.Context) (int, error) { return 0, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
