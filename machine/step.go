package machine

import (
	"ushell/cap"
	"ushell/isa"
)

// InstBytes is the size of an instruction; there are no compressed ones.
const InstBytes = 4

// intMode says whether loads, stores and jumps are in integral pointer mode:
// pcc's P bit, or any P bit where CHERI is disabled (table "Hart's behavior
// depending on the effective CHERI enable").
func (m *Machine) intMode() bool {
	return m.PCC.ModeBit() || m.Priv != MachineMode && !m.cheriEnabled()
}

// Run executes until the machine halts or limit steps are done, and returns how
// many were done.
func (m *Machine) Run(limit uint64) uint64 {
	n := uint64(0)
	for ; n < limit && !m.halted; n++ {
		m.Step(nil)
	}
	return n
}

// Step executes one instruction, or takes one trap, and records in e what that
// did; e may be nil. A halted machine does nothing.
func (m *Machine) Step(e *Effects) {
	if m.halted {
		return
	}
	sent := len(m.uart.out)
	m.wroteCycle, m.wroteInstret = false, false
	if e != nil {
		*e = Effects{Step: m.steps, PCC: m.PCC}
		m.eff = e
	}
	if cause, ok := m.interrupt(); ok {
		m.takeTrap(cause, 0, true)
	} else {
		m.execute()
	}
	m.steps++
	if !m.wroteCycle {
		m.csr.mcycle++
	}
	if e != nil {
		e.Target = m.PCC
		e.Output = m.uart.out[sent:]
		m.eff = nil
	}
}

// execute fetches and executes one instruction and takes the trap it raises.
func (m *Machine) execute() {
	m.trap.set = false
	m.jumped = false
	if in, ok := m.fetch(); ok {
		m.exec(in)
	}
	switch {
	case m.trap.set:
		m.takeTrap(m.trap.cause, m.trap.tval, false)
		return
	case !m.jumped:
		m.advance(m.PCC.Addr + InstBytes)
	}
	if !m.wroteInstret {
		m.csr.minstret++
	}
}

// fetch is the instruction at pc. Checks of pcc come first (cause 32), then
// those of physical memory (cause 1).
func (m *Machine) fetch() (isa.Inst, bool) {
	pc := m.PCC.Addr
	if !m.pccOK || !m.pccBounds.Contains(pc, InstBytes) {
		m.check(AuthPCC, m.PCC, Fetch, cap.X, pc, InstBytes)
		m.raise(causeCHERIFetch, pc)
		return isa.Inst{}, false
	}
	if !m.mem.holds(pc, InstBytes) {
		m.raise(causeFetchAccess, pc)
		return isa.Inst{}, false
	}
	in := m.mem.fetch(pc)
	if m.eff != nil {
		m.eff.Inst, m.eff.Fetched = in, true
	}
	return in, true
}

// refreshPCC brings what is derived from pcc up to date.
func (m *Machine) refreshPCC() {
	m.pccBounds = m.PCC.Bounds()
	m.pccOK = m.PCC.Tag && !m.PCC.Sealed() && m.PCC.Has(cap.X) && m.PCC.Intact()
}

func (m *Machine) setPCC(c cap.Cap) {
	m.PCC = c
	m.refreshPCC()
}

// advance gives pcc the address pc by the rules of yaddrw, as sequential
// execution and branches do.
func (m *Machine) advance(pc uint64) {
	if m.pccOK && m.pccBounds.Contains(pc, 1) {
		m.PCC.Addr = pc
		return
	}
	m.setPCC(m.PCC.SetAddr(pc))
}

// jump makes c the pcc of the next instruction.
func (m *Machine) jump(c cap.Cap) {
	m.setPCC(c)
	m.jumped = true
	if m.eff != nil {
		m.eff.Jumped = true
	}
}

// branch moves pc by offset bytes from this instruction; the target must be
// aligned, or the branch itself traps.
func (m *Machine) branch(pc uint64) {
	if pc%InstBytes != 0 {
		m.raise(causeFetchMisaligned, pc)
		return
	}
	m.advance(pc)
	m.jumped = true
	if m.eff != nil {
		m.eff.Jumped = true
	}
}

// setReg writes register n; x0 stays NULL.
func (m *Machine) setReg(n uint8, c cap.Cap) {
	if n == 0 {
		return
	}
	if m.eff != nil {
		m.eff.Regs[0] = RegChange{n, m.X[n], c}
		m.eff.NumRegs = 1
	}
	m.X[n] = c
}

func (m *Machine) setInt(n uint8, v uint64) { m.setReg(n, cap.Null(v)) }

// check does the checks that authorise size bytes at addr, in the order of the
// specification, and records them. It stops at the first that fails.
func (m *Machine) check(auth uint8, c cap.Cap, kind AccessKind, needs cap.Perms, addr, size uint64) bool {
	ok := [NumChecks]bool{
		CheckTag:        c.Tag,
		CheckUnsealed:   !c.Sealed(),
		CheckPermission: c.Has(needs),
		CheckBounds:     c.Bounds().Contains(addr, size),
		CheckIntegrity:  c.Intact(),
	}
	all := ok == [NumChecks]bool{true, true, true, true, true}
	if m.eff == nil {
		return all
	}
	a := Access{Kind: kind, Addr: addr, Size: size, Auth: auth, Cap: c, Needs: needs}
	for i, pass := range ok {
		a.Checks[i] = Passed
		if !pass {
			a.Checks[i] = Failed
			break
		}
	}
	m.eff.Access = a
	return all
}

// access authorises an explicit load or store of in. ok is false when it
// trapped.
func (m *Machine) access(in *isa.Inst, kind AccessKind, size uint64) (addr uint64, auth *cap.Cap, ok bool) {
	addr = m.X[in.Rs1].Addr + uint64(in.Imm)
	auth, name := &m.X[in.Rs1], in.Rs1
	if m.intMode() {
		auth, name = &m.csr.ddc, AuthDDC
	}
	needs, cause, plain := cap.R, uint64(causeCHERILoad), uint64(causeLoadAccess)
	if kind == Store {
		needs, cause, plain = cap.W, causeCHERIStore, causeStoreAccess
	}
	if !m.check(name, *auth, kind, needs, addr, size) {
		m.raise(cause, addr)
		return 0, nil, false
	}
	// A misaligned capability is an access fault, as software can't emulate it;
	// misaligned data in RAM is done by the hart.
	inRAM := m.mem.holds(addr, size)
	if size == cap.SizeBytes && (addr%cap.SizeBytes != 0 || !inRAM) ||
		!inRAM && !(addr%size == 0 && deviceAt(addr, size)) {
		m.raise(plain, addr)
		return 0, nil, false
	}
	return addr, auth, true
}

// load executes a load of data, sign extended from its size if signed.
func (m *Machine) load(in *isa.Inst, size uint64, signed bool) {
	addr, _, ok := m.access(in, Load, size)
	if !ok {
		return
	}
	var v uint64
	if m.mem.holds(addr, size) {
		v = m.mem.read(addr, size)
	} else {
		v = m.deviceRead(addr, size)
	}
	if signed {
		shift := 64 - 8*size
		v = uint64(int64(v<<shift) >> shift)
	}
	m.setInt(in.Rd, v)
}

// loadCap executes ly (section "LY"): the tag needs C permission; without LM
// permission an unsealed capability loses W and LM.
func (m *Machine) loadCap(in *isa.Inst) {
	addr, auth, ok := m.access(in, Load, cap.SizeBytes)
	if !ok {
		return
	}
	c := m.mem.readCap(addr)
	if !auth.Has(cap.C) {
		c.Tag = false
	}
	if c.Tag && !c.Sealed() && !auth.Has(cap.LM) {
		c = c.DropWrite()
	}
	m.setReg(in.Rd, c)
}

func (m *Machine) store(in *isa.Inst, size uint64) {
	addr, _, ok := m.access(in, Store, size)
	if !ok {
		return
	}
	v := m.X[in.Rs2].Addr
	if !m.mem.holds(addr, size) {
		m.deviceWrite(addr, size, v)
		return
	}
	first, last := addr&^(cap.SizeBytes-1), (addr+size-1)&^(cap.SizeBytes-1)
	m.beforeStore(first, last)
	m.mem.write(addr, size, v)
	m.afterStore(addr, size)
}

// storeCap executes sy (section "SY"): the tag is stored with C permission.
func (m *Machine) storeCap(in *isa.Inst) {
	addr, auth, ok := m.access(in, Store, cap.SizeBytes)
	if !ok {
		return
	}
	c := m.X[in.Rs2]
	c.Tag = c.Tag && auth.Has(cap.C)
	m.beforeStore(addr, addr)
	m.mem.writeCap(addr, c)
	m.afterStore(addr, cap.SizeBytes)
}

// beforeStore records the granules that a store is about to change.
func (m *Machine) beforeStore(first, last uint64) {
	if m.eff == nil {
		return
	}
	for g := first; g <= last && m.mem.holds(g, cap.SizeBytes); g += cap.SizeBytes {
		m.eff.Stores[m.eff.NumStores] = GranuleChange{Addr: g, Before: m.mem.readCap(g)}
		m.eff.NumStores++
	}
}

func (m *Machine) afterStore(addr, size uint64) {
	if m.toHost != 0 && addr < m.toHost+8 && addr+size > m.toHost {
		m.toHostWrite()
	}
	if m.eff == nil {
		return
	}
	for i := range m.eff.NumStores {
		s := &m.eff.Stores[i]
		s.After = m.mem.readCap(s.Addr)
	}
}
