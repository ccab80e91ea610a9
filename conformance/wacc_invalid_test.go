//go:build csuites

package conformance

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// errorLine matches the place of an error.
var errorLine = regexp.MustCompile(`(?m)^[^\n:]+:(\d+):\d+: (?:fatal )?error: (.*)$`)

// TestWACCInvalid compiles what writing-a-c-compiler-tests has of programs that
// are wrong. Each must be rejected, and the first error that is not a warning
// made one must be on a line on which gcc has an error.
func TestWACCInvalid(t *testing.T) {
	tests := filepath.Join(checkout(t, "USHELL_WACC"), "tests")
	lines := readTable(t, "testdata/wacc-invalid-lines.tsv")
	var trials []trial
	for _, name := range walk(t, tests) {
		if !strings.Contains(name, "/invalid_") {
			continue
		}
		trials = append(trials, trial{name, func(tmp string) (string, string) {
			o := command(tmp, compileTime, "", "cc", "-Wall", "-Werror", "-S", "-o", filepath.Join(tmp, "prog.s"), filepath.Join(tests, name))
			return rejection(o, strings.Split(lines[name].result, ","))
		}})
	}
	runSuite(t, "testdata/wacc-invalid.tsv", trials)
}

// rejection judges how a program that is wrong was rejected; right are the
// lines on which errors are due.
func rejection(o outcome, right []string) (result, reason string) {
	found := errorLine.FindAllStringSubmatch(colours.ReplaceAllString(o.stderr, ""), -1)
	switch {
	case o.status == 0:
		return "accepted", "expected an error on line " + right[0]
	case o.status != 1:
		return "crash", clip(fmt.Sprintf("status %d: %s", o.status, lastLine("", o.stderr)))
	case len(found) == 0:
		return "place", clip(firstError(o.stderr))
	}
	first := found[0]
	for _, f := range found {
		if !strings.Contains(f[2], "[-Werror") {
			first = f
			break
		}
	}
	if !slices.Contains(right, first[1]) {
		return "line", clip(fmt.Sprintf("line %s, expected %s: %s", first[1], right[0], first[2]))
	}
	return "pass", ""
}
