package machine

import (
	"ushell/cap"
	"ushell/isa"
)

// InstBytes is the size of an instruction that is not compressed, the largest
// there is.
const InstBytes = 4

// instAlign is IALIGN in bytes: to what instructions, and so jump targets and
// xepc, are aligned, and the size of a parcel of instructions.
const instAlign = 2

// intMode says whether loads, stores and jumps are in integral pointer mode:
// pcc's P bit, or any P bit where CHERI is disabled (table "Hart's behavior
// depending on the effective CHERI enable").
func (m *Machine) intMode() bool {
	return m.PCC.ModeBit() || m.Priv != MachineMode && !m.cheriEnabled()
}

// Step executes one instruction, or takes one trap, and records in e what that
// did; e may be nil. A halted machine does nothing. What is written from outside
// where the step leads is done too, and is not recorded.
func (m *Machine) Step(e *Effects) {
	if m.halted {
		return
	}
	if m.steps >= m.nextWrite {
		m.settle()
	}
	sent := len(m.uart.out)
	m.wroteCycle, m.wroteInstret = false, false
	if e != nil {
		e.begin(m.steps, m.PCC)
		m.eff = e
	}
	// A write of mcountinhibit counts from the next instruction.
	inhibit := m.csr.mcountinhibit
	retired := false
	if cause, ok := m.interrupt(); ok {
		m.takeTrap(cause, 0, true)
	} else {
		retired = m.execute()
	}
	m.steps++
	if !m.wroteCycle && inhibit&1 == 0 {
		m.csr.mcycle++
	}
	if retired && !m.wroteInstret && inhibit&4 == 0 {
		m.csr.minstret++
	}
	if e != nil {
		e.Target = m.PCC
		if e.Access.Kind != NoAccess {
			copy(e.Access.Paths[:], m.paths[:e.Access.NumPaths])
		}
		e.Output = m.uart.out[sent:]
		m.eff = nil
	}
	if m.steps >= m.nextWrite {
		m.settle()
	}
}

// execute fetches and executes one instruction and takes the trap it raises. It
// says whether the instruction retired.
func (m *Machine) execute() bool {
	m.trap.set = false
	m.jumped = false
	fetched := m.fetch()
	if fetched {
		m.exec(&m.inst)
	}
	if m.eff != nil {
		m.eff.Inst, m.eff.Fetched = m.inst, fetched
	}
	switch {
	case m.trap.set:
		m.takeTrap(m.trap.cause, m.trap.tval, false)
	case !m.jumped:
		m.advance(m.PCC.Addr + uint64(m.inst.Size))
	}
	return !m.trap.set
}

// fetch puts the instruction at pc into m.inst, or the invalid one when it
// trapped. It is read in parcels of 16 bits, the second only when the first says
// so. For each the checks of pcc come first (cause 32), then those of the
// translation (causes 12 and 1), then those of physical memory (cause 1).
func (m *Machine) fetch() bool {
	m.inst = isa.Inst{}
	pc := m.PCC.Addr
	// Where pcc allows the longest, it allows the first parcel.
	long := m.pccOK && m.pccBounds.Contains(pc, InstBytes) && !m.paged(m.Priv)
	if !long && !m.mayFetch(instAlign) {
		return false
	}
	at, ok := m.fetchFrom(pc)
	if !ok {
		return false
	}
	raw := uint32(m.mem.read(at&^7, 8) >> (at % 8 * 8)) // what the word holds of it
	if raw&3 == 3 {
		if !long && !m.mayFetch(InstBytes) {
			return false
		}
		if at%8 == 6 {
			second := at + 2
			if pc%pageSize == pageSize-2 || !m.mem.holds(second, 2) {
				if second, ok = m.fetchFrom(pc + 2); !ok {
					return false
				}
			}
			raw |= uint32(m.mem.read(second, 2)) << 16
		}
	} else {
		raw &= 0xffff
	}
	m.inst = *m.decode(raw)
	return true
}

// mayFetch checks that pcc authorises the first size bytes of the instruction.
func (m *Machine) mayFetch(size uint64) bool {
	pc := m.PCC.Addr
	if m.pccOK && m.pccBounds.Contains(pc, size) && (!m.invalid(pc, m.Priv) || infinite(m.pccBounds)) {
		return true
	}
	m.check(AuthPCC, m.PCC, Fetch, cap.X, pc, size)
	m.raise(causeCHERIFetch, pc)
	return false
}

// fetchFrom is the physical address of the parcel at va, in RAM.
func (m *Machine) fetchFrom(va uint64) (at uint64, ok bool) {
	at = va
	if m.paged(m.Priv) {
		t := &m.paths[0]
		ok := m.walk(t, va, Fetch, m.Priv, false)
		if m.eff != nil && va == m.PCC.Addr {
			m.eff.FetchPath = *t
		}
		if !ok {
			return 0, m.fetchFault(va, at, t.Reason)
		}
		at = t.Physical
	}
	if !m.mem.holds(at, instAlign) {
		reason := NoMemory
		if deviceAt(at, instAlign) {
			reason = DeviceFetch
		}
		return 0, m.fetchFault(va, at, reason)
	}
	return at, true
}

// fetchFault raises what r is for a fetch of the parcel at va that pcc
// authorised, from the physical address at.
func (m *Machine) fetchFault(va, at uint64, r Reason) bool {
	if m.eff != nil {
		m.check(AuthPCC, m.PCC, Fetch, cap.X, va, instAlign)
		m.eff.Access.NumPaths = 1
		if !m.paged(m.Priv) {
			m.paths[0] = Path{Virtual: va, Physical: at, Mode: m.Priv}
		}
	}
	return m.refuse(r, Fetch, va)
}

// decodeCache keeps what words mean, in both pointer modes. Nothing can make an
// entry wrong.
type decodeCache [1024]struct {
	raw   uint32
	known bool
	mode  bool
	inst  isa.Inst
}

// decode is the instruction that raw encodes in the present pointer mode.
func (m *Machine) decode(raw uint32) *isa.Inst {
	if m.decodes == nil {
		m.decodes = &decodeCache{}
	}
	e := &m.decodes[(raw^raw>>11^raw>>20)%uint32(len(m.decodes))]
	if mode := m.intMode(); !e.known || e.raw != raw || e.mode != mode {
		e.raw, e.known, e.mode, e.inst = raw, true, mode, isa.Decode(raw, mode)
	}
	return &e.inst
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

// pccAt is pcc with the address pc, by the rules of yaddrw.
func (m *Machine) pccAt(pc uint64) cap.Cap {
	if m.pccOK && m.pccBounds.Contains(pc, 1) {
		c := m.PCC
		c.Addr = pc
		return c
	}
	return m.PCC.SetAddr(pc)
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

// target is c as the target of a jump or a branch: at an invalid address it
// loses its tag unless its bounds are infinite (section "Invalid Virtual
// Address Handling", "Branches and Jumps").
func (m *Machine) target(c cap.Cap) cap.Cap {
	if m.invalid(c.Addr, m.Priv) && !infinite(c.Bounds()) {
		c.Tag = false
	}
	return c
}

// branch moves pc to the address pc; it must be aligned, or the branch itself
// traps.
func (m *Machine) branch(pc uint64) {
	if pc%instAlign != 0 {
		m.raise(causeFetchMisaligned, pc)
		return
	}
	if m.invalid(pc, m.Priv) {
		m.setPCC(m.target(m.PCC.SetAddr(pc)))
	} else {
		m.advance(pc)
	}
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
