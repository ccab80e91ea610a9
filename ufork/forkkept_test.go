package ufork

import (
	"testing"

	"ushell/ufork/aware"
)

// TestForkHappenings: what is listed of a fork is what is counted, and private memory
// grows to what there is at the end.
func TestForkHappenings(t *testing.T) {
	for _, strategy := range Strategies {
		for _, program := range []string{"hello_fork", "fork_tree"} {
			g := boot(t, loadGuest(t, "../programs/"+program+".c", CFlags{}, KernelOptions{Strategy: strategy}))
			log := aware.NewLog(g.k, g.s.Kernel)
			log.Keep = true
			if !log.Follow(g.m, 50_000_000) {
				t.Fatal("it does not end")
			}
			for _, f := range log.Forks {
				count := map[string]int{}
				memory, last := 0, uint64(0)
				for _, h := range f.Log {
					count[h.What]++
					if h.What == "rewrite" && h.Page != 0 {
						memory++
					}
					if h.PrivateBytes > 0 {
						if h.PrivateBytes < last {
							t.Errorf("%s, %s: the child had %d bytes of its own, later %d", program, strategy, last, h.PrivateBytes)
						}
						last = h.PrivateBytes
					}
				}
				p := f.Pages
				for what, want := range map[string]int{"eager": p.Eager, "write": p.Write, "access": p.Access, "load": p.Load, "taken": p.Taken,
					"rewrite": f.Relocated.Memory + f.Relocated.Registers} {
					if count[what] != want {
						t.Errorf("%s, %s, fork %d: %d are listed as %s, %d are counted", program, strategy, f.ID, count[what], what, want)
					}
				}
				if memory != f.Relocated.Memory || last != f.PrivateBytes {
					t.Errorf("%s, %s, fork %d: %d rewrites in memory of %d, %d bytes of %d", program, strategy, f.ID, memory, f.Relocated.Memory, last, f.PrivateBytes)
				}
			}
		}
	}
}
