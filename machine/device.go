package machine

// Commands of the test finisher (SiFive's test device, as in QEMU virt).
const (
	finisherFail  = 0x3333
	finisherPass  = 0x5555
	finisherReset = 0x7777
)

// deviceAt says whether the size bytes from addr are a device's registers.
func deviceAt(addr, size uint64) bool {
	in := func(base, n uint64) bool { return addr >= base && addr-base < n && n-(addr-base) >= size }
	return in(UARTBase, UARTSize) || in(CLINTBase, CLINTSize) || in(FinisherBase, FinisherSize)
}

// deviceRead is the size bytes (1, 2, 4 or 8) at the physical address addr,
// which is a device's and a multiple of size.
func (m *Machine) deviceRead(addr, size uint64) uint64 {
	switch {
	case addr >= UARTBase:
		return uint64(m.uart.read(addr-UARTBase, m.steps))
	case addr >= CLINTBase:
		return m.clintRead(addr-CLINTBase, size)
	}
	return 0
}

// deviceWrite is a store of size bytes there.
func (m *Machine) deviceWrite(addr, size, v uint64) {
	switch {
	case addr >= UARTBase:
		m.uart.write(addr-UARTBase, byte(v))
	case addr >= CLINTBase:
		m.clintWrite(addr-CLINTBase, size, v)
	case addr == FinisherBase && size >= 2:
		m.finish(v)
	}
}

func (m *Machine) finish(v uint64) {
	switch v & 0xffff {
	case finisherPass:
		m.halt(0)
	case finisherFail:
		m.halt(max(uint32(v>>16&0xffff), 1))
	case finisherReset:
		m.reset()
		// The step ends here: what it would count and where it would go are of
		// the hart before the reset.
		m.jumped, m.wroteCycle, m.wroteInstret = true, true, true
		if m.eff != nil {
			m.eff.Reset = true
		}
	}
}

func (m *Machine) halt(code uint32) {
	m.halted = true
	m.exitCode = code
}
