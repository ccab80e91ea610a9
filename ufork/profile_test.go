package ufork

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	"ushell/machine"
)

// mostOfFork bounds what fork costs in hello_fork: instructions of the kernel
// between fork.begin and fork.end, under copy on pointer access.
const mostOfFork = 23_000

// TestForkProfile counts where the instructions of hello_fork's fork go, by
// kernel function (docs/forks.md).
func TestForkProfile(t *testing.T) {
	g := boot(t, loadGuest(t, "../programs/hello_fork.c", CFlags{}, KernelOptions{}))
	var begin, end uint64
	for i := range g.s.Kernel.Probes {
		switch p := &g.s.Kernel.Probes[i]; p.Name {
		case "fork.begin":
			begin = p.Addr
		case "fork.end":
			end = p.Addr
		}
	}
	g.m.RunUntil(50_000_000, &machine.Stops{At: map[uint64]bool{begin: true}})
	counts, all := map[string]int{}, 0
	for g.m.PCC.Addr != end {
		if sym, _, ok := g.s.Kernel.SymbolAt(g.m.PCC.Addr); ok {
			counts[sym.Name]++
		}
		g.m.Step(nil)
		if all++; all > 1_000_000 {
			t.Fatal("fork does not end")
		}
	}
	for _, name := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Compare(counts[b], counts[a]) }) {
		t.Logf("%6d %s", counts[name], name)
	}
	t.Logf("%6d together", all)
	if all > mostOfFork {
		t.Errorf("fork takes %d instructions, more than %d", all, mostOfFork)
	}
}
