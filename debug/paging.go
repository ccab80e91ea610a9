package debug

import (
	"ushell/cap"
	"ushell/machine"
)

// Addresses are virtual: what the machine's page tables make of them at the
// moment that is looked at, whatever the rights of the pages.

// Parts of satp and of page table entries (privileged specification, "Sv39" and
// "Sv48").
const (
	csrSATP    = 0x180
	modeSv39   = 8
	modeSv48   = 9
	entryValid = 1
	entryLeaf  = 0b1110 // R, W or X
	pageBits   = 12
	indexBits  = 9
	ppnMask    = 1<<44 - 1
)

// physical is a moment's physical memory, and what translates addresses.
type physical interface {
	satp() uint64 // 0 when addresses are not translated
	granule(pa uint64) (cap.Cap, bool)
	kernel() *Session // whose kernel the entries are of
}

// translate is the physical address behind va, and whether there is one.
func translate(p physical, va uint64) (uint64, bool) {
	if mode := p.satp() >> 60; mode != modeSv39 && mode != modeSv48 {
		return va, true
	}
	entry, shift, ok := walk(p, va)
	if !ok {
		return 0, false
	}
	page := entry >> 10 & ppnMask << pageBits
	return page&^(1<<shift-1) | va&(1<<shift-1), true
}

// walk is the page-table entry behind va, and how many bits of the address it
// leaves; false when there is none. Of a kernel that keeps pages in entries that are
// not valid, also such an entry counts, other than 0.
func walk(p physical, va uint64) (entry uint64, shift int, ok bool) {
	satp := p.satp()
	levels := 3
	if satp>>60 == modeSv48 {
		levels = 4
	}
	table := satp & ppnMask << pageBits
	for level := levels - 1; level >= 0; level-- {
		shift = pageBits + indexBits*level
		at := table + va>>shift&(1<<indexBits-1)*8
		g, there := p.granule(at)
		entry = g.Addr
		if at%cap.SizeBytes != 0 {
			entry = g.Meta
		}
		if !there || entry == 0 || entry&entryValid == 0 && (level > 0 || !p.kernel().paged()) {
			return 0, 0, false
		}
		if entry&entryLeaf != 0 || level == 0 && p.kernel().paged() {
			return entry, shift, true
		}
		table = entry >> 10 & ppnMask << pageBits
	}
	return 0, 0, false
}

func readCap(p physical, addr uint64) (cap.Cap, bool) {
	addr &^= cap.SizeBytes - 1
	if _, now := p.(present); now && p.kernel().paged() {
		if a := p.kernel().filling(); a.page != 0 && addr&^4095 == a.page {
			return p.granule(a.frame | addr&4095)
		}
	}
	pa, ok := translate(p, addr)
	if !ok {
		return cap.Cap{}, false
	}
	return p.granule(pa)
}

// readBytes reads granule by granule.
func readBytes(p physical, addr uint64, b []byte) bool {
	for len(b) > 0 {
		c, ok := readCap(p, addr)
		if !ok {
			return false
		}
		bytes := c.Bytes()
		n := copy(b, bytes[addr%cap.SizeBytes:])
		addr, b = addr+uint64(n), b[n:]
	}
	return true
}

func (p present) satp() uint64 {
	if p.m.Priv == machine.MachineMode {
		return 0
	}
	c, _ := p.m.ReadCSR(csrSATP)
	return c.Addr
}

func (p present) granule(pa uint64) (cap.Cap, bool) { return p.m.ReadCap(pa) }

func (p present) kernel() *Session { return p.s }
func (e earlier) kernel() *Session { return e.of }

func (e earlier) satp() uint64 {
	if e.s.Priv() == machine.MachineMode {
		return 0
	}
	return e.s.CSR(csrSATP).Addr
}

func (e earlier) granule(pa uint64) (cap.Cap, bool) {
	pa &^= cap.SizeBytes - 1
	if !e.of.m.Holds(pa, cap.SizeBytes) {
		return cap.Cap{}, false
	}
	return e.s.ReadCap(pa), true
}

// read is the size (1, 2, 4 or 8) bytes at addr at present.
func (s *Session) read(addr, size uint64) (v uint64, ok bool) {
	var b [8]byte
	ok = readBytes(s.memoryNow(), addr, b[:size])
	return le64(b), ok
}
