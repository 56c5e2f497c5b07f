package sqlite

import (
	"context"
	"time"
)

// pollEvery is how long an append by another process may go unnoticed.
const pollEvery = 50 * time.Millisecond

// Changed implements geo.Journal: appends through this handle are told at
// once, those of others within pollEvery.
func (s *Store) Changed(ctx context.Context) <-chan struct{} {
	changed := make(chan struct{}, 1)
	version, moved := s.dataVersion(), s.nextMove()
	go func() {
		defer close(changed)
		tick := time.NewTicker(pollEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-s.closed:
				return
			case <-moved:
				moved = s.nextMove()
			case <-tick.C:
			}
			if now := s.dataVersion(); now != version {
				version = now
				select {
				case changed <- struct{}{}:
				default: // one is waiting already
				}
			}
		}
	}()
	return changed
}

func (s *Store) nextMove() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moved
}

// dataVersion gives a number that changes when the file did: the connection
// asked never writes, so it tells of every writer. On an error the number
// changes too: better ask in vain than miss something.
func (s *Store) dataVersion() int64 {
	s.watchMu.Lock()
	defer s.watchMu.Unlock()
	if s.isClosed() {
		return 0
	}
	row, err := s.watch.one(context.Background(), "PRAGMA data_version")
	if err != nil || len(row) == 0 {
		return time.Now().UnixNano()
	}
	return intOf(row[0])
}
