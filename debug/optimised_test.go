package debug

import (
	"fmt"
	"strings"
	"testing"

	"ushell/debug/frame"
	"ushell/ufork"
)

// TestOptimisedVariables steps through a program with and without optimisation.
// Whenever a variable of the optimised one has a value, it is the one that it has
// when nothing is optimised, at the same visit of the same line. Most have one.
func TestOptimisedVariables(t *testing.T) {
	plain, optimised := visits(t, 0), visits(t, 1)
	known, gone := 0, 0
	for at, vars := range optimised {
		for name, value := range vars {
			if name == "n" || name == "unused" {
				// In registers that calls destroy, and not needed behind the first.
				if strings.Contains(value, "optimised out") {
					continue
				}
			}
			want, ok := plain[at][name]
			switch {
			case strings.Contains(value, "optimised out"):
				gone++
			case !ok:
				t.Errorf("%s: %s is %s, but without optimisation it is not there", at, name, value)
			case value != want:
				t.Errorf("%s: %s is %s, without optimisation %s", at, name, value, want)
			default:
				known++
			}
		}
	}
	t.Logf("%d values, %d optimised out", known, gone)
	if known < 4*gone {
		t.Errorf("%d values, but %d are optimised out", known, gone)
	}
}

// visits are the integers among the variables at each visit of each line of the
// function work: those that were given a value by then.
func visits(t *testing.T, level int) map[string]map[string]string {
	t.Helper()
	sys, _, err := ufork.LoadProgram(ufork.Request{Files: []string{"testdata/optimised.c"}, Kind: ufork.Bare, C: ufork.CFlags{Opt: level}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(sys, nil)
	if err != nil {
		t.Fatal(err)
	}
	mustExec(t, s, "break work")
	mustExec(t, s, "continue")
	out, count := map[string]map[string]string{}, map[int]int{}
	for range 200 {
		f := s.Frame(frame.View{})
		if f.Calls[0].Func != "work" {
			return out
		}
		line := f.Source.Line
		count[line]++
		vars := map[string]string{}
		for _, l := range f.Locals {
			if l.Kind != "global" && l.Kind != "static" && l.Type == "int" && (l.Kind == "param" || declared[l.Name] < line) {
				vars[l.Name] = l.Text
			}
		}
		out[fmt.Sprintf("line %d, visit %d", line, count[line])] = vars
		mustExec(t, s, "next")
	}
	t.Fatal("work does not return")
	return nil
}

// declared is the line of each declaration.
var declared = map[string]int{"sum": 12, "other": 12, "old": 14, "new": 15, "copy": 22}
