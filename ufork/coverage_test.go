package ufork

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"ushell/machine"
)

// leastCovered is the part of the kernel's lines that the programs of the tests
// must execute, in percent. Lines that only a mistake of the kernel's reaches
// count too.
const leastCovered = 85

// place is a line of a source.
type place struct {
	file string
	line int
}

// coverage are the lines of the kernel that have code, by the addresses at which
// they begin, and those that were executed.
type coverage struct {
	at    map[uint64]place
	lines map[place]bool  // executed?
	left  map[uint64]bool // addresses not executed yet
}

func newCoverage(s *System) *coverage {
	c := &coverage{at: map[uint64]place{}, lines: map[place]bool{}, left: map[uint64]bool{}}
	rows := s.Kernel.Lines
	for i := range rows {
		row := &rows[i]
		name := s.Kernel.Files[row.File].Name
		if !strings.HasPrefix(name, kernelSources+"/") || row.Line == 0 || i+1 < len(rows) && rows[i+1].Addr == row.Addr {
			continue
		}
		p := place{name[len(kernelSources)+1:], int(row.Line)}
		c.at[row.Addr] = p
		c.lines[p] = false
		c.left[row.Addr] = true
	}
	return c
}

// run executes a program to its end. The machine stops at addresses that were
// not executed before; around each it goes on step by step, as one new line
// seldom comes alone.
func (c *coverage) run(t *testing.T, g *guest) {
	for {
		stops := &machine.Stops{At: maps.Clone(c.left)}
		g.m.RunUntil(400_000_000, stops)
		for range 30_000 {
			if _, halted := g.m.Halted(); halted {
				return
			}
			if p, ok := c.at[g.m.PCC.Addr]; ok {
				c.lines[p] = true
				delete(c.left, g.m.PCC.Addr)
			}
			g.m.Step(nil)
		}
		if g.m.Steps() > 1_000_000_000 {
			t.Fatalf("%s does not end", g.s.Name)
		}
	}
}

// report says by file how many lines were executed, and which were not. The
// answer is the part of all that were, in percent.
func (c *coverage) report(t *testing.T) float64 {
	type count struct{ all, done int }
	counts, missing := map[string]count{}, map[string][]int{}
	all, done := 0, 0
	for p, executed := range c.lines {
		n := counts[p.file]
		n.all++
		all++
		if executed {
			n.done++
			done++
		} else {
			missing[p.file] = append(missing[p.file], p.line)
		}
		counts[p.file] = n
	}
	for _, file := range slices.Sorted(maps.Keys(counts)) {
		n := counts[file]
		slices.Sort(missing[file])
		t.Logf("%-12s %4d of %4d lines, not %v", file, n.done, n.all, missing[file])
	}
	return 100 * float64(done) / float64(all)
}

// TestKernelCoverage measures on the machine which lines of the kernel the
// programs of the tests execute.
func TestKernelCoverage(t *testing.T) {
	type program struct {
		file string
		opt  KernelOptions
		args []string
	}
	programs := []program{}
	for _, strategy := range Strategies {
		programs = append(programs, program{file: "testdata/scenario.c", opt: KernelOptions{Strategy: strategy}})
	}
	for _, name := range strings.Fields("hello_fork signals pipe_pingpong fault_read") {
		programs = append(programs, program{file: "../programs/" + name + ".c"})
	}
	for _, name := range strings.Fields("buffers jumps stacks exhaust registers arguments") {
		programs = append(programs, program{file: "testdata/attack/" + name + ".c", opt: KernelOptions{Memory: 32 << 20}})
	}
	programs = append(programs, program{file: "testdata/posix.c"},
		program{file: "testdata/fixed.c", opt: KernelOptions{Memory: 16 << 20}}, program{file: "testdata/calls.c", args: []string{"5000"}},
		program{file: "../programs/pipe_pingpong.c", opt: KernelOptions{Isolation: "none"}})
	var c *coverage
	for _, p := range programs {
		g := boot(t, loadGuest(t, p.file, CFlags{}, p.opt, p.args...))
		if c == nil {
			c = newCoverage(g.s)
		}
		c.run(t, g)
	}
	part := c.report(t)
	t.Logf("%.1f %% of %d lines", part, len(c.lines))
	if part < leastCovered {
		t.Errorf("%.1f %% of the kernel's lines are executed, want %d %%", part, leastCovered)
	}
}
