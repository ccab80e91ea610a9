package machine

import (
	"math/bits"

	"ushell/cap"
	"ushell/isa"
)

// exec executes one instruction. It either raises a trap and changes nothing,
// or does all that the instruction does.
func (m *Machine) exec(in *isa.Inst) {
	if in.Op == isa.Invalid || !m.intMode() && mayBeReserved(in) && in.ReservedInCapMode() {
		m.raise(causeIllegal, uint64(in.Raw))
		return
	}
	switch classes[in.Op] {
	case classControl:
		m.execControl(in)
	case classMemory:
		m.execMemory(in)
	case classAtomic:
		m.execAtomic(in)
	case classFloat:
		m.execFloat(in)
	case classInteger:
		v, _ := m.integerResult(in)
		m.setInt(in.Rd, v)
	default:
		m.execCap(in)
	}
}

// execCap executes what only CHERI has, but for loads and stores.
func (m *Machine) execCap(in *isa.Inst) {
	if !m.cheriEnabled() {
		// With CHERI disabled its opcodes are custom again: none is implemented.
		m.raise(causeIllegal, uint64(in.Raw))
		return
	}
	if c, ok := m.capResult(in); ok {
		m.setReg(in.Rd, c)
		return
	}
	m.execMode(in)
}

// class is the part of the hart that executes an instruction.
type class uint8

const (
	classCap class = iota
	classControl
	classMemory
	classAtomic
	classFloat
	classInteger
)

// classes are those of all instructions.
var classes = func() []class {
	out := make([]class, len(isa.Rows())+1)
	for _, r := range isa.Rows() {
		out[r.Op] = classOf(&r)
	}
	return out
}()

func classOf(r *isa.Row) class {
	switch r.Ext {
	case "F", "D":
		return classFloat
	case "Zaamo", "Zalrsc", "Zabhlrsc":
		return classAtomic
	case "Priv", "Zicsr", "Zifencei":
		return classControl
	}
	switch {
	case r.Roles.Mem != isa.NoMem:
		return classMemory
	case r.Ext == "Y" || r.Ext == "Zyhybrid" || r.Ext == "Zba" && r.Roles.Rd == isa.Cap:
		return classCap
	}
	switch r.Op {
	case isa.JAL, isa.JALR, isa.AUIPC, isa.FENCE, isa.ECALL, isa.EBREAK,
		isa.BEQ, isa.BNE, isa.BLT, isa.BGE, isa.BLTU, isa.BGEU:
		return classControl
	}
	return classInteger
}

// mayBeReserved is the part of ReservedInCapMode that costs nothing.
func mayBeReserved(in *isa.Inst) bool { return in.Rs1 == 0 || in.Op == isa.BEQ || in.Op == isa.BNE }

// execControl executes jumps, branches, system instructions and fences.
func (m *Machine) execControl(in *isa.Inst) {
	a, b := m.X[in.Rs1].Addr, m.X[in.Rs2].Addr
	taken := false
	switch in.Op {
	case isa.BEQ:
		taken = a == b
	case isa.BNE:
		taken = a != b
	case isa.BLT:
		taken = int64(a) < int64(b)
	case isa.BGE:
		taken = int64(a) >= int64(b)
	case isa.BLTU:
		taken = a < b
	case isa.BGEU:
		taken = a >= b
	case isa.JAL, isa.JALR:
		m.execJump(in)
		return
	case isa.AUIPC:
		c := m.pccAt(m.PCC.Addr + uint64(in.Imm))
		if m.intMode() {
			c = cap.Null(c.Addr)
		}
		m.setReg(in.Rd, c)
		return
	case isa.CSRRW, isa.CSRRS, isa.CSRRC, isa.CSRRWI, isa.CSRRSI, isa.CSRRCI:
		m.execCSR(in)
		return
	default:
		m.execSystem(in)
		return
	}
	if taken {
		m.branch(m.PCC.Addr + uint64(in.Imm))
	}
}

func (m *Machine) execSystem(in *isa.Inst) {
	switch in.Op {
	case isa.FENCE, isa.FENCEI:
	case isa.ECALL:
		m.raise(causeEcallU+uint64(m.Priv), 0)
	case isa.EBREAK:
		m.raise(causeBreakpoint, m.PCC.Addr)
	case isa.MRET, isa.SRET:
		m.execRet(in)
	case isa.WFI:
		if m.Priv == User || m.Priv == Supervisor && m.csr.mstatus&statusTW != 0 {
			m.raise(causeIllegal, uint64(in.Raw))
		} else if m.mip(m.timerLines())&m.csr.mie == 0 {
			m.sleep()
		}
	case isa.SFENCEVMA:
		if m.Priv == User || m.Priv == Supervisor && m.csr.mstatus&statusTVM != 0 {
			m.raise(causeIllegal, uint64(in.Raw))
		}
	}
}

// execJump executes jal and jalr. In capability mode the link is a sentry, and
// a jump to a sentry unseals it if nothing moves its address (section "JALR").
// What is wrong with the target shows when it is fetched.
func (m *Machine) execJump(in *isa.Inst) {
	link := m.pccAt(m.PCC.Addr + uint64(in.Size))
	if m.intMode() {
		link = cap.Null(link.Addr)
	} else {
		link = link.Seal()
	}
	if in.Op == isa.JAL {
		if m.branch(m.PCC.Addr + uint64(in.Imm)); !m.trap.set {
			m.setReg(in.Rd, link)
		}
		return
	}
	target := m.X[in.Rs1]
	to := (target.Addr + uint64(in.Imm)) &^ 1
	if to%instAlign != 0 {
		m.raise(causeFetchMisaligned, to)
		return
	}
	if m.intMode() {
		m.jump(m.target(m.pccAt(to)))
	} else {
		if target.Sealed() && target.Addr&1 == 0 && in.Imm == 0 {
			target = target.Unseal()
		}
		m.jump(m.target(target.SetAddr(to)))
	}
	m.setReg(in.Rd, link)
}

func (m *Machine) execMemory(in *isa.Inst) {
	switch in.Op {
	case isa.LB:
		m.load(in, 1, true)
	case isa.LH:
		m.load(in, 2, true)
	case isa.LW:
		m.load(in, 4, true)
	case isa.LD:
		m.load(in, 8, false)
	case isa.LBU:
		m.load(in, 1, false)
	case isa.LHU:
		m.load(in, 2, false)
	case isa.LWU:
		m.load(in, 4, false)
	case isa.SB:
		m.store(in, 1)
	case isa.SH:
		m.store(in, 2)
	case isa.SW:
		m.store(in, 4)
	case isa.SD:
		m.store(in, 8)
	case isa.LY, isa.SY:
		if !m.cheriEnabled() {
			m.raise(causeIllegal, uint64(in.Raw))
		} else if in.Op == isa.LY {
			m.loadCap(in)
		} else {
			m.storeCap(in)
		}
	}
}

// capResult is what an instruction that writes a capability to rd writes.
func (m *Machine) capResult(in *isa.Inst) (cap.Cap, bool) {
	a, b := m.X[in.Rs1], m.X[in.Rs2]
	switch in.Op {
	case isa.YADD:
		return a.SetAddr(a.Addr + b.Addr), true
	case isa.YADDI:
		return a.SetAddr(a.Addr + uint64(in.Imm)), true
	case isa.YSH1ADD, isa.YSH2ADD, isa.YSH3ADD, isa.YSH4ADD:
		return b.SetAddr(b.Addr + a.Addr<<(in.Op-isa.YSH1ADD+1)), true
	case isa.YSH1ADDUW, isa.YSH2ADDUW, isa.YSH3ADDUW, isa.YSH4ADDUW:
		return b.SetAddr(b.Addr + uint64(uint32(a.Addr))<<(in.Op-isa.YSH1ADDUW+1)), true
	case isa.YADDRW:
		return a.SetAddr(b.Addr), true
	case isa.YMV:
		return a, true
	case isa.YHIW:
		return cap.Pack(a.Addr, b.Addr), true
	case isa.YBNDSW:
		return a.SetBounds(b.Addr), true
	case isa.YBNDSWI:
		return a.SetBounds(uint64(in.Imm)), true
	case isa.YBNDSRW:
		return a.SetBoundsRounded(b.Addr), true
	case isa.YPERMC:
		return a.ClearPerms(b.Addr), true
	case isa.YSEALE:
		return b.Seal(), true
	case isa.YUNSEALS:
		return b.UnsealWith(a), true
	case isa.YBLD:
		return cap.Build(a, b), true
	case isa.YMODEW:
		return a.SetMode(b.Addr&1 != 0), true
	}
	return cap.Cap{}, false
}

// inspect is what an instruction reads of a capability's fields.
func (m *Machine) inspect(in *isa.Inst) (uint64, bool) {
	a, b := m.X[in.Rs1], m.X[in.Rs2]
	switch in.Op {
	case isa.YBASER, isa.YTOPR, isa.YLENR:
		if !a.Intact() {
			return 0, true // section "YBASER": also where the bounds could be decoded
		}
	}
	switch in.Op {
	case isa.YBASER:
		return a.Base(), true
	case isa.YTOPR:
		return a.Top().Saturate(), true
	case isa.YLENR:
		return a.Length().Saturate(), true
	case isa.YTAGR:
		return flag(a.Tag), true
	case isa.YPERMR:
		return a.PermField(), true
	case isa.YTYPER:
		return a.Type(), true
	case isa.YMODER:
		return flag(a.IntMode()), true
	case isa.YHIR:
		return a.Meta, true
	case isa.YEQ:
		return flag(a == b), true
	case isa.YSS:
		return flag(cap.Subset(b, a)), true
	case isa.YAMASK:
		return cap.AlignMask(a.Addr), true
	}
	return 0, false
}

// execMode executes the rest: the mode switches and the inspection of
// capabilities.
func (m *Machine) execMode(in *isa.Inst) {
	if v, ok := m.inspect(in); ok {
		m.setInt(in.Rd, v)
		return
	}
	switch in.Op {
	case isa.YMODESWY, isa.YMODESWI:
		next := m.PCC.SetAddr(m.PCC.Addr + uint64(in.Size))
		m.setPCC(next.SetMode(in.Op == isa.YMODESWI))
		m.jumped = true
	default:
		m.raise(causeIllegal, uint64(in.Raw))
	}
}

func flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// integerResult is what an instruction of RV64I or M writes to rd; auipc is
// the one whose result is a capability.
func (m *Machine) integerResult(in *isa.Inst) (uint64, bool) {
	a, b, imm := m.X[in.Rs1].Addr, m.X[in.Rs2].Addr, uint64(in.Imm)
	switch in.Op {
	case isa.LUI:
		return imm, true
	case isa.ADDI:
		return a + imm, true
	case isa.SLTI:
		return flag(int64(a) < in.Imm), true
	case isa.SLTIU:
		return flag(a < imm), true
	case isa.XORI:
		return a ^ imm, true
	case isa.ORI:
		return a | imm, true
	case isa.ANDI:
		return a & imm, true
	case isa.SLLI:
		return a << imm, true
	case isa.SRLI:
		return a >> imm, true
	case isa.SRAI:
		return uint64(int64(a) >> imm), true
	case isa.ADD:
		return a + b, true
	case isa.SUB:
		return a - b, true
	case isa.SLL:
		return a << (b & 63), true
	case isa.SLT:
		return flag(int64(a) < int64(b)), true
	case isa.SLTU:
		return flag(a < b), true
	case isa.XOR:
		return a ^ b, true
	case isa.SRL:
		return a >> (b & 63), true
	case isa.SRA:
		return uint64(int64(a) >> (b & 63)), true
	case isa.OR:
		return a | b, true
	case isa.AND:
		return a & b, true
	case isa.ADDUW:
		return uint64(uint32(a)) + b, true
	case isa.SH1ADD, isa.SH2ADD, isa.SH3ADD:
		return a<<(in.Op-isa.SH1ADD+1) + b, true
	case isa.SH1ADDUW, isa.SH2ADDUW, isa.SH3ADDUW:
		return uint64(uint32(a))<<(in.Op-isa.SH1ADDUW+1) + b, true
	case isa.SLLIUW:
		return uint64(uint32(a)) << imm, true
	}
	if v, ok := wordResult(in.Op, uint32(a), uint32(b), in.Imm); ok {
		return uint64(int64(int32(v))), true
	}
	return mulDiv(in.Op, a, b)
}

// wordResult is the low 32 bits that an instruction on words computes.
func wordResult(op isa.Op, a, b uint32, imm int64) (uint32, bool) {
	switch op {
	case isa.ADDIW:
		return a + uint32(imm), true
	case isa.SLLIW:
		return a << uint(imm), true
	case isa.SRLIW:
		return a >> uint(imm), true
	case isa.SRAIW:
		return uint32(int32(a) >> uint(imm)), true
	case isa.ADDW:
		return a + b, true
	case isa.SUBW:
		return a - b, true
	case isa.SLLW:
		return a << (b & 31), true
	case isa.SRLW:
		return a >> (b & 31), true
	case isa.SRAW:
		return uint32(int32(a) >> (b & 31)), true
	case isa.MULW:
		return a * b, true
	case isa.DIVW:
		return uint32(div(int64(int32(a)), int64(int32(b)))), true
	case isa.DIVUW:
		if b == 0 {
			return ^uint32(0), true
		}
		return a / b, true
	case isa.REMW:
		return uint32(rem(int64(int32(a)), int64(int32(b)))), true
	case isa.REMUW:
		if b == 0 {
			return a, true
		}
		return a % b, true
	}
	return 0, false
}

func mulDiv(op isa.Op, a, b uint64) (uint64, bool) {
	hi, lo := bits.Mul64(a, b)
	switch op {
	case isa.MUL:
		return lo, true
	case isa.MULHU:
		return hi, true
	case isa.MULH:
		return hi - a*(b>>63) - b*(a>>63), true
	case isa.MULHSU:
		return hi - b*(a>>63), true
	case isa.DIV:
		return uint64(div(int64(a), int64(b))), true
	case isa.REM:
		return uint64(rem(int64(a), int64(b))), true
	case isa.DIVU:
		if b == 0 {
			return ^uint64(0), true
		}
		return a / b, true
	case isa.REMU:
		if b == 0 {
			return a, true
		}
		return a % b, true
	}
	return 0, false
}

// div and rem follow RISC-V: division by zero gives -1 and the dividend, the
// one overflow gives the dividend and 0 (as Go's wrapping does).
func div(a, b int64) int64 {
	if b == 0 {
		return -1
	}
	return a / b
}

func rem(a, b int64) int64 {
	if b == 0 {
		return a
	}
	return a % b
}
