package debug

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/ufork"
	"ushell/ufork/aware"
)

// underUFork is a session on a program at main, under the kernel that pages.
func underUFork(t testing.TB, file, strategy string) *Session {
	t.Helper()
	sys, _, err := ufork.LoadProgram(ufork.Request{Files: []string{file}, UFork: ufork.KernelOptions{Strategy: strategy, Isolation: "full", Seed: 1}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(sys, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.RunToProgram()
	return s
}

// sourceText is the line at which the session stands.
func sourceText(f *frame.Frame) string {
	lines := strings.Split(f.Source.Text, "\n")
	if f.Source.Line < 1 || f.Source.Line > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[f.Source.Line-1])
}

func mustExec(t *testing.T, s *Session, line string) *frame.Frame {
	t.Helper()
	if _, err := s.Exec(line); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return s.Frame(frame.View{})
}

// stepsTo executes next until the line begins with text.
func stepsTo(t *testing.T, s *Session, text string) *frame.Frame {
	t.Helper()
	for range 20 {
		f := mustExec(t, s, "next")
		if f.Owner != 'A' || f.Source.Name != "hello_fork.c" {
			t.Fatalf("next stops in %s of %c", f.Source.Name, f.Owner)
		}
		if strings.HasPrefix(sourceText(f), text) {
			return f
		}
	}
	t.Fatalf("next does not come to %q", text)
	return nil
}

// TestHelloFork goes through a fork as a user does: the parent's lines, the fork,
// the first page fault of the child that fork has arranged, the copy of the page
// with each rewrite, and back to the child's line. Then it goes back.
func TestHelloFork(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	if f := s.Frame(frame.View{}); f.Owner != 'A' || f.PID != 1 || f.Calls[0].Func != "main" {
		t.Fatalf("the session opens in %s of %c", f.Symbol, f.Owner)
	}
	atFork := stepsTo(t, s, "pid_t pid = fork()")
	digest := s.Digest()
	if f := mustExec(t, s, "step"); f.Owner != 'A' || sourceText(f) != "if (pid == 0) {" {
		t.Fatalf("step over a system call comes to %q of %c", sourceText(f), f.Owner)
	}
	if f := mustExec(t, s, "reverse-next"); f.Step != atFork.Step {
		t.Errorf("reverse-next comes to %d, not to %d", f.Step, atFork.Step)
	}

	f := mustExec(t, s, "next-event fork")
	if f.Owner != 'K' || f.For != 'A' || !strings.HasSuffix(f.Source.Name, "fork.c") || f.Calls[0].Func != "sys_fork" {
		t.Errorf("fork begins in %s of %s", f.Calls[0].Func, f.Source.Name)
	}
	if f = mustExec(t, s, "next-event copa"); f.Fault == nil || !f.Fault.Expected || f.Fault.Cause != 35 || f.Fault.Owner != 'B' || sourceText(f) != "list->value = 30;" {
		t.Fatalf("the page fault is %+v at %q", f.Fault, sourceText(f))
	}
	if !strings.Contains(f.Fault.Sentence, "copy on pointer access: expected, the kernel copies the page") {
		t.Errorf("the fault is explained by %q", f.Fault.Sentence)
	}
	page, faultPC := f.Fault.Tval&^4095, f.Fault.PC
	rewrites := rewritesOf(t, s, page)
	if rewrites == 0 {
		t.Error("no pointer of the page is rewritten")
	}
	f = mustExec(t, s, "leave")
	last := f.Forks[0].Copies[len(f.Forks[0].Copies)-1]
	if f.Owner != 'B' || f.PC != faultPC || sourceText(f) != "list->value = 30;" {
		t.Errorf("leave comes to %q of %c", sourceText(f), f.Owner)
	}
	if last.Page != page || last.By != "pointer load" || last.Taken || last.Rewrites != rewrites || last.End == 0 {
		t.Errorf("the copy is %+v; %d rewrites were seen", last, rewrites)
	}
	if r, err := s.Exec("check"); err != nil || !strings.HasPrefix(r.Lines[0], "consistent") {
		t.Errorf("check: %v, %v", r.Lines, err)
	}
	if f = mustExec(t, s, "previous-event copa"); f.Step >= last.End {
		t.Fatalf("previous-event comes to %d", f.Step)
	}
	if f = mustExec(t, s, "next"); f.Owner != 'B' || !strings.HasPrefix(sourceText(f), "printf(\"child") {
		t.Errorf("next at the page fault comes to %q of %c", sourceText(f), f.Owner)
	}
	s.gotoStep(last.End)
	f = mustExec(t, s, "leave")
	// Back, and forward again.
	child, step := s.Digest(), f.Step
	if f = mustExec(t, s, "next"); f.Owner != 'B' {
		t.Errorf("next in the child comes to %c", f.Owner)
	}
	s.gotoStep(atFork.Step)
	if s.Digest() != digest {
		t.Error("going back makes another machine")
	}
	s.gotoStep(step)
	if s.Digest() != child {
		t.Error("going forward again makes another machine")
	}
	f = mustExec(t, s, "continue")
	if f.Stop.Kind != frame.StopEnd || f.Status != 0 {
		t.Errorf("continue stops with %q", f.Stop.Text)
	}
	said := ""
	for _, c := range f.Console {
		said += string(rune(c.Owner)) + " " + c.Text
	}
	if want := "A before: 6\nB child: 33\nA parent: 6, the child ended with 7\n"; said != want {
		t.Errorf("the console shows %q, not %q", said, want)
	}
}

// rewritesOf goes through the rewrites of the page up to its copy, and looks at
// each: it is the child's, and memory shows it where the child will find it.
func rewritesOf(t *testing.T, s *Session, page uint64) int {
	t.Helper()
	n := 0
	for {
		f := mustExec(t, s, "next-rewrite")
		fk := f.Forks[0]
		rw := fk.Rewrites[len(fk.Rewrites)-1]
		if rw.Fault != len(fk.Copies) || rw.Slot&^4095 != page || fk.Copies[rw.Fault-1].End != 0 {
			mustExec(t, s, "previous-rewrite")
			break
		}
		n++
		if !fk.AtRewrite || !rw.Agrees || f.Owner != 'K' || f.For != 'B' {
			t.Errorf("rewrite %d: newest %v, problem %q, in %c for %c", rw.N, fk.AtRewrite, rw.Problem, f.Owner, f.For)
		}
		if g := s.granule(rw.Slot, nil); g.Cap != rw.New || g.Owner != 'B' {
			t.Errorf("memory shows %v of %c at %#x, not %v", g.Cap, g.Owner, rw.Slot, rw.New)
		}
		if f.Near == nil || f.Near.Base != page || f.Near.Rewritten[rw.Slot&4095/1024]>>(rw.Slot&1023/16)&1 == 0 {
			t.Errorf("the map does not show the rewrite at %#x", rw.Slot)
		}
		if n > 256 {
			t.Fatal("a page has 256 granules")
		}
	}
	if f := mustExec(t, s, "next-event copy"); !strings.Contains(f.Stop.Text, "is copied to the frame") {
		t.Errorf("the copy of the page is %q", f.Stop.Text)
	}
	return n
}

// TestForkNumbers compares what a session says of forks with the log that the
// kernel's probes give, and that ushell forks prints.
func TestForkNumbers(t *testing.T) {
	for _, file := range []string{"@hello_fork", "@fork_tree", "@shared_memory", "../ufork/testdata/forks.c"} {
		for _, strategy := range ufork.Strategies {
			t.Run(filepath.Base(file)+" "+strategy, func(t *testing.T) {
				s := underUFork(t, file, strategy)
				f := mustExec(t, s, "continue")
				want := forkLog(t, s.sys)
				if len(f.Forks) != len(want) || len(want) == 0 {
					t.Fatalf("%d forks, not %d", len(f.Forks), len(want))
				}
				for i := range want {
					compareFork(t, &f.Forks[i], want[i])
				}
			})
		}
	}
}

func compareFork(t *testing.T, g *frame.Fork, w *aware.Fork) {
	t.Helper()
	is := aware.Cost{Instructions: g.End - g.Call, PrivateBytes: w.PrivateBytes}
	is.Pages.Shared, is.Pages.Eager = g.Shared, g.Eager
	for _, rw := range g.Rewrites {
		if !rw.Agrees {
			t.Errorf("rewrite %d: %s", rw.N, rw.Problem)
		}
		if rw.Register == "" {
			is.Relocated.Memory++
		} else {
			is.Relocated.Registers++
		}
	}
	count := map[string]*int{"write": &is.Pages.Write, "access": &is.Pages.Access, "pointer load": &is.Pages.Load}
	for _, c := range g.Copies {
		switch {
		case c.Failed:
		case c.Taken:
			is.Pages.Taken++
		default:
			*count[c.By]++
		}
	}
	for _, p := range g.Phases {
		is.Phases = append(is.Phases, aware.Phase(p))
	}
	if !reflect.DeepEqual(is, w.Cost) || g.Strategy != w.Strategy || g.ParentPID != w.Parent || g.ChildPID != w.Child || g.Call != w.At {
		t.Errorf("fork %d: the session says %+v,\nthe log %+v", w.ID, is, w.Cost)
	}
}

func forkLog(t *testing.T, sys *ufork.System) []*aware.Fork {
	t.Helper()
	m, err := sys.Boot(nil)
	if err != nil {
		t.Fatal(err)
	}
	k, err := aware.New(sys.Kernel)
	if err != nil {
		t.Fatal(err)
	}
	log := aware.NewLog(k, sys.Kernel)
	if !log.Follow(m, 1<<30) {
		t.Fatal("the program does not end")
	}
	return log.Forks
}

// TestCatch: what fork has arranged stops nobody who does not ask for it; faults
// of programs do.
func TestCatch(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	mustExec(t, s, "catch copa")
	f := mustExec(t, s, "continue")
	if f.Stop.Kind != frame.StopProbe || f.Fault == nil || !f.Fault.Expected {
		t.Fatalf("continue stops with %q", f.Stop.Text)
	}
	first := f.Step
	f = mustExec(t, s, "continue")
	if back := mustExec(t, s, "reverse-continue"); back.Step != first {
		t.Errorf("reverse-continue goes from %d to %d, not to %d", f.Step, back.Step, first)
	}
	mustExec(t, s, "catch copa")
	if f = mustExec(t, s, "continue"); f.Stop.Kind != frame.StopEnd {
		t.Errorf("continue stops with %q", f.Stop.Text)
	}
	if _, err := s.Exec("catch nothing"); err == nil {
		t.Error("there is no event of that name")
	}
}

// TestCopyOnAccess: under that strategy also code is copied when it is first fetched.
func TestCopyOnAccess(t *testing.T) {
	s := underUFork(t, "@hello_fork", "coa")
	f := mustExec(t, s, "next-event coa")
	if f.Fault == nil || !f.Fault.Expected || f.Fault.Cause != 12 || f.For != 'B' || !strings.Contains(f.Fault.Sentence, "copy on access: expected") {
		t.Fatalf("the first fault of the child is %+v", f.Fault)
	}
	pc := f.Fault.PC
	if f = mustExec(t, s, "leave"); f.Owner != 'B' || f.PC != pc {
		t.Errorf("leave comes to %#x of %c, not to %#x", f.PC, f.Owner, pc)
	}
}

func TestFaultUnderUFork(t *testing.T) {
	file := filepath.Join(t.TempDir(), "fault.c")
	const text = "#include <unistd.h>\nint main(void)\n{\n\twrite(1, (char *)8, 4);\n\tint *volatile p = 0;\n\treturn *p;\n}\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	s := underUFork(t, file, "copa")
	f := mustExec(t, s, "continue")
	if f.Stop.Kind != frame.StopFault || f.Fault == nil || f.Fault.Expected || f.Line != 6 || f.Fault.PID != 1 {
		t.Errorf("continue stops at line %d with %q", f.Line, f.Stop.Text)
	}
}

// TestPageCommands looks at what pages, page and info say.
func TestPageCommands(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	mustExec(t, s, "next-event copa")
	text := func(line string) string {
		r, err := s.Exec(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		return strings.Join(r.Lines, "\n")
	}
	for _, c := range []struct{ line, want string }{
		{"pages 2", "copy on pointer access: shared by 2: its capabilities refer to another region"},
		{"pages 1", "copy on write: shared by 2 since a fork"},
		{"page list", "data of B"},
		{"page list", "also A at 0x"},
		{"info procs", "B pid 2, parent 1, running"},
		{"info forks", "copa: "},
		{"catch", "one of copy on pointer access"},
	} {
		if got := text(c.line); !strings.Contains(got, c.want) {
			t.Errorf("%s says\n%s\nwithout %q", c.line, got, c.want)
		}
	}
	if got := text("print list"); !strings.Contains(got, "the kernel relocates it when B loads it") {
		t.Errorf("print list says %s", got)
	}
	mustExec(t, s, "leave")
	if got := text("print list"); strings.Contains(got, "relocates") {
		t.Errorf("afterwards print list says %s", got)
	}
	for _, line := range []string{"pages 9", "pages x", "page 0x10", "page", "check now"} {
		if _, err := s.Exec(line); err == nil {
			t.Errorf("%s has no error", line)
		}
	}
}

// TestCheckInKernel: in the middle of the kernel check speaks of the moment when it
// returns to a program, and of nothing that is half done.
func TestCheckInKernel(t *testing.T) {
	for _, strategy := range ufork.Strategies {
		s := underUFork(t, "@hello_fork", strategy)
		mustExec(t, s, "next-event fork")
		transient := 0
		for range 40 {
			exec(t, s, "stepi 1009")
			if s.owner(s.m.PCC.Addr) != 'K' {
				break
			}
			if len(s.kernel.Check(s.m)) > 0 {
				transient++
			}
			at, digest, stop := s.Position(), s.Digest(), s.stop
			r, err := s.Exec("check")
			if err != nil || len(r.Lines) != 2 || !strings.HasPrefix(r.Lines[0], "The kernel is at work in ") || !strings.HasPrefix(r.Lines[1], "consistent") {
				t.Fatalf("%s, at %d: %v, %v", strategy, at, r.Lines, err)
			}
			if s.Position() != at || s.Digest() != digest || s.stop != stop {
				t.Fatalf("%s, at %d: check changes the session", strategy, at)
			}
		}
		if transient == 0 {
			t.Errorf("%s: fork leaves everything consistent at each step: nothing was tried", strategy)
		}
		mustExec(t, s, "continue")
		if r, err := s.Exec("check"); err != nil || len(r.Lines) != 2 || !strings.Contains(r.Lines[0], "the machine ends") || !strings.HasPrefix(r.Lines[1], "consistent") {
			t.Errorf("%s, at the end: %v, %v", strategy, r.Lines, err)
		}
	}
}

// TestCheckFindsWhatIsWrong: what is wrong for good is said of the moment when the
// kernel returns, too.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	mustExec(t, s, "next-event fork")
	at, _ := s.sys.Kernel.Lookup("nfree")
	n, _ := s.m.Read(at.Value, 8)
	if !s.m.LoadBytes(at.Value, binary.LittleEndian.AppendUint64(nil, n+1)) {
		t.Fatal("memory can't be written")
	}
	r, err := s.Exec("check")
	if err != nil || len(r.Lines) != 2 || !strings.Contains(r.Lines[1], "frames are free, but the kernel counts") {
		t.Errorf("%v, %v", r.Lines, err)
	}
}

// TestBorder goes into the kernel and out of it, forward and back, at each system call
// and fault of a program that forks.
func TestBorder(t *testing.T) {
	for _, strategy := range ufork.Strategies {
		s := underUFork(t, "@hello_fork", strategy)
		functions := map[string]bool{}
		for range 40 {
			f := mustExec(t, s, "enter")
			if f.Stop.Kind == frame.StopEnd {
				break
			}
			at := f.Step
			name, _, _ := strings.Cut(f.Calls[0].Func, "+")
			if f.Owner != 'K' || name != "user_trap" && !strings.HasPrefix(name, "sys_") {
				t.Fatalf("%s: enter comes to %s of %c", strategy, f.Symbol, f.Owner)
			}
			functions[name] = true
			back := mustExec(t, s, "reverse-enter")
			if back.Owner == 'K' || back.Step >= at || back.PID != int(f.For-'A')+1 {
				t.Fatalf("%s: reverse-enter goes from %d to %d, %s of %c", strategy, at, back.Step, back.Symbol, back.Owner)
			}
			if next := mustExec(t, s, "stepi"); next.Owner != 'K' {
				t.Fatalf("%s: the instruction at %d does not lead into the kernel", strategy, back.Step)
			}
			s.gotoStep(at)
			if f = mustExec(t, s, "leave"); f.Stop.Kind != frame.StopEnd && f.Owner == 'K' {
				t.Fatalf("%s: leave comes to %s of %c", strategy, f.Symbol, f.Owner)
			}
		}
		if strategy != "full" {
			s.gotoStep(0)
			mustExec(t, s, "next-event page-fault")
			if f := mustExec(t, s, "enter"); !strings.HasPrefix(f.Symbol, "user_trap") || !strings.HasPrefix(f.Stop.Text, "user_trap for ") {
				t.Errorf("%s: from a fault enter comes to %s: %q", strategy, f.Symbol, f.Stop.Text)
			}
		}
		for _, want := range []string{"sys_fork", "sys_write", "sys_wait4"} {
			if !functions[want] {
				t.Errorf("%s: %s was not entered: %v", strategy, want, functions)
			}
		}
		if want := strategy != "full"; functions["user_trap"] != want {
			t.Errorf("%s: faults entered the kernel: %v", strategy, !want)
		}
	}
}

// TestProc looks at a µprocess that waits, and at one that never ran, while another
// one runs.
func TestProc(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	running := mustExec(t, s, "next-event copa")
	digest := s.Digest()
	f := mustExec(t, s, "proc 1")
	if f.Viewing != 'A' || sourceText(f) != "waitpid(pid, &status, 0);" || f.Calls[len(f.Calls)-1].Func != "_start+0x18" || f.Calls[0].Owner != 'K' {
		t.Errorf("A is shown at %q, calls %+v", sourceText(f), f.Calls)
	}
	values := map[string]string{}
	for _, v := range f.Locals {
		values[v.Name] = v.Text
	}
	if values["pid"] != "2" || values["status"] != "0" {
		t.Errorf("A's variables are %v", values)
	}
	reg := func(f *frame.Frame, name string) frame.Reg {
		for _, r := range append(f.Regs, f.Special...) {
			if r.Name == name {
				return r
			}
		}
		return frame.Reg{}
	}
	base := f.Procs[0].Base
	for _, name := range []string{"sp", "s0", "pcc"} {
		if r := reg(f, name); r.Cap.Addr-base >= 1<<28 || r.Changed {
			t.Errorf("A's %s is %+v", name, r)
		}
		if r := reg(running, name); r.Cap.Addr-base < 1<<28 {
			t.Errorf("B's %s is %v", name, r.Cap)
		}
	}
	if r, err := s.Exec("print list->value"); err != nil || r.Lines[0] != "(int) 3" {
		t.Errorf("A's list->value: %v, %v", r.Lines, err)
	}
	if f = mustExec(t, s, "up"); f.Calls[len(f.Calls)-2].Selected != true || f.Viewing != 'A' {
		t.Errorf("up: %+v", f.Calls)
	}
	if f = mustExec(t, s, "proc 0"); f.Viewing != 0 || sourceText(f) != "list->value = 30;" || s.Digest() != digest {
		t.Errorf("back in B: %q", sourceText(f))
	}
	mustExec(t, s, "proc A")
	if f = mustExec(t, s, "finish"); f.Owner != 'A' && f.For != 'A' {
		t.Errorf("finish of a function of A stops in %c", f.Owner)
	}
	if f = mustExec(t, s, "next-event forked"); f.Viewing != 0 {
		t.Errorf("what runs is not what is shown")
	}

	s = underUFork(t, "@hello_fork", "copa")
	mustExec(t, s, "next-event forked")
	if f = mustExec(t, s, "proc 2"); f.Viewing != 'B' || sourceText(f) != "pid_t pid = fork();" || f.Calls[0].Owner != 'B' {
		t.Errorf("B, which never ran, is shown at %q, calls %+v", sourceText(f), f.Calls)
	}
	for _, line := range []string{"set $a0 = 1", "proc 3", "proc x", "proc 1 2", "proc C"} {
		if _, err := s.Exec(line); err == nil {
			t.Errorf("%s has no error", line)
		}
	}
	mustExec(t, s, "next-event exit")
	mustExec(t, s, "leave")
	if _, err := s.Exec("proc 2"); err == nil {
		t.Error("a µprocess that has ended can be looked at")
	}
}

// TestCallsAcross: the calls in the kernel go on with those of the program for which
// it works, in a system call and in a fault.
func TestCallsAcross(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	for _, c := range []struct{ event, kernel, line string }{{"fork", "sys_fork", "pid_t pid = fork();"}, {"copy", "user_trap", "list->value = 30;"}} {
		f := mustExec(t, s, "next-event "+c.event)
		if c.event == "copy" {
			mustExec(t, s, "next-event copa")
			f = mustExec(t, s, "next-event copy")
		}
		var names []string
		for _, call := range f.Calls {
			names = append(names, call.Func)
		}
		all := strings.Join(names, " ")
		if f.Calls[0].Owner != 'K' || !strings.Contains(all, c.kernel) || !strings.HasSuffix(all, "main __libc_start+0x88 _start+0x18") {
			t.Errorf("at a %s: %s", c.event, all)
		}
		for i := range f.Calls {
			if f.Calls[i].Func == "main" {
				if f = mustExec(t, s, "frame "+itoa(uint64(i))); sourceText(f) != c.line {
					t.Errorf("at a %s main is at %q", c.event, sourceText(f))
				}
			}
		}
	}
}

// TestBackThroughFork: what comes before the first line of a child is the line of its
// parent that forks, and its functions were called there.
func TestBackThroughFork(t *testing.T) {
	for _, strategy := range ufork.Strategies {
		s := underUFork(t, "@hello_fork", strategy)
		exec(t, s, "break 39")
		f := mustExec(t, s, "continue")
		if f.Owner != 'B' {
			f = mustExec(t, s, "continue")
		}
		exec(t, s, "delete")
		if f.Owner != 'B' {
			t.Fatalf("%s: stopped in %c", strategy, f.Owner)
		}
		child := f.Step
		for _, back := range []string{"reverse-next", "reverse-step"} {
			s.gotoStep(child)
			f = mustExec(t, s, back)
			if f.Owner != 'A' || sourceText(f) != "pid_t pid = fork();" || f.Stop.Text != "before fork 1: this is A pid 1" {
				t.Errorf("%s: %s goes to %q of %c: %q", strategy, back, sourceText(f), f.Owner, f.Stop.Text)
			}
			if f = mustExec(t, s, back); f.Owner != 'A' || sourceText(f) != "fflush(stdout);" {
				t.Errorf("%s: a second %s goes to %q of %c", strategy, back, sourceText(f), f.Owner)
			}
		}
		s.gotoStep(child)
		f = mustExec(t, s, "reverse-finish")
		if f.Owner != 'A' || !strings.HasPrefix(f.Symbol, "__libc_start") || f.Stop.Text != "before fork 1: this is A pid 1" {
			t.Errorf("%s: reverse-finish goes to %s of %c: %q", strategy, f.Symbol, f.Owner, f.Stop.Text)
		}
	}
	// The same in assembly, under the first kernel.
	s := load(t, "@first_fork")
	exec(t, s, "break change")
	exec(t, s, "continue")
	for range 40 {
		f := mustExec(t, s, "reverse-next")
		if f.Owner == 'A' {
			if f.Stop.Text != "before fork 1: this is A pid 1" {
				t.Errorf("back in A at line %d: %q", f.Line, f.Stop.Text)
			}
			return
		}
		if f.Owner != 'B' || f.Step == 0 {
			t.Fatalf("reverse-next goes to %d, %s of %c", f.Step, f.Symbol, f.Owner)
		}
	}
	t.Error("reverse-next does not leave the child")
}
