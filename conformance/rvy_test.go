package conformance

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"ushell/image"
	"ushell/machine"
	"ushell/ufork"
)

// stepsOfPrograms is more than any of our programs takes.
const stepsOfPrograms = 1_000_000

// TestRVY runs our own conformance programs, rvy/*.s, on both engines. A check
// that fails is named by its line.
func TestRVY(t *testing.T) {
	files, err := filepath.Glob("rvy/*.s")
	if err != nil || len(files) < 11 {
		t.Fatalf("%d programs: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".s"), func(t *testing.T) {
			sys, err := ufork.Load(file, ufork.Bare, nil)
			if err != nil {
				t.Fatal(err)
			}
			step, run := boot(t, sys), boot(t, sys)
			for range stepsOfPrograms {
				step.Step(nil)
			}
			run.Run(stepsOfPrograms)
			if step.Digest() != run.Digest() {
				t.Error("the engines differ")
			}
			if code, halted := step.Halted(); !halted || code != 0 {
				t.Error(verdict(sys.Program, step, halted))
			}
		})
	}
}

func boot(t *testing.T, sys *ufork.System) *machine.Machine {
	t.Helper()
	m, err := sys.Boot(nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// verdict says which check failed: the one whose call of fail left its address
// in t6.
func verdict(im *image.Image, m *machine.Machine, halted bool) string {
	const t6 = 31
	at := m.X[t6].Addr - 4
	where := fmt.Sprintf("%#x", at)
	if l, ok := im.LineAt(at); ok {
		where = fmt.Sprintf("%s:%d", im.Files[l.File].Name, l.Line)
	}
	if !halted {
		return fmt.Sprintf("it does not end; pc is %v, the last check that failed, if any, is at %s", m.PCC, where)
	}
	mcause, _ := m.ReadCSR(0x342)
	return fmt.Sprintf("the check at %s fails; a0 %v, a1 %v, a2 %v, cause %v", where, m.X[10], m.X[11], m.X[12], mcause)
}
