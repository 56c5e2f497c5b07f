//go:build unix

package main

import "syscall"

// ownFiles is how many files the server keeps open beside connections: the
// store, its log, overlays, uploads.
const ownFiles = 256

// mostConnections is what the setting says, or what the system's limit of open
// files leaves room for. Go has raised the soft limit to the hard one.
func mostConnections(wanted int) int {
	if wanted > 0 {
		return wanted
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return defaultConnections
	}
	const enough = 100_000
	return int(max(16, min(enough, int64(min(limit.Cur, enough+ownFiles))-ownFiles)))
}

// defaultConnections is a guess where the system does not say.
const defaultConnections = 4096
