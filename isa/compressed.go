package isa

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// CRow describes one compressed encoding: the instruction that it is short for,
// its expansion, and where in the 16 bits the operands of that are.
type CRow struct {
	C            COp
	Name         string
	Match, Mask  uint16 // the bits under Mask
	Op           Op     // of the expansion
	Rd, Rs1, Rs2 place  // of the expansion's registers
	Imm          *layout
	Mode         Mode  // in which it exists
	NonZero      zeros // operands that are not zero: such encodings are reserved, or belong to other rows
	Hint         zeros // operands that make it a HINT where they are zero; the assembler chooses no HINTs
	Ext, Section string
	operands     []Operand
}

// Mode is a set of CHERI pointer modes.
type Mode uint8

// The pointer modes; AnyMode is both.
const (
	AnyMode Mode = iota
	CapMode      // capability pointer mode
	IntMode      // integral pointer mode
)

// Has says whether the mode is in the set.
func (m Mode) Has(intMode bool) bool {
	return m == AnyMode || (m == IntMode) == intMode
}

// place is where a register is encoded: in five bits, or in three that say x8
// to x15, or nowhere, as it is always the same.
type place uint8

const (
	noPlace place = iota // there is no such operand
	x0
	x1
	x2
	at11 // bits 11:7
	at6  // bits 6:2
	at9x // bits 9:7, x8 to x15
	at4x // bits 4:2, x8 to x15
)

func (p place) decode(raw uint16) uint8 {
	switch p {
	case x1:
		return 1
	case x2:
		return 2
	case at11:
		return uint8(raw >> 7 & 31)
	case at6:
		return uint8(raw >> 2 & 31)
	case at9x:
		return uint8(raw>>7&7) + 8
	case at4x:
		return uint8(raw>>2&7) + 8
	}
	return 0
}

// encode is the bits for register n; false: it can't stand there.
func (p place) encode(n uint8) (uint16, bool) {
	switch p {
	case at11:
		return uint16(n) << 7, n < 32
	case at6:
		return uint16(n) << 2, n < 32
	case at9x:
		return uint16(n&7) << 7, n >= 8 && n < 16
	case at4x:
		return uint16(n&7) << 2, n >= 8 && n < 16
	}
	return 0, n == p.decode(0)
}

// zeros is a set of operands that may be zero.
type zeros uint8

const (
	zeroRd zeros = 1 << iota
	zeroRs1
	zeroRs2
	zeroImm
	always
)

// zeros is which operands of in are zero.
func (in *Inst) zeros() zeros {
	z := always
	if in.Rd == 0 {
		z |= zeroRd
	}
	if in.Rs1 == 0 {
		z |= zeroRs1
	}
	if in.Rs2 == 0 {
		z |= zeroRs2
	}
	if in.Imm == 0 {
		z |= zeroImm
	}
	return z
}

// layout is where the bits of an immediate are; without any it is always
// constant.
type layout struct {
	from     []uint8 // bit numbers in the instruction,
	to       []uint8 // and those in the immediate
	lo, hi   int64   // the range
	step     int64
	constant int64
}

// bitsAt reads a layout as the diagrams of the specification write it: for each
// field its bits, then those of the immediate in them, as in
// "12 5, 6:2 4:2|7:6". The highest bit is the sign if it is signed.
func bitsAt(signed bool, fields string) *layout {
	l := &layout{}
	for _, f := range strings.Split(fields, ", ") {
		at, imm, _ := strings.Cut(f, " ")
		l.from = append(l.from, bitList(at)...)
		l.to = append(l.to, bitList(imm)...)
	}
	top := slices.Max(l.to)
	l.step = 1 << slices.Min(l.to)
	l.hi = 2<<top - l.step
	if signed {
		l.lo, l.hi = -1<<top, 1<<top-l.step
	}
	return l
}

// bitList is the bits of "9:7|5", highest first.
func bitList(s string) (list []uint8) {
	for _, part := range strings.Split(s, "|") {
		first, last, ok := strings.Cut(part, ":")
		if !ok {
			last = first
		}
		hi, _ := strconv.Atoi(first)
		lo, _ := strconv.Atoi(last)
		for ; hi >= lo; hi-- {
			list = append(list, uint8(hi))
		}
	}
	return list
}

var (
	immCI    = bitsAt(true, "12 5, 6:2 4:0")
	immLUI   = bitsAt(true, "12 17, 6:2 16:12")
	immShift = bitsAt(false, "12 5, 6:2 4:0")
	imm16SP  = bitsAt(true, "12 9, 6:2 4|6|8:7|5")
	imm4SPN  = bitsAt(false, "12:5 5:4|9:6|2|3")
	immByte  = bitsAt(false, "6:5 0|1")
	immHalf  = bitsAt(false, "5 1")
	immW     = bitsAt(false, "12:10 5:3, 6:5 2|6")
	immD     = bitsAt(false, "12:10 5:3, 6:5 7:6")
	immY     = bitsAt(false, "12:10 5:4|8, 6:5 7:6")
	immWSP   = bitsAt(false, "12 5, 6:2 4:2|7:6")
	immDSP   = bitsAt(false, "12 5, 6:2 4:3|8:6")
	immYSP   = bitsAt(false, "12 5, 6:2 4|9:6")
	immSWSP  = bitsAt(false, "12:7 5:2|7:6")
	immSDSP  = bitsAt(false, "12:7 5:3|8:6")
	immSYSP  = bitsAt(false, "12:7 5:4|9:6")
	immJ     = bitsAt(true, "12:2 11|4|9:8|10|6|7|3:1|5")
	immB     = bitsAt(true, "12:10 8|4:3, 6:2 7:6|2:1|5")
	immOnes  = &layout{constant: -1}
	immFF    = &layout{constant: 255}
)

// encoded says whether there are bits for the immediate.
func (l *layout) encoded() bool { return l != nil && l.from != nil }

func (l *layout) decode(raw uint16) int64 {
	if l == nil {
		return 0
	}
	v := l.constant
	for i, from := range l.from {
		v |= int64(raw>>from&1) << l.to[i]
	}
	if l.lo < 0 && v&l.lo != 0 {
		v |= l.lo
	}
	return v
}

// encode is the bits for an immediate; false: it can't be encoded.
func (l *layout) encode(v int64) (raw uint16, ok bool) {
	if !l.encoded() {
		return 0, v == l.decode(0)
	}
	for i, from := range l.from {
		raw |= uint16(v>>l.to[i]&1) << from
	}
	return raw, v >= l.lo && v <= l.hi && v%l.step == 0
}

// CRows are all rows, in the order of COp.
func CRows() []CRow { return compressed }

// Row is the row of c, nil for NotCompressed.
func (c COp) Row() *CRow {
	if c == NotCompressed || int(c) > len(compressed) {
		return nil
	}
	return &compressed[c-1]
}

// CByName finds a compressed encoding of a pointer mode by its name.
func CByName(name string, intMode bool) (*CRow, bool) {
	for i := range compressed {
		if r := &compressed[i]; r.Name == name && r.Mode.Has(intMode) {
			return r, true
		}
	}
	return nil, false
}

var (
	// cCandidates are the rows that 16 bits may match in capability and in
	// integral pointer mode, by bits 15:13 and 1:0, the most specific first.
	cCandidates [2][32][]*CRow
	// cRowsOf are the rows that expand to an instruction, in order.
	cRowsOf [numOps][]*CRow
)

// indexCompressed fills in what follows from the table; that of the base
// instructions comes first.
func indexCompressed() {
	for i := range compressed {
		r := &compressed[i]
		r.operands = r.findOperands()
		cRowsOf[r.Op] = append(cRowsOf[r.Op], r)
		for mode := range cCandidates {
			if r.Mode.Has(mode == 1) {
				k := cIndex(r.Match)
				cCandidates[mode][k] = append(cCandidates[mode][k], r)
			}
		}
	}
	for _, byIndex := range cCandidates {
		for _, rows := range byIndex {
			slices.SortStableFunc(rows, func(x, y *CRow) int {
				return bits.OnesCount16(y.Mask) - bits.OnesCount16(x.Mask)
			})
		}
	}
}

func cIndex(raw uint16) uint16 { return raw>>13<<2 | raw&3 }

// decodeCompressed is the expansion of 16 bits; its Op is Invalid where they are
// reserved.
func decodeCompressed(raw uint16, intMode bool) Inst {
	mode := 0
	if intMode {
		mode = 1
	}
	for _, r := range cCandidates[mode][cIndex(raw)] {
		if raw&r.Mask != r.Match {
			continue
		}
		in := Inst{Op: r.Op, C: r.C, Size: 2, Raw: uint32(raw),
			Rd: r.Rd.decode(raw), Rs1: r.Rs1.decode(raw), Rs2: r.Rs2.decode(raw), Imm: r.Imm.decode(raw)}
		if in.zeros()&r.NonZero == 0 {
			return in
		}
	}
	return Inst{Size: 2, Raw: uint32(raw)}
}

// findOperands is what assembly writes of the expansion's operands: not the
// registers x0 and x1 that are always the same, no register twice, and no
// immediate that is always the same.
func (r *CRow) findOperands() (list []Operand) {
	places := []place{x0, x1}
	add := func(o Operand) {
		if p := r.place(o); !slices.Contains(places, p) {
			places = append(places, p)
			list = append(list, o)
		}
	}
	for _, o := range r.Op.Row().Format.Operands() {
		switch {
		case o == OperandRd || o == OperandRs1 || o == OperandRs2:
			add(o)
		case r.Imm.encoded():
			list = append(list, o)
		case o == OperandMem:
			add(OperandRs1)
		}
	}
	return list
}

func (r *CRow) place(o Operand) place {
	switch o {
	case OperandRd:
		return r.Rd
	case OperandRs1:
		return r.Rs1
	case OperandRs2:
		return r.Rs2
	}
	return noPlace
}

// Operands are the operands in the order of assembly. The caller must not
// change them.
func (r *CRow) Operands() []Operand { return r.operands }

// Syntax is the form that assembly has: "c.add rd, rs2".
func (r *CRow) Syntax() string { return syntax(r.Name, r.operands) }

// Expand is the expansion for the operands that assembly writes, which in
// holds: those that it does not write are added.
func (r *CRow) Expand(in Inst) Inst {
	in.Op, in.C, in.Size = r.Op, r.C, 2
	if r.Imm != nil && !r.Imm.encoded() {
		in.Imm = r.Imm.constant
	}
	written := map[place]uint8{}
	registers := []struct {
		o Operand
		n *uint8
	}{{OperandRd, &in.Rd}, {OperandRs1, &in.Rs1}, {OperandRs2, &in.Rs2}}
	isWritten := func(o Operand) bool {
		return slices.Contains(r.operands, o) || o == OperandRs1 && slices.Contains(r.operands, OperandMem)
	}
	for _, x := range registers {
		if isWritten(x.o) {
			written[r.place(x.o)] = *x.n
		}
	}
	for _, x := range registers {
		if isWritten(x.o) {
			continue
		}
		n, again := written[r.place(x.o)]
		if !again {
			n = r.place(x.o).decode(0)
		}
		*x.n = n
	}
	return in
}

// encode is in as 16 bits, which may be reserved or belong to another row. It
// says which operand does not fit.
func (r *CRow) encode(in *Inst) (uint16, error) {
	w := r.Match
	for _, x := range [...]struct {
		o Operand
		n uint8
	}{{OperandRd, in.Rd}, {OperandRs1, in.Rs1}, {OperandRs2, in.Rs2}} {
		b, ok := r.place(x.o).encode(x.n)
		if !ok {
			return 0, r.wrongRegister(x.o, x.n)
		}
		w |= b
	}
	if in.Rd != r.Rd.decode(w) || in.Rs1 != r.Rs1.decode(w) || in.Rs2 != r.Rs2.decode(w) {
		return 0, fmt.Errorf("%s reads and writes the same register", r.Name)
	}
	b, ok := r.Imm.encode(in.Imm)
	if !ok {
		return 0, r.wrongImm(in.Imm)
	}
	return w | b, nil
}

func (r *CRow) wrongRegister(o Operand, n uint8) error {
	name, takes := RegName(n), "s0, s1 and a0 to a5"
	if r.Op.Row().IsFloat(o) {
		name, takes = FloatName(n), "fs0, fs1 and fa0 to fa5"
	}
	if p := r.place(o); p != at9x && p != at4x {
		takes = RegName(p.decode(0))
	}
	return fmt.Errorf("%s takes %s there, not %s", r.Name, takes, name)
}

func (r *CRow) wrongImm(v int64) error {
	l := r.Imm
	if !l.encoded() {
		return fmt.Errorf("%s has no immediate %d", r.Name, v)
	}
	lo, hi, step := l.lo, l.hi, l.step
	if r.Op.Row().Format == FormatU {
		v, lo, hi, step = v>>12, lo>>12, hi>>12, step>>12
	}
	if v < lo || v > hi {
		return fmt.Errorf("%d is out of range for %s (%d to %d)", v, r.Name, lo, hi)
	}
	return fmt.Errorf("%d is not a multiple of %d, as %s needs", v, step, r.Name)
}

// encodeCompressed is Encode for what has a compressed encoding.
func encodeCompressed(in Inst) (uint32, error) {
	r := in.C.Row()
	if r == nil || r.Op != in.Op {
		return 0, fmt.Errorf("no such instruction")
	}
	w, err := r.encode(&in)
	if err != nil {
		return 0, err
	}
	d := decodeCompressed(w, r.Mode == IntMode)
	switch {
	case d.Op == Invalid:
		return 0, fmt.Errorf("%s with these operands is a reserved encoding", r.Name)
	case d.C.Row().Name != r.Name: // a HINT has a row of its own, of the same name
		return 0, fmt.Errorf("%s with these operands is the encoding of %s; write that", r.Name, d.C.Row().Name)
	}
	return uint32(w), nil
}

// Compress is in with the compressed encoding that does the same in that
// pointer mode, its C and Raw set; false: there is none. HINTs are never
// chosen.
func Compress(in Inst, intMode bool) (Inst, bool) {
	for _, same := range equivalents(in) {
		for _, r := range cRowsOf[same.Op] {
			if !r.Mode.Has(intMode) {
				continue
			}
			w, err := r.encode(&same)
			if err != nil {
				continue
			}
			d := decodeCompressed(w, intMode)
			if d.Op == Invalid || d.zeros()&d.C.Row().Hint != 0 {
				continue
			}
			if d.Op == same.Op && d.Rd == same.Rd && d.Rs1 == same.Rs1 && d.Rs2 == same.Rs2 && d.Imm == same.Imm {
				return d, true
			}
		}
	}
	return in, false
}

// MayCompress says whether there is a compressed encoding in that pointer mode
// for some value of in's immediate.
func MayCompress(in Inst, intMode bool) bool {
	for _, same := range equivalents(in) {
		for _, r := range cRowsOf[same.Op] {
			if r.Imm.encoded() {
				same.Imm = r.Imm.hi
				if _, ok := Compress(same, intMode); ok {
					return true
				}
			}
		}
	}
	_, ok := Compress(in, intMode)
	return ok
}

// equivalents are in and what has the same effect, where that may have a
// compressed encoding and in has none.
func equivalents(in Inst) []Inst {
	in.C, in.Size, in.Raw = NotCompressed, 4, 0
	list := []Inst{in}
	other := in
	switch in.Op {
	case ADD, ADDW, AND, OR, XOR, MUL:
		other.Rs1, other.Rs2 = in.Rs2, in.Rs1
	case BEQ, BNE:
		if in.Rs1 != 0 {
			return list
		}
		other.Rs1, other.Rs2 = in.Rs2, 0
	case ADDI:
		if in.Imm != 0 || in.Rs1 == 0 {
			return list
		}
		other.Op, other.Rs1, other.Rs2 = ADD, 0, in.Rs1
	case ADDIW:
		if in.Rs1 != 0 {
			return list
		}
		other.Op = ADDI
	default:
		return list
	}
	return append(list, other)
}
