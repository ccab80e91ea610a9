package ufork

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"ushell/image"
	"ushell/machine"
)

// TestCheckerNoticesUses breaks what the checker promises of the kernel's own
// tables, one thing at a time, in the middle of a run with pipes and files.
func TestCheckerNoticesUses(t *testing.T) {
	g := boot(t, loadGuest(t, "testdata/scenario.c", CFlags{}, KernelOptions{Memory: 16 << 20}))
	for g.openFiles() < 3 || g.k.Current(g.m) != 1 {
		g.m.RunUntil(10_000_000, g.stops)
		if _, halted := g.m.Halted(); halted {
			t.Fatal("no pipe is ever open")
		}
	}
	if found := g.k.Check(g.m); found != nil {
		t.Fatalf("before: %v", found)
	}
	here := g.m.Snapshot()
	for _, c := range []struct {
		name, array, tag, member string
		entry                    uint64 // of the array
		value                    uint32
		want                     string
	}{
		{"a descriptor more", "files", "file", "refs", 0, 9, "open file 0 has 9 references, but"},
		{"a file that nobody has", "files", "file", "refs", 200, 1, "open file 200 has 1 references, but 0 descriptors"},
		{"an end more", "pipes", "pipe", "ends", 0, 5, "end 0 of pipe 0 is said to be open 5 times"},
		{"a pipe that nobody has", "pipes", "pipe", "ends", 60, 1, "pipe 60 is open 1 times, its buffer is"},
		{"a holder more", "inodes", "inode", "holders", 0, 4, "file 0 is said to have 4 holders, but has 1"},
		{"a file that is gone but held", "inodes", "inode", "used", 100, 1, "file 100 is said to have 0 holders"},
		{"a region that nobody has", "regions", "region", "used", 150, 1, "region 150 is in use, but nobody has it"},
	} {
		at := g.address(c.array) + c.entry*g.size(c.tag) + g.member(c.tag, c.member)
		data := binary.LittleEndian.AppendUint32(nil, c.value)
		if err := g.m.AddWrite(machine.Write{Kind: machine.WriteBytes, At: at, Data: data}); err != nil {
			t.Fatal(err)
		}
		found := g.k.Check(g.m)
		if !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, c.want) }) {
			t.Errorf("%s: %q, want %q", c.name, found, c.want)
		}
		g.m.Restore(here, g.m.Output())
		g.m.AddInput(nil)
	}
	if found := g.k.Check(g.m); found != nil {
		t.Errorf("afterwards: %v", found)
	}
}

// openFiles is how many files are open.
func (g *guest) openFiles() (n int) {
	files, each, refs := g.address("files"), g.size("file"), g.member("file", "refs")
	for i := range uint64(256) {
		if v, _ := g.m.Read(files+i*each+refs, 4); v > 0 {
			n++
		}
	}
	return n
}

// address is where a variable of the kernel's is.
func (g *guest) address(name string) uint64 {
	g.t.Helper()
	sym, ok := g.s.Kernel.Lookup(name)
	if !ok {
		g.t.Fatalf("the kernel has no variable %s", name)
	}
	return sym.Value
}

// structNamed is a struct of the kernel's.
func (g *guest) structNamed(tag string) *image.Type {
	d := g.s.Kernel.Debug
	return d.Type(d.TagNamed(image.TypeStruct, tag))
}

func (g *guest) size(tag string) uint64 { return g.structNamed(tag).Size }

// member is the offset of a member of a struct of the kernel's.
func (g *guest) member(tag, name string) uint64 {
	g.t.Helper()
	for _, f := range g.structNamed(tag).Fields {
		if f.Name == name {
			return f.Off
		}
	}
	g.t.Fatalf("struct %s has no member %s", tag, name)
	return 0
}
