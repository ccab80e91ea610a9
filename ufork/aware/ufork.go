package aware

import (
	"fmt"

	"ushell/cap"
	"ushell/image"
	"ushell/isa"
	"ushell/machine"
)

// layout is a struct of the kernel's, as its debug information describes it.
type layout struct {
	d    *image.Debug
	name string
	size uint64
	at   map[string]image.Field
}

func findLayout(im *image.Image, tag string) (layout, error) {
	if im.Debug != nil {
		if id := im.Debug.TagNamed(image.TypeStruct, tag); id >= 0 {
			t := im.Debug.Type(id)
			l := layout{d: im.Debug, name: tag, size: t.Size, at: map[string]image.Field{}}
			for _, f := range t.Fields {
				l.at[f.Name] = f
			}
			return l, nil
		}
	}
	return layout{}, fmt.Errorf("the kernel %s has no struct %s in its debug information", im.Name, tag)
}

// field is the offset and the size of a member.
func (l *layout) field(name string, err *error) field {
	f, ok := l.at[name]
	if !ok {
		if *err == nil {
			*err = fmt.Errorf("the kernel's struct %s has no member %s", l.name, name)
		}
		return field{}
	}
	return field{f.Off, sizeOf(l.d, f.Type)}
}

// sizeOf is the size of a type in bytes.
func sizeOf(d *image.Debug, id image.TypeID) uint64 {
	t := d.Type(d.Resolve(id))
	switch t.Kind {
	case image.TypePointer:
		return cap.SizeBytes
	case image.TypeEnum:
		return 4
	case image.TypeArray:
		return uint64(max(t.Count, 0)) * sizeOf(d, t.Elem)
	}
	return t.Size
}

type field struct{ off, size uint64 }

// get reads the member of the struct at base, an integer of up to 8 bytes.
func (f field) get(m *machine.Machine, base uint64) uint64 {
	v, _ := m.Read(base+f.off, min(f.size, 8))
	return v
}

// ufork reads the kernel of ufork/kernel: everything lies at its physical
// address, and debug information says how.
type ufork struct {
	procs, regions, current     uint64
	nprocs, nregions            uint64
	proc, region, frame         layout
	pid, state, parent, status  field
	reg, root, tf               field
	base, size, used, program   field
	owner                       field
	frames, nframes, firstFrame uint64
	nfree                       uint64
	refs, frameRegion, kind     field
	regionFrames                field
	mapped, lastTables          field // counts of a µprocess
	trapEntry                   uint64
	ddc, utidc                  field
	fregs, ctx                  field
	sig                         struct{ off, size, count uint64 } // the handlers of a µprocess
	entries, nentries           uint64
	noPage                      uint64 // what makes the next allocation of a page fail
	pending, blocked            field
	textLo, textHi              uint64 // what pcc of the kernel covers
	tableLo, tableHi            uint64 // the sentries that programs get

	files fileTables

	cached cache
}

// cache is what was read at a moment.
type cache struct {
	moment  machine.Moment
	valid   bool
	regions []Region
	procs   []Proc
}

func newUFork(im *image.Image) (*ufork, error) {
	k := &ufork{}
	var err error
	symbol := func(name string) (addr, size uint64) {
		s, ok := im.Lookup(name)
		if !ok && err == nil {
			err = fmt.Errorf("the kernel %s has no symbol %s", im.Name, name)
		}
		return s.Value, s.Size
	}
	for _, l := range []struct {
		to  *layout
		tag string
	}{{&k.proc, "proc"}, {&k.region, "region"}, {&k.frame, "frame"}} {
		var e error
		if *l.to, e = findLayout(im, l.tag); e != nil {
			return nil, e
		}
	}
	k.procs, k.nprocs = symbol("procs")
	k.regions, k.nregions = symbol("regions")
	k.current, _ = symbol("current")
	k.frames, _ = symbol("frames")
	k.nframes, _ = symbol("nframes")
	k.nfree, _ = symbol("nfree")
	k.noPage, _ = symbol("fail_next_page")
	k.entries, _ = symbol("entries")
	k.nprocs /= max(k.proc.size, 1)
	k.nregions /= max(k.region.size, 1)
	k.pid, k.state, k.parent, k.status = k.proc.field("pid", &err), k.proc.field("state", &err), k.proc.field("parent", &err), k.proc.field("status", &err)
	k.reg, k.root, k.tf = k.proc.field("region", &err), k.proc.field("root", &err), k.proc.field("tf", &err)
	k.base, k.size, k.used = k.region.field("base", &err), k.region.field("size", &err), k.region.field("used", &err)
	k.program, k.owner = k.region.field("program", &err), k.region.field("owner", &err)
	k.refs, k.frameRegion = k.frame.field("refs", &err), k.frame.field("region", &err)
	k.kind, k.regionFrames = k.frame.field("kind", &err), k.region.field("frames", &err)
	k.mapped, k.lastTables = k.proc.field("pages", &err), k.proc.field("tables", &err)
	k.trapEntry, _ = symbol("trap_entry")
	k.ddc, k.utidc = k.proc.field("ddc", &err), k.proc.field("utidc", &err)
	k.files.find(im, &k.proc, &err)
	k.pending, k.blocked = k.proc.field("pending", &err), k.proc.field("blocked", &err)
	k.fregs, k.ctx = k.proc.field("fregs", &err), k.proc.field("ctx", &err)
	handler, e := findLayout(im, "handler")
	if e != nil {
		return nil, e
	}
	sig := k.proc.field("sig", &err)
	k.sig.off, k.sig.size, k.sig.count = sig.off, handler.size, sig.size/handler.size
	k.textLo, _ = symbol("__text_start")
	k.textHi, _ = symbol("__text_end")
	k.tableLo, k.tableHi = symbol("syscalls")
	k.nentries = k.tableHi / cap.SizeBytes
	k.tableHi += k.tableLo
	if s, ok := im.Lookup("first_frame"); ok {
		k.firstFrame = s.Value
	} else if err == nil {
		err = fmt.Errorf("the kernel %s has no symbol first_frame", im.Name)
	}
	return k, err
}

// States of the kernel's enum, in its order.
var uforkStates = []State{Ended, Created, Ready, Running, Waiting, Ended}

// read fills the cache for the present position.
func (k *ufork) read(m *machine.Machine) *cache {
	c := &k.cached
	if c.valid && c.moment == m.Moment() {
		return c
	}
	*c = cache{moment: m.Moment(), valid: true}
	for i := range k.nregions {
		at := k.regions + i*k.region.size
		r := Region{Index: int(i), Base: k.base.get(m, at), Bytes: k.size.get(m, at), Program: k.program.get(m, at)}
		if k.used.get(m, at) != 0 {
			c.regions = append(c.regions, r)
		}
	}
	for i := range k.nprocs {
		at := k.procs + i*k.proc.size
		state := k.state.get(m, at)
		if k.pid.get(m, at) == 0 || state == 0 || state >= uint64(len(uforkStates)) {
			continue
		}
		p := Proc{PID: int(k.pid.get(m, at)), State: uforkStates[state], Status: int(k.status.get(m, at)), Entry: at}
		if parent := k.parent.get(m, at); parent != 0 {
			p.Parent = int(k.pid.get(m, parent))
		}
		if p.State != Ended {
			region := k.regions + k.reg.get(m, at)*k.region.size
			p.Base, p.Bytes = k.base.get(m, region), k.size.get(m, region)
			p.Root, _ = m.ReadCap(at + k.root.off)
		}
		c.procs = append(c.procs, p)
	}
	return c
}

func (k *ufork) Procs(m *machine.Machine) []Proc { return k.read(m).procs }

func (k *ufork) Current(m *machine.Machine) int {
	if at, _ := m.Read(k.current, 8); at != 0 {
		return int(k.pid.get(m, at))
	}
	return 0
}

func (k *ufork) Regions(m *machine.Machine) []Region { return k.read(m).regions }

func (k *ufork) Region(m *machine.Machine, addr uint64) (Region, bool) {
	for _, r := range k.read(m).regions {
		if addr-r.Base < r.Bytes {
			return r, true
		}
	}
	return Region{}, false
}

func (k *ufork) SavedRegister(m *machine.Machine, slot uint64) (name string, pid int, ok bool) {
	for _, p := range k.read(m).procs {
		tf, sig := k.tf.get(m, p.Entry), p.Entry+k.sig.off
		switch {
		case slot == p.Entry+k.ddc.off:
			return "ddc", p.PID, true
		case slot == p.Entry+k.utidc.off:
			return "utidc", p.PID, true
		case slot-sig < k.sig.size*k.sig.count:
			return fmt.Sprintf("handler %d", (slot-sig)/k.sig.size), p.PID, true
		case slot-tf >= 32*cap.SizeBytes:
			continue
		case slot-tf < cap.SizeBytes:
			return "pcc", p.PID, true
		}
		return isa.RegName(uint8((slot - tf) / cap.SizeBytes)), p.PID, true
	}
	return "", 0, false
}

// Bits of a page-table entry, and what the kernel keeps in it (kernel.h).
const (
	pteValid  = 1 << 0
	pteRead   = 1 << 1
	pteWrite  = 1 << 2
	pteExec   = 1 << 3
	pteKind   = 3 << 8
	pteCow    = 1 << 8
	pteShared = 2 << 8
	pteEager  = 3 << 8
	pteYRG    = 1 << 56
)

// Pages are the pages that are mapped in a region, in the order of their
// addresses.
func (k *ufork) Pages(m *machine.Machine, r Region) []Page {
	satp, ok := m.ReadCSR(mustCSR("satp"))
	if !ok || satp.Addr>>60 != satpSv39 {
		return nil
	}
	root := satp.Addr & (1<<44 - 1) << 12
	entry := func(table, va uint64, level uint) uint64 {
		v, _ := m.Read(table+va>>(12+9*level)&511*8, 8)
		return v
	}
	next := func(pte uint64) uint64 { return pte >> 10 & (1<<44 - 1) << 12 }
	var out []Page
	for va := r.Base; va < r.Base+r.Bytes; va += 2 << 20 {
		middle := entry(root, va, 2)
		if middle&pteValid == 0 {
			continue
		}
		last := entry(next(middle), va, 1)
		if last&pteValid == 0 || last&pteLeaf != 0 {
			continue
		}
		for i := range uint64(512) {
			pte, _ := m.Read(next(last)+8*i, 8)
			if pte == 0 {
				continue
			}
			out = append(out, k.describe(m, va+i<<12, pte, r))
		}
	}
	return out
}

// tables is how many frames the page tables of the region [base, base+size) take: those
// of the last level, and those above that lead nowhere else.
func (k *ufork) tables(m *machine.Machine, base, size uint64) uint64 {
	const big, small = 1 << 30, 2 << 20 // bytes that an entry of the levels above covers
	satp, _ := m.ReadCSR(mustCSR("satp"))
	root, n := satp.Addr&(1<<44-1)<<12, uint64(0)
	for at := base &^ (big - 1); at < base+size; at += big {
		pte, _ := m.Read(root+at/big&511*8, 8)
		if pte&pteValid == 0 {
			continue
		}
		middle, others := pte>>10&(1<<44-1)<<12, false
		for i := range uint64(512) {
			pte, _ := m.Read(middle+8*i, 8)
			if pte&pteValid == 0 {
				continue
			}
			if va := at + i*small; va >= base && va < base+size {
				n++
			} else {
				others = true
			}
		}
		if !others {
			n++
		}
	}
	return n
}

func mustCSR(name string) uint16 {
	n, _ := isa.CSRNumber(name)
	return n
}

func page(va, pte uint64) Page {
	p := Page{Addr: va, PTE: pte, Frame: pte >> 10 & (1<<44 - 1) << 12,
		Read: pte&pteRead != 0, Write: pte&pteWrite != 0, Exec: pte&pteExec != 0}
	switch {
	case pte&pteValid == 0 && pte&pteRead == 0:
		p.State = PageNone
	case pte&pteKind == pteShared:
		p.State = PageShared
	case pte&pteValid == 0:
		p.State = PageCoA
	case pte&pteYRG != 0:
		p.State = PageCoPA
	case pte&pteKind == pteCow:
		p.State = PageCoW
	case pte&pteKind == pteEager:
		p.State = PageEager
	}
	return p
}
