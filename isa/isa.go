// Package isa is the instruction table of the machine: one row an instruction,
// from which encoding, decoding, the syntax of operands and disassembly are
// derived. It covers RV64I, M, A, F, D, Zca, Zcd, Zcb, Zba, Zicsr, Zifencei, the privileged
// instructions, every base RVY instruction with the RV64LYA encoding, what RVY
// adds to A, Zca and Zba, and Zyhybrid (riscv-cheri commit 47b031e0). What
// instructions do is not known here.
package isa

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// Inst is one decoded instruction, 24 bytes. Registers are numbers of integer
// or of floating-point registers, as the roles of the row say.
type Inst struct {
	Op           Op
	Rd, Rs1, Rs2 uint8
	Size         uint8  // bytes, 2 or 4
	CSR          uint16 // number, of csrrw and its like
	Raw          uint32 // the bits it was decoded from
	Rs3          uint8  // of fmadd and its like
	Rm           uint8  // rounding mode, RNE to DYN
	Order        uint8  // of atomics: Acquire, Release
	C            COp    // the compressed encoding that the rest is the expansion of
	// Imm is the immediate operand: in bytes for offsets and lengths, the whole
	// upper immediate (bits 31:12 in place) for lui and auipc, the shift amount,
	// the 5-bit immediate of csrrwi and its like, fm and the two sets of fence
	// (4 bits each).
	Imm int64
}

// Rounding modes (section "Floating-Point Control and Status Register"); 5 and
// 6 are reserved.
const (
	RNE uint8 = 0 // to the nearest, ties to even
	RTZ uint8 = 1 // towards zero
	RDN uint8 = 2 // down
	RUP uint8 = 3 // up
	RMM uint8 = 4 // to the nearest, ties away from zero
	DYN uint8 = 7 // that of frm
)

// Bits of Inst.Order.
const (
	Release uint8 = 1 << iota // rl
	Acquire                   // aq
)

// Format says where the operands of an instruction are encoded.
type Format uint8

// The formats.
const (
	FormatNone    Format = iota // no operands
	FormatR                     // rd, rs1, rs2
	FormatRdRs1                 // rd, rs1
	FormatRdRs2                 // rd, rs2 (yseale)
	FormatRs1Rs2                // rs1, rs2 (sfence.vma)
	FormatI                     // rd, rs1, imm12
	FormatLoad                  // rd, imm12(rs1)
	FormatStore                 // rs2, imm12(rs1)
	FormatBranch                // rs1, rs2, offset
	FormatU                     // rd, imm20
	FormatJ                     // rd, offset
	FormatShift                 // rd, rs1, shamt6
	FormatShiftW                // rd, rs1, shamt5
	FormatCSR                   // rd, csr, rs1
	FormatCSRI                  // rd, csr, uimm5
	FormatFence                 // pred, succ; rd, rs1 and fm are kept though ignored
	FormatBounds                // rd, rs1, length of ybndswi
	FormatFenceI                // no operands; rd, rs1 and imm12 are kept though ignored
	FormatAMO                   // rd, rs2, (rs1); aq and rl
	FormatLR                    // rd, (rs1); aq and rl
	FormatR4                    // rd, rs1, rs2, rs3, rounding mode
	FormatRRm                   // rd, rs1, rs2, rounding mode
	FormatRdRs1Rm               // rd, rs1, rounding mode
	FormatExact                 // rd, rs1, rounding mode that changes nothing
)

// Role says how an instruction uses a register operand.
type Role uint8

// Roles.
const (
	Unused Role = iota
	Int         // the integer in its address field
	Cap         // the whole capability
	Float       // a floating-point register
)

// MemKind says whether an instruction accesses memory.
type MemKind uint8

// Kinds of memory access.
const (
	NoMem MemKind = iota
	Load
	Store
	AMO // reads, then writes
)

// Auth says which capability authorises what an instruction does, beyond that
// of its own fetch, in capability pointer mode.
type Auth uint8

// Authorising capabilities.
const (
	AuthNone Auth = iota // it needs no authority, or only derives from an operand
	AuthRs1              // rs1: memory accesses, jalr, and what rebuilds or unseals a capability
	AuthPCC              // pcc: its ASR permission (unless the CSR is an unprivileged one)
)

// Roles are the roles of an instruction's operands.
type Roles struct {
	Rd, Rs1, Rs2, Rs3 Role
	Mem               MemKind
	MemSize           uint8 // bytes accessed
	Auth              Auth
}

// Row describes one instruction.
type Row struct {
	Op      Op
	Name    string
	Match   uint32 // the bits under Mask
	Mask    uint32
	Format  Format
	Ext     string // extension: "I", "M", "Zicsr", "Y", ...
	Section string // of the specification
	Help    string // what it does, in a sentence
	Roles   Roles
}

// Row is the row of op, nil for Invalid.
func (op Op) Row() *Row {
	if op == Invalid || int(op) >= len(rowOf) {
		return nil
	}
	return rowOf[op]
}

// String is the name of op.
func (op Op) String() string {
	if r := op.Row(); r != nil {
		return r.Name
	}
	return "invalid"
}

// Rows are all rows, in the order of Op.
func Rows() []Row { return table }

// ByName finds a row by its name or by one of its older names.
func ByName(name string) (*Row, bool) {
	if now, ok := olderNames[name]; ok {
		name = now
	}
	r, ok := byName[name]
	return r, ok
}

// Mnemonic is ByName for names that may have a suffix of memory order: .aq,
// .rl or .aqrl behind the name of an atomic.
func Mnemonic(name string) (r *Row, order uint8, ok bool) {
	if r, ok = ByName(name); ok {
		return r, 0, true
	}
	dot := strings.LastIndexByte(name, '.')
	for i, suffix := range orderSuffixes {
		if i == 0 || dot < 0 || name[dot:] != suffix {
			continue
		}
		if r, ok = ByName(name[:dot]); ok && (r.Format == FormatAMO || r.Format == FormatLR) {
			return r, uint8(i), true
		}
	}
	return nil, 0, false
}

// Names that earlier specifications used.
var olderNames = map[string]string{
	"ysunseal": "yunseals", "yunseal": "yunseals", "ysentry": "yseale", "packy": "yhiw",
	"fmv.x.s": "fmv.x.w", "fmv.s.x": "fmv.w.x",
}

var (
	rowOf  [numOps]*Row
	byName = map[string]*Row{}
	// candidates are the rows that a word may match, by its bits 6:0 (opcode)
	// and 14:12 (funct3), the most specific first: ymv before yadd.
	candidates [1024][]*Row
)

func init() {
	for i := range table {
		r := &table[i]
		rowOf[r.Op] = r
		byName[r.Name] = r
		for funct3 := range uint32(8) {
			word := r.Match&0x7f | funct3<<12
			if word&r.Mask == r.Match&0x707f {
				k := index(word)
				candidates[k] = append(candidates[k], r)
			}
		}
	}
	for _, rows := range candidates {
		slices.SortStableFunc(rows, func(x, y *Row) int { return bits.OnesCount32(y.Mask) - bits.OnesCount32(x.Mask) })
	}
	indexCompressed()
}

func index(raw uint32) uint32 { return raw&0x7f<<3 | raw>>12&7 }

// Decode is the instruction that raw encodes in capability or in integral
// pointer mode; its Op is Invalid if none does. Where bits 1:0 of raw are not
// both set only its lower half counts: a compressed encoding, of Size 2, whose
// operands are those of its expansion. The mode matters to none but those.
func Decode(raw uint32, intMode bool) Inst {
	if raw&3 != 3 {
		return decodeCompressed(uint16(raw), intMode)
	}
	in := Inst{Raw: raw, Size: 4}
	for _, r := range candidates[index(raw)] {
		if raw&r.Mask == r.Match {
			if r.Op == YMODEW && raw>>7&31 == 0 {
				break // rd=0 belongs to ymodeswy and ymodeswi, or is reserved
			}
			if rm := raw >> 12 & 7; r.Format.Rounds() && (rm == 5 || rm == 6) {
				break // reserved
			}
			in.Op = r.Op
			in.decodeOperands(r.Format)
			return in
		}
	}
	return in
}

func (in *Inst) decodeOperands(f Format) {
	raw := in.Raw
	rd, rs1, rs2 := uint8(raw>>7&31), uint8(raw>>15&31), uint8(raw>>20&31)
	immI := int64(int32(raw) >> 20)
	switch f {
	case FormatR:
		in.Rd, in.Rs1, in.Rs2 = rd, rs1, rs2
	case FormatRdRs1:
		in.Rd, in.Rs1 = rd, rs1
	case FormatRdRs2:
		in.Rd, in.Rs2 = rd, rs2
	case FormatRs1Rs2:
		in.Rs1, in.Rs2 = rs1, rs2
	case FormatI, FormatLoad, FormatFenceI:
		in.Rd, in.Rs1, in.Imm = rd, rs1, immI
	case FormatStore:
		in.Rs1, in.Rs2, in.Imm = rs1, rs2, immI&^31|int64(rd)
	case FormatBranch:
		in.Rs1, in.Rs2 = rs1, rs2
		in.Imm = immI&^0x81f | int64(raw>>8&15)<<1 | int64(raw>>7&1)<<11
		if raw>>31 != 0 {
			in.Imm |= ^int64(0xfff)
		} else {
			in.Imm &= 0xfff
		}
	case FormatU:
		in.Rd, in.Imm = rd, int64(int32(raw&^0xfff))
	case FormatJ:
		in.Rd = rd
		in.Imm = int64(int32(raw)>>31)<<20 | int64(raw&0xff000) | int64(raw>>20&1)<<11 | int64(raw>>21&0x3ff)<<1
	case FormatShift:
		in.Rd, in.Rs1, in.Imm = rd, rs1, int64(raw>>20&63)
	case FormatShiftW:
		in.Rd, in.Rs1, in.Imm = rd, rs1, int64(rs2)
	case FormatCSR:
		in.Rd, in.Rs1, in.CSR = rd, rs1, uint16(raw>>20)
	case FormatCSRI:
		in.Rd, in.Imm, in.CSR = rd, int64(rs1), uint16(raw>>20)
	case FormatFence:
		in.Rd, in.Rs1, in.Imm = rd, rs1, int64(raw>>20)
	case FormatBounds:
		in.Rd, in.Rs1, in.Imm = rd, rs1, boundsLength(raw>>20&0x1ff)
	case FormatAMO, FormatLR:
		in.Rd, in.Rs1, in.Order = rd, rs1, uint8(raw>>25&3)
		if f == FormatAMO {
			in.Rs2 = rs2
		}
	case FormatR4, FormatRRm, FormatRdRs1Rm, FormatExact:
		in.Rd, in.Rs1, in.Rm = rd, rs1, uint8(raw>>12&7)
		if f == FormatR4 {
			in.Rs3 = uint8(raw >> 27)
		}
		if f == FormatR4 || f == FormatRRm {
			in.Rs2 = rs2
		}
	}
}

// Rounds says whether instructions of that format have a rounding mode.
func (f Format) Rounds() bool { return f >= FormatR4 && f <= FormatExact }

// boundsLength is the length in bytes that the 9-bit immediate of ybndswi
// stands for (section "YBNDSWI").
func boundsLength(imm uint32) int64 {
	switch {
	case imm == 0:
		return 4096
	case imm>>8 == 0:
		return int64(imm & 0xff)
	case imm>>5&7 == 0:
		return int64(256 | imm&15<<4 | imm>>4&1<<3)
	}
	return int64(imm & 0xff << 4)
}

func boundsImm(length int64) (uint32, bool) {
	for imm := range uint32(512) {
		if boundsLength(imm) == length {
			return imm, true
		}
	}
	return 0, false
}

// Encode is the inverse of Decode: in 16 bits if in has a C. It says what is out
// of range.
func Encode(in Inst) (uint32, error) {
	if in.C != NotCompressed {
		return encodeCompressed(in)
	}
	r := in.Op.Row()
	if r == nil {
		return 0, fmt.Errorf("no such instruction")
	}
	for _, n := range [...]uint8{in.Rd, in.Rs1, in.Rs2, in.Rs3} {
		if n > 31 {
			return 0, fmt.Errorf("no register x%d", n)
		}
	}
	rd, rs1, rs2 := uint32(in.Rd)<<7, uint32(in.Rs1)<<15, uint32(in.Rs2)<<20
	imm := uint32(in.Imm)
	if err := in.checkImm(r); err != nil {
		return 0, err
	}
	w := r.Match
	switch r.Format {
	case FormatR:
		w |= rd | rs1 | rs2
	case FormatRdRs1:
		w |= rd | rs1
	case FormatRdRs2:
		w |= rd | rs2
	case FormatRs1Rs2:
		w |= rs1 | rs2
	case FormatI, FormatLoad, FormatFence, FormatFenceI:
		w |= rd | rs1 | imm<<20
	case FormatStore:
		w |= rs1 | rs2 | imm>>5<<25 | imm&31<<7
	case FormatBranch:
		w |= rs1 | rs2 | imm>>12&1<<31 | imm>>5&0x3f<<25 | imm>>1&15<<8 | imm>>11&1<<7
	case FormatU:
		w |= rd | imm&^0xfff
	case FormatJ:
		w |= rd | imm>>20&1<<31 | imm>>1&0x3ff<<21 | imm>>11&1<<20 | imm&0xff000
	case FormatShift, FormatShiftW:
		w |= rd | rs1 | imm<<20
	case FormatCSR:
		w |= rd | rs1 | uint32(in.CSR)<<20
	case FormatCSRI:
		w |= rd | imm<<15 | uint32(in.CSR)<<20
	case FormatBounds:
		b, _ := boundsImm(in.Imm)
		w |= rd | rs1 | b<<20
	case FormatAMO:
		w |= rd | rs1 | rs2 | uint32(in.Order)<<25
	case FormatLR:
		w |= rd | rs1 | uint32(in.Order)<<25
	case FormatR4:
		w |= rd | rs1 | rs2 | uint32(in.Rs3)<<27 | uint32(in.Rm)<<12
	case FormatRRm:
		w |= rd | rs1 | rs2 | uint32(in.Rm)<<12
	case FormatRdRs1Rm, FormatExact:
		w |= rd | rs1 | uint32(in.Rm)<<12
	}
	if d := Decode(w, false); d.Op == Invalid {
		return 0, fmt.Errorf("%s with these operands is a reserved encoding", r.Name)
	} else if d.Op != in.Op {
		return 0, fmt.Errorf("%s with these operands is the encoding of %s; write that", r.Name, d.Op)
	}
	return w, nil
}

// checkImm says what is wrong with the immediate of in, or with what else is
// encoded like one.
func (in *Inst) checkImm(r *Row) error {
	within := func(lo, hi, align int64, what string) error {
		if in.Imm < lo || in.Imm > hi {
			return fmt.Errorf("%s %d is out of range (%d to %d)", what, in.Imm, lo, hi)
		}
		if in.Imm%align != 0 {
			return fmt.Errorf("%s %d is not a multiple of %d", what, in.Imm, align)
		}
		return nil
	}
	switch r.Format {
	case FormatI, FormatLoad, FormatStore, FormatFenceI:
		return within(-2048, 2047, 1, "immediate")
	case FormatBranch:
		return within(-4096, 4094, 2, "branch distance")
	case FormatJ:
		return within(-1<<20, 1<<20-2, 2, "jump distance")
	case FormatU:
		return within(-1<<31, 1<<31-1, 4096, "upper immediate")
	case FormatShift:
		return within(0, 63, 1, "shift amount")
	case FormatCSR, FormatCSRI:
		if in.CSR > 0xfff {
			return fmt.Errorf("no CSR %#x (0 to 0xfff)", in.CSR)
		}
		if r.Format == FormatCSR {
			return nil
		}
		return within(0, 31, 1, "immediate")
	case FormatShiftW:
		return within(0, 31, 1, "shift amount")
	case FormatFence:
		return within(0, 0xfff, 1, "fence set")
	case FormatAMO, FormatLR:
		if in.Order > Acquire|Release {
			return fmt.Errorf("no memory order %d (0 to 3)", in.Order)
		}
	case FormatR4, FormatRRm, FormatRdRs1Rm, FormatExact:
		if roundingNames[in.Rm&7] == "" || in.Rm > 7 {
			return fmt.Errorf("no rounding mode %d (0 to 4, or 7 for dyn)", in.Rm)
		}
	case FormatBounds:
		if _, ok := boundsImm(in.Imm); !ok {
			return fmt.Errorf("length %d is not encodable (1 to 255; to 504 in steps of 8; to 4080 in steps of 16; 4096); use ybndsw", in.Imm)
		}
	}
	return nil
}

// ReservedInCapMode says whether the encoding is reserved in capability pointer
// mode: beq and bne whose rs1 is not a higher-numbered register than rs2, and
// loads and stores through x0 (sections "BEQ, BNE" and "Load and store
// instructions").
func (in Inst) ReservedInCapMode() bool {
	switch in.Op {
	case BEQ, BNE:
		return in.Rs1 <= in.Rs2
	case Invalid:
		return false
	}
	return rowOf[in.Op].Roles.Mem != NoMem && in.Rs1 == 0
}
