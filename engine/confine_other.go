//go:build !unix

package main

// Windows has no limits of this kind for a process on itself; the watch on the heap and the clock remains.
func confine() {}

func confineMemory(uint64) {}
