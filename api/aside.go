package api

// aside takes the call's turn and answers a large question by work; where others
// are worked on or wait, in a thread of its own that gives way to the server's
// others (stepBack). It ends with the work: nobody holds a thread while a client
// takes its time with the answer. For one who is alone the thread would take half
// as long again.
func aside[T any](c *call, work func() (T, error)) (out T, err error) {
	if err := c.turn.take(c.ctx); err != nil {
		return out, err
	}
	if !c.turn.crowded() {
		return work()
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
		out, err = work()
	}()
	<-done
	return out, err
}
