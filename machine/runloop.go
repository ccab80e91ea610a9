package machine

import "ushell/cap"

// run executes blocks, beginning with b at pc, until Step is needed or left
// steps are done. What it does for each operation is what step.go, exec.go and
// access.go do when nothing goes wrong; whatever else happens, it leaves to
// slow. A case of the switch ends with continue when it is done, or falls out
// of the switch to have Step do the instruction.
func (e *engine) run(m *Machine, b *block, left uint64) {
	r := &e.registers
	tlb := &e.space(m.dataMode()).tlb
	meta := m.PCC.Meta
	base, length := m.pccBounds.Base, min(m.pccBounds.Length().Saturate(), maxLength)
	paged := m.paged(m.Priv)
	known := left // what left was when the machine last knew the position
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
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]+uint64(in.imm), 0
				in = in.next()
				continue
			case opADD:
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]+r.x[in.rs2], 0
				in = in.next()
				continue
			case opLD:
				va := r.x[in.rs1] + uint64(in.imm)
				off := va - r.base[in.auth]
				if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kR != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 8 && t.read == va&^0xff8 {
					r.x[in.rd], r.kind[in.rd] = t.p.words[va/8%pageWords], 0
					in = in.next()
					continue
				}
			case opSD:
				va := r.x[in.rs1] + uint64(in.imm)
				off := va - r.base[in.auth]
				if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kW != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 8 && t.write == va&^0xff8 {
					t.p.words[va/8%pageWords] = r.x[in.rs2]
					t.p.tags[va/cap.SizeBytes%pageGranules] = 0
					in = in.next()
					continue
				}
			case opLW:
				va := r.x[in.rs1] + uint64(in.imm)
				off := va - r.base[in.auth]
				if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kR != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 4 && t.read == va&^0xffc {
					r.x[in.rd], r.kind[in.rd] = uint64(int32(t.p.words[va/8%pageWords]>>(va&4*8))), 0
					in = in.next()
					continue
				}
			case opSW:
				va := r.x[in.rs1] + uint64(in.imm)
				off := va - r.base[in.auth]
				if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kW != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 4 && t.write == va&^0xffc {
					shift := va & 4 * 8
					w := &t.p.words[va/8%pageWords]
					*w = *w&^(0xffff_ffff<<shift) | r.x[in.rs2]&0xffff_ffff<<shift
					t.p.tags[va/cap.SizeBytes%pageGranules] = 0
					in = in.next()
					continue
				}
			case opLY:
				va := r.x[in.rs1] + uint64(in.imm)
				off := va - r.base[in.auth]
				if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kR != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= cap.SizeBytes && t.read == va&^0xff0 {
					w := va / 8 % pageWords
					meta := t.p.words[w|1]
					kind := uint8(kMeta)
					if t.p.tags[va/cap.SizeBytes%pageGranules] != 0 {
						if !t.capRead || r.kind[in.auth]&(kC|kLM) != kC|kLM {
							break
						}
						kind = kMeta | kTag | uint8(meta>>27&1)*kSealed
					}
					r.x[in.rd], r.meta[in.rd], r.kind[in.rd] = t.p.words[w&^1], meta, kind
					in = in.next()
					continue
				}
			case opSY:
				va := r.x[in.rs1] + uint64(in.imm)
				off := va - r.base[in.auth]
				if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kW != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= cap.SizeBytes && t.write == va&^0xff0 {
					kind := r.kind[in.rs2]
					if kind&kTag != 0 && (!t.capWrite || r.kind[in.auth]&kC == 0) {
						break
					}
					w := va / 8 % pageWords
					meta := uint64(0)
					if kind&kMeta != 0 {
						meta = r.meta[in.rs2]
					}
					t.p.words[w&^1], t.p.words[w|1] = r.x[in.rs2], meta
					t.p.tags[va/cap.SizeBytes%pageGranules] = kind & kTag
					in = in.next()
					continue
				}
			case opBEQ:
				if !(r.x[in.rs1] == r.x[in.rs2]) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-base >= length || b.end-base > length {
					break blocks
				}
				continue blocks
			case opBNE:
				if !(r.x[in.rs1] != r.x[in.rs2]) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-base >= length || b.end-base > length {
					break blocks
				}
				continue blocks
			case opBLT:
				if !(int64(r.x[in.rs1]) < int64(r.x[in.rs2])) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-base >= length || b.end-base > length {
					break blocks
				}
				continue blocks
			case opBGE:
				if !(int64(r.x[in.rs1]) >= int64(r.x[in.rs2])) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-base >= length || b.end-base > length {
					break blocks
				}
				continue blocks
			case opBLTU:
				if !(r.x[in.rs1] < r.x[in.rs2]) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-base >= length || b.end-base > length {
					break blocks
				}
				continue blocks
			case opBGEU:
				if !(r.x[in.rs1] >= r.x[in.rs2]) {
					in = in.next()
					continue
				}
				to := b.taken
				if to == nil || to.epoch != e.epoch {
					break
				}
				if b = to; b.pc-base >= length || b.end-base > length {
					break blocks
				}
				continue blocks
			case opYADDI:
				to := r.x[in.rs1] + uint64(in.imm)
				k := r.kind[in.rs1]
				if k&kTag != 0 {
					if k&kKnown == 0 || to-r.base[in.rs1] > r.length[in.rs1] && r.length[in.rs1] != maxLength {
						break
					}
					r.base[in.rd], r.length[in.rd] = r.base[in.rs1], r.length[in.rs1]
				}
				r.x[in.rd], r.meta[in.rd], r.kind[in.rd] = to, r.meta[in.rs1], k
				in = in.next()
				continue
			case opYADD:
				to := r.x[in.rs1] + r.x[in.rs2]
				k := r.kind[in.rs1]
				if k&kTag != 0 {
					if k&kKnown == 0 || to-r.base[in.rs1] > r.length[in.rs1] && r.length[in.rs1] != maxLength {
						break
					}
					r.base[in.rd], r.length[in.rd] = r.base[in.rs1], r.length[in.rs1]
				}
				r.x[in.rd], r.meta[in.rd], r.kind[in.rd] = to, r.meta[in.rs1], k
				in = in.next()
				continue
			case opYMV:
				r.x[in.rd], r.meta[in.rd], r.base[in.rd], r.length[in.rd], r.kind[in.rd] =
					r.x[in.rs1], r.meta[in.rs1], r.base[in.rs1], r.length[in.rs1], r.kind[in.rs1]
				in = in.next()
				continue
			case opJAL:
				link := b.pc + uint64(in.off) + uint64(in.how&sizeMask)
				to := b.taken
				if to == nil || to.epoch != e.epoch || to.pc-base >= length || to.end-base > length {
					break
				}
				r.x[in.rd], r.meta[in.rd], r.kind[in.rd] = link, meta|sentryBit, kTag|kMeta|kSealed
				b = to
				continue blocks
			case opJALR:
				// To a capability that is pcc's but for its address, which lies in
				// its bounds: everything else is left to Step.
				x, k := r.x[in.rs1], r.kind[in.rs1]
				to := (x + uint64(in.imm)) &^ 1
				target := r.meta[in.rs1]
				if k&kSealed != 0 && x&1 == 0 && in.imm == 0 {
					target &^= sentryBit
				}
				if k&kTag == 0 || target != meta || x-base >= length || to-base >= length || to%instAlign != 0 || paged && !canonical(to) {
					break
				}
				nb := b.jumped
				if nb == nil || nb.pc != to || nb.epoch != e.epoch || nb.end-base > length {
					break
				}
				r.x[in.rd], r.meta[in.rd], r.kind[in.rd] =
					b.pc+uint64(in.off)+uint64(in.how&sizeMask), meta|sentryBit, kTag|kMeta|kSealed
				b = nb
				continue blocks
			case opAND:
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]&r.x[in.rs2], 0
				in = in.next()
				continue
			case opANDI:
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]&uint64(in.imm), 0
				in = in.next()
				continue
			case opSUB:
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]-r.x[in.rs2], 0
				in = in.next()
				continue
			case opXOR:
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]^r.x[in.rs2], 0
				in = in.next()
				continue
			case opSLLI:
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]<<(in.imm&63), 0
				in = in.next()
				continue
			case opSRLI:
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]>>(in.imm&63), 0
				in = in.next()
				continue
			case opLBU:
				va := r.x[in.rs1] + uint64(in.imm)
				off := va - r.base[in.auth]
				if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kR != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 1 && t.read == va&^0xfff {
					r.x[in.rd], r.kind[in.rd] = uint64(uint8(t.p.words[va/8%pageWords]>>(va&7*8))), 0
					in = in.next()
					continue
				}
			case opSB:
				va := r.x[in.rs1] + uint64(in.imm)
				off := va - r.base[in.auth]
				if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kW != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 1 && t.write == va&^0xfff {
					shift := va & 7 * 8
					w := &t.p.words[va/8%pageWords]
					*w = *w&^(0xff<<shift) | r.x[in.rs2]&0xff<<shift
					t.p.tags[va/cap.SizeBytes%pageGranules] = 0
					in = in.next()
					continue
				}
			case opAUIPC:
				to := b.pc + uint64(in.off) + uint64(in.imm)
				if to-base > length && length != maxLength {
					break
				}
				r.x[in.rd], r.meta[in.rd], r.kind[in.rd] = to, meta, kTag|kMeta
				in = in.next()
				continue
			case opLUI:
				r.x[in.rd], r.kind[in.rd] = uint64(in.imm), 0
				in = in.next()
				continue
			case opADDIW:
				r.x[in.rd], r.kind[in.rd] = uint64(int32(r.x[in.rs1]+uint64(in.imm))), 0
				in = in.next()
				continue
			case opADDW:
				r.x[in.rd], r.kind[in.rd] = uint64(int32(r.x[in.rs1]+r.x[in.rs2])), 0
				in = in.next()
				continue
			case opMUL:
				r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]*r.x[in.rs2], 0
				in = in.next()
				continue
			default:
				switch in.op {
				case opOR:
					r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]|r.x[in.rs2], 0
					in = in.next()
					continue
				case opORI:
					r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]|uint64(in.imm), 0
					in = in.next()
					continue
				case opXORI:
					r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]^uint64(in.imm), 0
					in = in.next()
					continue
				case opSLL:
					r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]<<(r.x[in.rs2]&63), 0
					in = in.next()
					continue
				case opSRL:
					r.x[in.rd], r.kind[in.rd] = r.x[in.rs1]>>(r.x[in.rs2]&63), 0
					in = in.next()
					continue
				case opSRA:
					r.x[in.rd], r.kind[in.rd] = uint64(int64(r.x[in.rs1])>>(r.x[in.rs2]&63)), 0
					in = in.next()
					continue
				case opSRAI:
					r.x[in.rd], r.kind[in.rd] = uint64(int64(r.x[in.rs1])>>(in.imm&63)), 0
					in = in.next()
					continue
				case opSLT:
					r.x[in.rd], r.kind[in.rd] = flag(int64(r.x[in.rs1]) < int64(r.x[in.rs2])), 0
					in = in.next()
					continue
				case opSLTU:
					r.x[in.rd], r.kind[in.rd] = flag(r.x[in.rs1] < r.x[in.rs2]), 0
					in = in.next()
					continue
				case opSLTI:
					r.x[in.rd], r.kind[in.rd] = flag(int64(r.x[in.rs1]) < in.imm), 0
					in = in.next()
					continue
				case opSLTIU:
					r.x[in.rd], r.kind[in.rd] = flag(r.x[in.rs1] < uint64(in.imm)), 0
					in = in.next()
					continue
				case opSUBW:
					r.x[in.rd], r.kind[in.rd] = uint64(int32(r.x[in.rs1]-r.x[in.rs2])), 0
					in = in.next()
					continue
				case opSLLIW:
					r.x[in.rd], r.kind[in.rd] = uint64(int32(r.x[in.rs1]<<(in.imm&31))), 0
					in = in.next()
					continue
				case opSRLIW:
					r.x[in.rd], r.kind[in.rd] = uint64(int32(uint32(r.x[in.rs1])>>(in.imm&31))), 0
					in = in.next()
					continue
				case opSRAIW:
					r.x[in.rd], r.kind[in.rd] = uint64(int32(r.x[in.rs1])>>(in.imm&31)), 0
					in = in.next()
					continue
				case opSLLW:
					r.x[in.rd], r.kind[in.rd] = uint64(int32(r.x[in.rs1]<<(r.x[in.rs2]&31))), 0
					in = in.next()
					continue
				case opSRLW:
					r.x[in.rd], r.kind[in.rd] = uint64(int32(uint32(r.x[in.rs1])>>(r.x[in.rs2]&31))), 0
					in = in.next()
					continue
				case opSRAW:
					r.x[in.rd], r.kind[in.rd] = uint64(int32(r.x[in.rs1])>>(r.x[in.rs2]&31)), 0
					in = in.next()
					continue
				case opMULW:
					r.x[in.rd], r.kind[in.rd] = uint64(int32(r.x[in.rs1]*r.x[in.rs2])), 0
					in = in.next()
					continue
				case opDIVU, opREMU:
					q, rem := uint64(never), r.x[in.rs1]
					if d := r.x[in.rs2]; d != 0 {
						q, rem = r.x[in.rs1]/d, r.x[in.rs1]%d
					}
					if in.op == opREMU {
						q = rem
					}
					r.x[in.rd], r.kind[in.rd] = q, 0
					in = in.next()
					continue
				case opLB:
					va := r.x[in.rs1] + uint64(in.imm)
					off := va - r.base[in.auth]
					if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kR != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 1 && t.read == va&^0xfff {
						r.x[in.rd], r.kind[in.rd] = uint64(int8(t.p.words[va/8%pageWords]>>(va&7*8))), 0
						in = in.next()
						continue
					}
				case opLH:
					va := r.x[in.rs1] + uint64(in.imm)
					off := va - r.base[in.auth]
					if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kR != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 2 && t.read == va&^0xffe {
						r.x[in.rd], r.kind[in.rd] = uint64(int16(t.p.words[va/8%pageWords]>>(va&6*8))), 0
						in = in.next()
						continue
					}
				case opLHU:
					va := r.x[in.rs1] + uint64(in.imm)
					off := va - r.base[in.auth]
					if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kR != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 2 && t.read == va&^0xffe {
						r.x[in.rd], r.kind[in.rd] = uint64(uint16(t.p.words[va/8%pageWords]>>(va&6*8))), 0
						in = in.next()
						continue
					}
				case opLWU:
					va := r.x[in.rs1] + uint64(in.imm)
					off := va - r.base[in.auth]
					if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kR != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 4 && t.read == va&^0xffc {
						r.x[in.rd], r.kind[in.rd] = uint64(uint32(t.p.words[va/8%pageWords]>>(va&4*8))), 0
						in = in.next()
						continue
					}
				case opSH:
					va := r.x[in.rs1] + uint64(in.imm)
					off := va - r.base[in.auth]
					if t := &tlb[va/PageBytes%tlbEntries]; r.kind[in.auth]&kW != 0 && off < r.length[in.auth] && r.length[in.auth]-off >= 2 && t.write == va&^0xffe {
						shift := va & 6 * 8
						w := &t.p.words[va/8%pageWords]
						*w = *w&^(0xffff<<shift) | r.x[in.rs2]&0xffff<<shift
						t.p.tags[va/cap.SizeBytes%pageGranules] = 0
						in = in.next()
						continue
					}
				case opYADDRW:
					to := r.x[in.rs2]
					k := r.kind[in.rs1]
					if k&kTag != 0 {
						if k&kKnown == 0 || to-r.base[in.rs1] > r.length[in.rs1] && r.length[in.rs1] != maxLength {
							break
						}
						r.base[in.rd], r.length[in.rd] = r.base[in.rs1], r.length[in.rs1]
					}
					r.x[in.rd], r.meta[in.rd], r.kind[in.rd] = to, r.meta[in.rs1], k
					in = in.next()
					continue
				case opYBNDSW, opYBNDSWI:
					n := uint64(in.imm)
					if in.op == opYBNDSW {
						n = r.x[in.rs2]
					}
					x := r.x[in.rs1]
					k := r.kind[in.rs1]
					// Bounds of less than 4096 bytes are always exact.
					if off := x - r.base[in.rs1]; k&kKnown != 0 && n < 1<<12 && off <= r.length[in.rs1] && r.length[in.rs1]-off >= n {
						t := x + n
						r.meta[in.rd] = r.meta[in.rs1]&^boundsMask | 1<<26 | t>>3&0x1ff<<17 | t&7<<14 | x&0x3fff
						r.x[in.rd], r.base[in.rd], r.length[in.rd], r.kind[in.rd] = x, x, n, k
						in = in.next()
						continue
					}
				case opYTAGR:
					r.x[in.rd], r.kind[in.rd] = uint64(r.kind[in.rs1]&kTag), 0
					in = in.next()
					continue
				case opYBASER:
					if r.kind[in.rs1]&kKnown != 0 {
						r.x[in.rd], r.kind[in.rd] = r.base[in.rs1], 0
						in = in.next()
						continue
					}
				case opYLENR:
					if r.kind[in.rs1]&kKnown != 0 && r.length[in.rs1] != maxLength {
						r.x[in.rd], r.kind[in.rd] = r.length[in.rs1], 0
						in = in.next()
						continue
					}
				case opEnd:
					to := b.next
					if to == nil || to.epoch != e.epoch {
						if to = e.follow(m, b.end, &b.next); to == nil {
							m.retire(known - left)
							m.advance(b.end)
							return
						}
					}
					if b = to; b.end-base > length {
						break blocks
					}
					continue blocks
				case opNOP:
					in = in.next()
					continue
				}
			}
			if in.how > sizeMask && r.learn(in.auth) {
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
			if !e.slow(m, b, in, known-left-rest) {
				return
			}
			known = left + rest - 1
			in = in.next()
		}
	}
	m.retire(known - left)
	m.advance(b.pc)
}
