//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sizes are those of the smallest screen with one pane, and of a large one.
var sizes = []struct{ w, h int }{{80, 24}, {200, 60}}

func eachSize(t *testing.T, f func(t *testing.T, w, h int)) {
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s.w, s.h), func(t *testing.T) { f(t, s.w, s.h) })
	}
}

// shownCap is a capability as the screen writes it.
type shownCap struct {
	addr, base, top uint64
	perms, after    string
}

var (
	rewriteRE = regexp.MustCompile(`▶ rewrite (\d+) of \d+ `)
	oldRE     = regexp.MustCompile(`old A ◆ 0x([0-9a-f]+) \[(\w*),0x([0-9a-f]+)-0x([0-9a-f]+)\]( \(\w+\))?`)
	newRE     = regexp.MustCompile(`new B ▶ 0x([0-9a-f]+) \[(\w*),0x([0-9a-f]+)-0x([0-9a-f]+)\]( \(\w+\))?`)
	regionsRE = regexp.MustCompile(`([0-9a-f]+)-([0-9a-f]+) → B (?:pid \d+ )?([0-9a-f]+)-([0-9a-f]+)`)
)

func number(t *testing.T, hex string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func capability(t *testing.T, re *regexp.Regexp, screen string) shownCap {
	t.Helper()
	m := re.FindStringSubmatch(screen)
	if m == nil {
		t.Fatalf("no %s in\n%s", re, screen)
	}
	return shownCap{addr: number(t, m[1]), perms: m[2], base: number(t, m[3]), top: number(t, m[4]), after: m[5]}
}

// TestRewrites walks through every rewrite of the demo's fork with the key for
// the next one, and checks what the screen shows of each.
func TestRewrites(t *testing.T) {
	eachSize(t, func(t *testing.T, w, h int) {
		term := open(t, w, h)
		term.waitText("@first_fork", "_start")
		seen := 0
		for {
			term.keys("r")
			screen := term.wait("another rewrite or the end", func(s string) bool {
				m := rewriteRE.FindStringSubmatch(s)
				return m != nil && m[1] == strconv.Itoa(seen+1) || strings.Contains(s, "the machine has ended with status 0")
			})
			if strings.Contains(screen, "the machine has ended") {
				break
			}
			seen++
			checkRewrite(t, screen)
		}
		term.command("info forks")
		term.waitText(fmt.Sprintf("%d of %d rewrites", seen, seen))
		if seen < 10 {
			t.Errorf("only %d rewrites", seen)
		}
		// And back again.
		term.keys("R")
		screen := term.waitText(fmt.Sprintf("rewrite %d of %d ", seen, seen))
		checkRewrite(t, screen)
	})
}

func checkRewrite(t *testing.T, screen string) {
	t.Helper()
	was, now := capability(t, oldRE, screen), capability(t, newRE, screen)
	region := regionsRE.FindStringSubmatch(screen)
	if region == nil {
		t.Fatalf("no regions in\n%s", screen)
	}
	base, end := number(t, region[3]), number(t, region[4])
	switch {
	case now.addr-now.base != was.addr-was.base:
		t.Error("the offsets differ")
	case now.top-now.base != was.top-was.base:
		t.Error("the lengths differ")
	case now.perms != was.perms:
		t.Error("the permissions differ")
	case now.after != was.after:
		t.Error("the seals differ")
	case now.base < base || now.top > end || now.base >= now.top:
		t.Error("it is not inside the child's region")
	case strings.Contains(screen, "✗"):
		t.Error("the screen says that something differs")
	default:
		return
	}
	t.Errorf("in\n%s", screen)
}

// TestStepping goes forward and back: the same screen as before.
func TestStepping(t *testing.T) {
	eachSize(t, func(t *testing.T, w, h int) {
		term := open(t, w, h)
		term.waitText("_start")
		at := regexp.MustCompile(`⟨ ([0-9,]+)`)
		position := func() string {
			if m := at.FindStringSubmatch(term.screen()); m != nil {
				return m[1]
			}
			return ""
		}
		before := position()
		for range 3 {
			was := position()
			term.keys("i")
			term.wait("a step", func(s string) bool { p := position(); return p != "" && p != was })
		}
		for range 3 {
			was := position()
			term.keys("I")
			term.wait("a step back", func(s string) bool { p := position(); return p != "" && p != was })
		}
		if now := position(); now != before {
			t.Errorf("at %s, want %s", now, before)
		}
		term.command("goto 120")
		term.waitText("⟨ 120 ")
		term.command("break build")
		term.waitText("breakpoint 1 at build")
		term.keys("c")
		term.wait("the breakpoint", func(s string) bool {
			return strings.Contains(s, "breakpoint 1 at build") && !strings.Contains(s, "⟨ 120 ")
		})
		term.command("x/8c sp")
		term.waitText("0x80101ff0")
	})
}

// TestFaults: each kind of fault stops on a screen that explains it.
func TestFaults(t *testing.T) {
	faults := []struct {
		program string
		shown   []string
	}{
		{"@fault_parent", []string{"FAULT", "B pid 2", "load of 8 bytes", "ld a0, 0(s1)", "33 CHERI load access fault", "s1 0x8010", "✗ tag"}},
		{"@fault_csr", []string{"FAULT", "csrrs a0, sstatus, zero", "2 illegal instruction", "✗ permission ASR", "pcc 0x8010"}},
		{"@fault_jump", []string{"FAULT", "fetch of 2 bytes", "32 CHERI instruction access fault", "jalr ra, 8(t1)", "t1", "✗ bounds",
			"0x80100038-0x80100040", "2 bytes at 0x80100040"}},
		{"@fault_store", []string{"FAULT", "store of 1 byte", "sb t3, 0(t4)", "34 CHERI store/AMO access fault", "t4 0x80100160", "✓ tag",
			"✗ bounds", "0x80100150-0x80100160", "1 byte at 0x80100160"}},
	}
	for _, f := range faults {
		t.Run(f.program[1:], func(t *testing.T) {
			eachSize(t, func(t *testing.T, w, h int) {
				term := open(t, w, h, f.program)
				term.waitText("_start")
				term.keys("c")
				term.waitText(f.shown...)
			})
		})
	}
}

// TestEndless: a loop without end can be interrupted, the screen answers
// meanwhile, and the terminal is left as it was.
func TestEndless(t *testing.T) {
	file := filepath.Join(t.TempDir(), "loop.s")
	if err := os.WriteFile(file, []byte("_start: j _start\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	term := open(t, 80, 24, file)
	term.waitText("_start")
	term.keys("c")
	term.waitText("running")
	term.keys("?")
	term.waitText("Forward")
	term.keys("Escape")
	term.wait("the panes", func(s string) bool { return !strings.Contains(s, "Forward") })
	term.tmux("resize-window", "-x", "120", "-y", "36")
	term.waitText("address space")
	term.keys("C-c")
	term.waitText("interrupted")
	// tmux mixes the screens up when it gives back one of another size.
	term.tmux("resize-window", "-x", "80", "-y", "24")
	term.wait("the smaller window", func(s string) bool { return !strings.Contains(s, "address space") })
	term.keys("C-c")
	term.wait("the shell's screen", func(s string) bool {
		return strings.Contains(s, "shell-prompt "+ushell) && !strings.Contains(s, "µshell")
	})
	term.tmux("send-keys", "-l", "stty -a | grep -cw -e -echo")
	term.keys("Enter")
	term.wait("a terminal that echoes", func(s string) bool { return regexp.MustCompile(`(?m)^(shell-prompt )?0$`).MatchString(s) })
}

// TestEarlyKeys: keys that are typed before the program shows anything, and those
// that are typed while a command runs, do what they would have done later.
func TestEarlyKeys(t *testing.T) {
	term := open(t, 120, 36, "@hello_fork")
	term.command("goto 120")
	term.waitText("position 120", "⟨ 120 of ")
	term.command("goto end")
	term.command("goto 240")
	term.keys("i")
	term.waitText("⟨ 241 of ")
}

// TestWindow: a window that is too small says so, and recovers.
func TestWindow(t *testing.T) {
	term := open(t, 20, 5)
	term.wait("a word on the size", func(s string) bool { return strings.Contains(s, "small") || strings.Contains(s, "40") })
	term.tmux("resize-window", "-x", "80", "-y", "24")
	term.waitText("@first_fork", "1 step")
}

// TestNoColour: with NO_COLOR there is no colour in what the program sends.
func TestNoColour(t *testing.T) {
	term := open(t, 80, 24, "--theme", "auto")
	term.waitText("@first_fork")
	colour := regexp.MustCompile("\x1b\\[[0-9;]*(3[0-7]|38|48|4[0-7]|9[0-7])[;m]")
	if !colour.MatchString(term.tmux("capture-pane", "-p", "-e")) {
		t.Error("no colour even without NO_COLOR: the check below shows nothing")
	}
	term.keys("C-c")
	term.wait("the shell", func(s string) bool { return !strings.Contains(s, "µshell") })
	term.keys("clear; NO_COLOR=1 "+ushell, "Enter")
	term.waitText("@first_fork")
	if s := term.tmux("capture-pane", "-p", "-e"); colour.MatchString(s) {
		t.Errorf("colours in\n%q", s)
	}
}

// TestBadFiles: a clear message, on a terminal that was not touched.
func TestBadFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, c := range []struct{ file, says string }{
		{filepath.Join(dir, "nothing.s"), "there is no such file"},
		{dir, "is a directory"},
		{write("binary.s", "\x00\x01\x02"), "not a text file"},
		{write("wrong.s", "_start: ad a0, a0, a1\n"), "there is no instruction ad"},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			term := open(t, 120, 36, c.file+"; echo status $?")
			screen := term.wait("a message", func(s string) bool {
				return strings.Contains(strings.ReplaceAll(s, "\n", ""), c.says) && strings.Contains(s, "status 125")
			})
			if strings.Contains(screen, "panic") {
				t.Error(screen)
			}
		})
	}
}
