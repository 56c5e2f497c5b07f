//go:build !linux

package api

// stepBack does nothing where threads have no priority of their own.
func stepBack() {}
