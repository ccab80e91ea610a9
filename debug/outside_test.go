package debug

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/machine"
	"ushell/ufork/aware"
)

// says executes a command and answers what it replies, or its error.
func says(s *Session, line string) string {
	r, err := s.Exec(line)
	if err != nil {
		return "error: " + err.Error()
	}
	return strings.Join(r.Lines, "\n")
}

// sameAsReplayed compares a session with one that gets its journal from the
// beginning and never goes back: what is recorded must be the same.
func sameAsReplayed(t *testing.T, s *Session) {
	t.Helper()
	j := s.m.Input()
	fresh, err := New(s.sys, machine.Replay(j.Events(), j.Writes(), j.HasSource()))
	if err != nil {
		t.Fatal(err)
	}
	here, at := s.Position(), s.Digest()
	if s.gotoStep(s.frontier); s.Position() != s.frontier {
		t.Fatalf("the furthest position %d can't be come to", s.frontier)
	}
	fresh.travel(s.Position())
	if fresh.Digest() != s.Digest() {
		t.Errorf("replayed to %d the state is another", s.Position())
	}
	recorded := func(s *Session) (out []event) {
		for _, e := range s.events {
			if e.kind != evOutside { // a replayed journal's writes are not the user's
				out = append(out, e)
			}
		}
		return out
	}
	a, b := recorded(s), recorded(fresh)
	for i := 0; i < max(len(a), len(b)); i++ {
		if i >= len(a) || i >= len(b) || !reflect.DeepEqual(a[i], b[i]) {
			t.Errorf("of %d events, replayed %d, number %d is another", len(a), len(b), i)
			break
		}
	}
	if string(s.output) != string(fresh.output) {
		t.Errorf("output %q, replayed %q", s.output, fresh.output)
	}
	if !reflect.DeepEqual(s.seen, fresh.seen) || !reflect.DeepEqual(s.tally, fresh.tally) {
		t.Errorf("regions %v, replayed %v; counts %+v, replayed %+v", s.seen, fresh.seen, s.tally, fresh.tally)
	}
	if f, g := s.forks(), fresh.forks(); !reflect.DeepEqual(f, g) {
		t.Errorf("forks\n%+v, replayed\n%+v", f, g)
	}
	s.gotoStep(here)
	if fresh.gotoStep(here); s.Digest() != at || fresh.Digest() != at {
		t.Errorf("at %d, gone back to, the state is another", here)
	}
}

// TestSet changes what a bare C program has, goes back and forward, and takes
// another course.
func TestSet(t *testing.T) {
	s := loadC(t)
	exec(t, s, "break main")
	exec(t, s, "continue")
	exec(t, s, "next 5")
	f := s.Frame(frame.View{})
	if len(f.Locals) == 0 {
		t.Fatal("no variables")
	}
	start := s.Position()
	for _, c := range []struct{ line, want string }{
		{"set", "error: \n^ expected a variable"},
		{"set nothing = 3", "error: nothing = 3\n^ there is no nothing here"},
		{"set $a0 + 1 = 3", "error: $a0 + 1 = 3\n    ^ expected = and a value"},
		{"set $zero = 3", "error: x0 is always zero"},
		{"set $time = 3", "error: time can only be read"},
		{"set $pcc = 3", "error: pcc takes multiples of 2"},
		{"set *(long *)0x10 = 3", "error: there is no memory at 0x10"},
		{"set *(long *)0x10000000 = 3", "error: there is no memory at 0x10000000"},
		{"inject no-page", "error: this program runs without a kernel"},
	} {
		if got := says(s, c.line); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	if s.Position() != start || len(s.m.Input().Writes()) != 0 {
		t.Fatal("what is refused changes something")
	}
	for _, c := range []struct{ line, want string }{
		{"set $t6 = 0x1234", "$t6 = (__uintcap_t) 0x1234"},
		{"print $t6", "$t6 = 0x1234\n  tag      no"},
		{"set var $t6 = $sp", "$t6 = (__uintcap_t) "},
		{"print $t6", "$t6 = " + s.m.X[2].String() + "\n  tag      yes"},
		{"set $ft3 = 1.5", "$ft3 = (double) 1.5"},
		{"set $mscratch = $sp", "$mscratch = (__uintcap_t) "},
		{"set *(int *)($sp.nothing) = 1", "error: "},
	} {
		if got := says(s, c.line); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	if c, _ := s.m.ReadCSR(0x340); c != s.m.X[2] || s.m.X[31] != s.m.X[2] || s.m.F[3] != 0x3ff8<<48 {
		t.Errorf("mscratch %v, t6 %v, ft3 %#x", c, s.m.X[31], s.m.F[3])
	}
	if s.Position() != start {
		t.Errorf("setting moves to %d", s.Position())
	}
	pc := s.m.PCC
	if got := says(s, "set $pc = $pc + 4"); !strings.HasPrefix(got, "$pc = ") || s.m.PCC != pc.SetAddr(pc.Addr+4) {
		t.Errorf("%q leads to %v", got, s.m.PCC)
	}
	exec(t, s, "set $pc = $pc - 4")
	exec(t, s, "continue")
	sameAsReplayed(t, s)

	// At the very beginning too.
	exec(t, s, "goto start")
	exec(t, s, "set $t6 = 77")
	set := s.Digest()
	exec(t, s, "stepi 9")
	sameAsReplayed(t, s)
	for _, line := range []string{"reverse-stepi 9", "goto start"} {
		if exec(t, s, line); s.Position() != 0 || s.Digest() != set {
			t.Errorf("%s leads to %d, t6 %v", line, s.Position(), s.m.X[31])
		}
		exec(t, s, "stepi 9")
	}
}

// counted is a program whose output says what its variable is.
const counted = `#include <stdio.h>
#include <string.h>
struct pair { int a : 5, b : 7; const char *name; double x; };
static struct pair p = { 1, 2, "first", 0.5 };
static const char *other = "second";
volatile int n;
int main(void)
{
	for (n = 0; n < 6; n++)
		printf("%d %d %d %s %d\n", n, p.a, p.b, p.name, (int)(p.x * 10));
	return 0;
}
`

func openCounted(t *testing.T) *Session {
	t.Helper()
	file := filepath.Join(t.TempDir(), "counted.c")
	if err := os.WriteFile(file, []byte(counted), 0o644); err != nil {
		t.Fatal(err)
	}
	s := underUFork(t, file, "copa")
	exec(t, s, "break 10")
	return s
}

// TestSetCourse: what is set is seen by the program, stays when the session goes
// back and forward, and is left with all that was recorded when something else is
// set before it.
func TestSetCourse(t *testing.T) {
	s := openCounted(t)
	exec(t, s, "continue")
	exec(t, s, "continue")
	first := s.Position()
	for _, c := range []struct{ line, want string }{
		{"set p.a = -3", "p.a = (int) -3"},
		{"set p.b = 50", "p.b = (int) 50"},
		{"set p.name = other", "p.name = (const char *) "},
		{"set p.x = 2.5", "p.x = (double) 2.5"},
		{"set other = 0x1234", "other = (const char *) "},
		{"print p", "(struct pair) {\n  a = -3\n  b = 50\n  name = 0x"},
	} {
		if got := says(s, c.line); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	if got := says(s, "set other = 0x1234"); !strings.Contains(got, "an integer has no tag") {
		t.Errorf("no note in %q", got)
	}
	changed := s.Digest()
	exec(t, s, "continue")
	second := s.Position()
	exec(t, s, "set n = 4")
	exec(t, s, "delete")
	exec(t, s, "goto end")
	end, at := s.Position(), s.Digest()
	const want = "0 1 2 first 5\n1 -3 50 second 25\n4 -3 50 second 25\n5 -3 50 second 25\n"
	if string(s.output) != want {
		t.Errorf("output %q", s.output)
	}
	for _, line := range []string{"goto start", "goto end"} {
		exec(t, s, line)
	}
	if s.Position() != end || s.Digest() != at || string(s.m.Output()) != want {
		t.Errorf("back and forward leads to %d with %q", s.Position(), s.m.Output())
	}
	exec(t, s, "goto "+itoa(first))
	if s.Digest() != changed {
		t.Error("at the position where things were set the state is another")
	}
	exec(t, s, "reverse-stepi")
	if got := says(s, "print p.b"); got != "(int) 2" {
		t.Errorf("before, p.b is %s", got)
	}
	exec(t, s, "stepi")
	if s.Digest() != changed {
		t.Error("a step back and forward leads to another state")
	}
	sameAsReplayed(t, s)

	// Events: each can be gone to.
	exec(t, s, "goto start")
	f := mustExec(t, s, "next-event outside")
	if f.Step != first || f.Stop.Text != "from outside: set p.a = -3" {
		t.Errorf("the first event is at %d: %s", f.Step, f.Stop.Text)
	}
	exec(t, s, "goto "+itoa(second-10))
	got := says(s, "set n = 5")
	if got != "n = (volatile int) 5\nthe "+itoa(end-second+10)+" steps that came behind this moment are left" {
		t.Errorf("set says %q", got)
	}
	if s.frontier != second-10 || len(s.m.Input().Writes()) != 7 {
		t.Errorf("the frontier is %d, there are %d writes", s.frontier, len(s.m.Input().Writes()))
	}
	sameAsReplayed(t, s)
	exec(t, s, "continue")
	if got := string(s.output); got != "0 1 2 first 5\n1 -3 50 second 25\n" && !strings.HasPrefix(got, "0 1 2 first 5\n1 -3 50 second 25\n") || strings.Contains(got, "4 -3") {
		t.Errorf("output %q", got)
	}
	sameAsReplayed(t, s)
	if got := says(s, "set n = 1"); !strings.HasPrefix(got, "error: the machine has ended") {
		t.Errorf("at the end: %q", got)
	}
}

// TestSetAcrossForks: what is set in the middle of a run with forks leaves what was
// recorded of the forks behind it, and pages that are shared are not written.
func TestSetAcrossForks(t *testing.T) {
	s := underUFork(t, "@fork_tree", "copa")
	s.SetBudget(minBudget)
	exec(t, s, "goto end")
	end, forks := s.Position(), len(s.Frame(frame.View{}).Forks)
	if forks < 3 {
		t.Fatalf("%d forks", forks)
	}
	for _, percent := range []uint64{90, 55, 20} {
		// A long way behind a checkpoint: that leaves others nearby.
		at := end * percent / 100
		at = max(at, s.checkpoints[s.checkpointBefore(at)].Steps()+2*longWay)
		exec(t, s, "goto "+itoa(at))
		exec(t, s, "reverse-stepi 20000")
		if len(s.near) == 0 {
			t.Error("no checkpoints nearby")
		}
		exec(t, s, "set $minstret = 5") // the program does not notice
		sameAsReplayed(t, s)
		exec(t, s, "goto "+itoa(s.Position()+22000))
		exec(t, s, "reverse-stepi 500")
		sameAsReplayed(t, s)
	}
	exec(t, s, "goto end")
	if s.Position() != end {
		t.Errorf("it ends at %d, before at %d", s.Position(), end)
	}
	sameAsReplayed(t, s)

	s = underUFork(t, "@hello_fork", "copa")
	mustExec(t, s, "next-event copa")
	for _, c := range []struct{ line, want string }{
		{"set list->value = 7", "error: the page "},
		{"set list = 0", "error: the page "},
		{"set $pc = 0", "error: the fault has been taken: pc is the handler's; where the program goes on is in sepc"},
	} {
		if got := says(s, c.line); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	exec(t, s, "next")
	if got := says(s, "set list->value = 7"); got != "list->value = (int) 7" {
		t.Errorf("when the page is its own: %q", got)
	}
	exec(t, s, "up")
	if got := says(s, "set $sp = 7"); !strings.Contains(got, "frame 0 shows the innermost one") {
		t.Errorf("in an outer frame: %q", got)
	}
	if got := says(s, "check"); !strings.HasPrefix(got, "consistent") {
		t.Error(got)
	}
	exec(t, s, "goto end")
	if got := string(s.output); got != "before: 6\nchild: 10\nparent: 6, the child ended with 7\n" {
		t.Errorf("output %q", got)
	}
	sameAsReplayed(t, s)
}

// TestInject has things happen to the kernel.
func TestInject(t *testing.T) {
	s := underUFork(t, "@hello_fork", "copa")
	for _, c := range []struct{ line, want string }{
		{"inject", "error: expected no-page, or signal NAME [PID]"},
		{"inject page", "error: expected no-page, or signal NAME [PID]"},
		{"inject no-page 2", "error: expected no-page, or signal NAME [PID]"},
		{"inject signal", "error: expected no-page, or signal NAME [PID]"},
		{"inject signal SIGNOT", `error: there is no signal "SIGNOT"`},
		{"inject signal HUP x", `error: "x" is no pid`},
		{"inject signal HUP 9", "error: there is no µprocess 9 at this moment; there are 1"},
	} {
		if got := says(s, c.line); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	mustExec(t, s, "next-event fork")
	before := s.Position()
	if got := says(s, "inject no-page"); got != "the next allocation of a page fails" {
		t.Errorf("inject says %q", got)
	}
	f := mustExec(t, s, "next-event forked")
	if f.Forks[0].End != 0 && s.events[len(s.events)-1].name != "fork.fail" {
		t.Errorf("the fork did not fail: %+v", f.Forks[0])
	}
	exec(t, s, "goto end")
	if got := string(s.output); got != "before: 6\nparent: 6, the child ended with 255\n" && !strings.HasPrefix(got, "before: 6\nparent: 6") {
		t.Errorf("output %q", got)
	}
	sameAsReplayed(t, s)

	// Another course: the fork succeeds, and the child gets a signal.
	exec(t, s, "goto "+itoa(before-1))
	exec(t, s, "inject no-page")
	exec(t, s, "goto "+itoa(before-2))
	exec(t, s, "set $stidc = 0")
	mustExec(t, s, "next-event copa")
	if got := says(s, "inject signal TERM 2"); got != "SIGTERM is pending for pid 2" {
		t.Errorf("inject says %q", got)
	}
	exec(t, s, "goto end")
	if got := string(s.output); got != "before: 6\nparent: 6, the child ended with 0\n" {
		t.Errorf("output %q", got)
	}
	sameAsReplayed(t, s)

	// Before anything is looked at, at a position.
	again := underUFork(t, "@hello_fork", "copa")
	if err := again.InjectAt(before, aware.Injection{NoPage: true}); err != nil || again.Position() != 0 {
		t.Errorf("InjectAt: %v, at %d", err, again.Position())
	}
	again.RunToProgram()
	f = mustExec(t, again, "next-event outside")
	if f.Step != before || f.Stop.Text != "from outside: inject no-page" {
		t.Errorf("it happens at %d: %s", f.Step, f.Stop.Text)
	}
	mustExec(t, again, "next-event forked")
	if e := again.events[len(again.events)-1]; e.name != "fork.fail" {
		t.Errorf("the fork ends with %s", e.name)
	}
	if err := again.InjectAt(1<<40, aware.Injection{NoPage: true}); err == nil || !strings.HasPrefix(err.Error(), "the machine has ended after ") {
		t.Errorf("InjectAt beyond the end: %v", err)
	}
	if err := loadC(t).InjectAt(5, aware.Injection{NoPage: true}); err != errNoKernel {
		t.Errorf("InjectAt without a kernel: %v", err)
	}

	first := load(t, "@first_fork")
	if got := says(first, "inject no-page"); !strings.HasPrefix(got, "error: only the kernel ufork") {
		t.Errorf("with the first kernel: %q", got)
	}
}
