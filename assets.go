// Package ushell holds the files that the program carries with it: the sources
// of the kernels and of the programs. They are here because a folder of
// assembly sources can't be a Go package.
package ushell

import "embed"

// Kernels are the kernels' sources, under ufork/.
//
//go:embed ufork/first
var Kernels embed.FS

// Programs are the programs that ship with ushell, under programs/.
//
//go:embed programs
var Programs embed.FS

// Library is the C library: headers under ufork/libc/include, sources that are
// linked as an archive under ufork/libc/src.
//
//go:embed ufork/libc
var Library embed.FS
