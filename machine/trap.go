package machine

import (
	"ushell/cap"
	"ushell/isa"
)

// Causes of synchronous traps: the standard ones, and those of CHERI (table
// "Synchronous exception causes for RVY").
const (
	causeFetchMisaligned = 0
	causeFetchAccess     = 1
	causeIllegal         = 2
	causeBreakpoint      = 3
	causeLoadMisaligned  = 4
	causeLoadAccess      = 5
	causeStoreMisaligned = 6
	causeStoreAccess     = 7
	causeEcallU          = 8
	causeFetchPage       = 12
	causeLoadPage        = 13
	causeStorePage       = 15
	causeCHERIFetch      = 32
	causeCHERILoad       = 33
	causeCHERIStore      = 34
	causeCHERILoadCap    = 35
	causeCHERIStorePage  = 36

	interruptBit = 1 << 63
)

// CauseName is the specification's name of a cause.
func CauseName(cause uint64, interrupt bool) string {
	if interrupt {
		switch cause {
		case 1:
			return "supervisor software interrupt"
		case 3:
			return "machine software interrupt"
		case 5:
			return "supervisor timer interrupt"
		case 7:
			return "machine timer interrupt"
		case 9:
			return "supervisor external interrupt"
		case 11:
			return "machine external interrupt"
		}
		return "interrupt"
	}
	switch cause {
	case causeFetchMisaligned:
		return "instruction address misaligned"
	case causeFetchAccess:
		return "instruction access fault"
	case causeIllegal:
		return "illegal instruction"
	case causeBreakpoint:
		return "breakpoint"
	case causeLoadMisaligned:
		return "load address misaligned"
	case causeLoadAccess:
		return "load access fault"
	case causeStoreMisaligned:
		return "store/AMO address misaligned"
	case causeStoreAccess:
		return "store/AMO access fault"
	case causeEcallU:
		return "environment call from U-mode"
	case causeEcallU + 1:
		return "environment call from S-mode"
	case causeEcallU + 3:
		return "environment call from M-mode"
	case causeFetchPage:
		return "instruction page fault"
	case causeLoadPage:
		return "load page fault"
	case causeStorePage:
		return "store/AMO page fault"
	case causeCHERIFetch:
		return "CHERI instruction access fault"
	case causeCHERILoad:
		return "CHERI load access fault"
	case causeCHERIStore:
		return "CHERI store/AMO access fault"
	case causeCHERILoadCap:
		return "CHERI load capability fault"
	case causeCHERIStorePage:
		return "CHERI store/AMO page fault"
	}
	return "unknown cause"
}

// pending is a trap that the current instruction raised.
type pending struct {
	set         bool
	cause, tval uint64
}

// raise makes the current instruction trap. It must not have changed anything.
func (m *Machine) raise(cause, tval uint64) {
	m.trap = pending{true, cause, tval}
}

// takeTrap enters the handler for a synchronous cause or an interrupt.
func (m *Machine) takeTrap(cause, tval uint64, interrupt bool) {
	deleg := m.csr.medeleg
	if interrupt {
		deleg = m.csr.mideleg
	}
	m.taken[trapKind(interrupt)][cause%64]++
	m.reserved = reservation{}
	from, to := m.Priv, MachineMode
	if m.Priv != MachineMode && deleg>>cause&1 != 0 {
		to = Supervisor
	}
	code := cause
	if interrupt {
		code |= interruptBit
	}
	if to == MachineMode {
		m.trapCSRs(csrMepc, csrMcause, csrMtval, code, tval)
		s := m.csr.mstatus &^ (statusMPIE | statusMIE | statusMPP)
		s |= m.csr.mstatus&statusMIE<<4 | uint64(m.Priv)<<11
		m.setStatus(s)
		m.enterHandler(m.csr.mtvec, cause, interrupt)
	} else {
		m.trapCSRs(csrSepc, csrScause, csrStval, code, tval)
		s := m.csr.mstatus &^ (statusSPIE | statusSIE | statusSPP)
		s |= m.csr.mstatus & statusSIE << 4
		if m.Priv == Supervisor {
			s |= statusSPP
		}
		m.setStatus(s)
		m.enterHandler(m.csr.stvec, cause, interrupt)
	}
	m.Priv = to
	if m.eff != nil {
		m.eff.Trap = Trap{Taken: true, Interrupt: interrupt, Cause: cause, Tval: tval, From: from, To: to}
	}
}

// trapKind is the index of exceptions or of interrupts.
func trapKind(interrupt bool) int {
	if interrupt {
		return 1
	}
	return 0
}

// Traps is how many traps with this cause were taken since reset; cause is
// without the interrupt bit and below 64.
func (m *Machine) Traps(cause uint64, interrupt bool) uint64 {
	return m.taken[trapKind(interrupt)][cause%64]
}

func (m *Machine) trapCSRs(epc, cause, tval uint16, code, val uint64) {
	old := [3]cap.Cap{}
	for i, n := range [3]uint16{epc, cause, tval} {
		old[i], _ = m.ReadCSR(n)
	}
	r, _ := m.csr.capability(epc)
	*r = m.PCC
	m.csr.writeInteger(cause, code)
	m.csr.writeInteger(tval, val)
	if m.eff != nil {
		m.eff.csr(epc, old[0], m.PCC)
		m.eff.csr(cause, old[1], cap.Null(code))
		m.eff.csr(tval, old[2], cap.Null(val))
	}
}

func (m *Machine) setStatus(s uint64) {
	if m.eff != nil {
		m.eff.csr(csrMstatus, cap.Null(m.csr.mstatus), cap.Null(s))
	}
	m.csr.mstatus = s
}

// enterHandler installs the capability of a trap vector in pcc. It is not
// unsealed; its address gets the vector's offset by the rules of yaddrw.
func (m *Machine) enterHandler(tvec cap.Cap, cause uint64, interrupt bool) {
	base := tvec.Addr &^ 3
	if tvec.Addr&1 != 0 && interrupt {
		base += 4 * cause
	}
	m.setPCC(tvec.SetAddr(base))
}

// execRet executes mret and sret.
func (m *Machine) execRet(in *isa.Inst) {
	machineRet := in.Op == isa.MRET
	need := Supervisor
	if machineRet {
		need = MachineMode
	}
	if m.Priv < need || !m.PCC.Has(cap.ASR) ||
		!machineRet && m.Priv == Supervisor && m.csr.mstatus&statusTSR != 0 {
		m.raise(causeIllegal, uint64(in.Raw))
		return
	}
	s := m.csr.mstatus
	if machineRet {
		m.Priv = Privilege(s >> 11 & 3)
		s = s&^(statusMIE|statusMPP|statusMPIE) | s&statusMPIE>>4 | statusMPIE
		m.jump(m.csr.mepc.Unseal())
	} else {
		m.Priv = User
		if s&statusSPP != 0 {
			m.Priv = Supervisor
		}
		s = s&^(statusSIE|statusSPP|statusSPIE) | s&statusSPIE>>4 | statusSPIE
		m.jump(m.csr.sepc.Unseal())
	}
	if m.Priv != MachineMode {
		s &^= statusMPRV
	}
	m.setStatus(s)
}

// interrupt is the pending interrupt to take now, if any.
func (m *Machine) interrupt() (cause uint64, ok bool) {
	if m.steps >= m.clint.next {
		m.updateTimers()
	}
	if m.csr.mie == 0 {
		return 0, false
	}
	p := m.mip(m.clint.lines) & m.csr.mie
	if p == 0 {
		return 0, false
	}
	var take uint64
	if m.Priv != MachineMode || m.csr.mstatus&statusMIE != 0 {
		take = p &^ m.csr.mideleg
	}
	if take == 0 && (m.Priv == User || m.Priv == Supervisor && m.csr.mstatus&statusSIE != 0) {
		take = p & m.csr.mideleg
	}
	// Privileged specification, section "Machine Interrupt Registers": order of
	// priority.
	for _, c := range [...]uint64{11, 3, 7, 9, 1, 5} {
		if take>>c&1 != 0 {
			return c, true
		}
	}
	return 0, false
}
