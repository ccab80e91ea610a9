package debug

import (
	"cmp"
	"fmt"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/image"
)

// procs are the µprocesses of the present moment.
func (s *Session) procs() []frame.Proc {
	if s.kernel == nil {
		return nil
	}
	var out []frame.Proc
	for _, p := range s.kernel.Procs(s.m) {
		f := frame.Proc{Owner: letter(p.PID), PID: p.PID, Parent: p.Parent, State: p.State.String(),
			Base: p.Base, End: p.Base + p.Bytes, Status: p.Status, Current: p.PID == s.kernel.Current(s.m)}
		if r, ok := s.kernel.Region(s.m, p.Base); ok && p.Bytes > 0 {
			for _, page := range s.kernel.Pages(s.m, r) {
				f.Pages[page.State]++
			}
		}
		for _, d := range s.kernel.Descriptors(s.m, p) {
			f.Files = append(f.Files, d.String())
		}
		out = append(out, f)
	}
	return out
}

// copyBy is what asks for a page in a fault of that name.
var copyBy = map[string]string{"fault.cow": "write", "fault.coa": "access", "fault.copa": "pointer load"}

// forkEvent adds what event i says of the fork f, other than a rewrite.
func (s *Session) forkEvent(f *frame.Fork, i int) {
	e := &s.events[i]
	phase := func(name string) {
		begin := f.Call
		for _, p := range f.Phases {
			begin += p.Instructions
		}
		f.Phases = append(f.Phases, frame.Phase{Name: name, Instructions: e.step - begin})
	}
	switch e.name {
	case "fork.copy":
		f.Eager++
	case "fork.relocate":
		phase("memory")
	case "fork.end", "fork.fail":
		switch {
		case !s.paged():
		case len(f.Phases) == 1:
			phase("memory")
		default:
			phase("registers")
		}
		f.End, f.Shared, f.Failed = e.step, e.count, e.name == "fork.fail"
	case "fault.cow", "fault.coa", "fault.copa":
		c := frame.Copy{Step: e.step, Page: e.args["va"].Addr &^ 4095, By: copyBy[e.name], Taken: true}
		c.Part = s.partAt(s.programAt(f.ChildBase), c.Page-f.ChildBase, f.Size)
		for j := i - 1; j >= 0; j-- {
			if a := &s.events[j]; a.kind == evArranged {
				c.Step, c.Where = a.step, a.where
				break
			}
		}
		f.Copies = append(f.Copies, c)
	case "page.copy":
		if e.fault > 0 {
			f.Copies[e.fault-1].Taken = false
		}
	case "fault.end":
		if e.fault > 0 {
			c := &f.Copies[e.fault-1]
			c.End, c.Failed = e.step, e.args["err"].Addr != 0
			c.Taken = c.Taken && !c.Failed
		}
	}
}

// strategy is how the kernel forks, "" if it knows one way only.
func (s *Session) strategy() string {
	sym, ok := s.sys.Kernel.Lookup("strategy")
	if !ok {
		return ""
	}
	n, _ := s.m.Read(sym.Value, 4)
	return [...]string{"full", "coa", "copa"}[n%3]
}

// rewrite describes relocated capability n of f, and checks it: what must be the
// same is the same, and the new one is the child's.
func (s *Session) rewrite(e *event, f *frame.Fork, n int) frame.Rewrite {
	old, now := e.args["old"], e.args["new"]
	r := frame.Rewrite{N: n, Step: e.step, Slot: e.args["slot"].Addr, Register: e.register,
		Fault: e.fault, Old: old, New: now, Distance: int64(now.Addr - old.Addr)}
	if va, ok := e.args["va"]; ok {
		r.Slot = va.Addr | r.Slot&4095
	}
	r.Part = "registers"
	if r.Register == "" {
		r.Part = s.partAt(s.programAt(f.ChildBase), r.Slot-f.ChildBase, f.Size)
	}
	// The program's symbols name places in any region.
	r.Target = s.objectIn(old, f.ParentBase, f.Size)
	r.Problem = rewriteProblem(old, now, f)
	r.Agrees = r.Problem == ""
	return r
}

// objectIn names what c points at in the region at base.
func (s *Session) objectIn(c cap.Cap, base, size uint64) string {
	at := c.Base() - base
	if c.Has(cap.X) {
		at = c.Addr - base
	}
	im := s.programAt(base)
	if sym, off, ok := im.SymbolAt(at); ok {
		if off == 0 {
			return sym.Name
		}
		return fmt.Sprintf("%s+%#x", sym.Name, off)
	}
	return s.partAt(im, c.Base()-base, size)
}

// rewriteProblem says in what a rewritten capability differs from the one it
// replaces, "" if in nothing but its place.
func rewriteProblem(old, now cap.Cap, f *frame.Fork) string {
	ob, nb := old.Bounds(), now.Bounds()
	end := f.ChildBase + f.Size
	switch {
	case !now.Tag:
		return "the new capability has no tag"
	case now.Addr-nb.Base != old.Addr-ob.Base:
		return "the offset differs"
	case nb.Length() != ob.Length():
		return "the length differs"
	case now.Perms() != old.Perms() || now.SDP() != old.SDP():
		return "the permissions differ"
	case now.Sealed() != old.Sealed():
		return "the seal differs"
	case nb.Base < f.ChildBase || nb.Top.Cmp(cap.Wide{Lo: end}) > 0:
		return "it reaches outside the child's region"
	}
	return ""
}

// partNames are the names of the sections as users know them. The capability
// table and its initialisers are one part: what other systems call the GOT.
var partNames = map[string]string{".text": "text", ".rodata": "rodata", ".captable": "captable", "__cap_relocs": "captable",
	".data": "data", ".bss": "bss"}

// programAt is the image of what is loaded in the region at base, or was when there
// was one.
func (s *Session) programAt(base uint64) *image.Image {
	if s.kernel == nil {
		return s.sys.Program
	}
	if r, ok := s.kernel.Region(s.m, base); ok {
		return s.programIn(r)
	}
	for i := len(s.seen) - 1; i >= 0; i-- {
		if s.seen[i].Base == base {
			return s.programIn(s.seen[i])
		}
	}
	return s.sys.Program
}

// programParts are the parts of a region of that size with the program im, relative
// to its base.
func (s *Session) programParts(im *image.Image, size uint64) []frame.Part {
	key := placed{im, size}
	if parts, ok := s.parts[key]; ok {
		return parts
	}
	parts := s.divide(im, size)
	if s.parts == nil {
		s.parts = map[placed][]frame.Part{}
	}
	s.parts[key] = parts
	return parts
}

// placed is a program in a region of some size.
type placed struct {
	im   *image.Image
	size uint64
}

func (s *Session) divide(im *image.Image, size uint64) []frame.Part {
	var parts []frame.Part
	for _, sec := range im.Sections {
		name := cmp.Or(partNames[sec.Name], sec.Name)
		base, end := sec.Addr-im.Base, sec.Addr-im.Base+sec.Size
		if n := len(parts); n > 0 && parts[n-1].Name == name {
			parts[n-1].End = end
			continue
		}
		parts = append(parts, frame.Part{Name: name, Base: base, End: end})
	}
	end := (im.Size() + cap.SizeBytes - 1) &^ (cap.SizeBytes - 1)
	if stack := s.sys.StackBytes(); stack != 0 && size > stack {
		if s.paged() {
			end = (end + 4095) &^ 4095
			parts = append(parts, frame.Part{Name: "heap", Base: end, End: size - stack})
		} else if size-stack > end {
			parts = append(parts, frame.Part{Name: "arguments", Base: end, End: size - stack})
		}
		parts = append(parts, frame.Part{Name: "stack", Base: size - stack, End: size})
	}
	return parts
}

// partName names the part of a region that addr lies in.
func (s *Session) partName(addr uint64) string {
	im := s.sys.Program
	base, size := im.Base, im.Size()
	if s.kernel != nil {
		r, ok := s.kernel.Region(s.m, addr)
		if !ok {
			if s.owner(addr) == 'K' {
				return "kernel"
			}
			return ""
		}
		im, base, size = s.programIn(r), r.Base, r.Bytes
	}
	return s.partAt(im, addr-base, size)
}

// partAt names the part of a region of that size, with the program im, at a
// distance from its base.
func (s *Session) partAt(im *image.Image, at, size uint64) string {
	for _, p := range s.programParts(im, size) {
		if at >= p.Base && at < p.End {
			return p.Name
		}
	}
	return ""
}

// regions are the parts of the address space that something is in.
func (s *Session) regions(forks []frame.Fork) []frame.Region {
	var out []frame.Region
	out = append(out, frame.Region{Name: "finisher", Base: 0x10_0000, End: 0x10_1000, Device: true, Owner: 'K'},
		frame.Region{Name: "uart", Base: 0x1000_0000, End: 0x1000_0100, Device: true, Owner: 'K'})
	if s.kernel == nil {
		im := s.sys.Program
		out = append(out, s.region('A', 0, s.sys.Name, "", im.Base, im.Base+max(im.Size(), 64)))
		return out
	}
	k := s.sys.Kernel
	kr := s.region('K', 0, "kernel", "", k.Base, k.Base+k.Size())
	kr.Parts = imageParts(k)
	out = append(out, kr)
	for _, p := range s.kernel.Procs(s.m) {
		if p.Bytes == 0 {
			continue
		}
		if s.paged() {
			out = append(out, s.pagedRegion(&p))
			continue
		}
		r := s.region(letter(p.PID), p.PID, s.sys.Name, p.State.String(), p.Base, p.Base+p.Bytes)
		for _, f := range forks {
			if f.ChildPID != p.PID {
				continue
			}
			for _, w := range f.Rewrites {
				if i := (w.Slot - r.Base) / cap.SizeBytes; w.Register == "" && w.Slot >= r.Base && w.Slot < r.End {
					r.Rewritten[i/64] |= 1 << (i % 64)
				}
			}
		}
		out = append(out, r)
	}
	return out
}

func imageParts(im *image.Image) []frame.Part {
	var out []frame.Part
	for _, s := range im.Sections {
		out = append(out, frame.Part{Name: s.Name, Base: s.Addr, End: s.Addr + s.Size})
	}
	return out
}

// region reads the granules of [base, end).
func (s *Session) region(owner frame.Owner, pid int, name, state string, base, end uint64) frame.Region {
	r := frame.Region{Owner: owner, PID: pid, Name: name, State: state, Base: base, End: end}
	n := (end - base + cap.SizeBytes - 1) / cap.SizeBytes
	words := (n + 63) / 64
	r.Tagged, r.Used, r.Rewritten = make([]uint64, words), make([]uint64, words), make([]uint64, words)
	read := s.readCap
	if owner == 'K' {
		read = s.m.ReadCap // it lies at its physical addresses
	}
	for i := range n {
		c, _ := read(base + i*cap.SizeBytes)
		if c.Tag {
			r.Tagged[i/64] |= 1 << (i % 64)
		}
		if c != (cap.Cap{}) {
			r.Used[i/64] |= 1 << (i % 64)
		}
	}
	if owner != 'K' {
		for _, p := range s.programParts(s.programAt(base), end-base) {
			p.Base += base
			p.End += base
			r.Parts = append(r.Parts, p)
		}
	}
	return r
}
