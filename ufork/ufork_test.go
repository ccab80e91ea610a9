package ufork

import (
	"fmt"
	"testing"

	"ushell/machine"
)

func run(t *testing.T, name string, args ...string) (string, uint32, *machine.Machine) {
	t.Helper()
	s, err := Load(name, First, args)
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Boot(nil)
	if err != nil {
		t.Fatal(err)
	}
	m.Run(1_000_000)
	code, halted := m.Halted()
	if !halted {
		var e machine.Effects
		for range 5 {
			m.Step(&e)
			t.Logf("%v %v %+v", e.PCC, e.Inst, e.Trap)
		}
		sym, off, _ := s.Kernel.SymbolAt(m.PCC.Addr)
		t.Fatalf("not halted at %v %s+%d", m.PCC, sym.Name, off)
	}
	return string(m.Output()), code, m
}

func TestPrograms(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		out  string
		code uint32
	}{
		{"@first_fork", nil, "pid 1: 01 02 03\nchild: times ten\npid 2: 10 20 30\nparent: it is done\npid 1: 01 02 03\npid 1: 06 07 08\n", 0},
		{"@echo", []string{"one", "two words", ""}, "@echo\none\ntwo words\n\n", 0},
		{"@fault_parent", nil, "", 0},
		{"@fault_csr", nil, "", 132},
		{"@fault_jump", nil, "", 139},
		{"@fault_store", nil, "", 139},
	} {
		out, code, m := run(t, c.name, c.args...)
		if out != c.out || code != c.code {
			t.Errorf("%s: printed %q and ended with %d, want %q and %d", c.name, out, code, c.out, c.code)
		}
		t.Log(c.name, fmt.Sprint(m.Steps()), "steps")
	}
}

// TestTooManyArguments: bounds of argv that can't be exact are refused, not left
// to fault in the kernel.
func TestTooManyArguments(t *testing.T) {
	if _, err := Load("@echo", First, make([]string, 1000)); err != nil {
		t.Error(err)
	}
	if _, err := Load("@echo", First, make([]string, 1100)); err == nil {
		t.Error("1100 arguments are accepted")
	}
}
