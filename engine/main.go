// Command policylint-engine is OPA as a child process: requests on standard input, answers on standard output, one
// JSON object a line each way. The wire is described in wire.go. It reads no file, opens no socket and needs no
// environment.
package main

import (
	"os"
	"os/signal"
	"runtime/debug"
)

const (
	gcPercent  = 400 // the process is short-lived: less collecting, within the memory limit
	stackBytes = 256 << 20
)

func main() {
	if len(os.Args) > 3 && os.Args[1] == keepCommand {
		os.Exit(keep(os.Args[2], os.Args[3:], os.Stdin))
	}
	debug.SetGCPercent(gcPercent)
	debug.SetMaxStack(stackBytes)
	signal.Ignore(os.Interrupt) // Ctrl-C is the parent's to handle
	confine()
	go mindParent()
	if err := serve(os.Stdin, os.Stdout); err != nil {
		die(exitMisuse, "%v", err)
	}
}
