package debug

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/isa"
	"ushell/machine"
)

// TestGuideExample: the example in docs/reading-guide.md is what happens at the
// first rewrite of the demo.
func TestGuideExample(t *testing.T) {
	s := load(t, "@first_fork")
	exec(t, s, "next-rewrite")
	f := s.Frame(frame.View{})
	if len(f.Forks) != 1 || len(f.Forks[0].Rewrites) != 1 {
		t.Fatalf("not at the first rewrite: %+v", f.Stop)
	}
	fork, a := f.Forks[0], s.last.Access
	r := fork.Rewrites[0]
	checks := 0
	for _, c := range a.Checks {
		if c == machine.Passed {
			checks++
		}
	}
	var b strings.Builder
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "    %-12s %s\n", name, fmt.Sprintf(format, args...))
	}
	row("stop", "%s, before %s of %s, line %d", f.Stop.Text, f.Symbol, f.File, f.Line)
	row("executed", "%s", f.Effect.Text)
	row("authority", "%s, %d checks passed", isa.RegName(a.Auth), checks)
	row("regions", "%c %#x, %c %#x, %#x bytes each", fork.Parent, fork.ParentBase, fork.Child, fork.ChildBase, fork.Size)
	row("slot", "%#x, %s, points at %s", r.Slot, r.Part, r.Target)
	row("old", "%v", r.Old)
	row("new", "%v", s.last.Stores[0].After)
	row("agrees", "%v", r.Agrees)

	const file, begin, end = "../docs/reading-guide.md", "<!-- TestGuideExample -->\n", "\n1. **The instruction.**"
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(doc), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the example", file)
	}
	checkDocs(t, file, head+begin+"\n"+b.String()+end+tail)
}
