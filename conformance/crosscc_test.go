//go:build crosscc

package conformance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// These tests need riscv64-unknown-elf-gcc. Its programs run on the same
// machine, in integral pointer mode.

// buildCommand is the command, built once.
var buildCommand = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("USHELL_BINARY"); bin != "" {
		return bin, nil
	}
	dir, err := os.MkdirTemp("", "ushell")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "ushell")
	if msg, err := exec.Command("go", "build", "-o", bin, "ushell/cmd/ushell").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%v\n%s", err, msg)
	}
	return bin, nil
})

// gcc compiles src with the cross compiler for the bare machine.
func gcc(t *testing.T, src, prog string) {
	t.Helper()
	cmd := exec.Command("riscv64-unknown-elf-gcc", "-march=rv64gc_zba", "-mabi=lp64d", "-O1", "-w", "-fwrapv", "-fno-strict-aliasing",
		"-ffp-contract=off", "-ffreestanding", "-fno-builtin", "-mcmodel=medany", "-nostdlib", "-static", "-Wl,--no-relax,--no-warn-rwx-segments",
		"-T", "testdata/crosscc/link.ld", "testdata/crosscc/start.s", "testdata/crosscc/gcc.c", src, "-lgcc", "-o", prog)
	msg, err := cmd.CombinedOutput()
	switch {
	case err != nil && strings.Contains(string(msg), "internal compiler error"):
		t.Skip("gcc cannot compile this one: an internal error of gcc's")
	case err != nil:
		t.Fatalf("gcc: %v\n%s", err, msg)
	}
}

// ours compiles src with ushell.
func ours(t *testing.T, src, prog string, flags ...string) error {
	t.Helper()
	bin, err := buildCommand()
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"cc", "-o", prog, src, "testdata/crosscc/ushell.c"}, flags...)
	if msg, err := exec.Command(bin, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%v\n%.2000s", err, msg)
	}
	return nil
}

// runProgram answers what a program prints and how many instructions it took.
func runProgram(t *testing.T, prog string) (out string, count uint64, err error) {
	t.Helper()
	bin, err := buildCommand()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	cmd := exec.Command(bin, "run", "--bare", "--stats", "--max-insns", "200000000", prog)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", 0, fmt.Errorf("%v: %.500s%.500s", err, stdout.String(), stderr.String())
	}
	var stats struct{ Instructions uint64 }
	for line := range strings.Lines(stderr.String()) {
		json.Unmarshal([]byte(line), &stats)
	}
	return stdout.String(), stats.Instructions, nil
}

// compare runs a program of both compilers, at both of our levels.
func compare(t *testing.T, name, text string) {
	t.Helper()
	dir := t.TempDir()
	src, ref := filepath.Join(dir, name+".c"), filepath.Join(dir, "ref")
	if err := os.WriteFile(src, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	gcc(t, src, ref)
	want, _, err := runProgram(t, ref)
	if err != nil {
		t.Fatalf("gcc's: %v", err)
	}
	for _, opt := range []string{"-O0", "-O1"} {
		prog := filepath.Join(dir, "prog")
		err := ours(t, src, prog, opt)
		var got string
		if err == nil {
			got, _, err = runProgram(t, prog)
		}
		if err == nil && got != want {
			err = fmt.Errorf("%s", firstDifference(got, want))
		}
		if err != nil {
			kept := filepath.Join(os.TempDir(), name+".c")
			os.WriteFile(kept, []byte(text), 0o666)
			t.Errorf("%s: %v\nthe program is %s", opt, err, kept)
		}
	}
}

// firstDifference names the first line that differs.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("result %d is %s, gcc has %s", i, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d results, gcc has %d", len(g), len(w))
}

// seeds is how many random programs of a kind there are: USHELL_SEEDS, from
// USHELL_SEED on.
func seeds() (first, n uint64) {
	n = 20
	if s, err := strconv.ParseUint(os.Getenv("USHELL_SEEDS"), 10, 32); err == nil {
		n = s
	}
	first, _ = strconv.ParseUint(os.Getenv("USHELL_SEED"), 10, 32)
	return first, n
}

// TestRandomExpressions compares functions of random expressions and
// statements.
func TestRandomExpressions(t *testing.T) {
	first, n := seeds()
	for seed := first; seed < first+n; seed++ {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			g := &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
			compare(t, fmt.Sprintf("expressions%d", seed), g.expressions())
		})
	}
}

// TestRandomLayouts compares sizes, alignments, offsets and the bytes of
// members of random structs and unions.
func TestRandomLayouts(t *testing.T) {
	first, n := seeds()
	for seed := first; seed < first+n; seed++ {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			g := &generator{Rand: rand.New(rand.NewPCG(seed, 2))}
			compare(t, fmt.Sprintf("layouts%d", seed), g.layouts())
		})
	}
}

// maxRatio is how many times gcc's instructions ours may take.
const maxRatio = 2.5

// TestInstructionCounts compares the instructions that both compilers' code
// takes for testdata/bench.
func TestInstructionCounts(t *testing.T) {
	files, err := filepath.Glob("testdata/bench/*.c")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no benchmarks")
	}
	empty := filepath.Join(t.TempDir(), "empty.c")
	if err := os.WriteFile(empty, []byte("int main(void) { return 0; }\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, ourStart := count(t, empty, false)
	for _, src := range files {
		name := strings.TrimSuffix(filepath.Base(src), ".c")
		t.Run(name, func(t *testing.T) {
			want, ref := count(t, src, true)
			got, n := count(t, src, false)
			if got != want {
				t.Errorf("prints %q, gcc's prints %q", got, want)
			}
			n -= ourStart // the library's start and end
			ratio := float64(n) / float64(ref)
			t.Logf("%d instructions, gcc -O1 %d: %.2f", n, ref, ratio)
			if ratio > maxRatio {
				t.Errorf("%.2f times as many instructions as gcc -O1, at most %.1f are due", ratio, maxRatio)
			}
		})
	}
}

// count compiles and runs src with one of the compilers.
func count(t *testing.T, src string, cross bool) (out string, n uint64) {
	t.Helper()
	prog := filepath.Join(t.TempDir(), "prog")
	if cross {
		gcc(t, src, prog)
	} else if err := ours(t, src, prog, "-O1"); err != nil {
		t.Fatal(err)
	}
	out, n, err := runProgram(t, prog)
	if err != nil {
		t.Fatal(err)
	}
	return out, n
}
