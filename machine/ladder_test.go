package machine

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// rung is one reason to trap, as a change of the machine.
type rung struct {
	name  string
	wrong func(m *Machine)
	cause uint64
	tval  uint64
}

// climb breaks everything from the first rung on, then from the second, and so
// on: each time the highest rung that is broken is the exception (table
// "Synchronous exception priority in decreasing priority order"), and in the
// end there is none.
func climb(t *testing.T, in isa.Inst, rungs []rung) {
	t.Helper()
	for i := range len(rungs) + 1 {
		m := newTest()
		paged(m, Supervisor)
		m.X[a1], m.X[a2] = cap.Root(dataVA), cap.Root(5)
		m.csr.mstatus |= 1 << 13 // FS is initial
		m.mem.writeCap(dataAt, cap.Root(7))
		place(t, m, in)
		for _, r := range rungs[i:] {
			r.wrong(m)
		}
		m.refreshPCC()
		before := capture(m)
		want := before.next()
		m.Step(nil)
		if i == len(rungs) {
			if m.Priv != Supervisor || m.csr.minstret != 1 {
				t.Errorf("with nothing wrong: cause %d, tval %#x", m.csr.mcause, m.csr.mtval)
			}
			return
		}
		want.trap(rungs[i].cause, rungs[i].tval)
		for _, d := range differences(capture(m), want) {
			t.Errorf("%s: %s", rungs[i].name, d)
		}
	}
}

// nowhere leads the page of va to physical addresses where nothing is, and
// leaves the other bits of its PTE.
func nowhere(va uint64) func(*Machine) {
	return both(clearPTE(va, 0, ptePPN), setPTE(va, 0, leaf(0x1000, 0)))
}

// ladder is rungs below those of the fetch of an instruction.
func ladder(rungs ...rung) []rung {
	return append([]rung{
		{"tag of pcc", func(m *Machine) { m.PCC.Tag = false }, 32, codeVA},
		{"walk of pc: access fault, met at level 1", func(m *Machine) { m.mem.write(entry(codeVA, 1), 8, leaf(0x1000, pteV)) }, 1, codeVA},
		{"walk of pc: page fault", clearPTE(codeVA, 0, pteX), 12, codeVA},
		{"no memory at pc", nowhere(codeVA), 1, codeVA},
	}, rungs...)
}

// instead is a rung where in is what stands at pc.
func instead(name string, in isa.Inst, cause, tval uint64) rung {
	return rung{name, func(m *Machine) { m.mem.write(codeAt, 4, raw(in)) }, cause, tval}
}

// TestPriorityLadder: the whole table, for each kind of instruction.
func TestPriorityLadder(t *testing.T) {
	noRead := func(m *Machine) { m.X[a1] = m.X[a1].ClearPerms(permR) }
	noWrite := func(m *Machine) { m.X[a1] = m.X[a1].ClearPerms(permW) }
	misaligned := func(m *Machine) { m.X[a1].Addr = dataVA + 1 }
	reserved := func(op isa.Op) rung {
		in := isa.Inst{Op: op, Rs2: a2}
		if op == isa.LY || op == isa.LD {
			in = isa.Inst{Op: op, Rd: a0}
		}
		return instead("base of x0", in, 2, raw(in))
	}
	for _, c := range []struct {
		in    isa.Inst
		rungs []rung
	}{
		{isa.Inst{Op: isa.LY, Rd: a0, Rs1: a1}, []rung{
			reserved(isa.LY),
			{"capability", noRead, 33, dataVA + 1},
			{"capability misaligned", misaligned, 5, dataVA + 1},
			{"walk", clearPTE(dataVA, 0, pteR|pteW|pteX), 13, dataVA},
			{"no memory", nowhere(dataVA), 5, dataVA},
			{"generation", setPTE(dataVA, 0, pteYRG), 35, dataVA},
		}},
		{isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, []rung{
			reserved(isa.SY),
			{"capability", noWrite, 34, dataVA + 1},
			{"capability misaligned", misaligned, 7, dataVA + 1},
			{"walk: V", clearPTE(dataVA, 0, pteV), 15, dataVA},
			{"walk: U", setPTE(dataVA, 0, pteU), 15, dataVA},
			{"walk: YW", clearPTE(dataVA, 0, pteYW), 36, dataVA},
			{"walk: W", clearPTE(dataVA, 0, pteW), 15, dataVA},
			{"walk: D", clearPTE(dataVA, 0, pteD), 15, dataVA},
			{"walk: YD", clearPTE(dataVA, 0, pteYD), 36, dataVA},
		}},
		{isa.Inst{Op: isa.SY, Rs1: a1, Rs2: a2}, []rung{
			{"walk: D", clearPTE(dataVA, 0, pteD), 15, dataVA},
			{"no memory", nowhere(dataVA), 7, dataVA},
		}},
		{isa.Inst{Op: isa.LD, Rd: a0, Rs1: a1}, []rung{
			reserved(isa.LD),
			{"capability", noRead, 33, dataVA},
			{"walk", clearPTE(dataVA, 0, pteA), 13, dataVA},
			{"no memory", nowhere(dataVA), 5, dataVA},
		}},
		{isa.Inst{Op: isa.SD, Rs1: a1, Rs2: a2}, []rung{
			reserved(isa.SD),
			{"capability", noWrite, 34, dataVA},
			{"walk", clearPTE(dataVA, 0, pteD), 15, dataVA},
			{"no memory", nowhere(dataVA), 7, dataVA},
		}},
		{isa.Inst{Op: isa.ADDI}, []rung{instead("illegal", isa.Inst{Op: isa.MRET}, 2, 0x3020_0073)}},
		{isa.Inst{Op: isa.ADDI}, []rung{instead("ecall", isa.Inst{Op: isa.ECALL}, 9, 0)}},
		{isa.Inst{Op: isa.ADDI}, []rung{instead("ebreak", isa.Inst{Op: isa.EBREAK}, 3, codeVA)}},
	} {
		t.Run(c.in.Op.String(), func(t *testing.T) { climb(t, c.in, ladder(c.rungs...)) })
	}
}

// example is an instruction of a row that does not trap in climb's machine.
func example(r *isa.Row) isa.Inst {
	in := isa.Inst{Op: r.Op}
	for _, o := range r.Format.Operands() {
		switch o {
		case isa.OperandRd:
			in.Rd = a0
		case isa.OperandRs1, isa.OperandMem:
			in.Rs1 = a1
		case isa.OperandRs2:
			in.Rs2 = a2
		case isa.OperandTarget:
			in.Imm = 8
		case isa.OperandCSR:
			in.CSR = csrSscratch
		}
	}
	switch r.Format {
	case isa.FormatBounds:
		in.Imm = 16
	case isa.FormatBranch:
		in.Rs1, in.Rs2 = a2, a1 // the order that beq and bne need
	case isa.FormatAMO, isa.FormatLR:
		in.Rs1 = a1
	}
	return in
}

// rungsOf are the reasons for which an instruction of a row can trap once it is
// fetched, in the order of the table.
func rungsOf(r *isa.Row, in isa.Inst) (rungs []rung) {
	add := func(name string, wrong func(*Machine), cause, tval uint64) {
		rungs = append(rungs, rung{name, wrong, cause, tval})
	}
	word := raw(in)
	based := in
	based.Rs1 = 0
	if r.Roles.Mem != isa.NoMem {
		rungs = append(rungs, instead("base of x0", based, causeIllegal, raw(based)))
	}
	if r.Ext == "F" || r.Ext == "D" {
		add("FS is off", func(m *Machine) { m.csr.mstatus &^= statusFS }, causeIllegal, word)
	}
	if r.Format == isa.FormatCSR || r.Format == isa.FormatCSRI {
		add("no ASR", func(m *Machine) { m.PCC = m.PCC.ClearPerms(1 << 16) }, causeIllegal, word)
	}
	if r.Roles.Mem == isa.NoMem {
		return rungs
	}
	atomic := r.Ext == "Zaamo" || r.Ext == "Zalrsc" || r.Ext == "Zabhlrsc"
	at := uint64(dataVA)
	if atomic && r.Roles.MemSize > 1 || r.Roles.MemSize == cap.SizeBytes {
		at++ // of the misaligned rung, which is below
	}
	cherifault, page, access := uint64(causeCHERILoad), uint64(causeLoadPage), uint64(causeLoadAccess)
	if r.Roles.Mem != isa.Load {
		cherifault, page, access = causeCHERIStore, causeStorePage, causeStoreAccess
	}
	add("no R, no W", func(m *Machine) { m.X[a1] = m.X[a1].ClearPerms(permR | permW) }, cherifault, at)
	if at != dataVA {
		add("misaligned", func(m *Machine) { m.X[a1].Addr = at }, access, at)
	}
	add("walk", clearPTE(dataVA, 0, pteA), page, dataVA)
	add("no memory", nowhere(dataVA), access, dataVA)
	if r.Roles.Mem != isa.Store && r.Roles.MemSize == cap.SizeBytes {
		add("generation", setPTE(dataVA, 0, pteYRG), causeCHERILoadCap, dataVA)
	}
	return rungs
}

// TestLadderOfEveryInstruction climbs for each row of the table. Those that
// always trap, and those that leave the supervisor, have tests of their own.
func TestLadderOfEveryInstruction(t *testing.T) {
	for _, r := range isa.Rows() {
		switch r.Op {
		case isa.ECALL, isa.EBREAK, isa.MRET, isa.SRET, isa.WFI:
			continue
		}
		in := example(&r)
		t.Run(r.Name, func(t *testing.T) { climb(t, in, ladder(rungsOf(&r, in)...)) })
	}
}
