// Package traces records what a machine did. It knows nothing of sessions and
// screens: it is given the effects of each step.
//
// Text is the human form, one line a step (docs/trace.md). It is made to be
// fast: what a line says of the instruction is kept from the last time, and
// nothing is allocated.
package traces

import (
	"encoding/binary"
	"io"
	"strconv"
	"strings"
	"unicode"

	"ushell/cap"
	"ushell/image"
	"ushell/isa"
	"ushell/machine"
)

const (
	bufferBytes = 256 << 10
	// maxLine is more than a line can have: the text of the instruction, which
	// has two symbols at most, is bounded by maxText.
	maxLine   = 4096
	maxText   = 1024
	cacheSize = 1 << 14 // places of instructions whose text is kept
)

// Text writes the effects of steps as lines. While one buffer is filled the
// other one is written, by a goroutine that ends with Close.
type Text struct {
	images []*image.Image
	buf    []byte
	err    error // of the first writing that failed
	cache  []cached
	full   chan []byte  // to be written; nil once closed
	free   chan written // to be filled
}

// written is a buffer that was written, and how that went.
type written struct {
	buf []byte
	err error
}

// cached is the part of a line between its count and its effects.
type cached struct {
	pc   uint64
	raw  uint32
	text []byte // empty: nothing is kept here
}

// NewText is a recording to w, which the caller leaves alone until Close. The
// targets of branches and jumps get the names that images, linked where they
// run, have for them.
func NewText(w io.Writer, images ...*image.Image) *Text {
	t := &Text{images: images, cache: make([]cached, cacheSize), buf: make([]byte, 0, bufferBytes),
		full: make(chan []byte), free: make(chan written, 2)}
	t.free <- written{buf: make([]byte, 0, bufferBytes)}
	go func() {
		defer close(t.free)
		for b := range t.full {
			_, err := w.Write(b)
			t.free <- written{b[:0], err}
		}
	}()
	return t
}

// Add writes the line of one step. Lines reach the writer in large pieces.
// Once writing has failed Add does nothing but say so.
func (t *Text) Add(e *machine.Effects) error {
	if len(t.buf) > bufferBytes-maxLine {
		t.full <- t.buf
		t.take(<-t.free)
	}
	if t.err != nil {
		return t.err
	}
	b := strconv.AppendUint(t.buf, e.Step, 10)
	b = append(append(b, '\t'), t.instruction(e)...)
	start := len(b)
	b = appendEffects(b, e)
	if len(b) == start {
		b = b[:start-1] // no effects, no tab
	}
	t.buf = append(b, '\n')
	return nil
}

// AddWrite writes the line of a write from outside, made while pcc was at pc.
func (t *Text) AddWrite(pc uint64, w *machine.Write) error {
	if t.err != nil {
		return t.err
	}
	b := strconv.AppendUint(t.buf, w.Step, 10)
	b = append(appendHex(append(b, '\t'), pc), "\t-\toutside "...)
	t.buf = append(appendWrite(b, w), '\n')
	return nil
}

// appendWrite appends what w sets, the addresses of memory physical.
func appendWrite(b []byte, w *machine.Write) []byte {
	switch w.Kind {
	case machine.WriteCap:
		b = append(appendHex(append(b, "w16["...), w.At), "]="...)
	case machine.WriteReg:
		name := "pcc"
		if w.At < machine.AuthPCC {
			name = isa.RegName(uint8(w.At))
		}
		b = append(append(b, name...), '=')
	case machine.WriteFloat:
		b = append(append(b, isa.FloatName(uint8(w.At))...), '=')
	case machine.WriteCSR:
		b = append(append(b, isa.CSRName(uint16(w.At))...), '=')
	default:
		for at, data := w.At, w.Data; len(data) > 0; {
			var word [8]byte
			n := copy(word[:], data)
			if at != w.At {
				b = append(b, "; "...)
			}
			b = strconv.AppendUint(append(b, 'w'), uint64(n), 10)
			b = append(appendHex(append(b, '['), at), "]="...)
			b = appendHex(b, binary.LittleEndian.Uint64(word[:]))
			at, data = at+uint64(n), data[n:]
		}
		return b
	}
	return w.Cap.Append(b)
}

// take makes a buffer that was written the one to fill.
func (t *Text) take(w written) {
	t.buf = w.buf
	if t.err == nil {
		t.err = w.err
	}
}

// Close writes what was not written yet and says whether all was written.
// Nothing may be added afterwards.
func (t *Text) Close() error {
	if t.full == nil {
		return t.err
	}
	if t.err == nil && len(t.buf) > 0 {
		t.full <- t.buf
	}
	close(t.full)
	t.full = nil
	for w := range t.free {
		t.take(w)
	}
	return t.err
}

// instruction is PC, tab, text, tab.
func (t *Text) instruction(e *machine.Effects) []byte {
	pc := e.PCC.Addr
	if !e.Fetched {
		return append(appendHex(nil, pc), "\t-\t"...)
	}
	c := &t.cache[pc/2%cacheSize]
	if c.pc == pc && c.raw == e.Inst.Raw && len(c.text) > 0 {
		return c.text
	}
	text := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?' // a symbol may have any name, but a line is a line
		}
		return r
	}, e.Inst.Text(pc, t.symbol))
	text = text[:min(len(text), maxText)]
	c.pc, c.raw = pc, e.Inst.Raw
	c.text = append(append(append(appendHex(c.text[:0], pc), '\t'), text...), '\t')
	return c.text
}

// symbol names addr, "" when no image has a name for it.
func (t *Text) symbol(addr uint64) string {
	for _, im := range t.images {
		if s, off, ok := im.SymbolAt(addr); ok && off == 0 {
			return s.Name
		} else if ok {
			return s.Name + "+0x" + strconv.FormatUint(off, 16)
		}
	}
	return ""
}

func appendHex(b []byte, v uint64) []byte { return strconv.AppendUint(append(b, "0x"...), v, 16) }

// appendEffects appends what a step did, separated by "; ".
func appendEffects(b []byte, e *machine.Effects) []byte {
	start := len(b)
	next := func(b []byte) []byte {
		if len(b) > start {
			b = append(b, "; "...)
		}
		return b
	}
	if a := &e.Access; a.Kind == machine.Load && !e.Trap.Taken {
		b = place(next(b), 'r', a)
	}
	for i := range e.NumRegs {
		r := &e.Regs[i]
		b = r.After.Append(append(append(next(b), isa.RegName(r.Reg)...), '='))
	}
	for i := range e.NumFRegs {
		r := &e.FRegs[i]
		b = appendHex(append(append(next(b), isa.FloatName(r.Reg)...), '='), r.After)
	}
	for i := range e.NumCSRs {
		c := &e.CSRs[i]
		b = c.After.Append(append(append(next(b), isa.CSRName(c.CSR)...), '='))
	}
	if a := &e.Access; a.Kind == machine.Store && !e.Trap.Taken {
		b = stored(place(next(b), 'w', a), e)
	}
	for i := range e.NumStores {
		if s := &e.Stores[i]; s.Before.Tag != s.After.Tag {
			b = append(appendHex(append(next(b), "tag["...), s.Addr), "]=0"...)
			if s.After.Tag {
				b[len(b)-1] = '1'
			}
		}
	}
	if e.Target.Meta != e.PCC.Meta || e.Target.Tag != e.PCC.Tag {
		b = e.Target.Append(append(next(b), "pcc="...))
	}
	if e.Trap.Taken {
		b = trap(next(b), &e.Trap)
	}
	if len(e.Output) > 0 {
		b = strconv.AppendQuote(append(next(b), "out="...), string(e.Output))
	}
	return b
}

// place is what an access reads or writes: r8[0x80001000].
func place(b []byte, kind byte, a *machine.Access) []byte {
	b = strconv.AppendUint(append(b, kind), a.Size, 10)
	return append(appendHex(append(b, '['), a.Addr), ']')
}

// stored is the value that a store left in memory, as the granules show it; of
// a store to a device nothing is known.
func stored(b []byte, e *machine.Effects) []byte {
	a := &e.Access
	if e.NumStores == 0 {
		return b
	}
	first := e.Stores[0].After
	if a.Size == cap.SizeBytes {
		return first.Append(append(b, '='))
	}
	// The granules are where memory is, the access may be at a virtual address:
	// they agree within a granule.
	off := a.Addr % cap.SizeBytes
	v := first.Meta >> (off % 8 * 8)
	switch {
	case off < 8:
		v = first.Addr >> (off * 8)
		if off > 0 {
			v |= first.Meta << (64 - off*8)
		}
	case off > 8 && e.NumStores > 1:
		v |= e.Stores[1].After.Addr << (64 - (off-8)*8)
	}
	if a.Size < 8 {
		v &= 1<<(a.Size*8) - 1
	}
	return appendHex(append(b, '='), v)
}

// trap is a trap that was taken: "trap 2 illegal instruction, tval=0x0, U>M".
func trap(b []byte, t *machine.Trap) []byte {
	if t.Interrupt {
		b = append(b, "interrupt "...)
	} else {
		b = append(b, "trap "...)
	}
	b = append(strconv.AppendUint(b, t.Cause, 10), ' ')
	b = append(b, machine.CauseName(t.Cause, t.Interrupt)...)
	b = appendHex(append(b, ", tval="...), t.Tval)
	b = append(append(b, ", "...), t.From.String()...)
	return append(append(b, '>'), t.To.String()...)
}
