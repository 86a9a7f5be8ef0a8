package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
)

const keepCommand = "keep"

// keep runs another program for as long as its own standard input is open: however the parent ends, the program does
// not stay behind. It gives the program's exit code.
func keep(command []string, parent io.Reader) int {
	program := exec.Command(command[0], command[1:]...)
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	if err := program.Start(); err != nil {
		fmt.Fprintf(os.Stderr, "policylint-engine: %v\n", err)
		return exitMisuse
	}
	go func() {
		_, _ = io.Copy(io.Discard, parent)
		_ = program.Process.Kill()
	}()
	_ = program.Wait()
	return program.ProcessState.ExitCode()
}
