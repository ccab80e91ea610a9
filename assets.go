// Package ushell holds the files that the program carries with it: the sources
// of the kernels, of the programs and of the C library. They are here because a
// folder of assembly or C sources can't be a Go package.
package ushell

import "embed"

// Kernels are the kernels' sources, under ufork/.
//
//go:embed ufork/first ufork/kernel
var Kernels embed.FS

// Programs are the programs that ship with ushell, under programs/.
//
//go:embed programs
var Programs embed.FS

// Library is the C library, under ufork/libc: include/ has the headers, src/
// what is linked as far as it is used, bare/ the start and the system layer of
// programs that have the machine to themselves.
//
//go:embed ufork/libc
var Library embed.FS
