package ufork

import (
	"flag"
	"strconv"
	"strings"
	"testing"
)

var randomWords = flag.Int("words", 60, "µprocesses that execute random instructions, of each seed of TestRandomInstructions")

// TestRandomInstructions has µprocesses execute random instructions, with entries of
// the kernel, sealed and other capabilities in their registers. They make calls that
// way, fork, and never end; each is killed with its children after a while. The
// kernel goes on, and the checker finds nothing.
// go test ./ufork -run RandomInstructions -words 2000 is a longer run.
func TestRandomInstructions(t *testing.T) {
	for seed, strategy := range Strategies {
		t.Run(strategy, func(t *testing.T) {
			t.Parallel()
			opt := KernelOptions{Strategy: strategy, Seed: uint64(seed), Memory: 32 << 20}
			g := boot(t, loadGuest(t, "testdata/words.c", CFlags{}, opt, strconv.Itoa(*randomWords), strconv.Itoa(seed+1)))
			g.every = 50
			out, code := g.run(uint64(*randomWords+100) * 3_000_000)
			out = killMessage.ReplaceAllString(out, "")
			if !strings.HasSuffix(out, " by a fault\nalive\n") || code != 0 || strings.Contains(out, "kernel:") {
				t.Errorf("it ended with %d, having printed\n%s", code, out)
			}
			g.atEnd()
			for _, cause := range []uint64{2, 32, 33, 34} {
				if n := g.m.Traps(cause, false); n < uint64(*randomWords)/4 {
					t.Errorf("there were but %d traps of cause %d", n, cause)
				}
			}
			t.Logf("%s%d instructions, %d checks, %d bytes of a kernel stack left", out, g.m.Steps(), g.checks, g.stackLeft())
		})
	}
}
