package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// FuzzPages gives the tables of the test address space any contents and makes
// an access: it ends, with and without Effects alike, they say all that it did,
// and an access of data works exactly where Translate says that it leads to
// RAM.
func FuzzPages(f *testing.F) {
	f.Add(uint64(pteLeafBits), uint64(pteLeafBits|pteCap), uint64(pteV), uint64(0), uint64(0), uint8(0))
	f.Add(uint64(pteLeafBits|pteU), uint64(pteLeafBits|pteYR), leaf(table2, pteV), uint64(statusYRGE|statusUYRG), uint64(7), uint8(1))
	f.Add(uint64(pteV), uint64(pteV), leaf(table1, pteV), uint64(statusMPRV|statusSUM), uint64(0xffd), uint8(6))
	ops := []isa.Op{isa.LD, isa.SD, isa.LY, isa.SY, isa.LW, isa.SB}
	f.Fuzz(func(t *testing.T, code, data, upper, status, offset uint64, choice uint8) {
		m, blind := newTest(), newTest()
		in := isa.Inst{Op: ops[int(choice>>2)%len(ops)], Rs1: a1}
		kind := Load
		if in.Op.Row().Roles.Mem == isa.Store {
			in.Rs2, kind = a2, Store
		} else {
			in.Rd = a0
		}
		for _, m := range []*Machine{m, blind} {
			paged(m, [4]Privilege{User, Supervisor, MachineMode, Supervisor}[choice&3])
			m.csr.mstatus = statusXL64 | status&mstatusMask
			m.mem.write(entry(codeVA, 0), 8, leaf(codeAt, 0)|code)
			m.mem.write(entry(dataVA, 0), 8, leaf(dataAt, 0)|data)
			m.mem.write(entry(nextVA, 0), 8, data)
			if choice&0x80 != 0 {
				m.mem.write(entry(dataVA, int(1+choice>>6&1)), 8, upper)
			}
			m.X[a1], m.X[a2] = cap.Root(dataVA+offset%(2*pageSize)), cap.Root(5)
			m.mem.write(codeAt, 4, raw(in))
			if m.Priv == MachineMode {
				m.setPCC(cap.Root(codeAt))
			}
		}
		before := capture(m)
		at := m.Translate(m.X[a1].Addr, kind)
		size := uint64(in.Op.Row().Roles.MemSize)
		var e Effects
		m.Step(&e)
		if blind.Step(nil); m.Digest() != blind.Digest() {
			t.Error("without Effects the state is another")
		}
		for _, d := range checkEffects(m, before, &e) {
			t.Error("effects: " + d)
		}
		if size == 16 || at.Virtual%size != 0 || !e.Fetched {
			return
		}
		if works := at.OK() && m.Holds(at.Physical, size); works == e.Trap.Taken && (works || !deviceAt(at.Physical, size)) {
			t.Errorf("%+v, trap %+v", at, e.Trap)
		}
	})
}
