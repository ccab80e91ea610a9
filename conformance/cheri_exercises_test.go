//go:build csuites

package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ushell/ufork"
)

// signalled is the status of a program that SIGPROT ended.
const signalled = 128 + 34

// faults are the kinds of fault: how the bare runtime describes each on the
// console, and what ushell run says of it behind a run under the kernel.
var faults = map[string]struct{ bare, kernel string }{
	"tag":        {`it has no tag`, `its tag is clear|it holds an integer, not a capability`},
	"bounds":     {`the access is not in its bounds`, `the range begins .*|the range ends .*`},
	"permission": {`it lacks the permission`, `it has no .* permission`},
	"sealed":     {`it is sealed`, `it is sealed`},
}

// TestCHERIExercises compiles every C file of cheri-exercises with -Wall and
// runs those that need no kernel on the bare machine.
func TestCHERIExercises(t *testing.T) {
	dir := filepath.Join(checkout(t, "USHELL_CHERI_EXERCISES"), "src")
	allTried(t, dir)
	var trials []trial
	for _, e := range exercises {
		if !e.kernel {
			trials = append(trials, trial{e.name, func(tmp string) (string, string) { return e.tryBare(dir, tmp) }})
		}
	}
	runSuite(t, "testdata/cheri-exercises.tsv", trials)
}

// TestCHERIExercisesKernel runs all of them under the µFork kernel, with each
// strategy, but what needs revocation: that is only compiled.
func TestCHERIExercisesKernel(t *testing.T) {
	dir := filepath.Join(checkout(t, "USHELL_CHERI_EXERCISES"), "src")
	var trials []trial
	for _, strategy := range ufork.Strategies {
		for _, e := range exercises {
			trials = append(trials, trial{strategy + "/" + e.name, func(tmp string) (string, string) { return e.tryKernel(dir, tmp, strategy) }})
		}
	}
	runSuite(t, "testdata/cheri-exercises-ufork.tsv", trials)
}

// allTried says which C files and which exercises are left out.
func allTried(t *testing.T, dir string) {
	t.Helper()
	var known []string
	for _, e := range exercises {
		known = append(known, e.files...)
	}
	for _, name := range walk(t, dir) {
		if !slices.Contains(known, name) {
			t.Errorf("%s is not tried", name)
		}
	}
	for _, n := range notRun {
		known = append(known, n.dir+"/")
	}
	for _, group := range []string{ex, miss} {
		entries, err := os.ReadDir(filepath.Join(dir, group))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range entries {
			below := func(name string) bool { return strings.HasPrefix(name, group+d.Name()+"/") }
			if d.IsDir() && !slices.ContainsFunc(known, below) {
				t.Errorf("%s%s is not known", group, d.Name())
			}
		}
	}
}

// compile compiles an exercise to dir/prog. The result is "" if the compiler says
// what it must.
func (e exercise) compile(dir, tmp string) (prog, result, reason string) {
	files, err := e.copies(dir, tmp)
	if err != nil {
		return "", "suite", err.Error()
	}
	prog = filepath.Join(tmp, "prog")
	o := command(tmp, compileTime, "", append(append([]string{"cc", "-Wall", "-o", prog}, e.flags...), files...)...)
	if o.status != 0 {
		return "", "compile", firstError(o.stderr)
	}
	for _, w := range e.warnings {
		if !regexp.MustCompile(w).MatchString(o.stderr) {
			return "", "warning", "no warning " + w
		}
	}
	return prog, "", ""
}

func (e exercise) tryBare(dir, tmp string) (result, reason string) {
	prog, result, reason := e.compile(dir, tmp)
	if result != "" {
		return result, reason
	}
	return e.judge(execute(prog, e.stdin, e.args...), func(o outcome, kind string) bool {
		return strings.HasSuffix(o.stdout, ": "+faults[kind].bare+"\n")
	})
}

func (e exercise) tryKernel(dir, tmp, strategy string) (result, reason string) {
	if e.needs == "revocation" {
		if _, result, reason := e.compile(dir, tmp); result != "" {
			return result, reason
		}
		return "revocation", "Needs revocation, which does not exist yet"
	}
	files, err := e.copies(dir, tmp)
	if err != nil {
		return "suite", err.Error()
	}
	line := []string{"run", "--kernel", "ufork", "--strategy", strategy, "--max-insns", strconv.Itoa(maxInsns), "-O1", "-w"}
	if e.hostid != "" {
		hostid := filepath.Join(tmp, "hostid")
		if err := os.WriteFile(hostid, []byte(e.hostid), 0o666); err != nil {
			return "suite", err.Error()
		}
		line = append(line, "--file", hostid+"=/etc/hostid")
	}
	line = append(append(append(line, e.flags...), files...), "--")
	return e.judge(command(tmp, compileTime+runTime, e.stdin, append(line, e.args...)...), func(o outcome, kind string) bool {
		return regexp.MustCompile(`: (` + faults[kind].kernel + `)\.\n`).MatchString(o.stderr)
	})
}

// copies are the files to compile, in their folders' copies if a step of the
// exercise changes them.
func (e exercise) copies(dir, tmp string) ([]string, error) {
	var out []string
	for _, f := range e.files {
		out = append(out, filepath.Join(dir, f))
	}
	if len(e.edits) == 0 {
		return out, nil
	}
	src := filepath.Join(tmp, "src")
	os.RemoveAll(src)
	if err := os.CopyFS(src, os.DirFS(filepath.Dir(out[0]))); err != nil {
		return nil, err
	}
	for i := range out {
		out[i] = filepath.Join(src, filepath.Base(out[i]))
	}
	for _, ed := range e.edits {
		file := filepath.Join(src, ed.file)
		if ed.file == "" {
			file = out[0]
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if !strings.Contains(string(text), ed.old) {
			return nil, fmt.Errorf("%s does not contain %q", file, ed.old)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), ed.old, ed.new, 1)), 0o666); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// judge compares with the answers page; described says whether the fault that
// ended a program is told as one of that kind.
func (e exercise) judge(o outcome, described func(o outcome, kind string) bool) (result, reason string) {
	pattern := strings.NewReplacer("CAP", `ADDR \[\w*,ADDR-ADDR\]( \(sentry\))?`).Replace(e.output)
	pattern = strings.ReplaceAll(pattern, "ADDR", "0x[0-9a-f]+")
	if ok, err := regexp.MatchString("^(?s:"+pattern+")", o.stdout); err != nil || !ok {
		return "output", clip(fmt.Sprintf("%q", o.stdout+o.stderr))
	}
	if e.fault != "" {
		for kind := range strings.SplitSeq(e.fault, "|") {
			if o.status == signalled && described(o, kind) {
				return "pass", ""
			}
		}
		return "fault", clip(fmt.Sprintf("expected %s: status %d, %s", e.fault, o.status, lastLine(o.stdout, o.stderr)))
	}
	if o.status != e.status {
		return "status", clip(fmt.Sprintf("status %d: %s", o.status, lastLine(o.stdout, o.stderr)))
	}
	return "pass", ""
}
