package geo

import "runtime"

// cores is set before anything asks Go for more processors than that.
var cores = runtime.GOMAXPROCS(0)

// Cores is how many processor cores this process may use: into how many parts
// work is worth cutting. A server asks Go for more processors, to be heard while
// all cores work (GOMAXPROCS); they do not make work any faster.
func Cores() int { return cores }
