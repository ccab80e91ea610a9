package ufork

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"ushell/image"
	"ushell/machine"
	"ushell/ufork/aware"
)

// translated are the programs that tests have translated, by file and flags: they are
// run many times.
var translated struct {
	sync.Mutex
	systems map[string]*System
}

// loadGuest translates a program for the µFork kernel.
func loadGuest(t testing.TB, file string, flags CFlags, opt KernelOptions, args ...string) *System {
	t.Helper()
	translated.Lock()
	defer translated.Unlock()
	key := fmt.Sprint(file, flags)
	first := translated.systems[key]
	if first == nil {
		s, said, err := LoadProgram(Request{Files: []string{file}, Kind: UFork, C: flags})
		for _, list := range said {
			if text := list.Text(false); text != "" && err != nil {
				t.Error(text)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if translated.systems == nil {
			translated.systems = map[string]*System{}
		}
		translated.systems[key] = s
		first = s
	}
	s := *first
	boot, _, err := kernelBoot(s.Program, append([]string{filepath.Base(file)}, args...), opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.boot, s.memory = boot, opt.Memory
	if v, ok := t.(*verdict); ok { // the kernel is a mutant
		s.Kernel = v.kernel
		s.bootAt = (v.kernel.Base + v.kernel.Size() + 4095) &^ 4095
	}
	return &s
}

// guest is a machine with the µFork kernel on which tests look.
type guest struct {
	t      testing.TB
	s      *System
	m      *machine.Machine
	k      aware.Kernel
	stops  *machine.Stops
	back   uint64 // the sret at the end of trap_return
	every  int    // returns to a program between checks; 0: fewer and fewer
	seen   int    // returns so far
	checks int
}

func boot(t testing.TB, s *System) *guest {
	t.Helper()
	m, err := s.Boot(machine.NewJournal(strings.NewReader("input\nmore")))
	if err != nil {
		t.Fatal(err)
	}
	k, err := aware.New(s.Kernel)
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{t: t, s: s, m: m, k: k, back: sretOf(t, s.Kernel, "trap_return")}
	g.stops = &machine.Stops{At: map[uint64]bool{g.back: true}}
	return g
}

// sretOf is the address of the first sret from the symbol name on.
func sretOf(t testing.TB, im *image.Image, name string) uint64 {
	t.Helper()
	sym, ok := im.Lookup(name)
	if !ok {
		t.Fatalf("the kernel has no symbol %s", name)
	}
	sec := im.SectionAt(sym.Value)
	for at := sym.Value - sec.Addr; at+4 <= uint64(len(sec.Data)); at += 4 {
		if binary.LittleEndian.Uint32(sec.Data[at:]) == 0x10200073 {
			return sec.Addr + at
		}
	}
	t.Fatalf("%s has no sret", name)
	return 0
}

// due says whether the checker looks at the return that was just reached: at
// every one of the first, then at 16 of each doubling.
func (g *guest) due() bool {
	g.seen++
	if g.every > 0 {
		return g.seen%g.every == 0
	}
	step := 1
	for g.seen/step >= 32 {
		step *= 2
	}
	return g.seen%step == 0
}

// check has the checker look.
func (g *guest) check() {
	g.t.Helper()
	g.checks++
	for _, p := range g.k.Check(g.m) {
		g.t.Errorf("after %d instructions, before return %d to pid %d: %s", g.m.Steps(), g.seen, g.k.Current(g.m), p)
	}
}

// run runs to the end, checking at returns to programs. It answers what the
// console shows and the exit status.
func (g *guest) run(limit uint64) (string, uint32) {
	g.t.Helper()
	for g.m.Steps() < limit && !g.t.Failed() {
		_, stopped := g.m.RunUntil(limit-g.m.Steps(), g.stops)
		if code, halted := g.m.Halted(); halted {
			return string(g.m.Output()), code
		}
		if stopped && g.m.PCC.Addr == g.back && g.due() {
			g.check()
		}
	}
	if !g.t.Failed() {
		sym, off, _ := g.s.Kernel.SymbolAt(g.m.PCC.Addr)
		g.t.Fatalf("not at its end after %d instructions, at %v %s+%d, having printed\n%s", g.m.Steps(), g.m.PCC, sym.Name, off, g.m.Output())
	}
	return string(g.m.Output()), 0
}

// number reads a variable of the kernel's.
func (g *guest) number(name string) uint64 {
	g.t.Helper()
	sym, ok := g.s.Kernel.Lookup(name)
	if !ok {
		g.t.Fatalf("the kernel has no variable %s", name)
	}
	v, _ := g.m.Read(sym.Value, sym.Size)
	return v
}

// promise is what the comment at the end of a program says of one way to compile
// and run it.
type promise struct {
	flags    CFlags
	args     []string
	output   string
	exact    bool
	contains []string
	faults   int // the number of the signal that ends it
}

// promises reads the comment at the end of a program: sections that each may
// begin with Flags and Run, and have Output (exact), Contains (lines) or Faults (the
// signal). Warns is for the compiler's tests.
func promises(t testing.TB, file string) []promise {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(b), "\n/* ")
	if !ok {
		t.Fatalf("%s has no comment at its end", file)
	}
	text, _, _ = strings.Cut(text, "*/")
	all := []promise{{}}
	in := ""
	for line := range strings.Lines(text) {
		p := &all[len(all)-1]
		key, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		rest = strings.TrimSpace(rest)
		switch key {
		case "Output":
			p.exact, in = true, key
		case "Contains":
			in = key
		case "Faults":
			in = ""
			if _, err := fmt.Sscan(rest, &p.faults); err != nil {
				t.Fatalf("%s: %q", file, line)
			}
		case "Warns":
			in = ""
		case "Run":
			if p.exact || p.contains != nil {
				all = append(all, promise{})
				p = &all[len(all)-1]
			}
			p.args, in = strings.Fields(rest), ""
		case "Flags":
			all = append(all, promise{flags: CFlags{Subobject: strings.Contains(rest, "-Xsubobject")}})
			in = ""
		default:
			switch in {
			case "Output":
				p.output += line
			case "Contains":
				p.contains = append(p.contains, strings.TrimSuffix(line, "\n"))
			}
		}
	}
	return all
}

// Kinds of frames, as kernel.h has them.
const (
	frameFree   = 0
	frameKernel = 1
	frameTable  = 2
)

// atEnd checks a machine that the last µprocess has turned off.
func (g *guest) atEnd() {
	g.t.Helper()
	if left := g.stackLeft(); left < 1024 {
		g.t.Errorf("of a kernel stack there were but %d bytes left", left)
	}
	for _, wrong := range g.lost() {
		g.t.Error(wrong)
	}
}

// stackLeft is how many bytes of the kernel stacks were never used: of the one of
// which the least is left. Nothing clears them.
func (g *guest) stackLeft() uint64 {
	g.t.Helper()
	const bytes = 8192 // KSTACK of kernel.h
	at, all := g.symbol("kstacks")
	least := uint64(bytes)
	for stack := at; stack < at+all; stack += bytes {
		n := uint64(0)
		for v := uint64(0); v == 0 && n < bytes; n += 8 {
			v, _ = g.m.Read(stack+n, 8)
		}
		least = min(least, n)
	}
	return least
}

// lost says what is wrong with the frames of such a machine: only those of files
// and the root of the page tables are in use.
func (g *guest) lost() []string {
	g.t.Helper()
	frames, n := g.number("frames"), g.number("nframes")
	kinds := map[uint64]int{}
	for i := range n {
		kind, _ := g.m.Read(frames+8*i+2, 2)
		kinds[kind]++
	}
	if kinds[frameTable] != 1 || uint64(kinds[frameFree]+kinds[frameKernel]+1) != n || g.number("nfree") != uint64(kinds[frameFree]) {
		return []string{fmt.Sprintf("at the end frames by their kind are %v, and %d are said to be free", kinds, g.number("nfree"))}
	}
	return nil
}
