package aware

import (
	"slices"

	"ushell/cap"
)

// Kinds of frames, as kernel.h has them.
const (
	frameFree    = 0
	frameKernel  = 1
	frameTable   = 2
	framePrivate = 3
	frameShared  = 4
)

// More bits of page-table entries.
const (
	pteUser = 1 << 4
	pteLeaf = pteRead | pteWrite | pteExec
	pteCaps = 1<<55 | 1<<57 | 1<<58 // YR, YW, YD: capabilities can be loaded and stored
)

// frameAt is the kernel's record of the frame at pa, false when it has none: then
// the kernel itself lies there.
func (c *checker) frameAt(pa uint64) (uint64, bool) {
	frames, _ := c.m.Read(c.k.frames, 8)
	n, _ := c.m.Read(c.k.nframes, 8)
	first, _ := c.m.Read(c.k.firstFrame, 8)
	i := (pa - first) >> 12
	return frames + i*c.k.frame.size, pa >= first && i < n
}

// entryOf checks a page-table entry. The answer is false when it does not lead to
// memory of programs.
func (c *checker) entryOf(p *Proc, page *Page, shared bool) bool {
	at, ok := c.frameAt(page.Frame)
	if !ok {
		c.say("pid %d has the kernel's memory at %#x mapped at %#x", p.PID, page.Frame, page.Addr)
		return false
	}
	kind, want := c.k.kind.get(c.m, at), uint64(framePrivate)
	if shared {
		want = frameShared
	}
	if kind != want {
		c.say("pid %d has the frame %#x of kind %d mapped at %#x as if it were of kind %d", p.PID, page.Frame, kind, page.Addr, want)
	}
	switch {
	case page.PTE&pteUser != 0:
		c.say("pid %d has the page %#x with the U bit, which S-mode can't use", p.PID, page.Addr)
	case shared && page.PTE&pteCaps != 0:
		c.say("pid %d can have capabilities in shared memory at %#x", p.PID, page.Addr)
	case page.State == PageCoPA && (page.Write || page.PTE&pteCaps != pteCaps):
		c.say("pid %d has the page %#x, which is to be copied at the first load of a capability, with the entry %#x", p.PID, page.Addr, page.PTE)
	case !shared && page.State != PageNone && page.PTE&pteCaps != pteCaps:
		c.say("pid %d can't have capabilities in private memory at %#x", p.PID, page.Addr)
	}
	return true
}

// mappings goes over all page tables: what they map is the kernel's, or is in the
// region of a µprocess. It counts the tables themselves.
func (c *checker) mappings() {
	satp, ok := c.m.ReadCSR(mustCSR("satp"))
	if !ok || satp.Addr>>60 != satpSv39 {
		c.say("satp is %#x: addresses are not translated", satp.Addr)
		return
	}
	last := map[int]uint64{} // tables of the last level by pid, 0 for nobody's
	c.table(satp.Addr&(1<<44-1)<<12, 0, 2, last)
	for _, p := range c.procs {
		if said := c.k.lastTables.get(c.m, p.Entry); said != last[p.PID] {
			c.say("pid %d is said to have %d page tables, but has %d", p.PID, said, last[p.PID])
		}
	}
}

// table goes over a table for addresses from va on.
func (c *checker) table(at, va uint64, level uint, last map[int]uint64) {
	c.uses[at]++
	if level == 0 {
		pid := c.owner(va)
		last[pid]++
		if pid == 0 {
			c.say("there is a page table for %#x, which is in no µprocess's region", va)
		}
		return // Pages has what is in it
	}
	for i := range uint64(512) {
		pte, _ := c.m.Read(at+8*i, 8)
		to := pte >> 10 & (1<<44 - 1) << 12
		switch va := va + i<<(12+9*level); {
		case pte&pteValid == 0:
		case pte&pteLeaf == 0:
			c.table(to, va, level-1, last)
		case level == 2:
			c.large(va, pte, to)
		default:
			c.say("a page of 2 MiB is mapped at %#x: %#x", va, pte)
		}
	}
}

// large checks a page of 1 GiB: these are the devices' and the kernel's own.
func (c *checker) large(va, pte, to uint64) {
	base, size := c.m.RAM()
	if va != 0 && (va < base || va >= base+size) {
		c.say("a page of 1 GiB is mapped at %#x: %#x", va, pte)
	} else if pte&pteUser != 0 || to != va {
		c.say("the kernel has the entry %#x for its own memory at %#x", pte, va)
	}
}

// owner is the pid of the µprocess in whose region addr lies, 0 when there is none
// that has not ended.
func (c *checker) owner(addr uint64) int {
	for _, p := range c.procs {
		if addr-p.Base < p.Bytes {
			return p.PID
		}
	}
	return 0
}

// frames compares the kernel's table of frames with the page tables, and with what
// pipes and files have.
func (c *checker) frames() {
	k, m := c.k, c.m
	frames, _ := m.Read(k.frames, 8)
	n, _ := m.Read(k.nframes, 8)
	first, _ := m.Read(k.firstFrame, 8)
	free := uint64(0)
	for i := range n {
		at := frames + i*k.frame.size
		pa := first + i<<12
		what, refs := k.kind.get(m, at), c.refs[pa]
		if refs != 0 && what != framePrivate && what != frameShared {
			c.say("frame %#x is of kind %d, but %d page-table entries lead to it: %s", pa, what, refs, c.mappers(pa))
		}
		switch what {
		case framePrivate:
			c.refer[k.frameRegion.get(m, at)]++
			if w := c.writers[pa]; w > 1 || w == 1 && refs > 1 {
				c.say("private frame %#x can be written by %d of the %d that have it: %s", pa, w, refs, c.mappers(pa))
			}
			fallthrough
		case frameShared:
			if said := int(k.refs.get(m, at)); said != refs {
				c.say("frame %#x has %d references, but %d page-table entries lead to it: %s", pa, said, refs, c.mappers(pa))
			}
		case frameFree:
			free++
		}
		if (what == frameKernel || what == frameTable) != (c.uses[pa] == 1) {
			c.say("frame %#x is of kind %d, but the kernel uses it %d times", pa, what, c.uses[pa])
		}
	}
	if counted, _ := m.Read(k.nfree, 8); counted != free {
		c.say("%d frames are free, but the kernel counts %d", free, counted)
	}
}

// regions compares the kernel's table of regions with the frames and the µprocesses.
func (c *checker) regions() {
	type region struct{ index, base, size, owner uint64 }
	var used []region
	for i := range c.k.nregions {
		at := c.k.regions + i*c.k.region.size
		frames, owner := c.k.regionFrames.get(c.m, at), c.k.owner.get(c.m, at)
		if int(frames) != c.refer[i] {
			c.say("region %d, which pid %d has (0: nobody), is said to have %d frames, but has %d", i, owner, frames, c.refer[i])
		}
		if c.k.used.get(c.m, at) == 0 {
			if frames != 0 || owner != 0 {
				c.say("region %d can be given away, but pid %d has it and %d frames refer to it", i, owner, frames)
			}
			continue
		}
		r := region{i, c.k.base.get(c.m, at), c.k.size.get(c.m, at), owner}
		if frames == 0 && !c.alive(owner) {
			c.say("region %d is in use, but nobody has it and no frame refers to it", i)
		}
		for _, o := range used {
			if r.base < o.base+o.size && o.base < r.base+r.size {
				c.say("regions %d and %d overlap at %#x", o.index, i, max(r.base, o.base))
			}
		}
		used = append(used, r)
	}
	for _, p := range c.procs {
		i := c.k.reg.get(c.m, p.Entry)
		at := c.k.regions + i*c.k.region.size
		if owner := c.k.owner.get(c.m, at); owner != uint64(p.PID) {
			c.say("pid %d has the region %d, whose owner is pid %d", p.PID, i, owner)
		}
	}
}

// alive says whether pid is that of a µprocess that has not ended.
func (c *checker) alive(pid uint64) bool {
	return slices.ContainsFunc(c.procs, func(p Proc) bool { return p.PID == int(pid) })
}

// quantum is QUANTUM of kernel.h: ticks of time that a µprocess runs for at most.
const quantum = 1000

// Bits of sstatus and sie, and the causes that the kernel must get.
const (
	statusSIE  = 1 << 1
	statusSPIE = 1 << 5
	statusYRGE = 1 << 59
	statusSYRG = 1 << 60
	timerInt   = 1 << 5
	delegated  = 1<<2 | 1<<3 | 1<<4 | 1<<5 | 1<<6 | 1<<7 | 1<<9 | 1<<12 | 1<<13 | 1<<15 | 0x1f<<32
)

// system checks the system registers under which a program runs.
func (c *checker) system(p *Proc, inProgram bool) {
	csr := func(name string) uint64 {
		v, _ := c.m.ReadCSR(mustCSR(name))
		return v.Addr
	}
	enabled := uint64(statusSPIE) // by the sret that comes
	if inProgram {
		enabled = statusSIE
	}
	status := csr("sstatus")
	if status&enabled == 0 || csr("sie")&timerInt == 0 {
		c.say("pid %d runs without interrupts: sstatus is %#x, sie %#x", p.PID, status, csr("sie"))
	}
	if now, at := csr("time"), csr("stimecmp"); at > now && at-now > quantum {
		c.say("pid %d runs without a timer: it is %d, and would fire at %d", p.PID, now, at)
	}
	if status&statusYRGE == 0 || status&statusSYRG != 0 {
		c.say("pid %d runs with sstatus %#x: pages that are to be copied at the first load of a capability are not", p.PID, status)
	}
	if missing := delegated &^ csr("medeleg"); missing != 0 {
		c.say("pid %d can have traps that the kernel does not get: causes %#x of medeleg", p.PID, missing)
	}
	if csr("mideleg")&timerInt == 0 {
		c.say("pid %d runs with a timer that the kernel does not get", p.PID)
	}
	if stack, _ := c.m.ReadCSR(mustCSR("sscratch")); !stack.Tag || stack.Addr != c.k.tf.get(c.m, p.Entry) {
		c.say("pid %d runs with sscratch %v, which is not its kernel stack", p.PID, stack)
	}
	if v, _ := c.m.ReadCSR(mustCSR("stvec")); !v.Tag || v.Addr != c.k.trapEntry || !v.Has(cap.ASR|cap.X) {
		c.say("pid %d runs with stvec %v, which does not lead into the kernel", p.PID, v)
	}
}
