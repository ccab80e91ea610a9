package ufork

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ushell"
	"ushell/machine"
)

var meaningRow = regexp.MustCompile(`\{ (\d+), (SIG\w+), (\w+), "(SIG\w+)", "([^"]*)" \},`)

// TestMeanings compares the kernel's table of what traps become with the causes'
// names, with what the debugger says of a fault, and with docs/kernel.md.
func TestMeanings(t *testing.T) {
	b, err := ushell.Kernels.ReadFile(kernelSources + "/signal.c")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../docs/kernel.md")
	if err != nil {
		t.Fatal(err)
	}
	g := boot(t, loadGuest(t, "../programs/hello.c", CFlags{}, KernelOptions{}))
	g.started()
	rows := meaningRow.FindAllStringSubmatch(string(b), -1)
	if len(rows) < 17 {
		t.Fatalf("the table has %d rows", len(rows))
	}
	for _, row := range rows {
		cause, _ := strconv.ParseUint(row[1], 10, 64)
		if row[2] != row[4] {
			t.Errorf("cause %d is named %s, but is %s", cause, row[4], row[2])
		}
		if cause == 0 { // all others
			continue
		}
		sig, ok := g.k.Signal(g.m, 1, cause)
		words := strings.TrimSuffix(strings.TrimSuffix(row[5], " 0x"), " at")
		if !ok || sig.Name != row[2] || words != machine.CauseName(cause, false) {
			t.Errorf("cause %d is %s, %q, but the debugger has %s, %q", cause, row[2], words, sig.Name, machine.CauseName(cause, false))
		}
		code := row[3]
		if row[2] == "SIGPROT" && code == "0" { // fault_authority finds out
			code = "PROT_CHERI_TAG, _SEALED, _PERM or _BOUNDS"
		}
		line := fmt.Sprintf("| %d | %s | %s | %s |\n", cause, words, row[2], code)
		if !strings.Contains(string(doc), line) {
			t.Errorf("docs/kernel.md has no line %s", line)
		}
	}
}
