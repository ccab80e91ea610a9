package machine

import (
	"ushell/cap"
	"ushell/isa"
)

// Numbers of the CSRs that the hart implements; all others do not exist.
const (
	csrFflags      = 0x001
	csrFrm         = 0x002
	csrFcsr        = 0x003
	csrDDC         = 0x416
	csrUTIDC       = 0x480
	csrCycle       = 0xc00
	csrTime        = 0xc01
	csrInstret     = 0xc02
	csrHpm3        = 0xc03
	csrHpm31       = 0xc1f
	csrSstatus     = 0x100
	csrSie         = 0x104
	csrStvec       = 0x105
	csrScounteren  = 0x106
	csrSenvcfg     = 0x10a
	csrSscratch    = 0x140
	csrSepc        = 0x141
	csrScause      = 0x142
	csrStval       = 0x143
	csrSip         = 0x144
	csrStimecmp    = 0x14d
	csrSatp        = 0x180
	csrSTIDC       = 0x580
	csrMstatus     = 0x300
	csrMisa        = 0x301
	csrMedeleg     = 0x302
	csrMideleg     = 0x303
	csrMie         = 0x304
	csrMtvec       = 0x305
	csrMcounteren  = 0x306
	csrMenvcfg     = 0x30a
	csrMcountinh   = 0x320
	csrMhpmevent3  = 0x323
	csrMhpmevent31 = 0x33f
	csrMscratch    = 0x340
	csrMepc        = 0x341
	csrMcause      = 0x342
	csrMtval       = 0x343
	csrMip         = 0x344
	csrPmpcfg0     = 0x3a0
	csrPmpcfg15    = 0x3af
	csrPmpaddr0    = 0x3b0
	csrPmpaddr63   = 0x3ef
	csrMTIDC       = 0x780
	csrMcycle      = 0xb00
	csrMinstret    = 0xb02
	csrMhpm3       = 0xb03
	csrMhpm31      = 0xb1f
	csrMvendorid   = 0xf11
	csrMarchid     = 0xf12
	csrMimpid      = 0xf13
	csrMhartid     = 0xf14
	csrMconfigptr  = 0xf15
)

// Fields of mstatus.
const (
	statusSIE  = 1 << 1
	statusMIE  = 1 << 3
	statusSPIE = 1 << 5
	statusMPIE = 1 << 7
	statusSPP  = 1 << 8
	statusMPP  = 3 << 11
	statusFS   = 3 << 13 // state of F and D: off, initial, clean, dirty
	statusMPRV = 1 << 17
	statusSUM  = 1 << 18
	statusMXR  = 1 << 19
	statusTVM  = 1 << 20
	statusTW   = 1 << 21
	statusTSR  = 1 << 22
	statusXL64 = 2<<32 | 2<<34 // UXL and SXL
	statusYRGE = 1 << 59       // Svyrg is enabled
	statusSYRG = 1 << 60       // capability read generation of supervisor pages
	statusUYRG = 1 << 61       // and of user pages
	statusSD   = 1 << 63       // FS is dirty

	statusSvyrg = statusYRGE | statusSYRG | statusUYRG
	mstatusMask = statusSIE | statusMIE | statusSPIE | statusMPIE | statusSPP | statusMPP |
		statusMPRV | statusSUM | statusMXR | statusTVM | statusTW | statusTSR | statusFS | statusSvyrg
	sstatusMask = statusSIE | statusSPIE | statusSPP | statusSUM | statusMXR | statusFS | statusSvyrg
)

const (
	misaValue = 2<<62 | 1<<0 | 1<<2 | 1<<3 | 1<<5 | 1<<8 | 1<<12 | 1<<18 | 1<<20 | 1<<24 // RV64 A C D F I M S U Y
	// Y of menvcfg and senvcfg. The figures of the CHERI chapters print bit 9,
	// where their boxes add up to bit 8 and the privileged chapters still have 28
	// (docs/conformance.md).
	envcfgY    = 1 << 9
	envcfgFIOM = 1 << 0 // without effect: all accesses are in order
	envcfgSTCE = 1 << 63

	counterBits = 1<<0 | 1<<1 | 1<<2 // cycle, time and instret
	inhibitBits = 1<<0 | 1<<2

	supervisorInts = intSSI | intSTI | intSEI
	allInts        = supervisorInts | intMSI | intMTI | intMEI
	// Every synchronous cause that a mode below M can raise: a misaligned fetch
	// only where IALIGN is 32.
	delegable = instAlign/4<<0 | 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<5 | 1<<6 | 1<<7 | 1<<8 | 1<<9 |
		1<<12 | 1<<13 | 1<<15 | 1<<32 | 1<<33 | 1<<34 | 1<<35 | 1<<36

	// highestInterrupt is HICAUSE: all addresses of a vectored xtvec must be
	// representable (section "mtvec").
	highestInterrupt = 11
)

type csrs struct {
	mstatus, medeleg, mideleg, mie, mip, mcounteren, menvcfg, mcause, mtval uint64
	scounteren, senvcfg, scause, stval, satp, stimecmp, mcountinhibit       uint64
	mcycle, minstret                                                        uint64
	fcsr                                                                    uint64 // frm 7:5, fflags 4:0

	mtvec, mscratch, mepc, mtidc cap.Cap
	stvec, sscratch, sepc, stidc cap.Cap
	utidc, ddc                   cap.Cap
}

func (c *csrs) reset() {
	root := cap.RootIntMode(0)
	c.mstatus = statusXL64
	c.stimecmp = never
	c.mtvec, c.mepc, c.stvec, c.sepc, c.ddc = root, root, root, root, root
}

func (c *csrs) digest(put func(uint64), putCap func(cap.Cap)) {
	for _, v := range [...]uint64{c.mstatus, c.medeleg, c.mideleg, c.mie, c.mip, c.mcounteren, c.menvcfg, c.mcause, c.mtval,
		c.scounteren, c.senvcfg, c.scause, c.stval, c.satp, c.stimecmp, c.mcountinhibit, c.mcycle, c.minstret, c.fcsr} {
		put(v)
	}
	for _, v := range [...]cap.Cap{c.mtvec, c.mscratch, c.mepc, c.mtidc, c.stvec, c.sscratch, c.sepc, c.stidc, c.utidc, c.ddc} {
		putCap(v)
	}
}

// capability is the CSR n if it holds a capability, nil otherwise. native says
// that it is a YLEN CSR, not one that CHERI extends.
func (c *csrs) capability(n uint16) (r *cap.Cap, native bool) {
	switch n {
	case csrMtvec:
		return &c.mtvec, false
	case csrMscratch:
		return &c.mscratch, false
	case csrMepc:
		return &c.mepc, false
	case csrStvec:
		return &c.stvec, false
	case csrSscratch:
		return &c.sscratch, false
	case csrSepc:
		return &c.sepc, false
	case csrMTIDC:
		return &c.mtidc, true
	case csrSTIDC:
		return &c.stidc, true
	case csrUTIDC:
		return &c.utidc, true
	case csrDDC:
		return &c.ddc, true
	}
	return nil, false
}

// integer reads the CSR n of XLEN bits, false when there is none.
func (m *Machine) integer(n uint16) (uint64, bool) {
	c := &m.csr
	switch n {
	case csrMstatus:
		return c.mstatus, true
	case csrSstatus:
		return c.mstatus & (sstatusMask | statusSD | 3<<32), true
	case csrFflags:
		return c.fcsr & 0x1f, true
	case csrFrm:
		return c.fcsr >> 5, true
	case csrFcsr:
		return c.fcsr, true
	case csrMisa:
		return misaValue, true
	case csrMedeleg:
		return c.medeleg, true
	case csrMideleg:
		return c.mideleg, true
	case csrMie:
		return c.mie, true
	case csrMip:
		return m.mip(m.timerLines()), true
	case csrSie:
		return c.mie & c.mideleg, true
	case csrSip:
		return m.mip(m.timerLines()) & c.mideleg, true
	case csrMcounteren:
		return c.mcounteren, true
	case csrScounteren:
		return c.scounteren, true
	case csrMenvcfg:
		return c.menvcfg, true
	case csrSenvcfg:
		return c.senvcfg, true
	case csrMcause:
		return c.mcause, true
	case csrMtval:
		return c.mtval, true
	case csrScause:
		return c.scause, true
	case csrStval:
		return c.stval, true
	case csrMcycle, csrCycle:
		return c.mcycle, true
	case csrTime:
		return m.mtime(), true
	case csrStimecmp:
		return c.stimecmp, true
	case csrMcountinh:
		return c.mcountinhibit, true
	case csrMinstret, csrInstret:
		return c.minstret, true
	case csrSatp:
		return c.satp, true
	case csrMvendorid, csrMarchid, csrMimpid, csrMhartid, csrMconfigptr:
		return 0, true
	}
	// No PMP entry and no further counter is implemented: their registers read
	// as zero.
	in := func(first, last uint16) bool { return n >= first && n <= last }
	return 0, in(csrPmpcfg0, csrPmpcfg15) && n%2 == 0 || in(csrPmpaddr0, csrPmpaddr63) ||
		in(csrMhpm3, csrMhpm31) || in(csrMhpmevent3, csrMhpmevent31) || in(csrHpm3, csrHpm31)
}

// writeInteger writes v to the CSR n of XLEN bits, which exists.
func (c *csrs) writeInteger(n uint16, v uint64) {
	merge := func(old, mask uint64) uint64 { return old&^mask | v&mask }
	switch n {
	case csrMstatus:
		old := c.mstatus & statusMPP
		c.mstatus = merge(c.mstatus, mstatusMask)
		if c.mstatus&statusMPP == 2<<11 {
			c.mstatus = c.mstatus&^statusMPP | old
		}
		c.summarise()
	case csrSstatus:
		c.mstatus = merge(c.mstatus, sstatusMask)
		c.summarise()
	case csrFflags:
		c.fcsr = merge(c.fcsr, 0x1f)
	case csrFrm:
		c.fcsr = c.fcsr&0x1f | v&7<<5
	case csrFcsr:
		c.fcsr = v & 0xff
	case csrMedeleg:
		c.medeleg = v & delegable
	case csrMideleg:
		c.mideleg = v & supervisorInts
	case csrMie:
		c.mie = v & allInts
	case csrMip:
		mask := uint64(supervisorInts)
		if c.menvcfg&envcfgSTCE != 0 {
			mask &^= intSTI
		}
		c.mip = merge(c.mip, mask)
	case csrSie:
		c.mie = merge(c.mie, c.mideleg)
	case csrSip:
		c.mip = merge(c.mip, c.mideleg&intSSI)
	case csrMcounteren:
		c.mcounteren = v & counterBits
	case csrScounteren:
		c.scounteren = v & counterBits
	case csrMenvcfg:
		c.menvcfg = v & (envcfgFIOM | envcfgY | envcfgSTCE)
	case csrSenvcfg:
		c.senvcfg = v & (envcfgFIOM | envcfgY)
	case csrMcountinh:
		c.mcountinhibit = v & inhibitBits
	case csrStimecmp:
		c.stimecmp = v
	case csrSatp:
		// "If satp is written with an unsupported MODE, the entire write has no
		// effect." With MODE=Bare the other fields must be zero: they are.
		switch v >> satpModeShift {
		case satpSv39:
			c.satp = v
		case satpBare:
			c.satp = 0
		}
	case csrMcause:
		c.mcause = v
	case csrMtval:
		c.mtval = v
	case csrScause:
		c.scause = v
	case csrStval:
		c.stval = v
	case csrMcycle:
		c.mcycle = v
	case csrMinstret:
		c.minstret = v
	}
}

// summarise makes SD what FS says.
func (c *csrs) summarise() {
	c.mstatus &^= statusSD
	if c.mstatus&statusFS == statusFS {
		c.mstatus |= statusSD
	}
}

// csrAllowed says whether the present mode and pcc may access the CSR n
// (section "ASR-permission"; menvcfg.Y and senvcfg.Y for the YLEN CSRs).
func (m *Machine) csrAllowed(n uint16, write, native bool) bool {
	need := Privilege(n >> 8 & 3)
	if need > m.Priv || write && n>>10 == 3 {
		return false
	}
	if native && !m.cheriEnabled() {
		return false
	}
	switch n {
	case csrFflags, csrFrm, csrFcsr:
		return m.csr.mstatus&statusFS != 0
	case csrMTIDC, csrSTIDC, csrUTIDC:
		if !write {
			return true
		}
		return m.PCC.Has(cap.ASR)
	case csrStimecmp:
		// Section "Machine Counter-Enable Register" of Sstc.
		if m.Priv != MachineMode && (m.csr.menvcfg&envcfgSTCE == 0 || m.csr.mcounteren>>1&1 == 0) {
			return false
		}
	case csrSatp:
		if m.Priv == Supervisor && m.csr.mstatus&statusTVM != 0 {
			return false
		}
	}
	if n >= csrCycle && n <= csrHpm31 {
		bit := uint64(1) << (n & 31)
		return (m.Priv == MachineMode || m.csr.mcounteren&bit != 0) && (m.Priv != User || m.csr.scounteren&bit != 0)
	}
	return need == User || m.PCC.Has(cap.ASR)
}

// cheriEnabled is the effective CHERI enable of the present mode.
func (m *Machine) cheriEnabled() bool {
	switch m.Priv {
	case MachineMode:
		return true
	case Supervisor:
		return m.csr.menvcfg&envcfgY != 0
	}
	return m.csr.menvcfg&m.csr.senvcfg&envcfgY != 0
}

// ReadCSR is the CSR n as a debugger sees it, without any check, false when
// there is none. CSRs of XLEN bits are integers.
func (m *Machine) ReadCSR(n uint16) (cap.Cap, bool) {
	if r, _ := m.csr.capability(n); r != nil {
		return *r, true
	}
	v, ok := m.integer(n)
	return cap.Null(v), ok
}

// execCSR executes csrrw, csrrs, csrrc and their immediate forms.
func (m *Machine) execCSR(in *isa.Inst) {
	op, imm := in.Op, false
	switch in.Op {
	case isa.CSRRWI:
		op, imm = isa.CSRRW, true
	case isa.CSRRSI:
		op, imm = isa.CSRRS, true
	case isa.CSRRCI:
		op, imm = isa.CSRRC, true
	}
	write := op == isa.CSRRW || in.Rs1 != 0
	src := m.X[in.Rs1]
	if imm {
		write = op == isa.CSRRW || in.Imm != 0
		src = cap.Null(uint64(in.Imm))
	}
	reg, native := m.csr.capability(in.CSR)
	old, ok := m.ReadCSR(in.CSR)
	if !ok || !m.csrAllowed(in.CSR, write, native) {
		m.raise(causeIllegal, uint64(in.Raw))
		return
	}
	// In integral pointer mode, or with CHERI disabled, the extended CSRs are
	// XLEN wide; the native ones stay YLEN wide.
	wide := reg != nil && (native || !m.intMode() && m.cheriEnabled())
	val := src.Addr
	switch op {
	case isa.CSRRS:
		val = old.Addr | src.Addr
	case isa.CSRRC:
		val = old.Addr &^ src.Addr
	}
	if write {
		if reg == nil {
			m.csr.writeInteger(in.CSR, val)
			m.wroteCycle = in.CSR == csrMcycle
			m.wroteInstret = in.CSR == csrMinstret
			if in.CSR <= csrFcsr {
				m.dirtyFloat()
			}
			if in.CSR == csrMenvcfg || in.CSR == csrStimecmp {
				m.updateTimers()
			}
		} else {
			*reg = capCSRValue(in.CSR, old, src, val, wide && op == isa.CSRRW && !imm)
		}
		if m.eff != nil {
			now, _ := m.ReadCSR(in.CSR)
			m.eff.csr(in.CSR, old, now)
		}
	}
	if !wide {
		old = cap.Null(old.Addr)
	}
	m.setReg(in.Rd, old)
}

// capCSRValue is what a capability CSR holds after a write of the whole of src,
// or of only the address val.
func capCSRValue(n uint16, old, src cap.Cap, val uint64, whole bool) cap.Cap {
	c := src
	if whole {
		c.Tag = c.Tag && c.Intact()
	}
	switch n {
	case csrMtvec, csrStvec:
		val &^= 2 // MODE is direct or vectored
		if !whole {
			c = old
		}
		c = c.SetAddr(val)
		if val&1 != 0 && !(c.Representable(val&^3) && c.Representable(val&^3+4*highestInterrupt)) {
			c.Tag = false
		}
		return c
	case csrMepc, csrSepc:
		if !whole {
			c = old.SetAddr(val)
		}
		if c.Addr%instAlign != 0 {
			c.Tag = false
			c.Addr &^= instAlign - 1
		}
		return c
	}
	if !whole {
		return old.SetAddr(val)
	}
	return c
}
