package ufork

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// manyStrategies are the attacks that depend on what fork does with pages.
const manyStrategies = "capabilities copies inherit registers stacks"

var killMessage = regexp.MustCompile(`(?m)^pid \d+ \(.*\n`)

// TestAttacks runs the programs in testdata/attack, which try to break the kernel
// or to get what is not theirs. The kernel survives all, the checker finds
// nothing, and no frame is lost.
func TestAttacks(t *testing.T) {
	files, err := filepath.Glob("testdata/attack/*.c")
	if err != nil || len(files) < 8 {
		t.Fatalf("programs: %v, %v", files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".c")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &promises(t, file)[0]
			strategies := Strategies[2:]
			if slices.Contains(strings.Fields(manyStrategies), name) {
				strategies = Strategies
			}
			for _, strategy := range strategies {
				opt := KernelOptions{Strategy: strategy, Memory: 32 << 20}
				g := boot(t, loadGuest(t, file, CFlags{}, opt))
				out, code := g.run(400_000_000)
				if t.Failed() {
					t.Fatalf("under %s, having printed\n%s", strategy, g.m.Output())
				}
				// The kernel's messages have addresses, which depend on the seed.
				p.judge(t, killMessage.ReplaceAllString(out, ""), code, strategy)
				g.atEnd()
			}
		})
	}
}

// TestFaultIsolation: the level that copies less still checks all pointers. It
// sends what it can read before the pointer ends.
func TestFaultIsolation(t *testing.T) {
	g := boot(t, loadGuest(t, "testdata/attack/buffers.c", CFlags{}, KernelOptions{Isolation: "fault"}))
	g.every = 1 << 40
	out, code := g.run(400_000_000)
	if code != 0 || !strings.Contains(out, "xxwrite with a pointer that is too short: 2\n") || !strings.Contains(out, " 1 without EFAULT\nalive\n") {
		t.Errorf("it ended with %d, having printed\n%s", code, out)
	}
}
