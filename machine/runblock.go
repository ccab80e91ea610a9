package machine

import (
	"unsafe"

	"ushell/cap"
	"ushell/isa"
)

// maxBlock is the greatest number of instructions in a block; it also bounds
// how many steps at the end of a run are left to Step.
const maxBlock = 64

// maxBlocks is how many blocks are kept for a privilege level.
const maxBlocks = 1 << 15

// block is a stretch of instructions that are executed one after the other,
// but for the last, which may be a branch.
type block struct {
	pc, end uint64 // virtual addresses
	n       uint64 // instructions
	code    []op   // and opEnd
	capMode bool
	cheri   bool   // CHERI is enabled
	at      uint64 // physical address
	made    uint64 // what memory.staleCode was
	epoch   uint64 // of the engine when it was last known to be good

	// Where it went the last time, one by one or through a jump.
	taken, next, jumped *block
}

// op is one decoded instruction, 16 bytes.
type op struct {
	op           uint16
	rd, rs1, rs2 uint8
	auth         uint8 // the register that authorises an access
	off          uint8 // bytes from the block's beginning
	how          uint8 // bytes of the instruction, and memLoad or memStore
	imm          int64
}

// find is the block at pc, nil when there is none: Step must do what comes.
func (e *engine) find(m *Machine) *block {
	pc := m.PCC.Addr
	if !m.pccOK {
		return nil
	}
	s := e.space(m.Priv)
	slot := &s.recent[pc/instAlign%uint64(len(s.recent))]
	capMode, cheri := !m.intMode(), m.cheriEnabled()
	means := func(b *block) bool { return b != nil && b.pc == pc && b.capMode == capMode && b.cheri == cheri }
	b := *slot
	if !means(b) {
		if b = s.blocks[pc]; !means(b) {
			b = nil
		}
	}
	if b != nil && b.epoch != e.epoch {
		t := m.TranslateAs(m.Priv, pc, Fetch)
		if b.made != e.staleCode || !t.OK() || t.Physical != b.at {
			b = nil
		} else {
			e.markTables(m, &t)
			b.epoch = e.epoch
			b.taken, b.next, b.jumped = nil, nil, nil
		}
	}
	if b == nil {
		if b = e.build(m, pc, capMode, cheri); b == nil {
			return nil
		}
		if len(s.blocks) >= maxBlocks {
			e.forgetBlocks()
			b.epoch = e.epoch
		}
		s.blocks[pc] = b
	}
	*slot = b
	if !m.pccBounds.Contains(pc, b.end-pc) || m.paged(m.Priv) && !canonical(pc) {
		return nil
	}
	return b
}

// build decodes the block at pc.
func (e *engine) build(m *Machine, pc uint64, capMode, cheri bool) *block {
	t := m.TranslateAs(m.Priv, pc, Fetch)
	if !t.OK() || !m.mem.holds(t.Physical&^(PageBytes-1), PageBytes) || m.mem.find(t.Physical) == nil {
		return nil
	}
	e.markTables(m, &t)
	b := &block{pc: pc, capMode: capMode, cheri: cheri, at: t.Physical, made: e.staleCode, epoch: e.epoch}
	paged := m.paged(m.Priv)
	at := t.Physical
	for last := false; !last && len(b.code) < maxBlock && (at == t.Physical || at%PageBytes != 0); {
		if at != t.Physical && e.stops.at(pc+at-t.Physical) {
			break
		}
		left := PageBytes - at%PageBytes
		raw := uint32(m.mem.read(at, 2))
		if raw&3 == 3 {
			if left < InstBytes {
				break
			}
			raw = uint32(m.mem.read(at, 4))
		}
		in := isa.Decode(raw, !capMode)
		if in.Op == isa.Invalid {
			break
		}
		var o op
		o, last = translate(&in, b, paged, at-t.Physical)
		b.code = append(b.code, o)
		at += uint64(in.Size)
	}
	b.n = uint64(len(b.code))
	if b.n == 0 {
		return nil
	}
	b.code = append(b.code, op{op: opEnd})
	b.end = pc + at - t.Physical
	e.markCode(m.mem.find(t.Physical), t.Physical%PageBytes, at-t.Physical)
	return b
}

// markCode marks the lines of the n bytes at off of p as decoded.
func (e *engine) markCode(p *page, off, n uint64) {
	if p.codeLines == 0 {
		e.noStores(p, true)
	}
	for l := off / lineBytes; l <= (off+n-1)/lineBytes; l++ {
		p.codeLines |= 1 << l
	}
}

// Operations of the loop. Those of the first group are hot: they stand so far
// apart that the compiler makes a tree of comparisons of them, which predicts
// better than a table of jumps (docs/performance.md).
const (
	opADDI = 8 * iota
	opADD
	opLD
	opSD
	opLW
	opSW
	opLY
	opSY
	opBEQ
	opBNE
	opBLT
	opBGE
	opBLTU
	opBGEU
	opYADDI
	opYADD
	opYMV
	opJAL
	opJALR
	opAND
	opANDI
	opSUB
	opXOR
	opSLLI
	opSRLI
	opLBU
	opSB
	opAUIPC
	opLUI
	opADDIW
	opADDW
	opMUL
	opYBNDSWI
	opOR
	opSLTU
)

// The second group, in one dense switch.
const (
	opORI = 1000 + iota
	opXORI
	opSLL
	opSRL
	opSRA
	opSRAI
	opSLT
	opSLTI
	opSLTIU
	opSUBW
	opSLLIW
	opSRLIW
	opSRAIW
	opSLLW
	opSRLW
	opSRAW
	opMULW
	opDIVU
	opREMU
	opLB
	opLH
	opLHU
	opLWU
	opSH
	opYADDRW
	opYBNDSW
	opYBNDSRW
	opYPERMC
	opYTAGR
	opYBASER
	opYLENR
	opNOP
	opEnd   // behind the last instruction of a block
	opSlow  // Step does it, then the block goes on
	opLeave // Step does it, and then anything may be different
)

// Parts of op.how.
const (
	sizeMask = 7
	memLoad  = 8
	memStore = 16
)

var fast = map[isa.Op]uint16{
	isa.ADDI: opADDI, isa.ADD: opADD, isa.LD: opLD, isa.SD: opSD, isa.LW: opLW, isa.SW: opSW, isa.LY: opLY, isa.SY: opSY,
	isa.BEQ: opBEQ, isa.BNE: opBNE, isa.BLT: opBLT, isa.BGE: opBGE, isa.BLTU: opBLTU, isa.BGEU: opBGEU,
	isa.YADDI: opYADDI, isa.YADD: opYADD, isa.YMV: opYMV, isa.JAL: opJAL, isa.JALR: opJALR, isa.AND: opAND, isa.ANDI: opANDI,
	isa.SUB: opSUB, isa.XOR: opXOR, isa.SLLI: opSLLI, isa.SRLI: opSRLI, isa.LBU: opLBU, isa.SB: opSB, isa.AUIPC: opAUIPC,
	isa.LUI: opLUI, isa.ADDIW: opADDIW, isa.ADDW: opADDW, isa.MUL: opMUL,
	isa.OR: opOR, isa.ORI: opORI, isa.XORI: opXORI, isa.SLL: opSLL, isa.SRL: opSRL, isa.SRA: opSRA, isa.SRAI: opSRAI,
	isa.SLT: opSLT, isa.SLTU: opSLTU, isa.SLTI: opSLTI, isa.SLTIU: opSLTIU, isa.SUBW: opSUBW, isa.SLLIW: opSLLIW,
	isa.SRLIW: opSRLIW, isa.SRAIW: opSRAIW, isa.SLLW: opSLLW, isa.SRLW: opSRLW, isa.SRAW: opSRAW, isa.MULW: opMULW,
	isa.DIVU: opDIVU, isa.REMU: opREMU, isa.LB: opLB, isa.LH: opLH, isa.LHU: opLHU, isa.LWU: opLWU, isa.SH: opSH,
	isa.YADDRW: opYADDRW, isa.YBNDSW: opYBNDSW, isa.YBNDSWI: opYBNDSWI, isa.YBNDSRW: opYBNDSRW, isa.YPERMC: opYPERMC,
	isa.YTAGR: opYTAGR, isa.YBASER: opYBASER, isa.YLENR: opYLENR, isa.FENCE: opNOP,
}

// storeSizes are the bytes that the stores of the loop write.
var storeSizes = [opLeave + 1]uint8{opSD: 8, opSW: 4, opSH: 2, opSB: 1, opSY: cap.SizeBytes}

// leaves are the instructions behind which anything may be different: what may
// change the privilege level, the pointer mode, or what memory means.
var leaves = map[isa.Op]bool{
	isa.ECALL: true, isa.EBREAK: true, isa.MRET: true, isa.SRET: true, isa.WFI: true, isa.SFENCEVMA: true, isa.FENCEI: true,
	isa.CSRRW: true, isa.CSRRS: true, isa.CSRRC: true, isa.CSRRWI: true, isa.CSRRSI: true, isa.CSRRCI: true,
	isa.YMODESWY: true, isa.YMODESWI: true,
}

// translate makes an operation of in, off bytes into b. last says that the
// block ends with it.
func translate(in *isa.Inst, b *block, paged bool, off uint64) (o op, last bool) {
	o = op{rd: in.Rd, rs1: in.Rs1, rs2: in.Rs2, auth: in.Rs1, off: uint8(off), how: in.Size, imm: in.Imm}
	row := in.Op.Row()
	switch row.Roles.Mem {
	case isa.Load:
		o.how |= memLoad
	case isa.Store:
		o.how |= memStore
	}
	if o.rd == 0 {
		o.rd = regNone
	}
	if !b.capMode {
		o.auth = regDDC
	}
	code, ok := fast[in.Op]
	switch {
	case leaves[in.Op] || b.capMode && in.ReservedInCapMode():
		o.op = opLeave
		return o, true
	case !ok || !b.cheri && (row.Ext == "Y" || row.Ext == "Zyhybrid"):
		o.op = opSlow
		return o, false
	}
	o.op = code
	switch in.Op {
	case isa.JAL, isa.JALR:
		last = true
		if !b.capMode {
			o.op = opLeave // integral pointer mode: links are integers
		}
	case isa.BEQ, isa.BNE, isa.BLT, isa.BGE, isa.BLTU, isa.BGEU:
		last = true
	case isa.AUIPC:
		if !b.capMode {
			o.op = opSlow
		}
	}
	if target := b.pc + off + uint64(in.Imm); last && in.Op != isa.JALR && (target%instAlign != 0 || paged && !canonical(target)) {
		o.op = opLeave
	}
	return o, last
}

// Fields of a capability's metadata, as package cap has them.
const (
	sentryBit  = 1 << 27
	smallBit   = 1 << 26 // EF: the exponent is zero
	boundsMask = 1<<27 - 1
)

// follow is the block at pc, noted in link; nil when there is none, or when the
// run stops there.
func (e *engine) follow(m *Machine, pc uint64, link **block) *block {
	if e.stops.at(pc) {
		return nil
	}
	was := m.PCC.Addr
	m.PCC.Addr = pc
	b := e.find(m)
	m.PCC.Addr = was
	if b != nil {
		*link = b
	}
	return b
}

// next is the operation behind o, which is not opEnd. (An index into the block
// would have to be kept in memory by the loop, which halves its speed.)
func (o *op) next() *op { return (*op)(unsafe.Add(unsafe.Pointer(o), unsafe.Sizeof(*o))) }

// index is the place of o in b.
func (o *op) index(b *block) uint64 {
	return uint64((uintptr(unsafe.Pointer(o)) - uintptr(unsafe.Pointer(&b.code[0]))) / unsafe.Sizeof(*o))
}

// refill notes the translation that o needs, if that is what it lacks.
func (e *engine) refill(m *Machine, o *op) bool {
	va := e.x[o.rs1] + uint64(o.imm)
	t, i, page := &e.space(m.dataMode()).tlb, va/PageBytes%tlbEntries, va&^(PageBytes-1)
	has := func() bool {
		switch {
		case o.op == opLY:
			return t.capRead[i] == page
		case o.op == opSY:
			return t.capWrite[i] == page
		case o.how&memStore != 0:
			return t.write[i] == page
		}
		return t.read[i] == page
	}
	if has() {
		return false
	}
	e.fill(m, va, o.how&memStore != 0)
	return has()
}

// What rare has done.
const (
	nothing = iota // Step must do the operation
	again          // the loop can do it now
	done           // it is done
)

// rare does what an operation needs that the loop does not do itself: bounds
// that were not known, blocks that were not linked, capabilities that lose their
// tag.
func (e *engine) rare(m *Machine, b *block, o *op) int {
	r := &e.registers
	switch o.op {
	case opBEQ, opBNE, opBLT, opBGE, opBLTU, opBGEU, opJAL:
		if b.taken == nil || b.taken.epoch != e.epoch {
			if e.follow(m, b.pc+uint64(o.off)+uint64(o.imm), &b.taken) != nil {
				return again
			}
		}
		return nothing
	case opJALR:
		to := (r.x[o.rs1] + uint64(o.imm)) &^ 1
		if b.jumped == nil || b.jumped.pc != to || b.jumped.epoch != e.epoch {
			if e.follow(m, to, &b.jumped) != nil {
				return again
			}
		}
		return nothing
	case opYADDI, opYADD, opYADDRW, opYBNDSW, opYBNDSWI, opYBASER, opYLENR:
		if r.learn(o.rs1) {
			return again
		}
	}
	a, n := e.get(o.rs1), r.x[o.rs2]
	switch o.op {
	case opYADDI:
		a = a.SetAddr(a.Addr + uint64(o.imm))
	case opYADD:
		a = a.SetAddr(a.Addr + n)
	case opYADDRW:
		a = a.SetAddr(n)
	case opYBNDSW:
		a = a.SetBounds(n)
	case opYBNDSWI:
		a = a.SetBounds(uint64(o.imm))
	case opYBNDSRW:
		a = a.SetBoundsRounded(n)
	case opYPERMC:
		a = a.ClearPerms(n)
	default:
		switch {
		case o.how <= sizeMask || o.op == opSlow:
			return nothing
		case o.how&memStore != 0 && e.storeBesideCode(m, o):
			return done
		case e.refill(m, o):
			return again
		case o.how&memStore != 0 && e.storeBesideCode(m, o):
			return done // the page is known now
		}
		return nothing
	}
	e.put(o.rd, a)
	return done
}
