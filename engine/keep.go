package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
)

const keepCommand = "keep"

// keep runs another program in a folder made for it, for as long as its own standard input is open. When that closes it
// ends the program and takes the folder away: however the parent ends, neither stays behind. It gives the exit code.
func keep(folder string, command []string, parent io.Reader) int {
	program := exec.Command(command[0], command[1:]...)
	program.Dir, program.Env = folder, os.Environ() // Go adds PWD where it is not told
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	if err := program.Start(); err != nil {
		fmt.Fprintf(os.Stderr, "policylint-engine: %v\n", err)
		return exitMisuse
	}
	var orphaned atomic.Bool
	go func() {
		_, _ = io.Copy(io.Discard, parent)
		orphaned.Store(true)
		_ = program.Process.Kill()
	}()
	_ = program.Wait()
	if orphaned.Load() {
		os.RemoveAll(folder)
	}
	return program.ProcessState.ExitCode()
}
