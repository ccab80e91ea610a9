package machine

import (
	cmdline "flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

var streams = cmdline.Int("streams", 300, "random instruction streams that both engines execute, 4096 steps each")

const streamSteps = 4096

// tableVA is where streams with paging have the table of the last level.
const tableVA = nextVA + pageSize

// stream is a machine with a random program: instructions and some words that
// are none in three pages, registers with capabilities to code, data and page
// tables, handlers that skip what trapped, timers that fire.
func stream(seed uint64) *Machine {
	r := rand.New(rand.NewPCG(seed, 1))
	m := newTest()
	m.clint.stepsPerTick = 1 + r.Uint64N(40)
	if r.IntN(2) == 0 {
		paged(m, [2]Privilege{User, Supervisor}[r.IntN(2)])
		m.csr.mstatus |= statusSUM & r.Uint64()
		user := uint64(0)
		if m.Priv == User {
			user = pteU
		}
		// Pages with some of the rights, and the last table as a page of its own.
		some := func() uint64 {
			return (pteLeafBits | pteCap | pteYRG) &^ (1 << r.UintN(64)) &^ (1 << r.UintN(64)) &^ (pteYRG * r.Uint64N(2))
		}
		m.mem.write(entry(dataVA, 0), 8, leaf(dataAt, some()|user))
		m.mem.write(entry(nextVA, 0), 8, leaf(nextAt, some()|user))
		m.mem.write(entry(tableVA, 0), 8, leaf(table0, pteLeafBits|pteCap|user))
	}
	if r.IntN(4) == 0 {
		m.setPCC(m.PCC.SetMode(true))
		m.csr.ddc = cap.Root(0)
	}
	for at := uint64(codeAt); at < codeAt+streamRegs-4; {
		w := randomInst(r)
		if c, ok := isa.Compress(isa.Decode(w, m.intMode()), m.intMode()); ok && r.IntN(3) != 0 {
			w, _ = isa.Encode(c)
		}
		m.mem.write(at, 4, uint64(w))
		at += 2
		if w&3 == 3 {
			at += 2
		}
	}
	handlers(m, r)
	for i := range 30 {
		c := randomReg(r)
		if i >= firstPointer && i < firstPointer+pointers {
			// Two of them to the page tables, to the code and to devices, at times.
			c = randomData(r, m)
		}
		m.mem.writeCap(codeAt+streamRegs+uint64(16*i), c)
		m.X[i] = c
	}
	m.X[0] = cap.Cap{}
	m.csr.mie, m.csr.mideleg = allInts&r.Uint64(), supervisorInts&r.Uint64()
	m.csr.medeleg = delegable & r.Uint64()
	if m.Priv == User {
		m.csr.medeleg, m.csr.mideleg = 0, 0 // the supervisor can't fetch from pages of the user
	}
	m.clint.mtimecmp = r.Uint64N(200)
	m.csr.menvcfg |= envcfgSTCE & r.Uint64()
	m.csr.stimecmp = r.Uint64N(200)
	m.csr.mcounteren, m.csr.scounteren = 7, 7
	m.updateTimers()
	for i := range m.F {
		m.F[i] = r.Uint64()
	}
	m.csr.mstatus |= statusFS & r.Uint64()
	m.csr.summarise()
	return m
}

// Where the handlers of streams find capabilities for the registers.
const (
	streamRegs    = 0xc00 // bytes into the code page
	streamHandler = 0xe00
)

// handlers of both modes step over what trapped; after a bad fetch they go on
// somewhere else in the code, with the registers of the beginning.
func handlers(m *Machine, r *rand.Rand) {
	const t5, t6 = 30, 31
	handler := func(epc, cause, enable, scratch, table uint16, ret isa.Op) []isa.Inst {
		ins := []isa.Inst{
			{Op: isa.CSRRS, Rd: t6, CSR: cause},
			{Op: isa.BLT, Rs1: t6, Imm: 13 * 4}, // an interrupt
			{Op: isa.ADDI, Rd: t5, Imm: 1},
			{Op: isa.BGEU, Rs1: t5, Rs2: t6, Imm: 13 * 4}, // a bad fetch
			{Op: isa.ADDI, Rd: t5, Imm: causeFetchPage},
			{Op: isa.BEQ, Rs1: t6, Rs2: t5, Imm: 11 * 4},
			{Op: isa.ADDI, Rd: t5, Imm: causeCHERIFetch},
			{Op: isa.BEQ, Rs1: t6, Rs2: t5, Imm: 9 * 4},
			{Op: isa.CSRRS, Rd: t6, CSR: epc},
			{Op: isa.YADDI, Rd: t6, Rs1: t6, Imm: 4},
			{Op: isa.CSRRW, Rs1: t6, CSR: epc},
			{Op: isa.CSRRS, Rd: t6, CSR: scratch},
			{Op: isa.YADDI, Rd: t6, Rs1: t6, Imm: 4},
			{Op: ret},
			{Op: isa.CSRRWI, CSR: enable}, // the interrupt
			{Op: ret},
			{Op: isa.CSRRS, Rd: t6, CSR: scratch}, // the bad fetch
			{Op: isa.YADDI, Rd: t6, Rs1: t6, Imm: 52},
			{Op: isa.SLLI, Rd: t5, Rs1: t6, Imm: 52},
			{Op: isa.BGE, Rs1: t5, Imm: 8},
			{Op: isa.YADDI, Rd: t6, Rs1: t6, Imm: -2000},
			{Op: isa.CSRRW, Rs1: t6, CSR: scratch},
			{Op: isa.CSRRW, Rs1: t6, CSR: epc},
			{Op: isa.CSRRS, Rd: t6, CSR: table},
		}
		for i := uint8(1); i < t5; i++ {
			ins = append(ins, isa.Inst{Op: isa.LY, Rd: i, Rs1: t6, Imm: int64(16 * i)})
		}
		return append(ins, isa.Inst{Op: ret})
	}
	put := func(at uint64, ins []isa.Inst) {
		for i, in := range ins {
			w, err := isa.Encode(in)
			if err != nil {
				panic(err)
			}
			m.mem.write(at+uint64(4*i), 4, uint64(w))
		}
	}
	put(handlerAt, handler(csrMepc, csrMcause, csrMie, csrMscratch, csrMTIDC, isa.MRET))
	put(codeAt+streamHandler, handler(csrSepc, csrScause, csrSie, csrSscratch, csrSTIDC, isa.SRET))
	m.csr.mscratch, m.csr.mtidc = m.PCC, cap.Root(codeAt+streamRegs)
	page := m.PCC.Addr &^ (pageSize - 1)
	m.csr.sscratch, m.csr.stidc, m.csr.stvec = m.PCC, cap.Root(page+streamRegs), cap.Root(page+streamHandler)
}

// randomData is a pointer that most accesses near it work with.
func randomData(r *rand.Rand, m *Machine) cap.Cap {
	at := uint64(dataAt)
	if m.paged(m.Priv) {
		at = [2]uint64{dataVA, nextVA}[r.IntN(2)]
	}
	switch {
	case r.IntN(12) == 0:
		at = m.PCC.Addr&^(pageSize-1) + 0x400 // its own code
	case r.IntN(12) == 0 && m.paged(m.Priv):
		return cap.Root(tableVA + entry(dataVA, 0)%pageSize&^15 - r.Uint64N(8)*16)
	}
	c := cap.Root(at + r.Uint64N(2048)&^15)
	if r.IntN(20) == 0 {
		c = cap.Root(nextVA + 4095) // an end of two pages
	}
	switch r.IntN(4) {
	case 0:
		return c.SetBounds(r.Uint64N(600))
	case 1:
		return c.SetBounds(r.Uint64N(128) * 16)
	case 2:
		return c.ClearPerms(1 << [...]uint{0, 1, 5, 18}[r.IntN(4)])
	}
	return c
}

// randomReg is what a program could have in a register.
func randomReg(r *rand.Rand) cap.Cap {
	places := [...]uint64{dataAt, codeAt + 0x800, dataVA, codeVA, table0, RAMBase, nextVA, CLINTBase + clintMtimecmp, UARTBase}
	at := places[r.IntN(len(places))]
	switch r.IntN(6) {
	case 0:
		return cap.Null(r.Uint64() >> r.UintN(64))
	case 1:
		return cap.Root(at + r.Uint64N(256)&^7).SetBounds(r.Uint64N(400)).Seal()
	case 2:
		return cap.Root(at + r.Uint64N(4096)&^15)
	case 3:
		return cap.Root(at).SetBounds(4096).ClearPerms(r.Uint64())
	case 4:
		return cap.Cap{Addr: at, Meta: r.Uint64(), Tag: r.IntN(8) == 0}
	}
	return cap.Root(at + r.Uint64N(2048)&^15).SetBounds(r.Uint64N(2048))
}

// Registers 18 to 25 of streams keep pointers to data: few instructions write
// them, most accesses go through them.
const firstPointer, pointers = 18, 8

// randomInst is mostly an instruction of the table with near operands.
func randomInst(r *rand.Rand) uint32 {
	rows := isa.Rows()
	for {
		if r.IntN(300) == 0 {
			return r.Uint32()
		}
		row := &rows[r.IntN(len(rows))]
		mem := row.Roles.Mem != isa.NoMem
		rare := row.Ext == "Priv" || row.Format == isa.FormatCSR || row.Format == isa.FormatCSRI || row.Op == isa.JALR ||
			row.Op == isa.ECALL || row.Op == isa.EBREAK || row.Ext == "Zyhybrid"
		if rare && r.IntN(20) != 0 {
			continue
		}
		switch row.Ext { // both engines have one implementation of them
		case "F", "D":
			if r.IntN(3) != 0 {
				continue
			}
		}
		in := isa.Inst{Op: row.Op, Rd: uint8(r.IntN(32)), Rs1: uint8(r.IntN(32)), Rs2: uint8(r.IntN(32))}
		if in.Rd >= firstPointer && in.Rd < firstPointer+pointers && r.IntN(12) != 0 {
			in.Rd -= pointers
		}
		if mem && r.IntN(6) != 0 {
			in.Rs1 = firstPointer + uint8(r.IntN(pointers))
		}
		in.Rm, in.Rs3 = isa.DYN, uint8(r.IntN(32))
		in.Imm = r.Int64N(256) &^ [...]int64{15, 15, 7, 0}[r.IntN(4)]
		switch row.Format {
		case isa.FormatBranch, isa.FormatJ:
			in.Imm = r.Int64N(96)&^3 - 24
		case isa.FormatU:
			in.Imm = r.Int64N(4) << 12
		case isa.FormatShift, isa.FormatShiftW, isa.FormatCSRI:
			in.Imm &= 31
		}
		csrs := [...]uint16{csrMepc, csrSepc, csrMcycle, csrMinstret, csrCycle, csrMie, csrMip, csrSie, csrSip, csrDDC,
			csrMcountinh, csrStimecmp, csrTime, csrUTIDC, csrMtval, csrStval, csrInstret,
			csrMstatus, csrSstatus, csrSatp, csrMenvcfg, csrSenvcfg}
		in.CSR = csrs[r.IntN(len(csrs))]
		if in.CSR == csrSatp && r.IntN(8) != 0 {
			in.CSR = csrSstatus
		}
		if w, err := isa.Encode(in); err == nil {
			return w
		}
	}
}

// bothEngines runs two equal machines for n steps, one by Step and one by Run
// in pieces, and says where they first differ, "" if they don't.
func bothEngines(fresh func() *Machine, n uint64, piece func() uint64) string {
	a, b := fresh(), fresh()
	for a.steps < n && !a.halted {
		k := min(piece(), n-a.steps)
		from := a.steps
		for a.steps < from+k && !a.halted {
			a.Step(nil)
		}
		b.Run(k)
		if a.Digest() != b.Digest() {
			return firstDifference(fresh, from, a.steps)
		}
	}
	if a.halted != b.halted {
		return "one has halted"
	}
	return ""
}

// firstDifference finds the step after which the engines differ, between two
// positions.
func firstDifference(fresh func() *Machine, from, to uint64) string {
	at := func(n uint64) (a, b *Machine) {
		a, b = fresh(), fresh()
		for a.steps < n && !a.halted {
			a.Step(nil)
		}
		e := &engine{}
		b.engine = e
		b.Run(from)
		for b.steps < n && !b.halted {
			b.runFor(n-b.steps, nil)
		}
		return a, b
	}
	for n := from + 1; n <= to; n++ {
		a, b := at(n)
		if d := differences(capture(b), capture(a)); len(d) != 0 {
			before, _ := at(n - 1)
			var e Effects
			before.Step(&e)
			return fmt.Sprintf("after step %d, %s at %v in %s-mode: %q", n, e.Inst, e.PCC, before.Priv, d)
		}
	}
	return fmt.Sprintf("between %d and %d, only when executed at once", from, to)
}

// TestEngines: Run and Step are the same machine.
func TestEngines(t *testing.T) {
	retired := uint64(0)
	for seed := range uint64(*streams) {
		r := rand.New(rand.NewPCG(seed, 2))
		piece := func() uint64 { return 2*maxBlock + r.Uint64N(1000) }
		if d := bothEngines(func() *Machine { return stream(seed) }, streamSteps, piece); d != "" {
			t.Fatalf("stream %d: %s", seed, d)
		}
		m := stream(seed)
		m.Run(streamSteps)
		retired += streamSteps - m.engine.slowSteps
	}
	t.Logf("%d of %d steps were the engine's own", retired, *streams*streamSteps)
}

// TestStops: RunUntil stops behind the same steps as a loop of Step that looks
// behind each.
func TestStops(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 3))
		a, b := stream(seed), stream(seed)
		page := a.PCC.Addr &^ (pageSize - 1)
		stops := &Stops{At: map[uint64]bool{}, Traps: r.IntN(2) == 0, Output: true}
		if r.IntN(2) == 0 {
			stops.Pages = map[uint64]bool{[...]uint64{dataAt, nextAt, codeAt}[r.IntN(3)] / PageBytes: true}
		}
		for range 4 {
			stops.At[page+r.Uint64N(streamRegs)&^1] = true
		}
		stopped := 0
		for b.steps < streamSteps && !b.halted {
			n, was := b.RunUntil(2*maxBlock+r.Uint64N(400), stops)
			for i := range n {
				sent := len(a.uart.out)
				a.trap.set = false
				var e Effects
				a.Step(&e)
				wrote := false
				for _, g := range e.Stores[:e.NumStores] {
					wrote = wrote || stops.Pages[g.Addr/PageBytes]
				}
				reached := wrote || stops.At[a.PCC.Addr] || stops.Traps && a.trap.set || len(a.uart.out) != sent
				if reached != (was && i == n-1) {
					t.Fatalf("stream %d: at step %d, %#x: %v; RunUntil went on to %d", seed, a.steps, a.PCC.Addr, reached, b.steps)
				}
			}
			if was {
				stopped++
			}
			if a.Digest() != b.Digest() {
				t.Fatalf("stream %d: the states differ at %d", seed, b.steps)
			}
		}
		if seed == 0 && stopped == 0 {
			t.Error("it never stopped")
		}
	}
}

// FuzzEngines: any bytes as code, in the machine of any stream.
func FuzzEngines(f *testing.F) {
	f.Add(uint64(1), []byte{})
	f.Add(uint64(7), []byte{0x13, 0x05, 0x15, 0x00, 0x05, 0x45, 0x67, 0x80, 0x00, 0x00})
	f.Add(uint64(9), []byte{0x7b, 0x10, 0x09, 0x00, 0x7b, 0x25, 0x29, 0x01, 0x6f, 0xf0, 0x1f, 0xff})
	f.Fuzz(func(t *testing.T, seed uint64, code []byte) {
		fresh := func() *Machine {
			m := stream(seed)
			for i, b := range code[:min(len(code), streamRegs)] {
				m.mem.write(codeAt+uint64(i), 1, uint64(b))
			}
			return m
		}
		if d := bothEngines(fresh, 1500, func() uint64 { return 2*maxBlock + seed%500 }); d != "" {
			t.Error(d)
		}
	})
}
