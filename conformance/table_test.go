//go:build riscvtests || csuites

package conformance

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of expected results")

// expected is a row of a table.
type expected struct{ result, reason string }

// readTable reads the expected results: name, result and, where that is not
// pass, the reason, separated by tabs.
func readTable(t *testing.T, table string) map[string]expected {
	t.Helper()
	b, err := os.ReadFile(table)
	if os.IsNotExist(err) && *update {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]expected{}
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 2 && len(f) != 3 {
			t.Fatalf("%s:%d: expected NAME, RESULT and REASON", table, i+1)
		}
		f = append(f, "")
		rows[f[0]] = expected{f[1], f[2]}
	}
	return rows
}
