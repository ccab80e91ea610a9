package ufork

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// manyStrategies are the attacks that depend on what fork does with pages.
const manyStrategies = "capabilities copies inherit protections registers stacks"

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
			attack(t, name)
		})
	}
}

// attack runs a program of testdata/attack.
func attack(t testing.TB, name string) {
	t.Helper()
	file := "testdata/attack/" + name + ".c"
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
		t.Logf("%s: %d instructions, %d bytes of a kernel stack left", strategy, g.m.Steps(), g.stackLeft())
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

var (
	attackCode = regexp.MustCompile("`([a-z_]+\\.c):([a-z_]+)`")
	attackTest = regexp.MustCompile("`(Test[A-Za-z]+)`")
)

// TestAttackTable holds the table in docs/kernel.md to what there is: each row names
// a function of a program, or a test.
func TestAttackTable(t *testing.T) {
	b, err := os.ReadFile("../docs/kernel.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(b), "<!-- attacks -->\n")
	table, _, found := strings.Cut(table, "<!-- end of attacks -->")
	if !ok || !found {
		t.Fatal("docs/kernel.md has no table of attacks")
	}
	tests, named := allTests(t), map[string]bool{}
	for _, row := range strings.Split(table, "\n")[2:] {
		refs := attackCode.FindAllStringSubmatch(row, -1)
		for _, r := range refs {
			named[r[1]] = true
			if !defines(t, r[1], r[2]) {
				t.Errorf("%s has no function %s: %s", r[1], r[2], row)
			}
		}
		names := attackTest.FindAllStringSubmatch(row, -1)
		for _, n := range names {
			if !tests[n[1]] {
				t.Errorf("there is no %s: %s", n[1], row)
			}
		}
		if row != "" && len(refs)+len(names) == 0 {
			t.Errorf("nothing attacks this: %s", row)
		}
	}
	files, _ := filepath.Glob("testdata/attack/*.c")
	for _, file := range files {
		if !named[filepath.Base(file)] {
			t.Errorf("the table does not name %s", file)
		}
	}
}

// defines says whether a program has the function; FORGE(name makes one too.
func defines(t *testing.T, file, function string) bool {
	b, err := os.ReadFile("testdata/attack/" + file)
	if err != nil {
		b, err = os.ReadFile("testdata/" + file)
	}
	if err != nil {
		t.Error(err)
	}
	return regexp.MustCompile(`(?m)^(static [^;=]*[ *]|int |TRY\(|FORGE\()` + function + `[(,]`).Match(b)
}

// allTests are the names of this package's tests.
func allTests(t *testing.T) map[string]bool {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			out[m[1]] = true
		}
	}
	return out
}
