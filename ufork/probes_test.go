package ufork

import (
	"flag"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the pages that are made from sources")

var (
	probeLine = regexp.MustCompile(`(?m)^//   ([a-z.]+)\(([^)]*)\): (.*)$`)
	probeCall = regexp.MustCompile(`PROBE\(([a-z.]+)((?:, [^,()]+)*)\);`)
	funcLine  = regexp.MustCompile(`^[a-z].*?(\w+)\([^;]*$`)
)

// probePlaces finds where the kernel's sources have each probe: "name file,
// function".
func probePlaces(t *testing.T) (places map[string][]string, args map[string]string) {
	t.Helper()
	srcs, err := kernelFiles()
	if err != nil {
		t.Fatal(err)
	}
	places, args = map[string][]string{}, map[string]string{}
	for _, src := range srcs {
		function := ""
		for line := range strings.Lines(string(src.Data)) {
			if m := funcLine.FindStringSubmatch(line); m != nil {
				function = m[1]
			}
			m := probeCall.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			place := fmt.Sprintf("`%s` in `%s`", function, path.Base(src.Name))
			if !slices.Contains(places[m[1]], place) {
				places[m[1]] = append(places[m[1]], place)
			}
			given := strings.ReplaceAll(strings.TrimPrefix(m[2], ", "), "f->", "")
			if len(given) > len(args[m[1]]) {
				args[m[1]] = given
			}
		}
	}
	return places, args
}

// TestProbes makes docs/probes.md from the list in probes.h, and compares the
// list with the probes of the sources.
func TestProbes(t *testing.T) {
	list, err := os.ReadFile("kernel/probes.h")
	if err != nil {
		t.Fatal(err)
	}
	places, args := probePlaces(t)
	var b strings.Builder
	b.WriteString(`# Probes of the kernel

Made from ` + "`ufork/kernel/probes.h`" + ` and the kernel's sources by ` + "`go test ./ufork -run Probes -update`" + `.

A probe is a place in the kernel with a name and arguments. It is no instruction: the image says at which address it is passed and where its arguments are then
(` + "`PROBE`" + ` of ` + "`probe.h`" + `; docs/elf.md has the format). So the kernel runs the same with and without somebody who looks. Where paths meet right behind a probe the compiler puts
a nop there, as otherwise its address would be passed on the other paths too.

| probe | arguments | what it says | where |
| --- | --- | --- | --- |
`)
	seen := map[string]bool{}
	for _, m := range probeLine.FindAllStringSubmatch(string(list), -1) {
		name := m[1]
		if name == "name" {
			continue
		}
		seen[name] = true
		if places[name] == nil {
			t.Errorf("probes.h lists %s, which the sources do not have", name)
		} else if args[name] != m[2] {
			t.Errorf("probes.h gives %s the arguments %q, the sources %q", name, m[2], args[name])
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", name, m[2], m[3], strings.Join(places[name], ", "))
	}
	for name := range places {
		if !seen[name] {
			t.Errorf("probes.h does not list %s", name)
		}
	}
	const page = "../docs/probes.md"
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if old, err := os.ReadFile(page); err != nil || string(old) != b.String() {
		t.Errorf("%s is not what the sources say (%v); -update writes it", page, err)
	}
}
