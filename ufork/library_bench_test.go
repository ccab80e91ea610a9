package ufork

import (
	"fmt"
	"strings"
	"testing"
)

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

// lines10000 is a program of 10,000 lines: a thousand functions that differ, with
// loops, structs, calls and strings.
func lines10000() string {
	var b strings.Builder
	b.WriteString("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nstruct item { int key; struct item *next; char name[16]; };\n")
	for i := range 833 {
		fmt.Fprintf(&b, `static int work%d(struct item *list, int n)
{
	int total = %d;
	for (struct item *p = list; p != NULL; p = p->next) {
		if (p->key %% %d == 0 && strcmp(p->name, "item%d") != 0)
			total += p->key * n;
		else
			total ^= p->key << (n & 7);
	}
	return total > %d ? total - n : total + n / 3;
}

`, i, i, i%13+2, i, i*7)
	}
	b.WriteString("int main(void)\n{\n\tstruct item one = { 1, NULL, \"item\" };\n\tint sum = 0;\n")
	for i := range 833 {
		fmt.Fprintf(&b, "\tsum += work%d(&one, %d);\n", i, i)
	}
	b.WriteString("\tprintf(\"%d\\n\", sum);\n\treturn 0;\n}\n")
	return b.String()
}

// BenchmarkBuild compiles and links 10,000 lines, the library being compiled.
func BenchmarkBuild(b *testing.B) {
	text := lines10000()
	for opt := range 2 {
		b.Run(fmt.Sprintf("O%d", opt), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := BuildC("bench.c", []Source{{"bench.c", []byte(text)}}, Bare, &CFlags{Opt: opt}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
		})
	}
}
