package isa

import (
	"fmt"
	"strconv"
	"strings"
)

var regNames = [32]string{"zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1",
	"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"}

var regNumbers = func() map[string]uint8 {
	m := map[string]uint8{"fp": 8}
	for i, n := range regNames {
		m[n] = uint8(i)
		m["x"+strconv.Itoa(i)] = uint8(i)
	}
	return m
}()

// RegName is the ABI name of register n.
func RegName(n uint8) string { return regNames[n&31] }

// RegNumber finds a register by its ABI name, by x and its number, or as fp.
func RegNumber(name string) (uint8, bool) {
	n, ok := regNumbers[name]
	return n, ok
}

var floatNames = [32]string{"ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1",
	"fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7",
	"fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11"}

var floatNumbers = func() map[string]uint8 {
	m := map[string]uint8{}
	for i, n := range floatNames {
		m[n] = uint8(i)
		m["f"+strconv.Itoa(i)] = uint8(i)
	}
	return m
}()

// FloatName is the ABI name of the floating-point register n.
func FloatName(n uint8) string { return floatNames[n&31] }

// FloatNumber finds a floating-point register by its ABI name, or by f and its
// number.
func FloatNumber(name string) (uint8, bool) {
	n, ok := floatNumbers[name]
	return n, ok
}

var roundingNames = [8]string{RNE: "rne", RTZ: "rtz", RDN: "rdn", RUP: "rup", RMM: "rmm", DYN: "dyn"}

// RoundingMode finds a rounding mode by its name.
func RoundingMode(name string) (uint8, bool) {
	for i, n := range roundingNames {
		if n == name && n != "" {
			return uint8(i), true
		}
	}
	return 0, false
}

// orderSuffixes follow the names of atomics, by Inst.Order.
var orderSuffixes = [4]string{"", ".rl", ".aq", ".aqrl"}

// The names of CSRs: the standard ones, and those that CHERI adds.
var csrNumbers = func() map[string]uint16 {
	m := map[string]uint16{
		"fflags": 0x001, "frm": 0x002, "fcsr": 0x003,
		"ddc": 0x416, "utidc": 0x480, "stidc": 0x580, "mtidc": 0x780,
		"cycle": 0xc00, "time": 0xc01, "instret": 0xc02,
		"sstatus": 0x100, "sie": 0x104, "stvec": 0x105, "scounteren": 0x106, "senvcfg": 0x10a,
		"sscratch": 0x140, "sepc": 0x141, "scause": 0x142, "stval": 0x143, "sip": 0x144,
		"stimecmp": 0x14d, "satp": 0x180,
		"mstatus": 0x300, "misa": 0x301, "medeleg": 0x302, "mideleg": 0x303, "mie": 0x304, "mtvec": 0x305,
		"mcounteren": 0x306, "menvcfg": 0x30a, "mcountinhibit": 0x320,
		"mscratch": 0x340, "mepc": 0x341, "mcause": 0x342, "mtval": 0x343, "mip": 0x344,
		"mcycle": 0xb00, "minstret": 0xb02,
		"mvendorid": 0xf11, "marchid": 0xf12, "mimpid": 0xf13, "mhartid": 0xf14, "mconfigptr": 0xf15,
	}
	for i := range uint16(64) {
		m[fmt.Sprintf("pmpaddr%d", i)] = 0x3b0 + i
	}
	for i := uint16(0); i < 16; i += 2 {
		m[fmt.Sprintf("pmpcfg%d", i)] = 0x3a0 + i
	}
	return m
}()

var csrNames = func() map[uint16]string {
	m := map[uint16]string{}
	for name, n := range csrNumbers {
		m[n] = name
	}
	return m
}()

// CSRName is the name of the CSR n, or its number in hexadecimal.
func CSRName(n uint16) string {
	if s, ok := csrNames[n]; ok {
		return s
	}
	return fmt.Sprintf("%#x", n)
}

// CSRNumber finds a CSR by its name.
func CSRNumber(name string) (uint16, bool) {
	n, ok := csrNumbers[name]
	return n, ok
}

// CSRNames are the names of all CSRs, in no particular order.
func CSRNames() []string {
	out := make([]string, 0, len(csrNumbers))
	for name := range csrNumbers {
		out = append(out, name)
	}
	return out
}

// fenceSet writes 4 bits as the letters of i, o, r, w.
func fenceSet(v int64) string {
	s := ""
	for i, ch := range "iorw" {
		if v>>(3-i)&1 != 0 {
			s += string(ch)
		}
	}
	if s == "" {
		return "0"
	}
	return s
}

// FenceSet is the inverse of the text of one set of fence: "rw", "iorw", "0".
func FenceSet(s string) (int64, bool) {
	if s == "0" {
		return 0, true
	}
	var v int64
	for _, ch := range s {
		i := strings.IndexRune("iorw", ch)
		if i < 0 {
			return 0, false
		}
		v |= 8 >> i
	}
	return v, s != ""
}

// String is the canonical text of in: no aliases, offsets as numbers.
func (in Inst) String() string { return in.Text(0, nil) }

// Text is in as assembly. With sym, which names an address or answers "", the
// targets of branches and jumps are addresses, pc being that of in.
func (in Inst) Text(pc uint64, sym func(addr uint64) string) string {
	r, c := in.Op.Row(), in.C.Row()
	switch {
	case r == nil && in.Size == 2:
		return fmt.Sprintf(".half 0x%04x", in.Raw)
	case r == nil || in.reservedFence():
		return fmt.Sprintf(".word 0x%08x", in.Raw)
	}
	text, sep, operands := r.Name+orderSuffixes[in.Order&3], " ", r.Format.Operands()
	if c != nil {
		text, operands = c.Name, c.Operands()
	}
	for _, o := range operands {
		if o == OperandRm && in.Rm == r.Format.DefaultRm() {
			continue
		}
		text += sep + in.operand(o, r, pc, sym)
		sep = ", "
	}
	return text
}

// reservedFence says whether in is a fence with fields that assembly has no
// syntax for. They are reserved for finer fences, and every hart ignores them
// (unprivileged specification, sections "Memory Ordering Instructions" and
// "Zifencei"); written as a word the instruction survives reassembly.
func (in Inst) reservedFence() bool {
	switch in.Op {
	case FENCE:
		return in.Rd|in.Rs1 != 0 || in.Imm>>8 != 0
	case FENCEI:
		return in.Rd|in.Rs1 != 0 || in.Imm != 0
	}
	return false
}

// operand is one operand as assembly; sym as in Text.
func (in Inst) operand(o Operand, r *Row, pc uint64, sym func(uint64) string) string {
	switch o {
	case OperandRd:
		return r.register(o, in.Rd)
	case OperandRs1:
		return r.register(o, in.Rs1)
	case OperandRs2:
		return r.register(o, in.Rs2)
	case OperandRs3:
		return r.register(o, in.Rs3)
	case OperandAddr:
		return "(" + RegName(in.Rs1) + ")"
	case OperandRm:
		return roundingNames[in.Rm&7]
	case OperandMem:
		return strconv.FormatInt(in.Imm, 10) + "(" + RegName(in.Rs1) + ")"
	case OperandTarget:
		if sym == nil {
			break
		}
		target := pc + uint64(in.Imm)
		if s := sym(target); s != "" {
			return s
		}
		return fmt.Sprintf("%#x", target)
	case OperandCSR:
		return CSRName(in.CSR)
	case OperandPred:
		return fenceSet(in.Imm >> 4 & 15)
	case OperandSucc:
		return fenceSet(in.Imm & 15)
	}
	if r.Format == FormatU {
		return strconv.FormatUint(uint64(in.Imm)>>12&0xfffff, 10)
	}
	return strconv.FormatInt(in.Imm, 10)
}

func (r *Row) register(o Operand, n uint8) string {
	if r.IsFloat(o) {
		return FloatName(n)
	}
	return RegName(n)
}
