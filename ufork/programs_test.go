package ufork

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestKernelPrograms runs every C program of programs/ to what the comment at its
// end says: under all strategies and isolation levels, with the consistency
// checker at returns from the kernel. Other seeds put regions elsewhere, which
// shows only in addresses.
func TestKernelPrograms(t *testing.T) {
	files, err := filepath.Glob("../programs/*.c")
	if err != nil || len(files) < 20 {
		t.Fatalf("programs: %v, %v", files, err)
	}
	for _, file := range files {
		for i, p := range promises(t, file) {
			t.Run(fmt.Sprintf("%s/%d", strings.TrimSuffix(filepath.Base(file), ".c"), i), func(t *testing.T) {
				t.Parallel()
				runPromise(t, file, &p)
			})
		}
	}
}

// manyIsolations are the programs that run under all isolation levels: those that
// call the kernel with most of what it offers.
const manyIsolations = "hello hello_fork fork_tree pipe_pingpong shared_memory signals fault_read"

func runPromise(t *testing.T, file string, p *promise) {
	name := strings.TrimSuffix(filepath.Base(file), ".c")
	var first string
	for i, strategy := range Strategies {
		levels := Isolations[:1]
		if strings.Contains(manyIsolations, name) && strategy == "copa" {
			levels = Isolations
		}
		for _, level := range levels {
			opt := KernelOptions{Strategy: strategy, Isolation: level, Seed: uint64(i)}
			g := boot(t, loadGuest(t, file, p.flags, opt, p.args...))
			out, code := g.run(300_000_000)
			if t.Failed() {
				t.Fatalf("under %s, isolation %s", strategy, level)
			}
			p.judge(t, out, code, strategy+" "+level)
			if i == 0 && level == "full" {
				first = out
			}
			if p.exact && p.faults == 0 && out != first {
				t.Errorf("it printed %q, under the first strategy and another seed %q", out, first)
			}
		}
	}
	// The same options give the same bytes.
	opt := KernelOptions{Strategy: "full"}
	g := boot(t, loadGuest(t, file, p.flags, opt, p.args...))
	g.every = 1 << 40
	if out, _ := g.run(300_000_000); out != first {
		t.Errorf("two runs printed %q and %q", first, out)
	}
}

func (p *promise) judge(t testing.TB, out string, code uint32, how string) {
	t.Helper()
	want := uint32(0)
	if p.faults != 0 {
		want = uint32(128 + p.faults)
	}
	if code != want {
		t.Errorf("under %s it ended with %d, not %d, having printed\n%s", how, code, want, out)
	}
	if p.exact && out != p.output {
		t.Errorf("under %s it printed\n%s\nnot\n%s", how, out, p.output)
	}
	for _, c := range p.contains {
		if !strings.Contains(out, c) {
			t.Errorf("under %s it printed\n%s\nwithout %q", how, out, c)
		}
	}
}

// TestPosix: the system calls one by one, under all strategies: posix.c in
// general, fixed.c mmap at an address, with so little memory that it can run out,
// atomics.c atomic objects that two share.
func TestPosix(t *testing.T) {
	for _, name := range []string{"posix", "fixed", "atomics"} {
		for _, strategy := range Strategies {
			t.Run(name+"/"+strategy, func(t *testing.T) {
				t.Parallel()
				posix(t, name, strategy)
			})
		}
	}
}

func posix(t testing.TB, name, strategy string) {
	t.Helper()
	file := "testdata/" + name + ".c"
	g := boot(t, loadGuest(t, file, CFlags{}, KernelOptions{Strategy: strategy, Memory: 16 << 20}))
	out, code := g.run(100_000_000)
	promises(t, file)[0].judge(t, out, code, strategy)
	g.atEnd()
}
