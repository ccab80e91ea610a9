package machine

import (
	"ushell/cap"
	"ushell/isa"
)

// reservation is what lr leaves and sc looks for. It lasts until the next sc, a
// trap or a reset; stores of the hart's own do not end it (unprivileged
// specification, section "Load-Reserved/Store-Conditional Instructions").
type reservation struct {
	held     bool
	at, size uint64 // physical address; bytes
}

// execAtomic executes Zalrsc, Zabhlrsc and Zaamo.
func (m *Machine) execAtomic(in *isa.Inst) {
	row := in.Op.Row()
	switch in.Op {
	case isa.LRY, isa.SCY, isa.AMOSWAPY:
		if !m.cheriEnabled() {
			m.raise(causeIllegal, uint64(in.Raw))
			return
		}
	}
	size := uint64(row.Roles.MemSize)
	switch row.Roles.Mem {
	case isa.Load:
		m.loadReserved(in, size)
	case isa.Store:
		m.storeConditional(in, size)
	default:
		m.atomic(in, size)
	}
}

// reachAtomic is authorise and reach for an atomic access: it must be aligned,
// as software could not emulate it, and lead to RAM.
func (m *Machine) reachAtomic(in *isa.Inst, kind AccessKind, needs cap.Perms, size uint64, tagged bool) (at uint64, auth *cap.Cap, ok bool) {
	addr, auth, ok := m.authoriseFor(in, kind, needs, size)
	if !ok {
		return 0, nil, false
	}
	if addr%size != 0 {
		return 0, nil, m.refuse(AtomicMisaligned, kind, addr)
	}
	p, ok := m.reach(addr, size, kind, tagged && auth.Has(cap.C))
	if ok && p.device {
		return 0, nil, m.refuse(NoAtomicsThere, kind, addr)
	}
	return p.at[0], auth, ok
}

// readAtomic is what an atomic access reads at the physical address at. false:
// it trapped.
func (m *Machine) readAtomic(auth *cap.Cap, at, size uint64) (cap.Cap, bool) {
	switch size {
	case 1:
		return cap.Null(uint64(int64(int8(m.mem.read(at, 1))))), true
	case 2:
		return cap.Null(uint64(int64(int16(m.mem.read(at, 2))))), true
	case 4:
		return cap.Null(uint64(int64(int32(m.mem.read(at, 4))))), true
	case 8:
		return cap.Null(m.mem.read(at, 8)), true
	}
	c := m.mem.readCap(at)
	if c.Tag && !m.mayLoadTag(auth, &c) {
		return c, m.refuse(ReadGeneration, Load, m.paths[0].Virtual)
	}
	if c.Tag && !c.Sealed() && !auth.Has(cap.LM) {
		c = c.DropWrite()
	}
	return c, true
}

// writeAtomic stores c, or its low size bytes, at the physical address at.
func (m *Machine) writeAtomic(auth *cap.Cap, at, size uint64, c cap.Cap) {
	m.beforeStore(at, size)
	if size == cap.SizeBytes {
		c.Tag = c.Tag && auth.Has(cap.C)
		m.mem.writeCap(at, c)
	} else {
		m.mem.write(at, size, c.Addr)
	}
	m.afterStore(&span{at: [2]uint64{at}, first: size}, size)
}

func (m *Machine) loadReserved(in *isa.Inst, size uint64) {
	at, auth, ok := m.reachAtomic(in, Load, cap.R, size, false)
	if !ok {
		return
	}
	c, ok := m.readAtomic(auth, at, size)
	if !ok {
		return
	}
	m.reserved = reservation{true, at, size}
	m.setReg(in.Rd, c)
}

// storeConditional executes sc. It traps as a store does, whether or not the
// address is reserved.
func (m *Machine) storeConditional(in *isa.Inst, size uint64) {
	c := m.X[in.Rs2]
	at, auth, ok := m.reachAtomic(in, Store, cap.W, size, size == cap.SizeBytes && c.Tag)
	if !ok {
		return
	}
	reserved := m.reserved == reservation{true, at, size}
	m.reserved = reservation{}
	if reserved {
		m.writeAtomic(auth, at, size, c)
	}
	m.setInt(in.Rd, flag(!reserved))
}

// atomic executes an AMO: it needs R and W, and its faults are those of stores.
func (m *Machine) atomic(in *isa.Inst, size uint64) {
	c := m.X[in.Rs2]
	at, auth, ok := m.reachAtomic(in, Store, cap.R|cap.W, size, size == cap.SizeBytes && c.Tag)
	if !ok {
		return
	}
	old, ok := m.readAtomic(auth, at, size)
	if !ok {
		return
	}
	if in.Op != isa.AMOSWAPY {
		b := c.Addr
		if size == 4 {
			b = uint64(int64(int32(b)))
		}
		c = cap.Null(amoResult(in.Op, old.Addr, b))
	}
	m.writeAtomic(auth, at, size, c)
	m.setReg(in.Rd, old)
}

// amoResult is what an AMO stores: a was there, b is rs2. Words are sign
// extended, which keeps their order, signed and unsigned.
func amoResult(op isa.Op, a, b uint64) uint64 {
	switch op {
	case isa.AMOADDW, isa.AMOADDD:
		return a + b
	case isa.AMOXORW, isa.AMOXORD:
		return a ^ b
	case isa.AMOANDW, isa.AMOANDD:
		return a & b
	case isa.AMOORW, isa.AMOORD:
		return a | b
	case isa.AMOMINW, isa.AMOMIND:
		return uint64(min(int64(a), int64(b)))
	case isa.AMOMAXW, isa.AMOMAXD:
		return uint64(max(int64(a), int64(b)))
	case isa.AMOMINUW, isa.AMOMINUD:
		return min(a, b)
	case isa.AMOMAXUW, isa.AMOMAXUD:
		return max(a, b)
	}
	return b // amoswap
}
