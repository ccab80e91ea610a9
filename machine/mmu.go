package machine

import "ushell/cap"

// pageSize is the size of the smallest page of Sv39.
const pageSize = 4096

// Fields of satp.
const (
	satpModeShift = 60
	satpBare      = 0
	satpSv39      = 8
	satpPPN       = 1<<44 - 1
)

// Fields of a page-table entry (figure "Sv39 page table entry"). Bits 58:55
// are RVY's: without Svyrg only bit 58 has a meaning, Y.
const (
	pteV   = 1 << 0
	pteR   = 1 << 1
	pteW   = 1 << 2
	pteX   = 1 << 3
	pteU   = 1 << 4
	pteA   = 1 << 6
	pteD   = 1 << 7
	pteYR  = 1 << 55
	pteYRG = 1 << 56
	pteYW  = 1 << 57
	pteYD  = 1 << 58
	pteY   = 1 << 58

	ptePPN = 1<<54 - 1<<10

	// Svnapot (63), Svpbmt (62:61) are not there; 60:59 and 54 are reserved.
	pteReserved        = 0x1f<<59 | 1<<54
	pteReservedNoSvyrg = pteYW | pteYRG | pteYR
	pteReservedNoLeaf  = pteD | pteA | pteU
)

// paged says whether accesses in mode p are translated by Sv39.
func (m *Machine) paged(p Privilege) bool {
	return p != MachineMode && m.csr.satp>>satpModeShift == satpSv39
}

// dataMode is the mode whose rights explicit accesses have (mstatus.MPRV).
func (m *Machine) dataMode() Privilege {
	if m.csr.mstatus&statusMPRV != 0 {
		return Privilege(m.csr.mstatus >> 11 & 3)
	}
	return m.Priv
}

// canonical says whether addr is a virtual address of Sv39.
func canonical(addr uint64) bool { return uint64(int64(addr<<25)>>25) == addr }

// invalid says whether addr is an invalid address for accesses in mode p
// (section "Invalid Virtual Address Handling").
func (m *Machine) invalid(addr uint64, p Privilege) bool { return m.paged(p) && !canonical(addr) }

// infinite says whether b is the whole address space: the only bounds that can
// be decoded at an invalid address.
func infinite(b cap.Bounds) bool { return b.Base == 0 && b.Top == cap.Wide{Hi: 1} }

// walk translates va for an access of kind in mode p (sections "Virtual
// Address Translation Process" and "Sv39"; the numbers are that algorithm's
// steps). tagged says that a capability with its tag set is to be stored.
// Nothing is cached: a store to a page table counts from the next instruction.
func (m *Machine) walk(t *Path, va uint64, kind AccessKind, p Privilege, tagged bool) bool {
	*t = Path{Virtual: va, Physical: va, Mode: p}
	if !m.paged(p) {
		return true
	}
	t.Physical, t.Translated = 0, true
	t.Reason = m.walkTables(t, va)
	if t.Reason == Reached {
		t.Reason = m.checkLeaf(t, kind, tagged)
	}
	return t.OK()
}

// walkTables finds the leaf for va: steps 1 to 5, and the address of step 11.
func (m *Machine) walkTables(t *Path, va uint64) Reason {
	if !canonical(va) {
		return InvalidAddress
	}
	table := m.csr.satp & satpPPN * pageSize // 1.
	for t.Level = 2; ; t.Level-- {
		vpn := va >> (12 + 9*t.Level) & 0x1ff
		at := table + 8*vpn
		if !m.mem.holds(at, 8) { // 2.
			return TableNotInRAM
		}
		t.PTEAddr, t.PTE = at, m.mem.read(at, 8)
		if r := m.checkEntry(t.PTE); r != Reached { // 3.
			return r
		}
		if t.PTE&(pteR|pteX) != 0 { // 4.
			break
		}
		if t.Level == 0 {
			return EntryNoLeaf
		}
		table = t.PTE & ptePPN >> 10 * pageSize
	}
	base := t.PTE & ptePPN >> 10 * pageSize
	offset := uint64(1)<<(12+9*t.Level) - 1
	if base&offset != 0 { // 5.
		return SuperpageMisaligned
	}
	t.Physical = base | va&offset // 11.
	return Reached
}

// checkEntry is step 3 of the algorithm.
func (m *Machine) checkEntry(pte uint64) Reason {
	reserved := uint64(pteReserved)
	if m.csr.mstatus&statusYRGE == 0 {
		reserved |= pteReservedNoSvyrg
	}
	if pte&(pteR|pteW|pteX) == 0 {
		reserved |= pteReservedNoLeaf
	}
	switch {
	case pte&pteV == 0:
		return EntryInvalid
	case pte&(pteR|pteW) == pteW || pte&reserved != 0:
		return EntryReserved
	}
	return Reached
}

// checkLeaf says whether the leaf allows the access: steps 6 to 10 of the
// algorithm. Svade: the hart never sets A, D or YD, software does.
func (m *Machine) checkLeaf(t *Path, kind AccessKind, tagged bool) Reason {
	pte, s := t.PTE, m.csr.mstatus
	switch { // 6.
	case t.Mode == User && pte&pteU == 0:
		return PageOfSupervisor
	case t.Mode == Supervisor && pte&pteU != 0 && (kind == Fetch || s&statusSUM == 0):
		return PageOfUser
	}
	// 7. Svyrg looks only at stores to memory that holds tags.
	svyrg := s&statusYRGE != 0
	tracked := tagged && svyrg && m.mem.holds(t.Physical, cap.SizeBytes)
	if tracked && pte&pteYW == 0 || tagged && !svyrg && pte&pteY == 0 {
		return PageNoCapStore
	}
	allowed := false // 9.
	switch kind {
	case Fetch:
		allowed = pte&pteX != 0
	case Load:
		allowed = pte&pteR != 0 || pte&pteX != 0 && s&statusMXR != 0
	case Store:
		allowed = pte&pteW != 0
	}
	switch { // 10.
	case !allowed:
		return PageNoPermission
	case pte&pteA == 0:
		return PageNotAccessed
	case kind == Store && pte&pteD == 0:
		return PageNotDirty
	case tracked && pte&pteYD == 0:
		return PageNotCapDirty
	}
	return Reached
}

// pageTagRule is what the page of t does to a set tag that is loaded from it
// by a capability with C permission: nothing, clear it, or (Svyrg's
// generations, table "Summary of capability load YR and YRG behavior") fault.
func (m *Machine) pageTagRule(t *Path) (clear, fault bool) {
	if !t.Translated {
		return false, false
	}
	if m.csr.mstatus&statusYRGE == 0 {
		return t.PTE&pteY == 0, false
	}
	if t.PTE&pteYR == 0 {
		return t.PTE&pteYRG == 0, false
	}
	now := m.csr.mstatus & statusSYRG
	if t.PTE&pteU != 0 {
		now = m.csr.mstatus & statusUYRG
	}
	return false, (t.PTE&pteYRG != 0) != (now != 0)
}

// pageFault and accessFault are the causes for an access of kind.
func pageFault(kind AccessKind) uint64 {
	switch kind {
	case Fetch:
		return causeFetchPage
	case Load:
		return causeLoadPage
	}
	return causeStorePage
}

func accessFault(kind AccessKind) uint64 {
	switch kind {
	case Fetch:
		return causeFetchAccess
	case Load:
		return causeLoadAccess
	}
	return causeStoreAccess
}

// cause is the exception that r is, for an access of kind.
func (r Reason) cause(kind AccessKind) uint64 {
	switch r {
	case CapMisaligned, AtomicMisaligned, TableNotInRAM, NoMemory, DeviceMisaligned, DeviceFetch, NoAtomicsThere, NoTagsThere:
		return accessFault(kind)
	case PageNoCapStore, PageNotCapDirty:
		return causeCHERIStorePage
	case ReadGeneration:
		return causeCHERILoadCap
	}
	return pageFault(kind)
}

// Translate says where the virtual address va leads for an access of kind
// (Fetch, Load, Store of data), as the present state of the hart has it. It
// changes nothing. The path may lead to an address where there is nothing:
// Holds says whether it is RAM.
func (m *Machine) Translate(va uint64, kind AccessKind) Path {
	if kind == Fetch {
		return m.TranslateAs(m.Priv, va, kind)
	}
	return m.TranslateAs(m.dataMode(), va, kind)
}

// TranslateAs is Translate with the rights of mode p.
func (m *Machine) TranslateAs(p Privilege, va uint64, kind AccessKind) Path {
	var t Path
	m.walk(&t, va, kind, p, false)
	return t
}

// ReadVirtual is the size (1, 2, 4 or 8) bytes of RAM that a load at the
// virtual address va would find now, across pages too, and whether it would.
func (m *Machine) ReadVirtual(va, size uint64) (v uint64, ok bool) {
	for i := uint64(0); i < size; {
		t := m.Translate(va+i, Load)
		n := min(size-i, pageSize-(va+i)%pageSize)
		if !t.OK() || !m.mem.holds(t.Physical, n) {
			return 0, false
		}
		for range n {
			v |= m.mem.read(t.Physical, 1) << (8 * i)
			t.Physical++
			i++
		}
	}
	return v, true
}

// ReadCapVirtual is the granule in which the virtual address va lies, as RAM
// has it (a load might strip its tag), and whether a load would reach it.
func (m *Machine) ReadCapVirtual(va uint64) (cap.Cap, bool) {
	t := m.Translate(va&^(cap.SizeBytes-1), Load)
	if !t.OK() {
		return cap.Cap{}, false
	}
	return m.ReadCap(t.Physical)
}
