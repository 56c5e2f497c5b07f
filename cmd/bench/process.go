package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// What the kernel knows of a running program; Linux only.

// memory gives a line of /proc/PID/status such as VmRSS, bytes.
func (s *server) memory(name string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == name+":" && fields[2] == "kB" {
			kb, err := strconv.ParseInt(fields[1], 10, 64)
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("no %s in /proc", name)
}

// errNoPeak says that the kernel does not tell.
var errNoPeak = errors.New("the peak of a program's memory can be set back on Linux only")

// rise is how much more memory was resident at the most while something was done
// than before it, bytes.
func (s *server) rise(do func() error) (int64, error) {
	const peak = "5" // proc(5): set the peak back to what is resident now
	unknown := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.cmd.Process.Pid), []byte(peak), 0)
	before, err := s.memory("VmRSS")
	if err := errors.Join(unknown, err); err != nil {
		return 0, cmp.Or(do(), errNoPeak)
	}
	if err := do(); err != nil {
		return 0, err
	}
	most, err := s.memory("VmHWM")
	return max(0, most-before), err
}

// cpuTime is what the program has used of all cores, in steps of 10 ms.
func (s *server) cpuTime() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	return cpuTimeIn(string(text))
}

// cpuTimeIn adds user and system time, the 14th and 15th field; the second is
// a name in brackets that may hold spaces.
func cpuTimeIn(stat string) (time.Duration, error) {
	const tick = time.Second / 100 // USER_HZ, the same on every Linux that Go runs on
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0, errors.New("/proc/PID/stat is cut short")
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, errors.Join(err, err2)
}
