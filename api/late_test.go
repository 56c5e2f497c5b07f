package api

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestLateDeadline(t *testing.T) {
	type key struct{}
	parent, leave := context.WithCancel(context.WithValue(t.Context(), key{}, "id"))
	passed := withLateDeadline(parent, -time.Second)
	if !errors.Is(passed.Err(), context.DeadlineExceeded) || passed.Value(key{}) != "id" {
		t.Errorf("%v", passed.Err())
	}
	<-passed.Done()

	inTime := withLateDeadline(parent, time.Hour)
	child, cancel := context.WithCancel(inTime)
	defer cancel()
	if at, ok := inTime.Deadline(); !ok || time.Until(at) < time.Minute || inTime.Err() != nil || child.Err() != nil {
		t.Errorf("%v %v", at, inTime.Err())
	}
	inTime.stop()
	<-child.Done()

	unseen, left := withLateDeadline(parent, time.Hour), withLateDeadline(parent, time.Hour)
	unseen.stop()
	leave()
	<-unseen.Done()
	<-left.Done()
	if !errors.Is(left.Err(), context.Canceled) {
		t.Errorf("%v", left.Err())
	}
}
