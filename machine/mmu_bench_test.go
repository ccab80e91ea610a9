package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// BenchmarkStep is the reference step with Effects: a loop of arithmetic, a
// load and a store, without translation and with it.
func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		name  string
		setup func(m *Machine)
	}{
		{"bare", func(*Machine) {}},
		{"Sv39", func(m *Machine) { paged(m, Supervisor); m.X[a1].Addr = dataVA }},
	} {
		b.Run(c.name, func(b *testing.B) {
			m := newTest()
			for _, in := range []isa.Inst{
				{Op: isa.ADDI, Rd: a0, Rs1: a0, Imm: 1}, {Op: isa.LD, Rd: a2, Rs1: a1}, {Op: isa.ADD, Rd: a2, Rs1: a2, Rs2: a0},
				{Op: isa.SD, Rs1: a1, Rs2: a2, Imm: 8}, {Op: isa.JAL, Imm: -16},
			} {
				place(b, m, in)
				m.PCC.Addr += 4
			}
			m.setPCC(cap.Root(codeAt))
			m.X[a0], m.X[a1] = cap.Null(0), cap.Root(dataAt)
			c.setup(m)
			m.refreshPCC()
			var e Effects
			b.ResetTimer()
			for range b.N {
				m.Step(&e)
			}
			if m.csr.mcause != 0 || m.X[a0].Addr == 0 && b.N > 1 {
				b.Fatalf("cause %d", m.csr.mcause)
			}
		})
	}
}
