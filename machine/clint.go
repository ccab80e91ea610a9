package machine

import "math/bits"

// CLINT of the QEMU virt machine, for hart 0: what software interrupts and the
// machine timer need (privileged specification, section "Machine-Level
// Memory-Mapped Registers").
const (
	CLINTBase = 0x200_0000
	CLINTSize = 0x1_0000

	clintMsip     = 0x0
	clintMtimecmp = 0x4000
	clintMtime    = 0xbff8
)

// DefaultStepsPerTick is how many steps one tick of mtime takes unless Config
// says otherwise: with the 10 MHz of virt's mtime, those of a hart that does a
// thousand million a second.
const DefaultStepsPerTick = 100

// Bits of mip and mie.
const (
	intSSI = 1 << 1
	intMSI = 1 << 3
	intSTI = 1 << 5
	intMTI = 1 << 7
	intSEI = 1 << 9
	intMEI = 1 << 11
)

const never = ^uint64(0)

// clint is time and what waits for it. Time is the number of steps since reset
// and of those that WFI skipped, divided by stepsPerTick.
type clint struct {
	stepsPerTick uint64
	skipped      uint64 // steps that WFI slept through
	offset       uint64 // of mtime: it can be written
	mtimecmp     uint64
	msip         bool

	// Derived: the interrupts that the timers and msip assert now, and the
	// position at which that must be looked at again.
	lines uint64
	next  uint64
}

// mtime is the time at the present position, in ticks.
func (m *Machine) mtime() uint64 {
	return (m.steps+m.clint.skipped)/m.clint.stepsPerTick + m.clint.offset
}

// timerLines are the interrupts that the timers and msip assert now.
func (m *Machine) timerLines() (lines uint64) {
	now := m.mtime()
	if m.clint.msip {
		lines |= intMSI
	}
	if now >= m.clint.mtimecmp {
		lines |= intMTI
	}
	if m.csr.menvcfg&envcfgSTCE != 0 && now >= m.csr.stimecmp {
		lines |= intSTI
	}
	return lines
}

// mip is the register as it reads: bits that software wrote and those that
// devices assert. With Sstc enabled STIP is the timer's alone (section
// "Supervisor Timer Register").
func (m *Machine) mip(lines uint64) uint64 {
	soft := m.csr.mip
	if m.csr.menvcfg&envcfgSTCE != 0 {
		soft &^= intSTI
	}
	return soft | lines
}

// updateTimers brings what is derived from time up to date. Whatever changes
// time, a comparand or their enables calls it, and Step when time has come.
func (m *Machine) updateTimers() {
	m.clint.lines = m.timerLines()
	m.clint.next = min(m.changeAt(m.clint.mtimecmp), m.changeAt(m.csr.stimecmp))
}

// changeAt is the position at which mtime >= cmp changes: mtime reaches cmp, or
// wraps round below it.
func (m *Machine) changeAt(cmp uint64) uint64 {
	ticks := -m.mtime()
	if now := m.mtime(); now < cmp {
		ticks = cmp - now
	}
	at, ok := m.afterTicks(ticks)
	if !ok {
		return never
	}
	return at
}

// afterTicks is the position at which mtime will have ticked n times more; ok
// is false when that is never. n is 0 only for all of 2^64.
func (m *Machine) afterTicks(n uint64) (at uint64, ok bool) {
	c := &m.clint
	ticks, carry := bits.Add64((m.steps+c.skipped)/c.stepsPerTick, n, 0)
	hi, at := bits.Mul64(ticks, c.stepsPerTick)
	return at - c.skipped, n != 0 && carry == 0 && hi == 0
}

// sleep is what WFI does when no enabled interrupt is pending: time passes,
// until the step after this one, in which the next timer fires that is enabled
// in mie. When none ever will, nothing can wake the hart any more, and the
// machine halts.
func (m *Machine) sleep() {
	wake := uint64(never)
	until := func(enable, cmp uint64) {
		if m.csr.mie&enable == 0 {
			return
		}
		// It is not pending, so mtime is below cmp.
		if at, ok := m.afterTicks(cmp - m.mtime()); ok {
			wake = min(wake, at)
		}
	}
	until(intMTI, m.clint.mtimecmp)
	if m.csr.menvcfg&envcfgSTCE != 0 {
		until(intSTI, m.csr.stimecmp)
	}
	if wake == never {
		m.halt(1)
		m.asleep = true
		return
	}
	m.clint.skipped += wake - (m.steps + 1)
	m.updateTimers()
}

// clintRead is the size bytes at off, little endian. Registers are the parts of
// words of 8 bytes, what is not there reads as zero.
func (m *Machine) clintRead(off, size uint64) uint64 {
	v := uint64(0)
	switch off &^ 7 {
	case clintMsip:
		v = flag(m.clint.msip)
	case clintMtimecmp:
		v = m.clint.mtimecmp
	case clintMtime:
		v = m.mtime()
	}
	return v >> (8 * (off % 8)) & (never >> (64 - 8*size))
}

func (m *Machine) clintWrite(off, size, v uint64) {
	shift := 8 * (off % 8)
	mask := never >> (64 - 8*size) << shift
	merge := func(old uint64) uint64 { return old&^mask | v<<shift&mask }
	switch off &^ 7 {
	case clintMsip:
		m.clint.msip = merge(flag(m.clint.msip))&1 != 0
	case clintMtimecmp:
		m.clint.mtimecmp = merge(m.clint.mtimecmp)
	case clintMtime:
		now := m.mtime()
		m.clint.offset += merge(now) - now
	}
	m.updateTimers()
}
