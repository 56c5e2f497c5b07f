package api

import (
	"runtime"
	"syscall"
)

// stepBackBy is how much nicer a large question is than the rest of the server:
// it gets a third of their share of a core that they want too, and gives way at
// once to a thread that wakes up. Among equals that one waits for up to 4 ms.
const stepBackBy = 5

// stepBack lets the system prefer all else of this process to what the calling
// goroutine does from now on. The priority cannot be given back, so the thread
// is the goroutine's for good and ends with it.
func stepBack() {
	runtime.LockOSThread()
	now, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0) // of this thread; the system tells 20 less it
	if err == nil {
		syscall.Setpriority(syscall.PRIO_PROCESS, 0, min(19, 20-now+stepBackBy)) //nolint:errcheck // then all are alike
	}
}
