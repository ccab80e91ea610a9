package debug

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/commands.md anew")

// TestCommandDocs: docs/commands.md says what the table of commands says.
func TestCommandDocs(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Commands\n\nTyped behind `:`. Enter alone repeats the last one. This page is made from the table in `debug/commands.go`\n" +
		"(`go test ./debug -run TestCommandDocs -update`).\n\n| command | arguments | what it does |\n|---|---|---|\n")
	for _, c := range Commands() {
		syntax := ""
		if c.Syntax != "" {
			syntax = "`" + strings.ReplaceAll(c.Syntax, "|", "\\|") + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.Join(c.Names, "`, `"), syntax, c.Help)
	}
	checkDocs(t, "../docs/commands.md", b.String())
}

func checkDocs(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is stale; -update writes it anew", file)
	}
}
