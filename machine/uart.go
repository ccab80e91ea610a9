package machine

// uart is an ns16550a: one that sends at once, whose receiver holds the journal
// and, in loopback mode, a FIFO. Its interrupt line leads nowhere, as there is
// no interrupt controller: IIR tells a driver what it would signal.
type uart struct {
	out    []byte
	in     *Journal
	pos    int  // bytes of the journal that the guest has read
	sawEOF bool // the guest has read beyond the end of the source

	uartRegs
}

// uartRegs is what the guest wrote, and what was looped back.
type uartRegs struct {
	ier, lcr, mcr, scr, dll, dlm byte
	fifos                        bool // FCR bit 0
	thrEmpty                     bool // the interrupt "THR empty" is pending
	loop                         [16]byte
	loopLen                      uint8
}

// Registers of the UART, by offset; 0 and 1 are those of the divisor while
// LCR.DLAB is set.
const (
	uartData        = 0 // RBR when read, THR when written
	uartIER         = 1
	uartIIR         = 2 // FCR when written
	uartLCR         = 3
	uartMCR         = 4
	uartLineStatus  = 5
	uartModemStatus = 6
	uartScratch     = 7

	ierReceived = 1 << 0
	ierTHREmpty = 1 << 1

	iirNone     = 0x01
	iirTHREmpty = 0x02
	iirReceived = 0x04
	iirFIFOs    = 0xc0

	fcrEnable  = 1 << 0
	fcrClearRx = 1 << 1

	lcrDLAB = 1 << 7

	mcrDTR, mcrRTS, mcrOut1, mcrOut2, mcrLoop = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 4

	lsrDataReady = 1 << 0
	lsrTHREmpty  = 1 << 5
	lsrIdle      = 1 << 6

	msrCTS, msrDSR, msrRI, msrDCD = 1 << 4, 1 << 5, 1 << 6, 1 << 7
)

// reset is power-on: what was sent and what waits to be received remain.
func (u *uart) reset() { u.uartRegs = uartRegs{} }

// ready says whether RBR holds a byte at position now. With a source there
// always is one, until its end has been read: it is asked for at the moment
// when the guest takes it, so when it arrives at the host can't be observed.
func (u *uart) ready(now uint64) bool {
	if u.mcr&mcrLoop != 0 {
		return u.loopLen > 0
	}
	return u.in.visible(u.pos, now) || u.in.src != nil && !u.sawEOF
}

// receive takes the byte in RBR; 0 when there is none.
func (u *uart) receive(now uint64) byte {
	if u.mcr&mcrLoop != 0 {
		if u.loopLen == 0 {
			return 0
		}
		b := u.loop[0]
		copy(u.loop[:], u.loop[1:])
		u.loopLen--
		return b
	}
	b, ok := byte(0), false
	if !u.sawEOF || u.in.visible(u.pos, now) {
		b, ok = u.in.take(u.pos, now)
	}
	if ok {
		u.pos++
	} else {
		u.sawEOF = u.in.src != nil
	}
	return b
}

func (u *uart) send(b byte) {
	if u.mcr&mcrLoop == 0 {
		u.out = append(u.out, b)
	} else if int(u.loopLen) < len(u.loop) {
		u.loop[u.loopLen] = b
		u.loopLen++
	}
	u.thrEmpty = true
}

// read is the register at off at position now. An access is of one register,
// whatever its width.
func (u *uart) read(off, now uint64) byte {
	dlab := u.lcr&lcrDLAB != 0
	switch off {
	case uartData:
		if dlab {
			return u.dll
		}
		return u.receive(now)
	case uartIER:
		if dlab {
			return u.dlm
		}
		return u.ier
	case uartIIR:
		return u.identify(now)
	case uartLCR:
		return u.lcr
	case uartMCR:
		return u.mcr
	case uartLineStatus:
		s := byte(lsrTHREmpty | lsrIdle)
		if u.ready(now) {
			s |= lsrDataReady
		}
		return s
	case uartModemStatus:
		return u.modemStatus()
	case uartScratch:
		return u.scr
	}
	return 0
}

// identify is IIR: the pending interrupt of the highest priority. Reading that
// THR is empty ends that interrupt.
func (u *uart) identify(now uint64) (v byte) {
	if u.fifos {
		v = iirFIFOs
	}
	switch {
	case u.ier&ierReceived != 0 && u.ready(now):
		return v | iirReceived
	case u.ier&ierTHREmpty != 0 && u.thrEmpty:
		u.thrEmpty = false
		return v | iirTHREmpty
	}
	return v | iirNone
}

// modemStatus is MSR: a carrier and a peer that is ready, or in loopback mode
// the outputs of MCR.
func (u *uart) modemStatus() (v byte) {
	if u.mcr&mcrLoop == 0 {
		return msrCTS | msrDSR | msrDCD
	}
	for _, wire := range [...]struct{ from, to byte }{{mcrRTS, msrCTS}, {mcrDTR, msrDSR}, {mcrOut1, msrRI}, {mcrOut2, msrDCD}} {
		if u.mcr&wire.from != 0 {
			v |= wire.to
		}
	}
	return v
}

func (u *uart) write(off uint64, v byte) {
	dlab := u.lcr&lcrDLAB != 0
	switch off {
	case uartData:
		if dlab {
			u.dll = v
		} else {
			u.send(v)
		}
	case uartIER:
		if dlab {
			u.dlm = v
			return
		}
		// Enabling the interrupt while THR is empty, as it always is, raises it.
		if v&ierTHREmpty != 0 && u.ier&ierTHREmpty == 0 {
			u.thrEmpty = true
		}
		u.ier = v & 0xf
	case uartIIR:
		u.fifos = v&fcrEnable != 0
		if v&fcrClearRx != 0 {
			// What waits in the journal has not arrived yet: the line holds it.
			u.loopLen = 0
		}
	case uartLCR:
		u.lcr = v
	case uartMCR:
		u.mcr = v & 0x1f
	case uartScratch:
		u.scr = v
	}
}

func (u *uart) digest(put func(uint64)) {
	for _, v := range [...]byte{u.ier, u.lcr, u.mcr, u.scr, u.dll, u.dlm, u.loopLen} {
		put(uint64(v))
	}
	put(flag(u.fifos))
	put(flag(u.thrEmpty))
	for _, b := range u.loop[:u.loopLen] {
		put(uint64(b))
	}
}
