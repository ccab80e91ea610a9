package asm

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// compiled is assembly as a compiler writes it: n functions of some 100 lines
// each, whose names begin with prefix.
func compiled(prefix string, n int, debug bool) string {
	rng := rand.New(rand.NewSource(1))
	var b strings.Builder
	if debug {
		fmt.Fprintf(&b, "\t.file 1 \"%s.c\"\n\t.dtype 1, base \"int\", 4, signed\n\t.dtype 2, func 1, 0, 1\n", prefix)
	}
	b.WriteString("\t.text\n")
	label, tables := 0, 4+n/20
	for i := range n {
		fmt.Fprintf(&b, "\t.globl\t%s%d\n\t.p2align\t2\n\t.type\t%s%d, @function\n%s%d:\n", prefix, i, prefix, i, prefix, i)
		if debug {
			fmt.Fprintf(&b, "\t.dfunc %s%d, \"%s%d\", 2, 1, %d, 1\n\t.loc 1 %d 1\n", prefix, i, prefix, i, i*20+1, i*20+1)
		}
		b.WriteString("\tyaddi\tsp, sp, -64\n\tsy\tra, 48(sp)\n\tsy\ts0, 32(sp)\n\tyaddi\ts0, sp, 64\n")
		for j := range 10 {
			if debug {
				fmt.Fprintf(&b, "\t.loc 1 %d 5\n", i*20+j+2)
			}
			fmt.Fprintf(&b, "\tlw\ta0, %d(s0)\n\taddiw\ta0, a0, %d\n\tslli\ta1, a0, 3\n\tadd\ta1, a1, a0\n", -20-4*j, rng.Intn(100))
			fmt.Fprintf(&b, "\tbeqz\ta0, .LBB%d\n\tla\ta2, table%d\n\tyadd\ta2, a2, a1\n\tsd\ta0, 0(a2)\n\tli\ta3, %d\n", label, rng.Intn(tables), rng.Intn(1<<20))
			fmt.Fprintf(&b, ".LBB%d:\n", label)
			if j%3 == 0 {
				fmt.Fprintf(&b, "\tcall\t%s%d\n", prefix, rng.Intn(n))
			}
			label++
		}
		b.WriteString("\tly\tra, 48(sp)\n\tly\ts0, 32(sp)\n\tyaddi\tsp, sp, 64\n\tret\n")
		fmt.Fprintf(&b, ".Lend%d:\n\t.size\t%s%d, .Lend%d-%s%d\n", i, prefix, i, i, prefix, i)
		if debug {
			b.WriteString("\t.dend\n")
		}
	}
	b.WriteString("\t.data\n")
	for i := range tables {
		fmt.Fprintf(&b, "\t.p2align\t4\n\t.type\ttable%d, @object\ntable%d:\n\t.zero\t%d\n\t.size\ttable%d, %d\n", i, i, 16*i+16, i, 16*i+16)
	}
	return b.String()
}

func benchmarkAssemble(b *testing.B, opt Options, text string) {
	lines := strings.Count(text, "\n")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Assemble(Source{"big.s", text}, opt); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(lines), "ns/line")
}

// BenchmarkAssemble: about 100,000 lines, as of 10,000 lines of C.
func BenchmarkAssemble(b *testing.B) {
	benchmarkAssemble(b, Options{NoLines: true}, compiled("f", 1000, false))
}

func BenchmarkAssembleDebug(b *testing.B) {
	benchmarkAssemble(b, Options{NoLines: true}, compiled("f", 1000, true))
}

func BenchmarkAssembleCompressed(b *testing.B) {
	benchmarkAssemble(b, Options{NoLines: true, Compress: true}, compiled("f", 1000, false))
}

// BenchmarkLinkLarge: one object of about 100,000 lines.
func BenchmarkLinkLarge(b *testing.B) {
	objs := mustAssemble(b, Options{NoLines: true}, compiled("f", 1000, false))
	b.ReportAllocs()
	for b.Loop() {
		mustLink(b, objs)
	}
}

// archive is 300 objects of three functions each, which call one another.
func archive(b *testing.B, debug bool) []*Object {
	var texts []string
	for i := range 300 {
		text := compiled(fmt.Sprintf("lib%d_", i), 3, debug)
		texts = append(texts, strings.ReplaceAll(text, fmt.Sprintf("call\tlib%d_1\n", i), fmt.Sprintf("call\tlib%d_0\n", (i+7)%300)))
	}
	return mustAssemble(b, Options{NoLines: true}, texts...)
}

func benchmarkArchive(b *testing.B, main string, debug bool) {
	lib := archive(b, debug)
	objs := mustAssemble(b, Options{}, main)
	b.ReportAllocs()
	for b.Loop() {
		mustLink(b, objs, lib)
	}
}

// BenchmarkLinkArchive: a small program that needs most of an archive.
func BenchmarkLinkArchive(b *testing.B) {
	benchmarkArchive(b, "_start: call lib0_0\n call lib1_0\n call lib2_0\n call lib3_0\n call lib4_0\n call lib5_0\n call lib6_0\n", false)
}

func BenchmarkLinkArchiveDebug(b *testing.B) {
	benchmarkArchive(b, "_start: call lib0_0\n call lib1_0\n call lib2_0\n call lib3_0\n call lib4_0\n call lib5_0\n call lib6_0\n", true)
}

// BenchmarkUnmarshal: an archive out of a cache.
func BenchmarkUnmarshal(b *testing.B) {
	var files [][]byte
	for _, o := range archive(b, false) {
		f, err := o.MarshalBinary()
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, f)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range files {
			if err := new(Object).UnmarshalBinary(f); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkMarshal: 300 objects for a cache.
func BenchmarkMarshal(b *testing.B) {
	lib := archive(b, false)
	b.ReportAllocs()
	for b.Loop() {
		for _, o := range lib {
			if _, err := o.MarshalBinary(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
