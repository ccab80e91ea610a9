package machine

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// TestUARTRegisters: what a driver of an ns16550a does to find it, set it up
// and poll it.
func TestUARTRegisters(t *testing.T) {
	m := New(Config{RAM: testRAM})
	write := func(off uint64, v byte) { m.deviceWrite(UARTBase+off, 1, uint64(v)) }
	check := func(what string, off uint64, want byte) {
		t.Helper()
		if got := byte(m.deviceRead(UARTBase+off, 1)); got != want {
			t.Errorf("%s is %#x, want %#x", what, got, want)
		}
	}
	check("LSR", uartLineStatus, lsrTHREmpty|lsrIdle)
	check("MSR", uartModemStatus, 0xb0)
	check("IIR", uartIIR, iirNone)

	write(uartScratch, 0x5a)
	check("SCR", uartScratch, 0x5a)
	write(uartIER, 0xff)
	check("IER", uartIER, 0x0f)
	write(uartIER, 0)

	// The divisor stands at 0 and 1 while DLAB is set.
	write(uartLCR, lcrDLAB|3)
	write(0, 0x34)
	write(1, 0x12)
	check("DLL", 0, 0x34)
	check("DLM", 1, 0x12)
	write(uartLCR, 3)
	check("LCR", uartLCR, 3)
	check("RBR", 0, 0)
	check("IER is another register", uartIER, 0)
	if len(m.Output()) != 0 {
		t.Errorf("the divisor was sent: %q", m.Output())
	}

	write(uartIIR, 7)
	check("IIR with FIFOs", uartIIR, iirFIFOs|iirNone)
	write(uartIER, ierTHREmpty|ierReceived)
	check("IIR: THR empty", uartIIR, iirFIFOs|iirTHREmpty)
	check("IIR once read", uartIIR, iirFIFOs|iirNone)
	write(uartData, 'a')
	m.AddInput([]byte("x"))
	check("LSR with a byte", uartLineStatus, lsrTHREmpty|lsrIdle|lsrDataReady)
	check("IIR: received first", uartIIR, iirFIFOs|iirReceived)
	check("RBR", uartData, 'x')
	check("IIR: then THR empty", uartIIR, iirFIFOs|iirTHREmpty)
	check("LSR after it", uartLineStatus, lsrTHREmpty|lsrIdle)
	write(uartIIR, 0)
	check("IIR without FIFOs", uartIIR, iirNone)

	// Loopback: what a driver does to see that this is a UART.
	write(uartMCR, mcrLoop|mcrOut2|mcrRTS)
	check("MCR", uartMCR, 0x1a)
	check("MSR in loopback", uartModemStatus, 0x90)
	write(uartMCR, mcrLoop|mcrDTR|mcrOut1)
	check("MSR of the other two", uartModemStatus, 0x60)
	m.AddInput([]byte("y"))
	check("LSR in loopback", uartLineStatus, lsrTHREmpty|lsrIdle)
	write(uartData, 'l')
	write(uartData, 'm')
	check("LSR with a byte looped back", uartLineStatus, lsrTHREmpty|lsrIdle|lsrDataReady)
	check("the first", uartData, 'l')
	check("the second", uartData, 'm')
	check("none", uartData, 0)
	for range 20 {
		write(uartData, 'z')
	}
	write(uartIIR, fcrClearRx)
	check("LSR after the FIFO was cleared", uartLineStatus, lsrTHREmpty|lsrIdle)
	write(uartMCR, 0)
	check("the line still holds what arrived", uartData, 'y')
	check("beyond the registers", 8, 0)
	if string(m.Output()) != "a" {
		t.Errorf("output %q", m.Output())
	}
}

// TestUARTState: every register is part of the digest, and goes back in time.
func TestUARTState(t *testing.T) {
	for _, c := range []struct {
		off uint64
		v   byte
	}{{uartIER, 1}, {uartIIR, 1}, {uartLCR, 3}, {uartMCR, 0x13}, {uartScratch, 9}, {uartData, 'a'}} {
		m := New(Config{RAM: testRAM})
		s, d := m.Snapshot(), m.Digest()
		m.deviceWrite(UARTBase+c.off, 1, uint64(c.v))
		if m.Digest() == d {
			t.Errorf("register %d is not in the digest", c.off)
		}
		if m.Restore(s, m.Output()); m.Digest() != d {
			t.Errorf("register %d is not restored", c.off)
		}
	}
}

// poll is a guest that reads line status into a0 until there is a byte, then
// sends it.
var poll = []isa.Inst{
	{Op: isa.LBU, Rd: a0, Rs1: 5, Imm: uartLineStatus},
	{Op: isa.ANDI, Rd: a0, Rs1: a0, Imm: lsrDataReady},
	{Op: isa.BEQ, Rs1: a0, Rs2: 0, Imm: -8},
	{Op: isa.LBU, Rd: a1, Rs1: 5},
	{Op: isa.SB, Rs1: 5, Rs2: a1},
	{Op: isa.JAL, Imm: -20},
}

// TestAddInput: bytes become visible at the position at which they are added,
// at the same one in each replay, and another course leaves them behind.
func TestAddInput(t *testing.T) {
	m := guest(t, nil, poll...)
	start := m.Snapshot()
	m.Run(100)
	m.AddInput([]byte("ab"))
	m.Run(50)
	m.AddInput([]byte("c"))
	m.Run(50)
	if string(m.Output()) != "abc" {
		t.Fatalf("output %q", m.Output())
	}
	digest, events := m.Digest(), slices.Clone(m.Input().Events())
	want := []Input{{Step: 100, Byte: 'a'}, {Step: 100, Byte: 'b'}, {Step: 150, Byte: 'c'}}
	if !slices.Equal(events, want) {
		t.Fatalf("journal %v", events)
	}
	// The same machine again, and another one with the recorded journal.
	out := bytes.Clone(m.Output())
	m.Restore(start, out)
	if m.Run(200); m.Digest() != digest {
		t.Error("another state after going back")
	}
	other := guest(t, Replay(events, nil, false), poll...)
	if other.Run(200); other.Digest() != digest || string(other.Output()) != "abc" {
		t.Errorf("replayed: %q", other.Output())
	}

	// Back to before c arrived, and on with d: c stays in the other future.
	m.Restore(start, out)
	m.Run(149)
	m.AddInput([]byte("d"))
	m.Run(50)
	if string(m.Output()) != "abd" || len(m.Input().Events()) != 3 {
		t.Errorf("output %q, journal %v", m.Output(), m.Input().Events())
	}
}

// TestSourceAndAddInput: bytes of a source that are left behind are read again;
// those that are added come when they are added.
func TestSourceAndAddInput(t *testing.T) {
	m := guest(t, NewJournal(strings.NewReader("123")), echo...)
	s := m.Snapshot()
	m.Run(8)
	if string(m.Output()) != "12" {
		t.Fatalf("output %q", m.Output())
	}
	m.Restore(s, m.Output())
	m.AddInput([]byte("x"))
	m.Run(16)
	if string(m.Output()) != "x123" {
		t.Errorf("output %q", m.Output())
	}
	events := m.Input().Events()
	if len(events) != 4 || events[0].FromHost || !events[1].FromHost || events[1].Step != 5 {
		t.Errorf("journal %v", events)
	}
	// At the end of the source, added bytes still arrive.
	m.Run(4)
	m.AddInput([]byte("y"))
	m.Run(4)
	if string(m.Output()) != "x123\x00y" {
		t.Errorf("output %q", m.Output())
	}
	other := guest(t, Replay(m.Input().Events(), m.Input().Writes(), m.Input().HasSource()), echo...)
	if other.Run(m.Steps()); other.Digest() != m.Digest() {
		t.Errorf("replayed: %q", other.Output())
	}

	// A guest whose memory was changed in the past asks earlier: the byte comes
	// then.
	m = guest(t, NewJournal(strings.NewReader("12")), poll...)
	s = m.Snapshot()
	m.Run(6)
	m.Restore(s, m.Output())
	m.SetPC(codeAt + 12)
	if m.Run(2); string(m.Output()) != "1" || m.Input().Events()[0].Step != 0 {
		t.Errorf("output %q, journal %v", m.Output(), m.Input().Events())
	}
}

// TestFinisherReset: the hart and the devices begin anew at the entry, memory
// and position stay.
func TestFinisherReset(t *testing.T) {
	m := guest(t, nil, isa.Inst{Op: isa.SW, Rs1: 6, Rs2: a1})
	m.SetPC(codeAt)
	m.X[a1] = cap.Null(finisherReset)
	m.csr.mscratch = cap.Root(1)
	m.csr.mcycle, m.csr.minstret, m.steps = 50, 60, 700
	m.Priv = MachineMode
	m.clintWrite(clintMtimecmp, 8, 5)
	m.deviceWrite(UARTBase+uartScratch, 1, 9)
	m.mem.write(dataAt, 8, 77)
	want := guest(t, nil, isa.Inst{Op: isa.SW, Rs1: 6, Rs2: a1})
	want.X = [32]cap.Cap{}
	want.setPCC(cap.RootIntMode(codeAt))
	want.csr = csrs{}
	want.csr.reset()
	want.entry = codeAt
	want.steps = 701
	want.clint.offset = ^uint64(6)
	want.mem.write(dataAt, 8, 77)
	var e Effects
	m.Step(&e)
	for _, d := range differences(capture(m), capture(want)) {
		t.Error(d)
	}
	if !e.Reset || e.Target != m.PCC {
		t.Errorf("effects: reset %v, target %v", e.Reset, e.Target)
	}
	if v, _ := m.ReadCSR(csrTime); v.Addr != 0 {
		t.Errorf("time is %d", v.Addr)
	}
}

// TestHTIF: commands that do not end the machine.
func TestHTIF(t *testing.T) {
	const toHost, fromHost, words, text = dataAt + 0x20, dataAt + 0x28, dataAt + 0x100, dataAt + 0x200
	for _, c := range []struct {
		name                  string
		command               uint64
		words                 [4]uint64
		out                   string
		toHost, from, result0 uint64 // afterwards
		halted                bool
		code                  uint32
	}{
		{name: "console", command: 1<<56 | 1<<48 | 'c', out: "c"},
		{name: "console reads nothing", command: 1 << 56},
		{name: "unknown device", command: 7<<56 | 1},
		{name: "write", command: words, words: [4]uint64{64, 1, text, 5}, out: "hello", from: 1, result0: 5},
		{name: "write to standard error", command: words, words: [4]uint64{64, 2, text, 2}, out: "he", from: 1, result0: 2},
		{name: "write to a file", command: words, words: [4]uint64{64, 3, text, 5}, from: 1, result0: htifNoSys},
		{name: "write of no memory", command: words, words: [4]uint64{64, 1, 0x1000, 5}, from: 1, result0: htifNoSys},
		{name: "write of more than there is", command: words, words: [4]uint64{64, 1, text, never}, from: 1, result0: htifNoSys},
		{name: "exit", command: words, words: [4]uint64{93, 3}, from: 1, result0: htifNoSys, halted: true, code: 3},
		{name: "no such call", command: words, words: [4]uint64{1000}, from: 1, result0: htifNoSys},
		{name: "words that are not there", command: 0x1000, toHost: 0x1000},
		{name: "words misaligned", command: words + 4, toHost: words + 4},
	} {
		m := New(Config{RAM: testRAM, ToHost: toHost, FromHost: fromHost})
		m.setPCC(cap.Root(codeAt))
		m.mem.write(codeAt, 4, raw(isa.Inst{Op: isa.SD, Rs1: 7, Rs2: a1}))
		m.X[7], m.X[a1] = cap.Root(toHost), cap.Null(c.command)
		for i, w := range c.words {
			m.mem.write(words+8*uint64(i), 8, w)
		}
		m.LoadBytes(text, []byte("hello"))
		before := capture(m)
		var e Effects
		m.Step(&e)
		for _, d := range checkEffects(m, before, &e) {
			t.Errorf("%s: effects: %s", c.name, d)
		}
		if string(m.Output()) != c.out || m.mem.read(toHost, 8) != c.toHost || m.mem.read(fromHost, 8) != c.from {
			t.Errorf("%s: output %q, tohost %#x, fromhost %#x", c.name, m.Output(), m.mem.read(toHost, 8), m.mem.read(fromHost, 8))
		}
		if c.result0 != 0 && m.mem.read(words, 8) != c.result0 {
			t.Errorf("%s: result %#x", c.name, m.mem.read(words, 8))
		}
		if code, halted := m.Halted(); halted != c.halted || code != c.code {
			t.Errorf("%s: halted %v, code %d", c.name, halted, code)
		}
	}
	// What is no place for the words is as if there were none.
	for _, bad := range []uint64{4, dataAt + 4, RAMBase + testRAM} {
		if m := New(Config{RAM: testRAM, ToHost: bad, FromHost: bad}); m.toHost != 0 || m.fromHost != 0 {
			t.Errorf("tohost at %#x", bad)
		}
	}
}
