package machine

import "io"

// Journal is what arrives at the UART: bytes in the order in which the guest
// read them. The first reading takes them from a source, which may block; every
// later one, after going back in time, takes them from the journal.
type Journal struct {
	bytes []byte
	eof   bool
	src   io.Reader
}

// NewJournal is an empty journal that fills itself from src; nil is no input.
func NewJournal(src io.Reader) *Journal { return &Journal{src: src} }

// at is byte number i, false at the end of input.
func (j *Journal) at(i int) (byte, bool) {
	for i >= len(j.bytes) && !j.eof && j.src != nil {
		var b [1]byte
		n, err := j.src.Read(b[:])
		if n == 1 {
			j.bytes = append(j.bytes, b[0])
		}
		j.eof = err != nil
	}
	if i >= len(j.bytes) {
		return 0, false
	}
	return j.bytes[i], true
}

// uart is the part of an ns16550a that a polling console needs.
type uart struct {
	out    []byte
	in     *Journal
	pos    int  // bytes of the journal that the guest has read
	sawEOF bool // the guest has read beyond the end of the journal
}

// Registers of the UART, by offset, and bits of its line status.
const (
	uartData       = 0 // RBR when read, THR when written
	uartLineStatus = 5

	lsrDataReady = 1 << 0
	lsrTHREmpty  = 1 << 5
	lsrIdle      = 1 << 6
)

// read answers the register at off. Data is always ready until the end of the
// input has been read: input is asked for at the moment when the guest takes
// it, so when it arrives at the host can't be observed.
func (u *uart) read(off uint64) uint64 {
	switch off {
	case uartData:
		if u.sawEOF {
			return 0
		}
		b, ok := u.in.at(u.pos)
		if !ok {
			u.sawEOF = true
			return 0
		}
		u.pos++
		return uint64(b)
	case uartLineStatus:
		s := uint64(lsrTHREmpty | lsrIdle)
		if !u.sawEOF {
			s |= lsrDataReady
		}
		return s
	}
	return 0
}

func (u *uart) write(off, v uint64) {
	if off == uartData {
		u.out = append(u.out, byte(v))
	}
}

// Commands of the test finisher (SiFive's test device, as in QEMU virt).
const (
	finisherFail = 0x3333
	finisherPass = 0x5555
)

// deviceAt says whether the size bytes from addr are a device's registers.
func deviceAt(addr, size uint64) bool {
	in := func(base, n uint64) bool { return addr >= base && addr-base < n && n-(addr-base) >= size }
	return in(UARTBase, UARTSize) || in(CLINTBase, CLINTSize) || in(FinisherBase, FinisherSize)
}

func (m *Machine) deviceRead(addr, size uint64) uint64 {
	switch {
	case addr >= UARTBase && size == 1:
		return m.uart.read(addr - UARTBase)
	case addr >= CLINTBase && addr < CLINTBase+CLINTSize:
		return m.clintRead(addr-CLINTBase, size)
	}
	return 0
}

func (m *Machine) deviceWrite(addr, size, v uint64) {
	switch {
	case addr >= UARTBase && addr < UARTBase+UARTSize:
		m.uart.write(addr-UARTBase, v)
	case addr >= CLINTBase && addr < CLINTBase+CLINTSize:
		m.clintWrite(addr-CLINTBase, size, v)
	case addr == FinisherBase && size >= 2:
		switch v & 0xffff {
		case finisherPass:
			m.halt(0)
		case finisherFail:
			m.halt(max(uint32(v>>16&0xffff), 1))
		}
	}
}

func (m *Machine) halt(code uint32) {
	m.halted = true
	m.exitCode = code
}

// toHostWrite is HTIF's exit: a write of an odd number, whose other bits are
// the exit code.
func (m *Machine) toHostWrite() {
	if v := m.mem.read(m.toHost, 8); v&1 != 0 {
		m.halt(uint32(v >> 1))
	}
}
