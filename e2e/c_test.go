//go:build e2e

package e2e

import (
	"fmt"
	"path/filepath"
	"regexp"
	"testing"
)

// here is the source line with the mark of the current one.
var hereRE = regexp.MustCompile(`(?m)^ ?[▶▸][● ] ?(\d+) `)

// waitLine waits until the current line of the source is the given one.
func (term *terminal) waitLine(line string) string {
	term.t.Helper()
	return term.wait("line "+line, func(s string) bool {
		m := hereRE.FindStringSubmatch(s)
		return m != nil && m[1] == line
	})
}

// TestStepC steps through a C program, forward and back, and looks at its
// variables: as it is compiled now, and as assembly of a compiler that is
// written by hand.
func TestStepC(t *testing.T) {
	for _, run := range []struct {
		w, h int
		file string
	}{{80, 24, "list.c"}, {120, 36, "list.c"}, {200, 60, "list.c"}, {120, 36, "list.s"}} {
		t.Run(fmt.Sprintf("%s-%dx%d", run.file, run.w, run.h), func(t *testing.T) {
			file, err := filepath.Abs(filepath.Join("../debug/testdata", run.file))
			if err != nil {
				t.Fatal(err)
			}
			term := open(t, run.w, run.h, "--bare", file)
			term.waitLine("17") // main
			for _, line := range []string{"18", "19", "20", "21", "22", "23", "19", "20"} {
				term.keys("n")
				term.waitLine(line)
			}
			term.waitText("variables", "head", "struct node *", `"list"`)
			for _, line := range []string{"19", "23", "22", "21"} {
				term.keys("N")
				term.waitLine(line)
			}
			term.command("break 25")
			term.waitText("breakpoint 1 at")
			term.keys("c")
			term.waitLine("25")
			for _, line := range []string{"9", "11", "9", "11", "9", "11", "9", "10"} {
				term.keys("s")
				term.waitLine(line)
			}
			term.keys("u")
			term.waitText("#1 sum(n=0x")
			term.waitLine("11")
			term.keys("p")
			term.tmux("send-keys", "-l", "n->value * 10")
			term.keys("Enter")
			term.waitText("(int) 10")
			term.command("print nodes[1:3]")
			term.waitText("(struct node[2])", "value = 3}")
			term.keys("d")
			term.waitText("#0 sum(n=NULL)")
			term.command("print n->value")
			term.waitText("there is no memory at 0x10")
			term.command("backtrace")
			term.waitText("#3 sum(n=0x", "#4 main() at ", "list.c:25", "#5 ")
			term.keys("f")
			term.waitText("sum returned 0")
			term.keys("F")
			term.waitLine("11")
			term.keys("C")
			term.waitLine("25")
			term.command("goto end")
			term.waitText("the machine has ended with status 0")
			term.keys("C")
			term.waitLine("25")
		})
	}
}
