package debug

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/ufork"
)

// failedCheck is the check of a fault that failed, "" for none.
func failedCheck(x *frame.Fault) string {
	for _, c := range x.Checks {
		if c.State == frame.Fail {
			return c.Name
		}
	}
	return ""
}

// TestFaultPrograms: continue stops in each program of the gallery where it faults,
// if it does, and says of which check.
func TestFaultPrograms(t *testing.T) {
	failed := map[string]string{
		"integer": "tag", "jump_data": "permission X", "misaligned": "", "off_by_one": "bounds", "permission": "permission W", "pipe_capability": "tag",
		"read": "bounds", "readonly": "permission W", "return_address": "tag", "sealed": "tag", "shared_pointer": "page", "unmapped": "page", "write": "bounds",
	}
	for _, p := range ufork.Programs() {
		name, ok := strings.CutPrefix(p.Name, "fault_")
		text, isC := sourceOf(t, "../programs/"+p.Name+".c")
		if !ok || !isC {
			continue
		}
		t.Run(name, func(t *testing.T) {
			s := underUFork(t, "@"+p.Name, "copa")
			f := mustExec(t, s, "continue")
			if strings.Contains(text, "Silent") {
				if f.Stop.Kind != frame.StopEnd || f.Status != 0 {
					t.Fatalf("continue stops with %q", f.Stop.Text)
				}
				return
			}
			x := f.Fault
			if f.Stop.Kind != frame.StopFault || x == nil || x.Expected || x.PID != 1 {
				t.Fatalf("continue stops with %q: %+v", f.Stop.Text, x)
			}
			want, listed := failed[name]
			if got := failedCheck(x); got != want || !listed {
				t.Errorf("the check %q failed, not %q", got, want)
			}
			checkSignal(t, s, x)
		})
	}
}

func sourceOf(t *testing.T, file string) (string, bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	return string(text), err == nil
}

// checkSignal compares the signal that a fault is said to become with the one that
// the kernel's probe tells of, a few instructions later.
func checkSignal(t *testing.T, s *Session, x *frame.Fault) {
	t.Helper()
	want, ok := s.kernel.Signal(s.m, x.PID, uint64(x.Cause))
	if said := x.Hints[len(x.Hints)-1]; !ok || !strings.Contains(said, "The kernel makes "+want.Name) {
		t.Errorf("the last hint is %q", said)
	}
	mustExec(t, s, "next-event signal")
	if e := s.events[s.past(s.m.Steps())-1]; e.name != "signal" || int(e.args["sig"].Addr) != want.Number {
		t.Errorf("the kernel sends signal %d, not %+v", e.args["sig"].Addr, want)
	}
}

// TestFaultsOfPages: programs whose pages, or nothing at all, authorise an access,
// and what the screen for it says.
func TestFaultsOfPages(t *testing.T) {
	const mmap = "#include <sys/mman.h>\n#include <sys/wait.h>\n#include <string.h>\n#include <unistd.h>\nint main(void)\n{\n" +
		"\tchar *p = mmap(0, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n\tp[4096] = 1;\n"
	for _, c := range []struct {
		name, text, strategy string
		cause, line          int
		failed               string
		says                 []string
	}{
		{"null", "int main(void)\n{\n\tstruct { int a[100], b; } *volatile p = 0;\n\treturn p->b;\n}\n", "copa", 33, 4, "tag",
			[]string{"NULL pointer", "400 bytes behind", "SIGPROT (34)"}},
		{"unmapped", mmap + "\tmunmap(p + 4096, 4096);\n\tp[0] = 1;\n\tp[4096] = 2;\n}\n", "copa", 15, 11, "page",
			[]string{"no page is mapped at 0x", "between heap, whose last page", "changed it: munmap, called by main, ", ".c:9", "SIGSEGV (11)"}},
		{"read-only", mmap + "\tmprotect(p, 4096, PROT_READ);\n\tp[0] = 1;\n}\n", "copa", 15, 10, "page",
			[]string{"is r-- (private", "can't be written", "mprotect, called by main", ".c:9"}},
		{"no rights", mmap + "\tmprotect(p, 8192, PROT_NONE);\n\treturn p[0];\n}\n", "copa", 13, 10, "page",
			[]string{"mprotect has taken all rights away", "mprotect, called by main"}},
		{"read-only in a child", mmap + "\tmprotect(p, 4096, PROT_READ);\n\tif (fork() == 0)\n\t\tp[0] = 1;\n\twait(0);\n}\n", "coa", 15, 11, "page",
			[]string{"can't be written", "pid 2 has no handler"}},
		{"execute data", mmap + "\tunsigned code[] = { 0x00008067 };\n\tmemcpy(p, code, 4);\n\t((void (*)(void))p)();\n\tmprotect(p, 8192, PROT_READ | PROT_WRITE);\n" +
			"\t((void (*)(void))p)();\n}\n", "copa", 12, 0, "page", []string{"is rw- (private", "can't be executed", "mprotect, called by main"}},
		{"stack overflow", "static int deep(int n) { volatile char block[1000]; block[0] = n; return deep(n + 1) + block[0]; }\nint main(void) { return deep(0); }\n", "copa", 34, 1, "bounds",
			[]string{"The stack, 128 KiB, is full", "deep calls itself"}},
		{"integer", "static int x;\nint main(void)\n{\n\tunsigned long a = (unsigned long)&x;\n\treturn *(int *)a;\n}\n", "copa", 33, 5, "tag",
			[]string{"it holds an integer", "made of an integer", "uintptr_t"}},
		{"ecall", "int main(void)\n{\n\t__asm__(\"ecall\");\n}\n", "copa", 9, 3, "", []string{"executed ecall", "SIGSYS (31)"}},
		{"handled", "#include <signal.h>\n#include <unistd.h>\nstatic void on(int n) { _exit(n); }\nint main(void)\n{\n\tsignal(SIGPROT, on);\n\treturn *(volatile int *)8;\n}\n", "copa", 33, 7, "tag",
			[]string{"handles it in on, "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "fault.c")
			if err := os.WriteFile(file, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			s := underUFork(t, file, c.strategy)
			f := mustExec(t, s, "continue")
			x := f.Fault
			if f.Stop.Kind != frame.StopFault || x == nil || x.Expected {
				t.Fatalf("continue stops with %q: %+v", f.Stop.Text, x)
			}
			said := x.Sentence + "\n" + strings.Join(x.Hints, "\n")
			if x.Cause != c.cause || f.Line != c.line || failedCheck(x) != c.failed {
				t.Errorf("cause %d at line %d, failed %q: %s", x.Cause, f.Line, failedCheck(x), said)
			}
			for _, want := range c.says {
				if !strings.Contains(said, want) {
					t.Errorf("it does not say %q:\n%s", want, said)
				}
			}
			at, digest := s.Position(), s.Digest()
			checkSignal(t, s, x)
			if mustExec(t, s, "reverse-continue"); s.Position() != at || s.Digest() != digest {
				t.Errorf("going back comes to %d, not to %d, or to another machine", s.Position(), at)
			}
		})
	}
}

// TestNoMemoryForCopy: a page that fork has arranged to copy, but there is no memory
// left, is a fault of the program.
func TestNoMemoryForCopy(t *testing.T) {
	const text = "#include <stdlib.h>\n#include <string.h>\n#include <sys/mman.h>\n#include <unistd.h>\n#include <sys/wait.h>\nint main(void)\n{\n" +
		"\tchar *p = malloc(1 << 20);\n\tmemset(p, 1, 1 << 20);\n\tif (fork() == 0) {\n" +
		"\t\twhile (mmap(0, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)\n\t\t\t;\n\t\tmemset(p, 2, 1 << 20);\n\t}\n\twait(0);\n}\n"
	file := filepath.Join(t.TempDir(), "memory.c")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	sys, _, err := ufork.LoadProgram(ufork.Request{Files: []string{file}, UFork: ufork.KernelOptions{Strategy: "copa", Isolation: "full", Seed: 1, Memory: 32 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(sys, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := mustExec(t, s, "continue")
	if f.Stop.Kind != frame.StopFault || f.Stop.Text != "there is no memory for the copy of a page: B pid 2 gets SIGBUS" {
		t.Fatalf("continue stops with %q", f.Stop.Text)
	}
	at := f.Step
	if f = mustExec(t, s, "continue"); f.Stop.Kind != frame.StopEnd {
		t.Errorf("then with %q", f.Stop.Text)
	}
	if f = mustExec(t, s, "reverse-continue"); f.Step != at {
		t.Errorf("going back comes to %d, not to %d", f.Step, at)
	}
}

// TestFaultInLibrary: at a fault in a function of the C library the variables are those
// of who called it, and print knows them.
func TestFaultInLibrary(t *testing.T) {
	s := underUFork(t, "@fault_off_by_one", "copa")
	f := mustExec(t, s, "continue")
	if f.Stop.Kind != frame.StopFault || f.LocalsOf == 0 || f.Calls[f.LocalsOf].Func != "main" || len(f.Locals) == 0 || !f.Calls[0].Selected {
		t.Fatalf("the variables are those of call %d: %+v", f.LocalsOf, f.Locals)
	}
	name := f.Locals[0].Name
	for _, line := range []string{"print " + name, "print $a4", "info locals"} {
		if r, err := s.Exec(line); err != nil || len(r.Lines) == 0 || r.Lines[0] == "none" {
			t.Errorf("%s: %q, %v", line, r.Lines, err)
		}
	}
	if r, err := s.Exec("print nothing"); err == nil {
		t.Errorf("print nothing: %q", r.Lines)
	}
}
