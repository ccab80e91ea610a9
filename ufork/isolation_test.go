package ufork

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// isolationOutput is what testdata/isolation.c prints at the levels; fault differs from
// full in its first line.
var isolationOutput = map[string]string{
	"full": `a console line that is too long: -14
a number for a pointer: Bad address
an address of the kernel to read: Bad address
an address of the kernel to write: Bad address
what was written: Resource temporarily unavailable
more than a pointer covers: Bad address
through a pointer that may not be written: Bad address
through a sealed pointer: Bad address
mprotect without VMEM: Memory protection violation
mprotect by a number: Bad address
munmap by a number: Bad address
another's memory by a number: Bad address
another's pages by a number: Bad address
`,
	"none": `[ends here]not here

a console line that is too long: 20
a number for a pointer: done
an address of the kernel to read: done
an address of the kernel to write: done
what was written: done
more than a pointer covers: done
through a pointer that may not be written: done
through a sealed pointer: done
mprotect without VMEM: done
mprotect by a number: done
munmap by a number: done
another's memory by a number: done
there is "parent's"
another's pages by a number: Invalid argument
`,
}

// isolationKept is what it prints at every level.
const isolationKept = `a capability through a pipe: tag 0
a load through a number: signal 34
a system register: signal 4
alive
`

// TestIsolation: each level drops what docs/kernel.md says, and nothing else. Level
// fault differs from full in the console alone. Level none lets a program write where
// only the kernel may: here to a part of a kernel stack that is never used.
func TestIsolation(t *testing.T) {
	for _, level := range Isolations {
		t.Run(level, func(t *testing.T) {
			t.Parallel()
			isolated(t, level)
		})
	}
}

func isolated(t testing.TB, level string) {
	opt := KernelOptions{Isolation: level}
	g := boot(t, loadGuest(t, "testdata/isolation.c", CFlags{}, opt))
	stacks, _ := g.symbol("kstacks")
	at := stacks + 40*8192
	g = boot(t, loadGuest(t, "testdata/isolation.c", CFlags{}, opt, fmt.Sprintf("%#x", at)))
	out, code := g.run(50_000_000)
	want := isolationOutput[level]
	if level == "fault" {
		want = strings.Replace(isolationOutput["full"], "a console line that is too long: -14", "[ends here]\na console line that is too long: 11", 1)
	}
	if want += isolationKept; killMessage.ReplaceAllString(out, "") != want || code != 0 {
		t.Errorf("it ended with %d, having printed\n%s\nwant\n%s", code, out, want)
	}
	written, _ := g.m.Read(at, 8)
	if want := uint64(0x6b726f4675); level == "none" && written != want || level != "none" && written != 0 {
		t.Errorf("the kernel's memory holds %#x", written)
	}
}

// wild are the attacks that pass pointers that are none, or that end too early: level
// none believes them.
const wild = "buffers causes frames stacks"

// TestIsolationKeeps: the other attacks end at the other levels as they do at full.
func TestIsolationKeeps(t *testing.T) {
	files, err := filepath.Glob("testdata/attack/*.c")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".c")
		for _, level := range Isolations[1:] {
			if level == "fault" && name == "buffers" || level == "none" && slices.Contains(strings.Fields(wild), name) {
				continue
			}
			t.Run(name+"/"+level, func(t *testing.T) {
				t.Parallel()
				p := &promises(t, file)[0]
				g := boot(t, loadGuest(t, file, CFlags{}, KernelOptions{Isolation: level, Memory: 32 << 20}))
				g.every = 500
				out, code := g.run(400_000_000)
				p.judge(t, killMessage.ReplaceAllString(out, ""), code, level)
				g.atEnd()
			})
		}
	}
}
