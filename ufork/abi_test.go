package ufork

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"ushell/asm"
	"ushell/cap"
	"ushell/isa"
)

// TestStart: a program starts with what docs/abi.md promises, section "Start".
func TestStart(t *testing.T) {
	s, err := Load("@first_fork", First, []string{"one", ""})
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Boot(nil)
	if err != nil {
		t.Fatal(err)
	}
	value := func(name string) uint64 {
		sym, ok := s.Program.Lookup(name)
		if !ok {
			t.Fatalf("the program has no symbol %s", name)
		}
		return sym.Value
	}
	const base, region = 0x80100000, 8192
	for m.PCC.Addr != base+value("_start") {
		if _, halted := m.Halted(); halted || m.Steps() > 100_000 {
			t.Fatal("the program does not start")
		}
		m.Step(nil)
	}
	table, _ := s.Kernel.Lookup("syscall_table")
	kernelEnd, _ := s.Kernel.Lookup("__text_end")
	argv := base + (s.Program.Size()+15)&^15
	type want struct {
		reg             string
		addr, from, end uint64
		perms, without  cap.Perms
		sealed          bool
	}
	check := func(w want, c cap.Cap) {
		t.Helper()
		b := c.Bounds()
		if !c.Tag || c.Sealed() != w.sealed || c.Addr != w.addr || b.Base != w.from || b.Top.Cmp(cap.Wide{Lo: w.end}) != 0 ||
			!c.Has(w.perms) || c.Perms()&w.without != 0 {
			t.Errorf("%s is %v, want %+v", w.reg, c, w)
		}
	}
	check(want{"pcc", base + value("_start"), base, base + value("__text_end"), cap.X | cap.R | cap.C, cap.W | cap.ASR, false}, m.PCC)
	set := map[uint8]bool{}
	reg := func(name string) cap.Cap {
		n, _ := isa.RegNumber(name)
		set[n] = true
		return m.X[n]
	}
	exit, _ := s.Kernel.Lookup("sys_exit")
	check(want{"ra", exit.Value, s.Kernel.Base, kernelEnd.Value, cap.X | cap.R | cap.ASR, cap.W, true}, reg("ra"))
	check(want{"sp", base + region, base + region - 4096, base + region, cap.R | cap.W | cap.C | cap.LM, cap.X | cap.ASR, false}, reg("sp"))
	check(want{"a1", argv, argv, argv + 4*16, cap.R | cap.W | cap.C, cap.X | cap.ASR, false}, reg("a1"))
	check(want{"a2", table.Value, table.Value, table.Value + table.Size, cap.R | cap.C, cap.W | cap.X | cap.ASR, false}, reg("a2"))
	if a0 := reg("a0"); a0 != cap.Null(3) {
		t.Errorf("argc is %v, want 3", a0)
	}
	for n := range uint8(32) {
		if !set[n] && m.X[n] != (cap.Cap{}) {
			t.Errorf("%s is %v, want NULL", isa.RegName(n), m.X[n])
		}
	}
	at := argv + 4*16
	for i, arg := range []string{"@first_fork", "one", ""} {
		c, _ := m.ReadCap(argv + uint64(16*i))
		end := at + uint64(len(arg)) + 1
		check(want{fmt.Sprintf("argv[%d]", i), at, at, end, cap.R | cap.W, cap.X | cap.ASR, false}, c)
		at = end
	}
	if c, _ := m.ReadCap(argv + 3*16); c != (cap.Cap{}) {
		t.Errorf("argv ends with %v, want NULL", c)
	}
}

// TestCallNumbers: the kernel's table, programs/ufork.inc and docs/abi.md number
// the system calls alike.
func TestCallNumbers(t *testing.T) {
	doc, err := os.ReadFile("../docs/abi.md")
	if err != nil {
		t.Fatal(err)
	}
	kernel, err := os.ReadFile("first/calls.s")
	if err != nil {
		t.Fatal(err)
	}
	prog, err := asm.Build("numbers", []asm.Source{{Name: "numbers.s", Text: ".include \"ufork.inc\"\n_start: nop\n"}},
		asm.Options{Include: Include})
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(kernel), "syscall_table:\n")
	table, _, _ = strings.Cut(table, ".size")
	names := strings.Fields(strings.ReplaceAll(table, ".chericap sys_", ""))
	if len(names) == 0 {
		t.Fatal("the kernel has no table of system calls")
	}
	for i, name := range names {
		if s, ok := prog.Lookup("SYS_" + strings.ToUpper(name)); !ok || s.Value != uint64(i) {
			t.Errorf("SYS_%s of ufork.inc is %d, want %d", strings.ToUpper(name), s.Value, i)
		}
		if row := fmt.Sprintf("\n| %d | `%s(", i, name); !strings.Contains(string(doc), row) {
			t.Errorf("docs/abi.md has no row %q", row)
		}
	}
	if next := fmt.Sprintf("\n| %d | `", len(names)); strings.Contains(string(doc), next) {
		t.Errorf("docs/abi.md has a row %q, which is no system call", next)
	}
}
