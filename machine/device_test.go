package machine

import (
	"errors"
	"strings"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// guest is a machine with the instructions prog at codeAt; t0 is the UART, t1
// the finisher, t2 tohost.
func guest(t testing.TB, input *Journal, prog ...isa.Inst) *Machine {
	t.Helper()
	m := New(Config{RAM: testRAM, ToHost: dataAt + 0x20, Input: input})
	m.setPCC(cap.Root(codeAt))
	m.csr.mtvec = cap.Root(handlerAt)
	for i, in := range prog {
		w, err := isa.Encode(in)
		if err != nil {
			t.Fatal(err)
		}
		m.mem.write(codeAt+4*uint64(i), 4, uint64(w))
	}
	m.X[5], m.X[6], m.X[7] = cap.Root(UARTBase), cap.Root(FinisherBase), cap.Root(dataAt+0x20)
	return m
}

// echo reads line status into a0, a byte into a1, and sends it, for ever.
var echo = []isa.Inst{
	{Op: isa.LBU, Rd: a0, Rs1: 5, Imm: uartLineStatus},
	{Op: isa.LBU, Rd: a1, Rs1: 5},
	{Op: isa.SB, Rs1: 5, Rs2: a1},
	{Op: isa.JAL, Imm: -12},
}

func TestUART(t *testing.T) {
	m := guest(t, NewJournal(strings.NewReader("hi")), echo...)
	m.Run(4)
	if m.X[a0] != cap.Null(0x61) || string(m.Output()) != "h" {
		t.Errorf("status %v, output %q", m.X[a0], m.Output())
	}
	m.Run(8)
	// The third byte was beyond the end: nothing is ready any more.
	if string(m.Output()) != "hi\x00" || m.X[a1] != cap.Null(0) {
		t.Errorf("output %q", m.Output())
	}
	if m.Run(1); m.X[a0] != cap.Null(0x60) {
		t.Errorf("status at the end %v", m.X[a0])
	}
	none := guest(t, nil, echo...)
	if none.Run(1); none.X[a0] != cap.Null(0x60) {
		t.Errorf("status without input %v", none.X[a0])
	}
	if nothing := guest(t, NewJournal(nil), echo...); nothing.Run(3) != 3 || string(nothing.Output()) != "\x00" {
		t.Errorf("output %q", nothing.Output())
	}
}

// counter is a source that must not be read more often than the guest reads.
type counter struct{ reads int }

func (c *counter) Read(b []byte) (int, error) {
	c.reads++
	if c.reads > 3 {
		return 0, errors.New("gone")
	}
	b[0] = byte('0' + c.reads)
	return 1, nil
}

// TestJournal: bytes are taken from the source once; going back in time reads
// them again from the journal.
func TestJournal(t *testing.T) {
	src := &counter{}
	m := guest(t, NewJournal(src), echo...)
	s := m.Snapshot()
	m.Run(8)
	if src.reads != 2 {
		t.Errorf("%d reads for 2 bytes", src.reads)
	}
	out, digest := string(m.Output()), m.Digest()
	for range 2 {
		m.Restore(s, m.Output())
		if len(m.Output()) != 0 || m.Steps() != 0 {
			t.Errorf("restored: output %q at %d", m.Output(), m.Steps())
		}
		m.Run(8)
		if string(m.Output()) != out || out != "12" || m.Digest() != digest {
			t.Errorf("output %q, then %q", out, m.Output())
		}
	}
	m.Run(100)
	if src.reads != 4 {
		t.Errorf("%d reads: a source is not read after its end", src.reads)
	}
}

func TestDeviceRegisters(t *testing.T) {
	ops := []isa.Inst{
		{Op: isa.SB, Rs1: 5, Rs2: a1, Imm: 1},  // another register of the UART
		{Op: isa.LW, Rd: a0, Rs1: 5},           // wider than a register
		{Op: isa.LBU, Rd: a0, Rs1: 5, Imm: 7},  // one that reads as zero
		{Op: isa.SW, Rs1: 6, Rs2: a1, Imm: 4},  // another register of the finisher
		{Op: isa.LW, Rd: a0, Rs1: 6},           // it reads as zero
		{Op: isa.SB, Rs1: 6, Rs2: a1},          // too narrow for a command
		{Op: isa.SW, Rs1: 6, Rs2: a1},          // no command
		{Op: isa.SD, Rs1: 5, Rs2: a1, Imm: 16}, // wider than a register
	}
	m := guest(t, nil, ops...)
	m.X[a1] = cap.Null(0x1234)
	m.Run(uint64(len(ops)))
	if _, halted := m.Halted(); halted || len(m.Output()) != 0 || m.X[a0] != cap.Null(0) || m.csr.minstret != uint64(len(ops)) {
		t.Errorf("halted %v, output %q, a0 %v", halted, m.Output(), m.X[a0])
	}
}

func TestHalt(t *testing.T) {
	for _, c := range []struct {
		name  string
		in    isa.Inst
		value uint64
		code  uint32
	}{
		{"pass", isa.Inst{Op: isa.SW, Rs1: 6, Rs2: a1}, 0x5555, 0},
		{"pass by half word", isa.Inst{Op: isa.SH, Rs1: 6, Rs2: a1}, 0x5555, 0},
		{"fail", isa.Inst{Op: isa.SW, Rs1: 6, Rs2: a1}, 0x7_3333, 7},
		{"fail with 0", isa.Inst{Op: isa.SW, Rs1: 6, Rs2: a1}, 0x3333, 1},
		{"tohost", isa.Inst{Op: isa.SD, Rs1: 7, Rs2: a1}, 1, 0},
		{"tohost with a code", isa.Inst{Op: isa.SW, Rs1: 7, Rs2: a1}, 5<<1 | 1, 5},
		{"tohost by capability", isa.Inst{Op: isa.SY, Rs1: 7, Rs2: a1}, 3<<1 | 1, 3},
	} {
		m := guest(t, nil, c.in)
		m.X[a1] = cap.Null(c.value)
		if n := m.Run(10); n != 1 {
			t.Errorf("%s: %d steps", c.name, n)
		}
		code, halted := m.Halted()
		if !halted || code != c.code {
			t.Errorf("%s: code %d, halted %v", c.name, code, halted)
		}
		d := m.Digest()
		if m.Step(&Effects{}); m.Digest() != d {
			t.Errorf("%s: a halted machine steps", c.name)
		}
	}
	for _, v := range []uint64{0, 2, 1 << 40} {
		m := guest(t, nil, isa.Inst{Op: isa.SD, Rs1: 7, Rs2: a1})
		m.X[a1] = cap.Null(v)
		m.Step(nil)
		if _, halted := m.Halted(); halted {
			t.Errorf("an even tohost of %#x halts", v)
		}
	}
}

// TestOddSizes: what hosts may ask for is answered, not a panic.
func TestOddSizes(t *testing.T) {
	m := New(Config{RAM: 100})
	if _, size := m.RAM(); size != 96 {
		t.Errorf("%d bytes", size)
	}
	if m.LoadBytes(RAMBase+90, make([]byte, 7)) || !m.LoadBytes(RAMBase+90, make([]byte, 6)) || m.LoadBytes(minus1, []byte{1}) {
		t.Error("LoadBytes at the end of RAM")
	}
	if _, ok := m.ReadCap(RAMBase + 96); ok {
		t.Error("a capability beyond RAM")
	}
	if v, ok := m.Read(RAMBase+93, 4); ok || v != 0 {
		t.Error("a word beyond RAM")
	}
	for _, pc := range []uint64{RAMBase + 91, minus1, 3} {
		m.SetPC(pc)
		m.Step(nil)
	}
	if _, ok := m.ReadCSR(0x7c0); ok {
		t.Error("a CSR that does not exist")
	}
}
