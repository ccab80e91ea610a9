//go:build riscvtests

package conformance

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ushell/machine"
	"ushell/ufork"
)

// groups are the parts of the suite that concern this machine.
var groups = []string{"rv64ui", "rv64um", "rv64ua", "rv64uc", "rv64uf", "rv64ud", "rv64mi", "rv64si"}

const (
	table    = "testdata/riscv-tests.tsv"
	maxSteps = 2_000_000 // the longest test that passes takes a tenth of it
)

// TestRISCVTests runs the public riscv-tests. The first non-zero code that they
// write to tohost is the number of the case that failed, or 668 or 669 when a
// trap was not expected.
func TestRISCVTests(t *testing.T) {
	suite := os.Getenv("RISCV_TESTS")
	if suite == "" {
		t.Skip("RISCV_TESTS names no checkout of riscv-tests")
	}
	env := cmp.Or(os.Getenv("RISCV_TEST_ENV"), filepath.Join(suite, "env"))
	want := readTable(t, table)
	got := map[string]string{}
	for _, g := range groups {
		sources, err := filepath.Glob(filepath.Join(suite, "isa", g, "*.S"))
		if err != nil || len(sources) == 0 {
			t.Fatalf("%s has no tests isa/%s/*.S: %v", suite, g, err)
		}
		for _, src := range sources {
			name := g + "-p-" + strings.TrimSuffix(filepath.Base(src), ".S")
			t.Run(name, func(t *testing.T) {
				file := build(t, suite, env, src)
				got[name] = runBoth(t, file)
				switch w := want[name]; {
				case *update:
				case got[name] != w.result:
					t.Errorf("%s, expected %s", got[name], cmp.Or(w.result, "no such test"))
				case w.result != "pass" && (w.reason == "" || w.reason == "?"):
					t.Errorf("%s, and %s does not say why", got[name], table)
				}
			})
		}
	}
	if *update {
		writeTable(t, got, want)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] == "" {
			t.Errorf("%s is in %s but was not run", name, table)
		}
	}
}

// build compiles one test as the suite's Makefile does.
func build(t *testing.T, suite, env, src string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "test")
	cmd := exec.Command("riscv64-unknown-elf-gcc", "-march=rv64g", "-mabi=lp64d", "-static", "-mcmodel=medany",
		"-fvisibility=hidden", "-nostdlib", "-nostartfiles",
		"-I"+filepath.Join(env, "p"), "-I"+filepath.Join(suite, "isa", "macros", "scalar"),
		"-T"+filepath.Join(env, "p", "link.ld"), src, "-o", out)
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	return out
}

// runBoth runs one test on both engines, which must agree in the complete state
// of the machine, and answers "pass", "fail N" for the number of the case that
// failed, or "endless".
func runBoth(t *testing.T, file string) string {
	t.Helper()
	boot := func() *machine.Machine {
		sys, err := ufork.Load(file, ufork.Bare, nil)
		if err != nil {
			t.Fatal(err)
		}
		m, err := sys.Boot(nil)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	fast, ref := boot(), boot()
	fast.Run(maxSteps)
	var e machine.Effects
	for range maxSteps {
		if _, halted := ref.Halted(); halted {
			break
		}
		ref.Step(&e)
	}
	if fast.Digest() != ref.Digest() {
		t.Errorf("the engines differ: run is at %d, %v; step at %d, %v", fast.Steps(), fast.PCC, ref.Steps(), ref.PCC)
	}
	switch code, halted := ref.Halted(); {
	case !halted:
		return "endless"
	case code == 0:
		return "pass"
	default:
		return fmt.Sprintf("fail %d", code)
	}
}

// writeTable writes the results, with the counts of each group as comments.
func writeTable(t *testing.T, got map[string]string, old map[string]expected) {
	t.Helper()
	var b strings.Builder
	for _, g := range groups {
		total, pass := 0, 0
		var rows strings.Builder
		for _, name := range slices.Sorted(maps.Keys(got)) {
			if !strings.HasPrefix(name, g+"-") {
				continue
			}
			total++
			if got[name] == "pass" {
				pass++
				fmt.Fprintf(&rows, "%s\tpass\n", name)
				continue
			}
			fmt.Fprintf(&rows, "%s\t%s\t%s\n", name, got[name], cmp.Or(old[name].reason, "?"))
		}
		fmt.Fprintf(&b, "# %s: %d of %d pass\n%s", g, pass, total, rows.String())
	}
	if err := os.WriteFile(table, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}
