package machine

import (
	"fmt"
	"slices"

	"ushell/cap"
	"ushell/isa"
)

// Write is something of the machine that is set from outside, by a debugger or a
// test: the instructions that are executed do not do it, so the journal has it.
// It is made when the machine stands at its position, behind the step that leads
// there and before the next one.
type Write struct {
	Step uint64 // the position
	Kind WriteKind
	At   uint64  // physical address, number of the register or of the CSR
	Data []byte  // of WriteBytes
	Cap  cap.Cap // of the others; an integer is the address of one without a tag
}

// WriteKind is what a Write sets.
type WriteKind uint8

// Kinds of writes.
const (
	WriteBytes WriteKind = iota // RAM; the granules lose their tags
	WriteCap                    // a granule of RAM
	WriteReg                    // an integer register, or pcc, which is AuthPCC
	WriteFloat                  // a floating-point register: its bits are Cap.Addr
	WriteCSR                    // a CSR, with the rules of csrrw for what it takes
)

// Moment names a state of a machine: as long as only the journal changes it from
// outside, it is the same state at equal moments.
type Moment struct {
	step    uint64
	written int
	course  uint64
}

// Moment is the present one.
func (m *Machine) Moment() Moment { return Moment{m.steps, m.written, m.uart.in.course} }

// AddWrite makes w, but for its position, which is the present one. As with
// AddInput, what was to come later comes no more. The error says what is wrong
// with w: nothing is changed then.
func (m *Machine) AddWrite(w Write) error {
	if err := m.refused(&w); err != nil {
		return err
	}
	m.AddInput(nil)
	w.Step, w.Data = m.steps, slices.Clone(w.Data)
	m.uart.in.writes = append(m.uart.in.writes, w)
	m.settle()
	return nil
}

// refused says why w can't be made.
func (m *Machine) refused(w *Write) error {
	switch w.Kind {
	case WriteBytes:
		if len(w.Data) == 0 || !m.mem.holds(w.At, uint64(len(w.Data))) {
			return fmt.Errorf("%d bytes from %#x are not all memory", len(w.Data), w.At)
		}
	case WriteCap:
		if w.At%cap.SizeBytes != 0 || !m.mem.holds(w.At, cap.SizeBytes) {
			return fmt.Errorf("%#x is no place for a capability: expected a multiple of %d, in memory", w.At, cap.SizeBytes)
		}
	case WriteReg:
		switch {
		case w.At == 0:
			return fmt.Errorf("x0 is always zero")
		case w.At > AuthPCC:
			return fmt.Errorf("there is no register %d", w.At)
		case w.At == AuthPCC && w.Cap.Addr%instAlign != 0:
			return fmt.Errorf("pcc takes multiples of %d, not %#x", instAlign, w.Cap.Addr)
		}
	case WriteFloat:
		if w.At >= uint64(len(m.F)) {
			return fmt.Errorf("there is no floating-point register %d", w.At)
		}
	case WriteCSR:
		if w.At >= 1<<12 {
			return fmt.Errorf("there is no CSR %#x", w.At)
		}
		n := uint16(w.At)
		if _, ok := m.ReadCSR(n); !ok {
			return fmt.Errorf("there is no CSR %s", isa.CSRName(n))
		}
		if n>>10 == 3 {
			return fmt.Errorf("%s can only be read", isa.CSRName(n))
		}
	default:
		return fmt.Errorf("there is no kind %d of writes", w.Kind)
	}
	return nil
}

// settle makes the writes whose position has come. One that this machine can't
// take, from the journal of another, does nothing.
func (m *Machine) settle() {
	touched := m.mem.touched
	j := m.uart.in
	for m.nextWrite = j.writeAt(m.written); m.steps >= m.nextWrite; m.nextWrite = j.writeAt(m.written) {
		if w := &j.writes[m.written]; m.refused(w) == nil {
			m.write(w)
		}
		m.written++
	}
	m.mem.touched = touched // no step has written them
}

func (m *Machine) write(w *Write) {
	switch w.Kind {
	case WriteBytes:
		for i, b := range w.Data {
			m.mem.write(w.At+uint64(i), 1, uint64(b))
		}
		m.unreserve(w.At, uint64(len(w.Data)))
	case WriteCap:
		m.mem.writeCap(w.At, w.Cap)
		m.unreserve(w.At, cap.SizeBytes)
	case WriteReg:
		if w.At == AuthPCC {
			m.setPCC(w.Cap)
		} else {
			m.X[w.At] = w.Cap
		}
	case WriteFloat:
		m.F[w.At] = w.Cap.Addr
		m.wroteFloat()
	case WriteCSR:
		n := uint16(w.At)
		if r, _ := m.csr.capability(n); r != nil {
			*r = capCSRValue(n, *r, w.Cap, w.Cap.Addr, true)
		} else {
			m.csr.writeInteger(n, w.Cap.Addr)
		}
		if n <= csrFcsr {
			m.wroteFloat()
		}
		m.updateTimers()
	}
}

// wroteFloat has the guest save what was written, unless F and D are off.
func (m *Machine) wroteFloat() {
	if m.csr.mstatus&statusFS != 0 {
		m.dirtyFloat()
	}
}

// unreserve ends a reservation of any of the size bytes at at: an sc must fail
// when another device has written between the lr and it (unprivileged
// specification, section "Load-Reserved/Store-Conditional Instructions").
func (m *Machine) unreserve(at, size uint64) {
	if m.reserved.held && overlap(at, size, m.reserved.at, m.reserved.size) {
		m.reserved = reservation{}
	}
}
