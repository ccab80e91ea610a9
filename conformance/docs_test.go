package conformance

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var updateDocs = flag.Bool("update-docs", false, "write the results of the C suites into docs/conformance.md")

// cSuites are the tables of the C compiler's suites, as the documentation lists
// them.
var cSuites = []struct{ table, name, about string }{
	{"c-testsuite", "c-testsuite", "220 programs and what they print"},
	{"chibicc", "chibicc, test/", "assertions, one file for a part of the language"},
	{"wacc-valid", "writing-a-c-compiler-tests, valid", "with the chapters on optimisation; char is signed"},
	{"wacc-invalid", "writing-a-c-compiler-tests, invalid", "rejected with `-Wall -Werror`, the first error on a line on which gcc has one"},
	{"ctorture", "gcc's c-torture/execute", "as in llvm-test-suite, permissive"},
	{"cheri-exercises", "cheri-exercises, bare", "those that need no kernel"},
	{"cheri-exercises-ufork", "cheri-exercises, ufork", "all of them under the µFork kernel, with each strategy"},
	{"projects", "cJSON, tinyexpr, sds, Lua 5.4.8", "their own tests, as far as they need no files"},
}

const docs = "../docs/conformance.md"

// Marks around the generated part of the documentation.
const (
	docsBegin = "<!-- generated from conformance/testdata by go test ./conformance -update-docs -->\n"
	docsEnd   = "<!-- end of the generated part -->\n"
)

// TestDocs compares the documentation with the tables, or writes it.
func TestDocs(t *testing.T) {
	b, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), docsBegin)
	old, tail, ok2 := strings.Cut(rest, docsEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the results", docs)
	}
	text := resultsText(t)
	if *updateDocs {
		if err := os.WriteFile(docs, []byte(head+docsBegin+text+docsEnd+tail), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if old != text {
		t.Errorf("%s is older than the tables; -update-docs writes it", docs)
	}
}

// resultsText is a table of the suites, then for each what does not pass.
func resultsText(t *testing.T) string {
	t.Helper()
	var counts, lists strings.Builder
	counts.WriteString("\n| suite | | programs | pass |\n|---|---|---|---|\n")
	for _, s := range cSuites {
		b, err := os.ReadFile(filepath.Join("testdata", s.table+".tsv"))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		total, pass := 0, 0
		var failing strings.Builder
		for line := range strings.Lines(string(b)) {
			f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			switch {
			case line[0] == '#':
				continue
			case f[1] == "pass":
				pass++
			default:
				fmt.Fprintf(&failing, "- `%s`: %s; %s\n", f[0], f[1], strings.NewReplacer("<", "&lt;", "|", "\\|").Replace(f[2]))
			}
			total++
		}
		fmt.Fprintf(&counts, "| %s | %s | %d | %d |\n", s.name, s.about, total, pass)
		if failing.Len() > 0 {
			fmt.Fprintf(&lists, "\n%s, what does not pass:\n\n%s", s.name, failing.String())
		}
	}
	return counts.String() + lists.String() + exercisesText(t) + "\n"
}

// exercisesText is a table of cheri-exercises: what each needs of a kernel, what
// its answer says, and how it went on the bare machine and under each strategy.
func exercisesText(t *testing.T) string {
	t.Helper()
	bare, kernel := resultsOf(t, "cheri-exercises"), resultsOf(t, "cheri-exercises-ufork")
	var b strings.Builder
	b.WriteString("\n### cheri-exercises, one by one\n\n" +
		"A fault counts when the console or `ushell run` names the check that the answer names.\n\n" +
		"| exercise | needs | its answer | bare | full | coa | copa |\n|---|---|---|---|---|---|---|\n")
	for _, e := range exercises {
		cells := []string{cmp.Or(bare[e.name], "—")}
		for _, strategy := range []string{"full", "coa", "copa"} {
			cells = append(cells, cmp.Or(kernel[strategy+"/"+e.name], "not tried"))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", e.name, cmp.Or(e.needs, "—"), e.answer, strings.Join(cells, " | "))
	}
	b.WriteString("\nNot run:\n\n")
	for _, n := range notRun {
		fmt.Fprintf(&b, "- `%s` %s\n", n.dir, n.why)
	}
	return b.String()
}

// resultsOf are the results of a table by name.
func resultsOf(t *testing.T, table string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", table+".tsv"))
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) > 1 {
			results[f[0]] = f[1]
		}
	}
	return results
}
