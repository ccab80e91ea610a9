package aware

import (
	"fmt"
	"strings"

	"ushell/image"
	"ushell/machine"
)

// Descriptor is an open file of a µprocess, as the kernel's tables have it.
type Descriptor struct {
	FD          int
	Kind        string // "console", "file", "pipe"
	Read, Write bool
	CloseOnExec bool
	Refs        int    // descriptors, of all µprocesses, that share the offset
	Name        string // of a file
	Off, Size   uint64 // of a file
	Pipe, End   int    // of a pipe: its number, and which end this is
	Waiting     uint64 // bytes that can be read from this end
	Others      []int  // µprocesses that have the other end, in the order of the table
}

// String is what there is to say of it in a line.
func (d *Descriptor) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s", d.FD, d.Kind)
	switch d.Kind {
	case "file":
		fmt.Fprintf(&b, " %q at %d of %d", d.Name, d.Off, d.Size)
	case "pipe":
		fmt.Fprintf(&b, " %d end %d, %d bytes to read, other end: ", d.Pipe, d.End, d.Waiting)
		if len(d.Others) == 0 {
			b.WriteString("closed")
		}
		for i, pid := range d.Others {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "pid %d", pid)
		}
	}
	switch {
	case !d.Write:
		b.WriteString(", read only")
	case !d.Read:
		b.WriteString(", write only")
	}
	if d.Refs > 1 {
		fmt.Fprintf(&b, ", shared by %d", d.Refs)
	}
	if d.CloseOnExec {
		b.WriteString(", closed by exec")
	}
	return b.String()
}

// fileTables is where the kernel keeps what is open.
type fileTables struct {
	fd, cloexec                        field // of struct proc
	kind, refs, flags, end, off, inode field // of struct file
	pipe                               field
	name, size                         field // of struct inode
	used, holders, index               field
	in, out, ends, buffer              field // of struct pipe: counts for each end
	files, pipes, inodes               table
}

// table is an array of structs.
type table struct{ at, n, each uint64 }

// place is the address of entry i.
func (t *table) place(i uint64) uint64 { return t.at + i*t.each }

func (t *fileTables) find(im *image.Image, proc *layout, err *error) {
	file, e1 := findLayout(im, "file")
	inode, e2 := findLayout(im, "inode")
	pipe, e3 := findLayout(im, "pipe")
	for _, e := range []error{e1, e2, e3} {
		if e != nil && *err == nil {
			*err = e
		}
	}
	t.fd, t.cloexec = proc.field("fd", err), proc.field("cloexec", err)
	t.kind, t.refs, t.flags, t.end = file.field("type", err), file.field("refs", err), file.field("flags", err), file.field("end", err)
	t.off, t.inode, t.pipe = file.field("off", err), file.field("inode", err), file.field("pipe", err)
	t.name, t.size = inode.field("name", err), inode.field("size", err)
	t.used, t.holders, t.index = inode.field("used", err), inode.field("holders", err), inode.field("index", err)
	t.in, t.out = pipe.field("in", err), pipe.field("out", err)
	t.ends, t.buffer = pipe.field("ends", err), pipe.field("buffer", err)
	for _, x := range []struct {
		to   *table
		name string
		each uint64
	}{{&t.files, "files", file.size}, {&t.pipes, "pipes", pipe.size}, {&t.inodes, "inodes", inode.size}} {
		s, ok := im.Lookup(x.name)
		if !ok && *err == nil {
			*err = fmt.Errorf("the kernel %s has no symbol %s", im.Name, x.name)
		}
		each := max(x.each, 1)
		*x.to = table{s.Value, s.Size / each, each}
	}
}

// Kinds of open files (F_CONSOLE, F_INODE, F_PIPE of kernel.h), and O_ACCMODE.
var fileKinds = [...]string{1: "console", 2: "file", 3: "pipe"}

const accessMode = 3

// Descriptors are the open files of a µprocess, in the order of their numbers.
func (k *ufork) Descriptors(m *machine.Machine, p Proc) []Descriptor {
	t := &k.files
	var out []Descriptor
	cloexec := t.cloexec.get(m, p.Entry)
	for fd := range t.count() {
		at := t.open(m, p, fd)
		kind := t.kind.get(m, at)
		if at == 0 || kind == 0 || kind >= uint64(len(fileKinds)) {
			continue
		}
		mode := t.flags.get(m, at) & accessMode
		d := Descriptor{FD: fd, Kind: fileKinds[kind], Refs: int(t.refs.get(m, at)), Read: mode != 1, Write: mode != 0, CloseOnExec: cloexec>>fd&1 != 0}
		switch d.Kind {
		case "file":
			inode := t.inode.get(m, at)
			d.Name, d.Size, d.Off = t.nameOf(m, inode), t.size.get(m, inode), t.off.get(m, at)
		case "pipe":
			k.describePipe(m, &d, at)
		}
		out = append(out, d)
	}
	return out
}

// count is how many descriptors a µprocess can have.
func (t *fileTables) count() int { return int(t.fd.size / 16) }

// open is the address of the struct file behind a descriptor, or 0.
func (t *fileTables) open(m *machine.Machine, p Proc, fd int) uint64 {
	c, _ := m.ReadCap(p.Entry + t.fd.off + 16*uint64(fd))
	if !c.Tag {
		return 0
	}
	return c.Addr
}

func (t *fileTables) nameOf(m *machine.Machine, inode uint64) string {
	var b []byte
	for i := range t.name.size {
		c, ok := m.Read(inode+t.name.off+i, 1)
		if c == 0 || !ok {
			break
		}
		b = append(b, byte(c))
	}
	return string(b)
}

func (k *ufork) describePipe(m *machine.Machine, d *Descriptor, file uint64) {
	t := &k.files
	pipe, end := t.pipe.get(m, file), t.end.get(m, file)&1
	d.Pipe, d.End = int((pipe-t.pipes.at)/t.pipes.each), int(end)
	in, _ := m.Read(pipe+t.in.off+4*end, 4)
	out, _ := m.Read(pipe+t.out.off+4*end, 4)
	d.Waiting = uint64(uint32(in) - uint32(out))
	for _, q := range k.Procs(m) {
		for fd := range t.count() {
			if at := t.open(m, q, fd); at != 0 && t.kind.get(m, at) == 3 && t.pipe.get(m, at) == pipe && t.end.get(m, at)&1 != end {
				d.Others = append(d.Others, q.PID)
				break
			}
		}
	}
}
