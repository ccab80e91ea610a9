package ufork

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"ushell/machine"
)

// mostOfFork bounds what fork costs in hello_fork: instructions of the kernel
// between fork.call and fork.end, under copy on pointer access.
const mostOfFork = 18_500

// profileRows are the rows of the profile in docs/forks.md. before is what was
// counted in the same way when the three largest had not been worked on yet.
var profileRows = []struct {
	functions string
	before    int
	does      string
}{
	{"table", 9312, "goes over the 512 entries of each of two tables, shares what is mapped"},
	{"below vm_table vm_next", 8445, "find the tables of a region of 256 MiB, of which two exist"},
	{"copy_page", 5040, "copies the two pages that are copied at once, 256 granules each"},
	{"memset", 3232, "clears the child's page tables and its entry; frames that are copied into are not cleared any more"},
	{"rebuild", 2224, "derives capabilities from the child's root"},
	{"frame_of page_at", 1928, "a frame's entry in the table of frames, the kernel's way to a frame"},
	{"region_alloc", 1522, "finds a place for the child that is near no other region"},
	{"registers give", 1347, "registers, handlers of signals"},
	{"sys_fork", 1266, "with what is inlined"},
}

// beforeOthers is what was counted in other functions before.
const beforeOthers = 1614

// TestForkProfile counts where the instructions of hello_fork's fork go, by
// kernel function, and makes the table of docs/forks.md from that. Together they
// are what ushell forks says.
func TestForkProfile(t *testing.T) {
	g := boot(t, loadGuest(t, "../programs/hello_fork.c", CFlags{}, KernelOptions{Seed: 1}))
	var begin, end uint64
	for i := range g.s.Kernel.Probes {
		switch p := &g.s.Kernel.Probes[i]; p.Name {
		case "fork.call":
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
	r := &measured{Program: "hello_fork", Strategy: "copa"}
	if r.measure(t); r.Instructions != uint64(all) {
		t.Errorf("fork takes %d instructions, but ushell forks says %d", all, r.Instructions)
	}
	generatedSection(t, forksPage, "profile", profileTable(counts, all))
}

func profileTable(counts map[string]int, all int) string {
	var b strings.Builder
	b.WriteString("| function | before | now | what it does |\n| --- | ---: | ---: | --- |\n")
	others, before := all, beforeOthers
	for _, row := range profileRows {
		now := 0
		for _, name := range strings.Fields(row.functions) {
			now += counts[name]
		}
		others -= now
		before += row.before
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", strings.ReplaceAll(row.functions, " ", "`, `"), thousands(row.before), thousands(now), row.does)
	}
	fmt.Fprintf(&b, "| others | %s | %s | |\n| together | %s | %s | |\n", thousands(beforeOthers), thousands(others), thousands(before), thousands(all))
	return b.String()
}
