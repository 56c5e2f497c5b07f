//go:build !unix

package main

// mostConnections is what the setting says, or a guess: the system does not say.
func mostConnections(wanted int) int {
	if wanted > 0 {
		return wanted
	}
	return 4096
}
