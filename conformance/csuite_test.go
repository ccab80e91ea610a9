//go:build csuites

package conformance

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Limits of one program of a suite.
const (
	compileTime = 60 * time.Second
	runTime     = 120 * time.Second
	maxInsns    = 1_500_000_000
	maxReason   = 110 // bytes of a message in a table
)

// parallel is how many programs are tried at once.
const parallel = 2

// a trial is one program of a suite; run answers "pass", or what was wrong and
// how it showed.
type trial struct {
	name string
	run  func(dir string) (result, reason string) // dir is empty and of its own
}

// checkout is the folder that the environment variable names; without one the
// test is skipped.
func checkout(t *testing.T, variable string) string {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		t.Skip(variable + " names no checkout")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// ushell is the command, built once.
var ushell = sync.OnceValues(func() (string, error) {
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

// runSuite tries everything and compares with the table, or writes it. A
// result that is better than the table's is only mentioned.
func runSuite(t *testing.T, table string, trials []trial) {
	t.Helper()
	want := readTable(t, table)
	got := runTrials(t, trials)
	if *update {
		writeResults(t, table, got, want)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		g, w := got[name], want[name]
		switch {
		case w.result == "":
			t.Errorf("%s is not in %s", name, table)
		case w.result == "pass" && g.result != "pass":
			t.Errorf("%s: %s: %s; it used to pass", name, g.result, g.reason)
		case w.result != "pass" && g.result == "pass":
			t.Logf("%s passes now; -update writes it down", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[name]; !ok && want[name].result == "pass" {
			t.Errorf("%s is in %s but was not tried", name, table)
		}
	}
}

// runTrials tries everything, or what USHELL_ONLY, a regular expression, picks.
func runTrials(t *testing.T, trials []trial) map[string]expected {
	t.Helper()
	if _, err := ushell(); err != nil {
		t.Fatal(err)
	}
	only, err := regexp.Compile(os.Getenv("USHELL_ONLY"))
	if err != nil {
		t.Fatal(err)
	}
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		got  = map[string]expected{}
		todo = make(chan trial)
		base = t.TempDir()
	)
	for worker := range parallel {
		wg.Go(func() {
			dir := filepath.Join(base, strconv.Itoa(worker))
			for tr := range todo {
				os.RemoveAll(dir)
				os.MkdirAll(dir, 0o777)
				result, reason := tr.run(dir)
				mu.Lock()
				got[tr.name] = expected{result, reason}
				mu.Unlock()
			}
		})
	}
	for _, tr := range trials {
		if only.MatchString(tr.name) {
			todo <- tr
		}
	}
	close(todo)
	wg.Wait()
	return got
}

// writeResults writes a table with its count. A reason that was written by hand
// starts with a capital letter and stays as long as the trial doesn't pass.
func writeResults(t *testing.T, table string, got, old map[string]expected) {
	t.Helper()
	if os.Getenv("USHELL_ONLY") != "" { // the others stay
		all := maps.Clone(old)
		maps.Copy(all, got)
		got = all
	}
	var rows strings.Builder
	pass := 0
	for _, name := range slices.Sorted(maps.Keys(got)) {
		g := got[name]
		if g.result == "pass" {
			pass++
			fmt.Fprintf(&rows, "%s\tpass\n", name)
			continue
		}
		reason := g.reason
		if o := old[name]; o.result != "pass" && o.reason != "" && o.reason[0] >= 'A' && o.reason[0] <= 'Z' {
			reason = o.reason
		}
		fmt.Fprintf(&rows, "%s\t%s\t%s\n", name, g.result, cmp.Or(reason, "?"))
	}
	head := fmt.Sprintf("# %d of %d pass\n", pass, len(got))
	if err := os.WriteFile(table, []byte(head+rows.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d of %d pass", table, pass, len(got))
}

// An outcome is how a command ended.
type outcome struct {
	status         int // -1 when it was stopped
	stdout, stderr string
}

// command runs ushell in dir.
func command(dir string, limit time.Duration, stdin string, args ...string) outcome {
	bin, err := ushell()
	if err != nil {
		return outcome{-1, "", err.Error()}
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, args...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, strings.NewReader(stdin), &out, &errs
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return outcome{-1, out.String(), "no end within " + limit.String()}
	case err == nil:
		return outcome{0, out.String(), errs.String()}
	case errors.As(err, &exit):
		return outcome{exit.ExitCode(), out.String(), errs.String()}
	}
	return outcome{-1, "", err.Error()}
}

// compile is ushell cc -o dir/prog; the reason is "" if it went well.
func compile(dir string, args ...string) (prog, reason string) {
	return compileIn(dir, dir, args...)
}

// compileIn is the same with the sources' names relative to cwd.
func compileIn(cwd, dir string, args ...string) (prog, reason string) {
	prog = filepath.Join(dir, "prog")
	args = append(args, strings.Fields(os.Getenv("USHELL_CFLAGS"))...)
	o := command(cwd, compileTime, "", append([]string{"cc", "-o", prog}, args...)...)
	if o.status != 0 {
		return "", firstError(o.stderr)
	}
	return prog, ""
}

// execute runs a compiled program on the machine.
func execute(prog, stdin string, args ...string) outcome {
	limit := cmp.Or(os.Getenv("USHELL_MAX_INSNS"), strconv.Itoa(maxInsns))
	line := []string{"run", "--bare", "--max-insns", limit, prog}
	if len(args) > 0 {
		line = append(append(line, "--"), args...)
	}
	return command(filepath.Dir(prog), runTime, stdin, line...)
}

// want compiles and runs, and compares.
func want(dir string, flags []string, status int, stdout string) (result, reason string) {
	prog, reason := compile(dir, flags...)
	if prog == "" {
		return "compile", reason
	}
	o := execute(prog, "")
	return verdictOf(o, status, stdout)
}

// verdictOf compares how a program ended with what its suite expects.
func verdictOf(o outcome, status int, stdout string) (result, reason string) {
	switch {
	case o.status == -1 || o.status == 124 && strings.Contains(o.stderr, "instructions"):
		return "endless", clip(o.stderr)
	case o.status != status:
		return "status", clip(fmt.Sprintf("status %d, expected %d: %s", o.status, status, lastLine(o.stdout, o.stderr)))
	case o.stdout != stdout:
		return "output", clip(difference(o.stdout, stdout))
	}
	return "pass", ""
}

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// firstError is the first line of the diagnostics that holds an error, without
// its place's folder.
func firstError(stderr string) string {
	stderr = colours.ReplaceAllString(stderr, "")
	for line := range strings.Lines(stderr) {
		if strings.Contains(line, "error") {
			if f, rest, ok := strings.Cut(line, ":"); ok && strings.Contains(f, "/") {
				line = filepath.Base(f) + ":" + rest
			}
			return clip(line)
		}
	}
	return clip(cmp.Or(stderr, "no message"))
}

// lastLine is the last line of the errors, or of the output.
func lastLine(stdout, stderr string) string {
	s := strings.TrimSpace(cmp.Or(strings.TrimSpace(stderr), stdout))
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// difference names the first line that differs.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d is %q, expected %q", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, expected %d", len(g), len(w))
}

// clip makes s fit into a table.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		return "?"
	}
	if s[0] >= 'A' && s[0] <= 'Z' { // reasons by hand start like that
		s = "." + s
	}
	return strings.ToValidUTF8(s[:min(len(s), maxReason)], "")
}
