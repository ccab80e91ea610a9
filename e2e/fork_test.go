//go:build e2e

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

var positionRE = regexp.MustCompile(`⟨ ([0-9,]+)`)

// waitStop waits for a position other than that of screen before, with these texts.
func (term *terminal) waitStop(before string, texts ...string) string {
	term.t.Helper()
	return term.wait(strings.Join(texts, ", "), func(s string) bool {
		now, was := positionRE.FindString(s), positionRE.FindString(before)
		if now == "" || now == was {
			return false
		}
		for _, t := range texts {
			if !strings.Contains(s, t) {
				return false
			}
		}
		return true
	})
}

// TestWatchFork goes through a fork of a C program: source lines of the parent, the
// fork in the kernel's source, the child's first page fault by a pointer load, each
// rewrite of its page, the copy, and the child's line again.
func TestWatchFork(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}, {200, 60}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			term := open(t, size.w, size.h, "@hello_fork")
			term.waitText("main begins", "A pid 1", "push(1);")
			s := term.waitLine("32")
			for _, line := range []string{"33", "34", "35", "36", "38"} {
				term.keys("n")
				s = term.waitLine(line)
			}
			// Into the kernel, which is asked for, back, and in again.
			program := s
			term.keys("o")
			s = term.waitStop(s, "K kernel for A", "l leave kernel", "sys_fork(struct trapframe")
			term.keys("O")
			s = term.waitStop(s, "A pid 1", "c continue")
			if positionRE.FindString(s) == positionRE.FindString(program) {
				t.Fatalf("back before the kernel:\n%s", s)
			}
			term.keys("o")
			s = term.waitStop(s, "K kernel for A", "l leave kernel")
			term.command("next-event fork")
			s = term.waitStop(s, "fork 1 begins: A pid 1 → B pid 2", "K kernel for A", "PROBE(fork.begin")
			term.keys("s")
			s = term.waitStop(s, "K kernel for A")
			term.command("next-event copa")
			s = term.waitStop(s, "copy on pointer access, expected: the kernel copies the page 0x", "list->value = 30;")
			term.keys("e")
			term.waitText("page fault  B pid 2", "cause")
			term.keys("Escape")
			term.wait("closed", func(s string) bool { return !strings.Contains(s, "page fault  B pid 2") })
			n := 0
			for {
				term.keys("r")
				s = term.waitStop(s, "of fork 1, by fault ")
				if n++; n > 1 {
					if !strings.Contains(s, "by fault 2 of its child") {
						break
					}
				}
				if !strings.Contains(s, "by fault 2 of its child") || !strings.Contains(s, "inside B") {
					t.Fatalf("rewrite %d of the page:\n%s", n, s)
				}
			}
			term.keys("R")
			s = term.waitStop(s, "by fault 2 of its child")
			term.command("next-event copy")
			s = term.waitStop(s, "is copied to the frame 0x")
			term.keys("l")
			term.waitStop(s, "B pid 2")
			term.keys("1")
			s = term.waitLine("41")
			if !strings.Contains(s, "list->value = 30;") {
				t.Fatalf("the child's line:\n%s", s)
			}
			term.keys("0")
			term.waitText("waiting", "running", "▨")
			// The parent, which waits, and again the child, which runs.
			term.keys("Up", "Enter")
			term.waitText("A pid 1, waiting: main() at hello_fork.c:46", "looking at A")
			term.keys("1")
			term.waitLine("46")
			term.keys("Escape", "Escape")
			term.waitLine("41")
			term.keys("4", "Down", "Down", "Enter")
			term.waitText("copy on pointer access: shared by 2", "copied")
			term.keys("Escape")
			term.command("check")
			term.waitText("consistent")
			term.keys("1", "N")
			term.waitStop(s, "B pid 2")
			term.keys("c")
			term.waitText("the machine has ended with status 0")
			term.keys("7")
			term.waitText("A │ before: 6", "B │ child: 33", "A │ parent: 6, the child ended with 7")
		})
	}
}
