package machine

import "ushell/cap"

// run executes blocks, beginning with b at pc, until Step is needed or left
// steps are done. What it does for each operation is what step.go, exec.go and
// access.go do when nothing goes wrong; whatever else happens, it leaves to
// slow. A case of the switch ends with continue when it is done, or falls out
// of the switch to have Step do the instruction.
func (e *engine) run(m *Machine, b *block, left uint64) {
	tlb := &e.space(m.dataMode()).tlb
	e.code = codeBounds{m.PCC.Meta, m.pccBounds.Base, min(m.pccBounds.Length().Saturate(), maxLength), m.paged(m.Priv)}
	e.known = left
blocks:
	for {
		if b.n > left {
			break
		}
		left -= b.n
		in := &b.code[0]
		for {
			switch in.op {
			case opADDI:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]+uint64(in.imm), 0
				in = in.next()
				continue
			case opADD:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]+e.x[in.rs2], 0
				in = in.next()
				continue
			case opLD:
				va := e.x[in.rs1] + uint64(in.imm)
				off := va - e.base[in.auth]
				if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kR != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 8 && tlb.read[i] == va&^0xff8 {
					e.x[in.rd], e.kind[in.rd] = tlb.p[i].words[va/8%pageWords], 0
					in = in.next()
					continue
				}
			case opSD:
				va := e.x[in.rs1] + uint64(in.imm)
				off := va - e.base[in.auth]
				if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kW != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 8 && tlb.write[i] == va&^0xff8 {
					tlb.p[i].words[va/8%pageWords] = e.x[in.rs2]
					tlb.p[i].tags[va/cap.SizeBytes%pageGranules] = 0
					in = in.next()
					continue
				}
			case opLW:
				va := e.x[in.rs1] + uint64(in.imm)
				off := va - e.base[in.auth]
				if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kR != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 4 && tlb.read[i] == va&^0xffc {
					e.x[in.rd], e.kind[in.rd] = uint64(int32(tlb.p[i].words[va/8%pageWords]>>(va&4*8))), 0
					in = in.next()
					continue
				}
			case opSW:
				va := e.x[in.rs1] + uint64(in.imm)
				off := va - e.base[in.auth]
				if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kW != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 4 && tlb.write[i] == va&^0xffc {
					shift := va & 4 * 8
					w := &tlb.p[i].words[va/8%pageWords]
					*w = *w&^(0xffff_ffff<<shift) | e.x[in.rs2]&0xffff_ffff<<shift
					tlb.p[i].tags[va/cap.SizeBytes%pageGranules] = 0
					in = in.next()
					continue
				}
			case opLY:
				va := e.x[in.rs1] + uint64(in.imm)
				off := va - e.base[in.auth]
				if i := va / PageBytes % tlbEntries; e.kind[in.auth]&(kR|kC|kLM) == kR|kC|kLM && off < e.length[in.auth] && e.length[in.auth]-off >= cap.SizeBytes && tlb.capRead[i] == va&^0xff0 {
					p, w := tlb.p[i], va/8%pageWords
					meta, tag := p.words[w|1], p.tags[va/cap.SizeBytes%pageGranules]
					x, kind := p.words[w&^1], kMeta|tag|tag&uint8(meta>>27)*kSealed
					// Most of what is loaded is a small object, and soon used: its bounds
					// are few operations away.
					if k := authorities[meta>>44&0x1ff]; tag&k>>3 != 0 && meta&(cap.ReservedMeta|sentryBit|smallBit) == smallBit {
						kind |= k
						bottom := meta & 0x3fff
						e.base[in.rd], e.length[in.rd] = x-(x-bottom+0x1000)&0x3fff+0x1000, (meta>>14-bottom)&0xfff
					}
					e.x[in.rd], e.meta[in.rd], e.kind[in.rd] = x, meta, kind
					in = in.next()
					continue
				}
			case opSY:
				va := e.x[in.rs1] + uint64(in.imm)
				off := va - e.base[in.auth]
				if i := va / PageBytes % tlbEntries; e.kind[in.auth]&(kW|kC) == kW|kC && off < e.length[in.auth] && e.length[in.auth]-off >= cap.SizeBytes && tlb.capWrite[i] == va&^0xff0 {
					p, w := tlb.p[i], va/8%pageWords
					kind, meta := e.kind[in.rs2], uint64(0)
					if kind&kMeta != 0 {
						meta = e.meta[in.rs2]
					}
					p.words[w&^1], p.words[w|1] = e.x[in.rs2], meta
					p.tags[va/cap.SizeBytes%pageGranules] = kind & kTag
					in = in.next()
					continue
				}
			case opBEQ:
				if !(e.x[in.rs1] == e.x[in.rs2]) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-e.code.base >= e.code.length || b.end-e.code.base > e.code.length {
					break blocks
				}
				continue blocks
			case opBNE:
				if !(e.x[in.rs1] != e.x[in.rs2]) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-e.code.base >= e.code.length || b.end-e.code.base > e.code.length {
					break blocks
				}
				continue blocks
			case opBLT:
				if !(int64(e.x[in.rs1]) < int64(e.x[in.rs2])) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-e.code.base >= e.code.length || b.end-e.code.base > e.code.length {
					break blocks
				}
				continue blocks
			case opBGE:
				if !(int64(e.x[in.rs1]) >= int64(e.x[in.rs2])) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-e.code.base >= e.code.length || b.end-e.code.base > e.code.length {
					break blocks
				}
				continue blocks
			case opBLTU:
				if !(e.x[in.rs1] < e.x[in.rs2]) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-e.code.base >= e.code.length || b.end-e.code.base > e.code.length {
					break blocks
				}
				continue blocks
			case opBGEU:
				if !(e.x[in.rs1] >= e.x[in.rs2]) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-e.code.base >= e.code.length || b.end-e.code.base > e.code.length {
					break blocks
				}
				continue blocks
			case opYADDI:
				to := e.x[in.rs1] + uint64(in.imm)
				k := e.kind[in.rs1]
				if k&kTag != 0 {
					if k&kKnown == 0 || to-e.base[in.rs1] > e.length[in.rs1] && e.length[in.rs1] != maxLength {
						break
					}
					e.base[in.rd], e.length[in.rd] = e.base[in.rs1], e.length[in.rs1]
				}
				e.x[in.rd], e.meta[in.rd], e.kind[in.rd] = to, e.meta[in.rs1], k
				in = in.next()
				continue
			case opYADD:
				to := e.x[in.rs1] + e.x[in.rs2]
				k := e.kind[in.rs1]
				if k&kTag != 0 {
					if k&kKnown == 0 || to-e.base[in.rs1] > e.length[in.rs1] && e.length[in.rs1] != maxLength {
						break
					}
					e.base[in.rd], e.length[in.rd] = e.base[in.rs1], e.length[in.rs1]
				}
				e.x[in.rd], e.meta[in.rd], e.kind[in.rd] = to, e.meta[in.rs1], k
				in = in.next()
				continue
			case opYMV:
				e.x[in.rd], e.meta[in.rd], e.base[in.rd], e.length[in.rd], e.kind[in.rd] =
					e.x[in.rs1], e.meta[in.rs1], e.base[in.rs1], e.length[in.rs1], e.kind[in.rs1]
				in = in.next()
				continue
			case opJAL:
				link := b.pc + uint64(in.off) + uint64(in.how&sizeMask)
				to := b.taken
				if to == nil || to.epoch != e.epoch || to.pc-e.code.base >= e.code.length || to.end-e.code.base > e.code.length {
					break
				}
				e.x[in.rd], e.meta[in.rd], e.kind[in.rd] = link, e.code.meta|sentryBit, kTag|kMeta|kSealed
				b = to
				continue blocks
			case opJALR:
				// To a capability that is pcc's but for its address, which lies in
				// its bounds: everything else is left to Step.
				x, k := e.x[in.rs1], e.kind[in.rs1]
				to := (x + uint64(in.imm)) &^ 1
				target := e.meta[in.rs1]
				if k&kSealed != 0 && x&1 == 0 && in.imm == 0 {
					target &^= sentryBit
				}
				if k&kTag == 0 || target != e.code.meta || x-e.code.base >= e.code.length || to-e.code.base >= e.code.length || to%instAlign != 0 || e.code.paged && !canonical(to) {
					break
				}
				nb := b.jumped
				if nb == nil || nb.pc != to || nb.epoch != e.epoch || nb.end-e.code.base > e.code.length {
					break
				}
				e.x[in.rd], e.meta[in.rd], e.kind[in.rd] =
					b.pc+uint64(in.off)+uint64(in.how&sizeMask), e.code.meta|sentryBit, kTag|kMeta|kSealed
				b = nb
				continue blocks
			case opAND:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]&e.x[in.rs2], 0
				in = in.next()
				continue
			case opANDI:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]&uint64(in.imm), 0
				in = in.next()
				continue
			case opSUB:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]-e.x[in.rs2], 0
				in = in.next()
				continue
			case opXOR:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]^e.x[in.rs2], 0
				in = in.next()
				continue
			case opSLLI:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]<<(in.imm&63), 0
				in = in.next()
				continue
			case opSRLI:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]>>(in.imm&63), 0
				in = in.next()
				continue
			case opLBU:
				va := e.x[in.rs1] + uint64(in.imm)
				off := va - e.base[in.auth]
				if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kR != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 1 && tlb.read[i] == va&^0xfff {
					e.x[in.rd], e.kind[in.rd] = uint64(uint8(tlb.p[i].words[va/8%pageWords]>>(va&7*8))), 0
					in = in.next()
					continue
				}
			case opSB:
				va := e.x[in.rs1] + uint64(in.imm)
				off := va - e.base[in.auth]
				if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kW != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 1 && tlb.write[i] == va&^0xfff {
					shift := va & 7 * 8
					w := &tlb.p[i].words[va/8%pageWords]
					*w = *w&^(0xff<<shift) | e.x[in.rs2]&0xff<<shift
					tlb.p[i].tags[va/cap.SizeBytes%pageGranules] = 0
					in = in.next()
					continue
				}
			case opAUIPC:
				to := b.pc + uint64(in.off) + uint64(in.imm)
				if to-e.code.base > e.code.length && e.code.length != maxLength {
					break
				}
				e.x[in.rd], e.meta[in.rd], e.kind[in.rd] = to, e.code.meta, kTag|kMeta
				in = in.next()
				continue
			case opLUI:
				e.x[in.rd], e.kind[in.rd] = uint64(in.imm), 0
				in = in.next()
				continue
			case opADDIW:
				e.x[in.rd], e.kind[in.rd] = uint64(int32(e.x[in.rs1]+uint64(in.imm))), 0
				in = in.next()
				continue
			case opADDW:
				e.x[in.rd], e.kind[in.rd] = uint64(int32(e.x[in.rs1]+e.x[in.rs2])), 0
				in = in.next()
				continue
			case opMUL:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]*e.x[in.rs2], 0
				in = in.next()
				continue
			case opYBNDSWI:
				// Bounds of less than 4096 bytes are always exact.
				x, n, k := e.x[in.rs1], uint64(in.imm), e.kind[in.rs1]
				if off := x - e.base[in.rs1]; k&kKnown != 0 && n < 1<<12 && off <= e.length[in.rs1] && e.length[in.rs1]-off >= n {
					t := x + n
					e.meta[in.rd] = e.meta[in.rs1]&^boundsMask | 1<<26 | t>>3&0x1ff<<17 | t&7<<14 | x&0x3fff
					e.x[in.rd], e.base[in.rd], e.length[in.rd], e.kind[in.rd] = x, x, n, k
					in = in.next()
					continue
				}
			case opOR:
				e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]|e.x[in.rs2], 0
				in = in.next()
				continue
			case opSLTU:
				e.x[in.rd], e.kind[in.rd] = flag(e.x[in.rs1] < e.x[in.rs2]), 0
				in = in.next()
				continue
			default:
				switch in.op {
				case opYBNDSW:
					x, n, k := e.x[in.rs1], e.x[in.rs2], e.kind[in.rs1]
					if off := x - e.base[in.rs1]; k&kKnown != 0 && n < 1<<12 && off <= e.length[in.rs1] && e.length[in.rs1]-off >= n {
						t := x + n
						e.meta[in.rd] = e.meta[in.rs1]&^boundsMask | 1<<26 | t>>3&0x1ff<<17 | t&7<<14 | x&0x3fff
						e.x[in.rd], e.base[in.rd], e.length[in.rd], e.kind[in.rd] = x, x, n, k
						in = in.next()
						continue
					}
				case opORI:
					e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]|uint64(in.imm), 0
					in = in.next()
					continue
				case opXORI:
					e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]^uint64(in.imm), 0
					in = in.next()
					continue
				case opSLL:
					e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]<<(e.x[in.rs2]&63), 0
					in = in.next()
					continue
				case opSRL:
					e.x[in.rd], e.kind[in.rd] = e.x[in.rs1]>>(e.x[in.rs2]&63), 0
					in = in.next()
					continue
				case opSRA:
					e.x[in.rd], e.kind[in.rd] = uint64(int64(e.x[in.rs1])>>(e.x[in.rs2]&63)), 0
					in = in.next()
					continue
				case opSRAI:
					e.x[in.rd], e.kind[in.rd] = uint64(int64(e.x[in.rs1])>>(in.imm&63)), 0
					in = in.next()
					continue
				case opSLT:
					e.x[in.rd], e.kind[in.rd] = flag(int64(e.x[in.rs1]) < int64(e.x[in.rs2])), 0
					in = in.next()
					continue
				case opSLTI:
					e.x[in.rd], e.kind[in.rd] = flag(int64(e.x[in.rs1]) < in.imm), 0
					in = in.next()
					continue
				case opSLTIU:
					e.x[in.rd], e.kind[in.rd] = flag(e.x[in.rs1] < uint64(in.imm)), 0
					in = in.next()
					continue
				case opSUBW:
					e.x[in.rd], e.kind[in.rd] = uint64(int32(e.x[in.rs1]-e.x[in.rs2])), 0
					in = in.next()
					continue
				case opSLLIW:
					e.x[in.rd], e.kind[in.rd] = uint64(int32(e.x[in.rs1]<<(in.imm&31))), 0
					in = in.next()
					continue
				case opSRLIW:
					e.x[in.rd], e.kind[in.rd] = uint64(int32(uint32(e.x[in.rs1])>>(in.imm&31))), 0
					in = in.next()
					continue
				case opSRAIW:
					e.x[in.rd], e.kind[in.rd] = uint64(int32(e.x[in.rs1])>>(in.imm&31)), 0
					in = in.next()
					continue
				case opSLLW:
					e.x[in.rd], e.kind[in.rd] = uint64(int32(e.x[in.rs1]<<(e.x[in.rs2]&31))), 0
					in = in.next()
					continue
				case opSRLW:
					e.x[in.rd], e.kind[in.rd] = uint64(int32(uint32(e.x[in.rs1])>>(e.x[in.rs2]&31))), 0
					in = in.next()
					continue
				case opSRAW:
					e.x[in.rd], e.kind[in.rd] = uint64(int32(e.x[in.rs1])>>(e.x[in.rs2]&31)), 0
					in = in.next()
					continue
				case opMULW:
					e.x[in.rd], e.kind[in.rd] = uint64(int32(e.x[in.rs1]*e.x[in.rs2])), 0
					in = in.next()
					continue
				case opDIVU, opREMU:
					q, rem := uint64(never), e.x[in.rs1]
					if d := e.x[in.rs2]; d != 0 {
						q, rem = e.x[in.rs1]/d, e.x[in.rs1]%d
					}
					if in.op == opREMU {
						q = rem
					}
					e.x[in.rd], e.kind[in.rd] = q, 0
					in = in.next()
					continue
				case opLB:
					va := e.x[in.rs1] + uint64(in.imm)
					off := va - e.base[in.auth]
					if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kR != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 1 && tlb.read[i] == va&^0xfff {
						e.x[in.rd], e.kind[in.rd] = uint64(int8(tlb.p[i].words[va/8%pageWords]>>(va&7*8))), 0
						in = in.next()
						continue
					}
				case opLH:
					va := e.x[in.rs1] + uint64(in.imm)
					off := va - e.base[in.auth]
					if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kR != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 2 && tlb.read[i] == va&^0xffe {
						e.x[in.rd], e.kind[in.rd] = uint64(int16(tlb.p[i].words[va/8%pageWords]>>(va&6*8))), 0
						in = in.next()
						continue
					}
				case opLHU:
					va := e.x[in.rs1] + uint64(in.imm)
					off := va - e.base[in.auth]
					if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kR != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 2 && tlb.read[i] == va&^0xffe {
						e.x[in.rd], e.kind[in.rd] = uint64(uint16(tlb.p[i].words[va/8%pageWords]>>(va&6*8))), 0
						in = in.next()
						continue
					}
				case opLWU:
					va := e.x[in.rs1] + uint64(in.imm)
					off := va - e.base[in.auth]
					if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kR != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 4 && tlb.read[i] == va&^0xffc {
						e.x[in.rd], e.kind[in.rd] = uint64(uint32(tlb.p[i].words[va/8%pageWords]>>(va&4*8))), 0
						in = in.next()
						continue
					}
				case opSH:
					va := e.x[in.rs1] + uint64(in.imm)
					off := va - e.base[in.auth]
					if i := va / PageBytes % tlbEntries; e.kind[in.auth]&kW != 0 && off < e.length[in.auth] && e.length[in.auth]-off >= 2 && tlb.write[i] == va&^0xffe {
						shift := va & 6 * 8
						w := &tlb.p[i].words[va/8%pageWords]
						*w = *w&^(0xffff<<shift) | e.x[in.rs2]&0xffff<<shift
						tlb.p[i].tags[va/cap.SizeBytes%pageGranules] = 0
						in = in.next()
						continue
					}
				case opYADDRW:
					to := e.x[in.rs2]
					k := e.kind[in.rs1]
					if k&kTag != 0 {
						if k&kKnown == 0 || to-e.base[in.rs1] > e.length[in.rs1] && e.length[in.rs1] != maxLength {
							break
						}
						e.base[in.rd], e.length[in.rd] = e.base[in.rs1], e.length[in.rs1]
					}
					e.x[in.rd], e.meta[in.rd], e.kind[in.rd] = to, e.meta[in.rs1], k
					in = in.next()
					continue
				case opYTAGR:
					e.x[in.rd], e.kind[in.rd] = uint64(e.kind[in.rs1]&kTag), 0
					in = in.next()
					continue
				case opYBASER:
					if e.kind[in.rs1]&kKnown != 0 {
						e.x[in.rd], e.kind[in.rd] = e.base[in.rs1], 0
						in = in.next()
						continue
					}
				case opYLENR:
					if e.kind[in.rs1]&kKnown != 0 && e.length[in.rs1] != maxLength {
						e.x[in.rd], e.kind[in.rd] = e.length[in.rs1], 0
						in = in.next()
						continue
					}
				case opEnd:
					to := b.next
					if to == nil || to.epoch != e.epoch {
						if to = e.follow(m, b.end, &b.next); to == nil {
							m.retire(e.known - left)
							m.advance(b.end)
							return
						}
					}
					if b = to; b.end-e.code.base > e.code.length {
						break blocks
					}
					continue blocks
				case opNOP:
					in = in.next()
					continue
				}
			}
			if in.how > sizeMask && e.learn(in.auth) {
				continue // the authority is known now
			}
			switch e.rare(m, b, in) {
			case again:
				continue
			case done:
				in = in.next()
				continue
			}
			// Step does it. The instructions behind it are not done yet.
			rest := b.n - in.index(b)
			if !e.slow(m, b, in, e.known-left-rest) {
				return
			}
			e.known = left + rest - 1
			in = in.next()
		}
	}
	m.retire(e.known - left)
	m.advance(b.pc)
}
