package api

import (
	"context"
	"sync"
	"time"

	"linea/geo"
)

// aside takes the call's turn and answers a large question by work; where others
// ask too, in a thread of its own that gives way to the server's others
// (stepBack), and on one core. It ends with the work: nobody holds a thread while
// a client takes its time with the answer. For one who is alone the thread would
// take half as long again.
func aside[T any](c *call, work func(context.Context) (T, error)) (out T, err error) {
	if err := c.turn.take(c.ctx); err != nil {
		return out, err
	}
	if !c.crowded() {
		return work(c.ctx)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if cause := recover(); cause != nil {
				err = recovered(cause)
			}
		}()
		stepBack()
		out, err = work(geo.OnOneCore(c.ctx))
	}()
	<-done
	return out, err
}

// crowded says whether others are worked on, wait, or asked just now: they will
// ask again.
func (c *call) crowded() bool {
	return c.turn.crowded() || c.company.besides(c.turn.client, c.Now())
}

// company remembers who asked last, and when somebody else did.
type company struct {
	mu           sync.Mutex
	last, before visit // of two clients
}

type visit struct {
	client string
	at     time.Time
}

// companyFor is how long a client that has asked is thought to be there still.
const companyFor = time.Second

func (k *company) note(client string, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if client != k.last.client {
		k.before = k.last
	}
	k.last = visit{client, now}
}

// besides says whether anybody but the client has asked just now.
func (k *company) besides(client string, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	other := k.last
	if other.client == client {
		other = k.before
	}
	return now.Sub(other.at) < companyFor
}
