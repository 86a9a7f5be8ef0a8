// Command policylint-engine is OPA as a child process: requests on standard input, answers on standard output, one
// JSON object a line each way. The wire is described in wire.go. It reads no file, opens no socket and needs no
// environment.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
)

const gcPercent = 400

func main() {
	debug.SetGCPercent(gcPercent)
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "policylint-engine: %v\n", err)
		os.Exit(2)
	}
}
