package ufork

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

var randomCalls = flag.Int("calls", 20_000, "system calls that TestRandomCalls makes for each seed")

// TestRandomCalls runs a guest program that makes random system calls. The kernel
// checks itself behind each; the checker looks at about every 2,000th, in a long
// run at every 10,000th.
// go test ./ufork -run RandomCalls -calls 10000000 is the long version.
func TestRandomCalls(t *testing.T) {
	const insnsPerCall = 3000 // measured
	every := 2_000
	if *randomCalls > 1_000_000 {
		every = 10_000
	}
	for seed := 1; seed <= 3; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			file := "testdata/calls.c"
			opt := KernelOptions{Strategy: Strategies[(seed+1)%3], Seed: uint64(seed)}
			g := boot(t, loadGuest(t, file, CFlags{Opt: 1}, opt, strconv.Itoa(*randomCalls), strconv.Itoa(seed)))
			limit := uint64(*randomCalls+10_000) * insnsPerCall * 4
			for g.m.Steps() < limit && !t.Failed() {
				g.m.Run(uint64(every) * insnsPerCall)
				if code, halted := g.m.Halted(); halted {
					if code != 0 || !strings.HasSuffix(string(g.m.Output()), "calls, some with success and some with an error\nalive\n") {
						t.Errorf("it ended with %d, having printed %.500q", code, g.m.Output())
					}
					g.atEnd()
					t.Logf("%d calls, %d instructions, %d checks", *randomCalls, g.m.Steps(), g.checks)
					return
				}
				if _, stopped := g.m.RunUntil(20_000_000, g.stops); stopped {
					g.check()
				}
			}
			if !t.Failed() {
				t.Error("it does not end")
			}
		})
	}
}
