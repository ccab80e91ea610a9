package ufork

import "testing"

// BenchmarkLibrary compiles the whole C library from its sources.
func BenchmarkLibrary(b *testing.B) {
	srcs, err := setFiles(librarySet)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := compileSet(srcs, setFlags(librarySet)); err != nil {
			b.Fatal(err)
		}
	}
}
