package ufork

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ushell"
	"ushell/machine"
)

// mostSteps is how many instructions a test program of the C library may execute.
const mostSteps = 400_000_000

// libcPrograms are the programs in testdata/libc, each with what it prints and
// its status. A program that checks itself prints what was wrong, and ends with 1.
var libcPrograms = []struct {
	name  string
	args  []string
	input string
	out   string
	code  uint32
}{
	{name: "string", out: "52 10 62 6 26 26 22 32 95 33 2 \n"},
	{name: "stdlib", out: "a() b(val) L(3) R(q) [x][file][y][-z][w]\n" +
		"a() b(v) ?() [r]\n" +
		"/usr|lib /|usr .|usr /|/ /|/ .|. a|b /|a \n"},
	{name: "heap"},
	{name: "jumps"},
	{name: "lists", out: "231132 3 2 3 1 2\n"},
	{name: "start", args: []string{"a", "b c"}, code: 3,
		out: "before\nstart.c\na\nb c\nmain 3\natexit 2\natexit 1\nafter\n"},
	{name: "input", input: "first\nsecond\na\x00b", out: "end\n"},
	{name: "wide", input: "a\xe9\n\xc3\xa9\xe2\x82"},
	{name: "free", args: []string{"twice"}, code: 134,
		out: "free: this is not the address of an object of the heap\n"},
	{name: "free", args: []string{"inside"}, code: 134,
		out: "free: this is not the address of an object of the heap\n"},
	{name: "free", args: []string{"untagged"}, code: 134, out: "free: this capability has no tag\n"},
	{name: "free", args: []string{"global"}, code: 134,
		out: "free: this is not the address of an object of the heap\n"},
	{name: "assert", code: 134, out: "Assertion failed: (1 + 1 == 3), function main, file assert.c, line 13.\n"},
	{name: "err", code: 7, out: "err.c: careful 1\nerr.c: open: No such file or directory\nerr.c: 2 many\n"},
}

func runLibc(t *testing.T, opt int, name, input string, args ...string) (string, uint32) {
	t.Helper()
	file := filepath.Join("testdata", "libc", name+".c")
	sys, said, err := LoadProgram(Request{Files: []string{file}, Kind: Bare, Args: args, C: CFlags{Opt: opt}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range said {
		if text := s.Text(false); text != "" {
			t.Error(text)
		}
	}
	m, err := sys.Boot(machine.NewJournal(strings.NewReader(input)))
	if err != nil {
		t.Fatal(err)
	}
	m.Run(mostSteps)
	code, halted := m.Halted()
	if !halted {
		t.Errorf("it goes on after %d instructions, at %v", m.Steps(), m.PCC)
	}
	return string(m.Output()), code
}

func TestLibc(t *testing.T) {
	for _, p := range libcPrograms {
		for opt := range 2 {
			t.Run(fmt.Sprintf("%s%s/O%d", p.name, strings.Join(p.args, "-"), opt), func(t *testing.T) {
				out, code := runLibc(t, opt, p.name, p.input, p.args...)
				// The compiler's name for the file is its path.
				out = strings.ReplaceAll(out, filepath.Join("testdata", "libc")+string(filepath.Separator), "")
				if out != p.out || code != p.code {
					t.Errorf("it ended with %d and printed\n%s\nwant %d and\n%s", code, out, p.code, p.out)
				}
			})
		}
	}
}

// TestFaultMessages has faults that nobody handles: the message names the cause
// and the capability.
func TestFaultMessages(t *testing.T) {
	for _, c := range []struct {
		arg, want string
		code      uint32
	}{
		{"bounds", "the access is not in its bounds", 162},
		{"tag", "it has no tag", 162},
		{"perm", "it lacks the permission", 162},
		{"sealed", "it is sealed", 162},
		{"jump", "  pcc = ", 162},
		{"align", "SIGBUS: load access fault", 135},
		{"csr", "SIGILL: illegal instruction", 132},
		{"ecall", "SIGSYS: ecall", 159},
		{"break", "SIGTRAP: breakpoint", 133},
		{"stack", "the access is not in its bounds", 162},
		{"abort", "half a line", 134},
	} {
		t.Run(c.arg, func(t *testing.T) {
			out, code := runLibc(t, 0, "fault", "", c.arg)
			if !strings.HasPrefix(out, "half a line") || !strings.Contains(out, c.want) || code != c.code {
				t.Errorf("it ended with %d and printed\n%s\nwant %d and %q in it", code, out, c.code, c.want)
			}
		})
	}
}

// TestLibraryCompiles compiles every source of the library both ways: nothing
// is to be said about any.
func TestLibraryCompiles(t *testing.T) {
	for _, dir := range []string{"ufork/libc/src", "ufork/libc/bare"} {
		srcs, err := libraryFiles(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, src := range srcs {
			for opt := range 2 {
				_, said, err := Translate(src, &CFlags{Opt: opt, Warnings: []string{"-Wall"}, embedded: true})
				if err != nil {
					t.Fatal(err)
				}
				if said != nil && said.Text(false) != "" {
					t.Errorf("%s", said.Text(false))
				}
			}
		}
	}
}

// TestHeapHasNoTags looks at the pages of a heap that holds data: there is no
// capability in them.
func TestHeapHasNoTags(t *testing.T) {
	file := filepath.Join("testdata", "libc", "data.c")
	sys, _, err := LoadProgram(Request{Files: []string{file}, Kind: Bare, C: CFlags{Opt: 1}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := sys.Boot(nil)
	if err != nil {
		t.Fatal(err)
	}
	m.Run(mostSteps)
	var lo, hi uint64
	if _, err := fmt.Sscanf(string(m.Output()), "%v %v", &lo, &hi); err != nil || hi-lo < 100_000 {
		t.Fatalf("the program printed %q: %v", m.Output(), err)
	}
	for at := lo &^ 4095; at < hi; at += 16 {
		if c, ok := m.ReadCap(at); ok && c.Tag {
			t.Fatalf("there is a capability at %#x: %v", at, c)
		}
	}
}

// TestHeadersAreListed has every header that the documentation promises.
func TestHeadersAreListed(t *testing.T) {
	var have []string
	for _, h := range strings.Fields(`stdio.h stdlib.h string.h strings.h ctype.h math.h time.h errno.h assert.h setjmp.h
		signal.h stdarg.h stdint.h stddef.h limits.h float.h inttypes.h stdbool.h stdatomic.h unistd.h fcntl.h sys/types.h
		sys/stat.h sys/wait.h sys/mman.h locale.h wchar.h wctype.h stdalign.h sys/queue.h err.h sysexits.h sys/cdefs.h
		sys/param.h getopt.h libgen.h cheriintrin.h cheri/cheric.h cheri/cherireg.h cheri/revoke.h probe.h`) {
		if _, err := ushell.Library.ReadFile("ufork/libc/include/" + h); err != nil {
			t.Error(err)
		}
		have = append(have, h)
	}
	if !slices.Contains(have, "stdio.h") {
		t.Error("the list is empty")
	}
}
