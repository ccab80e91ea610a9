// Package machine is one RV64Y hart with its memory and devices. It executes
// bytes: of symbols, kernels and debuggers it knows nothing.
//
// Everything that can influence execution is part of Machine and of its
// Digest: registers, CSRs, memory with tags, devices, and the position in the
// input journal. There is no clock but the count of executed instructions, so
// a run is a function of the initial state and of the journal.
//
// The hart is the one of the RISC-V CHERI specification (riscv-cheri commit
// 47b031e0) with Zyhybrid: it resets with root capabilities in pcc, the trap
// registers and ddc, in integral pointer mode. It has M, S and U mode, Sv39 with
// Svade and Svyrg, Sstc, and no compressed instructions (IALIGN is 32).
package machine

import (
	"crypto/sha256"
	"encoding/binary"
	"unsafe"

	"ushell/cap"
	"ushell/isa"
)

// Addresses of the platform, those of the QEMU virt machine.
const (
	RAMBase      = 0x8000_0000
	UARTBase     = 0x1000_0000
	UARTSize     = 0x100
	FinisherBase = 0x10_0000
	FinisherSize = 0x1000
)

// DefaultRAM is the size of RAM in bytes unless Config says otherwise.
const DefaultRAM = 128 << 20

// Privilege is a privilege level, as mstatus.MPP encodes it.
type Privilege uint8

// Privilege levels.
const (
	User        Privilege = 0
	Supervisor  Privilege = 1
	MachineMode Privilege = 3
)

// String is "U", "S" or "M".
func (p Privilege) String() string {
	switch p {
	case User:
		return "U"
	case Supervisor:
		return "S"
	}
	return "M"
}

// Config is what a machine is built from.
type Config struct {
	RAM uint64 // bytes, rounded down to whole granules; 0 means DefaultRAM
	// Addresses of HTIF's words tohost and fromhost, multiples of 8 in RAM; 0,
	// and what is neither, for none.
	ToHost, FromHost uint64
	Input            *Journal // what the UART receives; nil for nothing
	// How many steps (instructions and traps) a tick of mtime takes; 0 means
	// DefaultStepsPerTick.
	StepsPerTick uint64
}

// Machine is a hart, its memory, its devices.
type Machine struct {
	X     [32]cap.Cap // x0 is always NULL
	F     [32]uint64  // floating-point registers
	PCC   cap.Cap     // Addr is pc
	Priv  Privilege
	csr   csrs
	mem   memory
	uart  uart
	clint clint

	reserved reservation

	steps    uint64 // instructions executed and traps taken since reset
	halted   bool
	asleep   bool // halted by a WFI that nothing can end
	exitCode uint32
	toHost   uint64
	fromHost uint64
	written  int    // writes of the journal that were made
	entry    uint64 // where a reset begins

	engine    *engine      // of Run, nil before its first use; not state
	decodes   *decodeCache // of Step, derived
	nextWrite uint64       // position of the first write that was not made, derived

	// Traps taken so far, of exceptions and of interrupts, by cause. Nothing in
	// the machine reads them: they are not part of its state.
	taken [2][64]uint64

	// Derived from PCC: where pcc's bounds are, so that sequential execution
	// needs to decode them only when its metadata change.
	pccOK     bool
	pccBounds cap.Bounds
	decodings [AuthDDC + 1]decoding // of the capabilities that authorised last

	// Of the step under way. Instructions are passed on by pointer: they are
	// large enough that copies would be a good part of a step's time.
	inst   isa.Inst
	paths  [2]Path // of the parts of the access
	trap   pending
	jumped bool // pcc has its next value already
	eff    *Effects
	// An explicit write of a counter takes the place of its increment
	// (unprivileged specification, section "Zicsr").
	wroteCycle, wroteInstret bool
}

// New is a machine after reset, with memory zero.
func New(cfg Config) *Machine {
	if cfg.RAM == 0 {
		cfg.RAM = DefaultRAM
	}
	m := &Machine{mem: newMemory(RAMBase, cfg.RAM&^(cap.SizeBytes-1)), entry: RAMBase}
	if cfg.ToHost%8 == 0 && m.mem.holds(cfg.ToHost, 8) {
		m.toHost = cfg.ToHost
	}
	if cfg.FromHost%8 == 0 && m.mem.holds(cfg.FromHost, 8) {
		m.fromHost = cfg.FromHost
	}
	m.uart.in = cfg.Input
	if m.uart.in == nil {
		m.uart.in = NewJournal(nil)
	}
	m.nextWrite = m.uart.in.writeAt(0)
	m.clint.stepsPerTick = cfg.StepsPerTick
	if cfg.StepsPerTick == 0 {
		m.clint.stepsPerTick = DefaultStepsPerTick
	}
	m.reset()
	return m
}

// reset puts the hart into the state that Zyhybrid prescribes (section
// "Disabling CHERI", reset values): roots with P=1, menvcfg.Y=0. It resets the
// devices too; memory, the position and what the UART sent remain.
func (m *Machine) reset() {
	m.X, m.F = [32]cap.Cap{}, [32]uint64{}
	m.reserved = reservation{}
	m.PCC = cap.RootIntMode(m.entry)
	m.Priv = MachineMode
	m.csr = csrs{}
	m.csr.reset()
	m.uart.reset()
	c := &m.clint
	c.mtimecmp, c.msip = never, false
	c.offset -= m.mtime()
	m.updateTimers()
	m.refreshPCC()
}

// Steps is the position: instructions executed and traps taken since reset.
func (m *Machine) Steps() uint64 { return m.steps }

// Halted says whether the guest has ended the machine (test finisher, tohost),
// and with which code: 0 for pass. A machine that is Asleep is halted too, with
// code 1.
func (m *Machine) Halted() (code uint32, halted bool) { return m.exitCode, m.halted }

// Asleep says whether the machine halted because its hart waits for an
// interrupt (WFI) and none can come: no timer that is enabled in mie will fire,
// and there is no other source.
func (m *Machine) Asleep() bool { return m.asleep }

// Output is every byte that the UART has sent. The caller must not change it.
func (m *Machine) Output() []byte { return m.uart.out }

// Holds says whether the size bytes from addr are RAM.
func (m *Machine) Holds(addr, size uint64) bool { return m.mem.holds(addr, size) }

// RAM is the range [base, base+size) of RAM.
func (m *Machine) RAM() (base, size uint64) { return m.mem.base, m.mem.size }

// ReadCap is the granule at addr, rounded down to 16, and whether there is RAM.
func (m *Machine) ReadCap(addr uint64) (cap.Cap, bool) {
	addr &^= cap.SizeBytes - 1
	if !m.mem.holds(addr, cap.SizeBytes) {
		return cap.Cap{}, false
	}
	return m.mem.readCap(addr), true
}

// Read is the size (1, 2, 4 or 8) bytes at addr, and whether they are RAM.
func (m *Machine) Read(addr, size uint64) (uint64, bool) {
	if !m.mem.holds(addr, size) {
		return 0, false
	}
	return m.mem.readSlow(addr, size), true
}

// LoadBytes puts data into RAM at addr, before the machine runs. It reports
// whether it fits.
func (m *Machine) LoadBytes(addr uint64, data []byte) bool {
	if !m.mem.holds(addr, uint64(len(data))) {
		return false
	}
	for i, b := range data {
		m.mem.write(addr+uint64(i), 1, uint64(b))
	}
	return true
}

// SetPC sets the address of pcc, before the machine runs, and where a reset
// begins. The low bits of addr are ignored, as those of mepc are.
func (m *Machine) SetPC(addr uint64) {
	m.entry = addr &^ (instAlign - 1)
	m.PCC = m.PCC.SetAddr(m.entry)
	m.refreshPCC()
}

// Snapshot is a moment of a machine, to go back to. It shares memory pages
// with the machine and with other snapshots; it is never changed.
type Snapshot struct {
	m     Machine
	pages memoryImage
	out   int
}

// Steps is the position of s.
func (s *Snapshot) Steps() uint64 { return s.m.steps }

// ReadCap is the granule at addr, rounded down to 16, as it was then.
func (s *Snapshot) ReadCap(addr uint64) cap.Cap {
	return s.pages.readCap(&s.m.mem, addr&^(cap.SizeBytes-1))
}

// Reg is register n as it was then; 32 is pcc.
func (s *Snapshot) Reg(n int) cap.Cap {
	if n == AuthPCC {
		return s.m.PCC
	}
	return s.m.X[n]
}

// Priv is the privilege level then.
func (s *Snapshot) Priv() Privilege { return s.m.Priv }

// Float is the floating-point register n as it was then.
func (s *Snapshot) Float(n int) uint64 { return s.m.F[n] }

// CSR is the CSR n as it was then.
func (s *Snapshot) CSR(n uint16) cap.Cap {
	c, _ := s.m.ReadCSR(n)
	return c
}

// Snapshot records the present moment.
func (m *Machine) Snapshot() *Snapshot {
	s := &Snapshot{pages: m.mem.snapshot(), out: len(m.uart.out)}
	s.m = *m
	s.m.mem = memory{base: m.mem.base, size: m.mem.size}
	s.m.uart.out, s.m.engine = nil, nil
	return s
}

// Restore goes back (or forward) to s, a snapshot of this machine. out is the
// output as long as it ever was, of which the machine keeps what it had sent by
// then; the journal keeps what came, to come again. Writes from outside that were
// made at this very position but behind the snapshot are made before the next step.
func (m *Machine) Restore(s *Snapshot, out []byte) {
	mem, engine := m.mem, m.engine
	*m = s.m
	m.mem, m.engine = mem, engine
	m.mem.restore(s.pages)
	m.nextWrite = m.uart.in.writeAt(m.written)
	m.uart.out = append([]byte(nil), out[:s.out]...)
}

// Drop gives back the memory that only s holds, to a later copy of a page of m.
// s, a snapshot of m, must not be used any more.
func (m *Machine) Drop(s *Snapshot) {
	for _, c := range s.pages {
		m.mem.release(c)
	}
	s.pages = nil
}

// HeldBytes is what memory and the snapshots of it that were not dropped take,
// in bytes of the host.
func (m *Machine) HeldBytes() uint64 { return uint64(m.mem.held) * uint64(unsafe.Sizeof(page{})) }

// Digest is a hash of the complete state: two machines with equal digests
// behave alike for ever, given the same journal.
func (m *Machine) Digest() [sha256.Size]byte {
	h := sha256.New()
	buf := make([]byte, 0, 2048)
	put := func(v uint64) { buf = binary.LittleEndian.AppendUint64(buf, v) }
	flag := func(b bool) {
		if b {
			put(1)
		} else {
			put(0)
		}
	}
	putCap := func(c cap.Cap) {
		put(c.Addr)
		put(c.Meta)
		flag(c.Tag)
	}
	for i := range m.X {
		putCap(m.X[i])
	}
	for _, v := range m.F {
		put(v)
	}
	putCap(m.PCC)
	put(uint64(m.Priv))
	m.csr.digest(put, putCap)
	put(m.steps)
	flag(m.reserved.held)
	put(m.reserved.at)
	put(m.reserved.size)
	flag(m.halted)
	flag(m.asleep)
	put(uint64(m.exitCode))
	put(m.clint.stepsPerTick)
	put(m.clint.skipped)
	put(m.clint.offset)
	put(m.clint.mtimecmp)
	flag(m.clint.msip)
	put(uint64(m.uart.pos))
	flag(m.uart.sawEOF)
	put(uint64(m.written))
	put(m.mem.size)
	put(m.toHost)
	put(m.fromHost)
	put(m.entry)
	m.uart.digest(put)
	put(uint64(len(m.uart.out)))
	h.Write(buf)
	h.Write(m.uart.out)
	m.mem.writeDigest(h)
	var d [sha256.Size]byte
	h.Sum(d[:0])
	return d
}
