package tui

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestKeyDocs: docs/keys.md says what the table of keys says.
func TestKeyDocs(t *testing.T) {
	const file = "../docs/keys.md"
	var b strings.Builder
	b.WriteString("# Keys\n\n`?` shows them on the screen. This page is made from the table in `tui/keys.go`\n" +
		"(`go test ./tui -run TestKeyDocs -update`).\n")
	group := ""
	for _, k := range keyHelp() {
		if k.Group != group {
			group = k.Group
			fmt.Fprintf(&b, "\n## %s\n\n| key | what it does |\n|---|---|\n", group)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", k.Show, k.Help)
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is stale; -update writes it anew", file)
	}
}
