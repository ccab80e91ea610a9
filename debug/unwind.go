package debug

import (
	"ushell/cap"
	"ushell/image"
	"ushell/isa"
	"ushell/machine"
)

// The stack of calls. A frame's caller is found from the code of its function:
// what its prologue has stored where, or, close to its end, what its epilogue
// is going to load. The chain of frame pointers (docs/abi.md) is what prologues
// usually make, but a function may stand where it does not hold yet, or not any
// more, or never makes it.

// moment is a state of the machine: the present one, or an earlier one.
type moment interface {
	reg(n uint8) cap.Cap
	float(n uint8) uint64
	pcc() cap.Cap
	Read(addr uint64, b []byte) bool
	ReadCap(addr uint64) (cap.Cap, bool)
}

// present is the present moment of a machine. At a fault the code of interest is
// what has faulted, with the registers as they still are, not the handler that
// comes next: pc is its pcc.
type present struct {
	s  *Session
	m  *machine.Machine
	pc cap.Cap
}

// now is the present moment.
func (s *Session) now() present {
	if s.atFault() {
		return present{s, s.m, s.last.PCC}
	}
	return present{s, s.m, s.m.PCC}
}

func (p present) reg(n uint8) cap.Cap  { return p.m.X[n&31] }
func (p present) float(n uint8) uint64 { return p.m.F[n&31] }
func (p present) pcc() cap.Cap         { return p.pc }

func (p present) ReadCap(addr uint64) (cap.Cap, bool) { return readCap(p, addr) }
func (p present) Read(addr uint64, b []byte) bool     { return readBytes(p, addr, b) }

// earlier is a moment that was recorded.
type earlier struct {
	of *Session
	s  *machine.Snapshot
}

func (e earlier) reg(n uint8) cap.Cap  { return e.s.Reg(int(n & 31)) }
func (e earlier) float(n uint8) uint64 { return e.s.Float(int(n & 31)) }
func (e earlier) pcc() cap.Cap         { return e.s.Reg(machine.AuthPCC) }

func (e earlier) ReadCap(addr uint64) (cap.Cap, bool) { return readCap(e, addr) }
func (e earlier) Read(addr uint64, b []byte) bool     { return readBytes(e, addr, b) }

// maxCalls bounds how many frames are unwound.
const maxCalls = 256

// callFrame is a function that is executing, or waits for one that it called.
type callFrame struct {
	pc     uint64 // of its next instruction
	look   uint64 // an address in the line that is executing: in the call, for one that waits
	regs   [32]cap.Cap
	known  uint32 // which of regs are known
	cfa    uint64 // sp at its entry
	hasCFA bool
	fn     *image.Function // nil when not known
	im     *image.Image
	base   uint64 // what is added to the addresses of im
}

func (f *callFrame) reg(n uint8) (cap.Cap, bool) {
	return f.regs[n&31], f.known>>(n&31)&1 != 0
}

// Registers by their role.
const (
	regRA = 1
	regSP = 2
	regS0 = 8
)

// calleeSaved says which registers keep their value across a call.
func calleeSaved(n uint8) bool {
	return n == regSP || n == 3 || n == 4 || n == regS0 || n == 9 || n >= 18 && n <= 27
}

// unwind is the stack of calls at a moment, the innermost first: at least one.
func (s *Session) unwind(mo moment, limit int) []callFrame {
	f := callFrame{pc: mo.pcc().Addr, known: ^uint32(0)}
	for i := range f.regs {
		f.regs[i] = mo.reg(uint8(i))
	}
	f.look = f.pc
	return s.unwindFrom(mo, f, limit)
}

// unwindFrom is unwind from a frame of which pc, look and the registers are known.
func (s *Session) unwindFrom(mo moment, f callFrame, limit int) []callFrame {
	f.regs[0] = cap.Cap{}
	s.findCode(&f)
	frames := []callFrame{f}
	for len(frames) < limit {
		f := &frames[len(frames)-1]
		caller, ok := s.callerOf(mo, f)
		if !ok || len(frames) > 1 && caller.regs[regSP].Addr <= f.regs[regSP].Addr && f.known>>regSP&1 != 0 && caller.pc == f.pc {
			break
		}
		s.findCode(&caller)
		if sec := caller.im.SectionAt(caller.look - caller.base); sec == nil || sec.Flags&image.Exec == 0 {
			break
		}
		frames = append(frames, caller)
	}
	return frames
}

// findCode finds what code f executes.
func (s *Session) findCode(f *callFrame) {
	im, at := s.locate(f.look)
	f.im, f.base = im, f.look-at
	f.fn = im.FuncAt(at)
}

// callerOf is the frame that called f, and sets f's CFA.
func (s *Session) callerOf(mo moment, f *callFrame) (callFrame, bool) {
	if out, ok := s.byEpilogue(mo, f); ok {
		return out, true
	}
	return s.byPrologue(mo, f)
}

// decodeAt is the instruction at addr at a moment.
func decodeAt(mo moment, addr uint64, intMode bool) (isa.Inst, bool) {
	var b [4]byte
	if !mo.Read(addr, b[:2]) {
		return isa.Inst{}, false
	}
	if b[0]&3 == 3 && !mo.Read(addr+2, b[2:]) {
		return isa.Inst{}, false
	}
	raw := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
	in := isa.Decode(raw, intMode)
	return in, in.Op != isa.Invalid
}

// maxEpilogue and maxPrologue bound how many instructions are looked at.
const (
	maxEpilogue = 48
	maxPrologue = 96
)

// returned is the frame of the caller once f has returned with these registers.
func returned(f *callFrame, regs [32]cap.Cap, known uint32) (callFrame, bool) {
	ra := regs[regRA]
	if known>>regRA&1 == 0 || known>>regSP&1 == 0 || ra.Addr == 0 {
		return callFrame{}, false
	}
	f.cfa, f.hasCFA = regs[regSP].Addr, true
	out := callFrame{pc: ra.Addr, look: ra.Addr - 1, regs: regs}
	for n := range uint8(32) {
		if calleeSaved(n) {
			out.known |= known & (1 << n)
		}
	}
	out.known |= 1
	return out, true
}

// byEpilogue executes f's instructions in the mind until it returns, if nothing
// but a return is in the way.
func (s *Session) byEpilogue(mo moment, f *callFrame) (callFrame, bool) {
	regs, known := f.regs, f.known
	stored := map[uint64]cap.Cap{}
	at := f.pc
	for range maxEpilogue {
		in, ok := decodeAt(mo, at, mo.pcc().ModeBit())
		if !ok {
			return callFrame{}, false
		}
		val := func(n uint8) (cap.Cap, bool) { return regs[n], known>>n&1 != 0 }
		var v cap.Cap
		has := false
		switch a, okA := val(in.Rs1); in.Op {
		case isa.JALR:
			if in.Rd == 0 && in.Rs1 == regRA {
				return returned(f, regs, known)
			}
			if in.Rd != 0 || f.fn == nil || !okA {
				return callFrame{}, false
			}
			if to := a.Addr + uint64(in.Imm) - f.base; to >= f.fn.Lo && to < f.fn.Hi {
				return callFrame{}, false
			}
			return returned(f, regs, known) // a tail call
		case isa.JAL:
			if to := at + uint64(in.Imm) - f.base; in.Rd != 0 || f.fn == nil || to >= f.fn.Lo && to < f.fn.Hi {
				return callFrame{}, false
			}
			return returned(f, regs, known)
		case isa.BEQ, isa.BNE, isa.BLT, isa.BGE, isa.BLTU, isa.BGEU, isa.ECALL, isa.EBREAK, isa.MRET, isa.SRET:
			return callFrame{}, false
		case isa.YADDI, isa.ADDI:
			if v, has = a.SetAddr(a.Addr+uint64(in.Imm)), okA; in.Op == isa.ADDI {
				v = cap.Null(v.Addr)
			}
		case isa.YMV:
			v, has = a, okA
		case isa.LUI:
			v, has = cap.Null(uint64(in.Imm)), true
		case isa.ADDIW:
			v, has = cap.Null(uint64(int64(int32(a.Addr+uint64(in.Imm))))), okA
		case isa.ADD, isa.YADD:
			b, okB := val(in.Rs2)
			if v, has = a.SetAddr(a.Addr+b.Addr), okA && okB; in.Op == isa.ADD {
				v = cap.Null(a.Addr + b.Addr)
			}
		case isa.LY, isa.LD:
			if !okA {
				break
			}
			from := a.Addr + uint64(in.Imm)
			if v, has = stored[from]; !has {
				v, has = mo.ReadCap(from)
				has = has && from%cap.SizeBytes == 0
			}
			if in.Op == isa.LD {
				var b [8]byte
				has = mo.Read(from, b[:])
				v = cap.Null(le64(b))
			}
		case isa.SY:
			if b, okB := val(in.Rs2); okA && okB {
				stored[a.Addr+uint64(in.Imm)] = b
			}
		}
		if row := in.Op.Row(); in.Rd != 0 && (row.Roles.Rd == isa.Int || row.Roles.Rd == isa.Cap) {
			regs[in.Rd], known = v, known&^(1<<in.Rd)
			if has {
				known |= 1 << in.Rd
			}
		}
		at += uint64(in.Size)
	}
	return callFrame{}, false
}

func le64(b [8]byte) (v uint64) {
	for i, x := range b {
		v |= uint64(x) << (8 * i)
	}
	return v
}

// offset is what is known of a register while a prologue is looked at: a
// distance from the sp at the entry, or a number.
type offset struct {
	fromCFA, isNum bool
	n              int64
}

// byPrologue finds the caller of f from what the instructions between the
// beginning of its function and its pc, or the first branch, have stored.
func (s *Session) byPrologue(mo moment, f *callFrame) (callFrame, bool) {
	start, ok := f.start()
	if !ok {
		return callFrame{}, false
	}
	var regs [32]offset
	regs[0] = offset{isNum: true}
	regs[regSP] = offset{fromCFA: true}
	saved := map[uint8]int64{} // register: where it was stored, from the CFA
	intact := ^uint32(0)       // registers that still have their value of the entry
	at := start
	for range maxPrologue {
		if at >= f.pc {
			break
		}
		in, ok := decodeAt(mo, at, mo.pcc().ModeBit())
		if !ok {
			break
		}
		row := in.Op.Row()
		if row.Format == isa.FormatBranch || in.Op == isa.JAL || in.Op == isa.JALR || in.Op == isa.ECALL {
			break
		}
		a, b := regs[in.Rs1&31], regs[in.Rs2&31]
		var v offset
		switch in.Op {
		case isa.YADDI, isa.ADDI:
			if v = a; in.Op == isa.ADDI && a.fromCFA {
				v = offset{}
			}
			v.n += in.Imm
		case isa.YMV:
			v = a
		case isa.LUI:
			v = offset{isNum: true, n: in.Imm}
		case isa.ADDIW:
			if a.isNum {
				v = offset{isNum: true, n: int64(int32(a.n + in.Imm))}
			}
		case isa.YADD:
			if a.fromCFA && b.isNum {
				v = offset{fromCFA: true, n: a.n + b.n}
			}
		case isa.SY:
			if _, again := saved[in.Rs2]; a.fromCFA && !again && intact>>in.Rs2&1 != 0 && (in.Rs2 == regRA || calleeSaved(in.Rs2)) {
				saved[in.Rs2] = a.n + in.Imm
			}
		}
		if in.Rd != 0 && (row.Roles.Rd == isa.Int || row.Roles.Rd == isa.Cap) {
			regs[in.Rd] = v
			intact &^= 1 << in.Rd
		}
		at += uint64(in.Size)
	}
	return f.restored(mo, regs, saved)
}

// start is where the function of f begins.
func (f *callFrame) start() (uint64, bool) {
	if f.fn != nil {
		return f.base + f.fn.Lo, true
	}
	sym, _, ok := f.im.SymbolAt(f.look - f.base)
	return f.base + sym.Value, ok
}

// restored is the caller of f, given where the prologue has stored what.
func (f *callFrame) restored(mo moment, regs [32]offset, saved map[uint8]int64) (callFrame, bool) {
	cfa := cap.Cap{}
	switch s0, okS0 := f.reg(regS0); {
	case regs[regS0].fromCFA && okS0:
		cfa = s0.SetAddr(s0.Addr - uint64(regs[regS0].n))
	default:
		sp, ok := f.reg(regSP)
		if !ok || !regs[regSP].fromCFA {
			return callFrame{}, false
		}
		cfa = sp.SetAddr(sp.Addr - uint64(regs[regSP].n))
	}
	out, known := f.regs, f.known
	for n := range uint8(32) {
		off, ok := saved[n]
		if !ok {
			continue
		}
		at := cfa.Addr + uint64(off)
		if out[n], ok = mo.ReadCap(at); ok && at%cap.SizeBytes == 0 {
			known |= 1 << n
		} else {
			known &^= 1 << n
		}
	}
	out[regSP] = cfa
	known |= 1 << regSP
	return returned(f, out, known)
}
