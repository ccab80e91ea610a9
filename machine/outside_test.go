package machine

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ushell/cap"
	"ushell/isa"
)

// byEngine are the two engines.
var byEngine = map[string]func(m *Machine, n uint64){
	"Run": func(m *Machine, n uint64) { m.Run(n) },
	"Step": func(m *Machine, n uint64) {
		for range n {
			m.Step(nil)
		}
	},
}

// adding adds 1 to a0 for ever, 3 instructions a round, and stores it.
var adding = []isa.Inst{
	{Op: isa.ADDI, Rd: a0, Rs1: a0, Imm: 1},
	{Op: isa.SD, Rs1: a2, Rs2: a0},
	{Op: isa.JAL, Imm: -8},
}

func counting(t testing.TB, input *Journal) *Machine {
	m := guest(t, input, adding...)
	m.X[a2] = cap.Root(dataAt)
	m.mem.writeCap(dataAt+16, cap.Root(7))
	return m
}

// TestWrites: each kind is made at its position, before the next instruction, by
// both engines, when it is added, when the machine comes there again, and by a
// replay.
func TestWrites(t *testing.T) {
	c := cap.Root(dataAt).SetBounds(48)
	addi2, _ := isa.Encode(isa.Inst{Op: isa.ADDI, Rd: a0, Rs1: a0, Imm: 2})
	word := []byte{byte(addi2), byte(addi2 >> 8), byte(addi2 >> 16), byte(addi2 >> 24)}
	const at, rounds = 300, 100
	for _, test := range []struct {
		name string
		w    Write
		want func(s *state) // of what the machine is at the position
		then uint64         // a0, 300 steps later
	}{
		{"data", Write{Kind: WriteBytes, At: dataAt + 24, Data: []byte{1, 2}}, func(s *state) {
			s.set(dataAt+16, cap.Cap{Addr: 7, Meta: cap.Root(7).Meta&^0xffff | 0x201})
		}, 200},
		{"code", Write{Kind: WriteBytes, At: codeAt, Data: word}, func(s *state) {
			was := s.Mem[codeAt]
			s.set(codeAt, cap.Cap{Addr: was.Addr&^0xffff_ffff | uint64(addi2), Meta: was.Meta})
		}, 300},
		{"granule", Write{Kind: WriteCap, At: dataAt + 32, Cap: c}, func(s *state) { s.set(dataAt+32, c) }, 200},
		{"register", Write{Kind: WriteReg, At: a0, Cap: cap.Null(1000)}, func(s *state) { s.X[a0] = cap.Null(1000) }, 1100},
		{"pointer", Write{Kind: WriteReg, At: a2, Cap: c}, func(s *state) { s.X[a2] = c }, 200},
		{"pcc", Write{Kind: WriteReg, At: AuthPCC, Cap: cap.Root(codeAt + 4)}, func(s *state) { s.PCC = cap.Root(codeAt + 4) }, 200},
		{"float", Write{Kind: WriteFloat, At: 3, Cap: cap.Null(9)}, func(s *state) { s.F[3] = 9 }, 200},
		{"mscratch", Write{Kind: WriteCSR, At: csrMscratch, Cap: c}, func(s *state) { s.CSR.mscratch = c }, 200},
		{"mepc, misaligned", Write{Kind: WriteCSR, At: csrMepc, Cap: cap.Null(5)}, func(s *state) { s.CSR.mepc = cap.Null(4) }, 200},
		{"medeleg, as far as it is there", Write{Kind: WriteCSR, At: csrMedeleg, Cap: cap.Null(never)}, func(s *state) { s.CSR.medeleg = delegable }, 200},
	} {
		for name, run := range byEngine {
			t.Run(test.name+"/"+name, func(t *testing.T) {
				m := counting(t, nil)
				start := m.Snapshot()
				run(m, at)
				want := capture(m)
				if err := m.AddWrite(test.w); err != nil {
					t.Fatal(err)
				}
				test.want(&want)
				want.Written++
				for _, d := range differences(capture(m), want) {
					t.Error(d)
				}
				here := m.Digest()
				run(m, 3*rounds)
				if m.X[a0] != cap.Null(test.then) {
					t.Errorf("a0 is %v, want %d", m.X[a0], test.then)
				}
				end := m.Digest()
				for other, again := range byEngine {
					m.Restore(start, nil)
					if again(m, at); m.Digest() != here {
						t.Errorf("the state at the write is another when %s comes there again", other)
					}
					if again(m, 3*rounds); m.Digest() != end {
						t.Errorf("behind the write the state is another when %s comes there again", other)
					}
					m.Restore(start, nil)
					if again(m, at+3*rounds); m.Digest() != end {
						t.Errorf("%s does not make it on its way", other)
					}
					r := counting(t, Replay(nil, m.Input().Writes(), false))
					if again(r, at+3*rounds); r.Digest() != end {
						t.Errorf("replayed with %s the state is another", other)
					}
				}
			})
		}
	}
}

// TestWritesLeft: a machine that went back and takes another course leaves the
// writes that were later; one that only went back has them before it.
func TestWritesLeft(t *testing.T) {
	set := func(v uint64) Write { return Write{Kind: WriteReg, At: a0, Cap: cap.Null(v)} }
	values := func(m *Machine) (v []uint64) {
		for _, w := range m.Input().Writes() {
			v = append(v, w.Step, w.Cap.Addr)
		}
		return v
	}
	m := counting(t, nil)
	m.Run(30)
	before := m.Snapshot()
	plain := m.Digest()
	moments := map[Moment]bool{m.Moment(): true}
	add := func(w Write) {
		t.Helper()
		if err := m.AddWrite(w); err != nil {
			t.Fatal(err)
		}
	}
	add(set(100))
	behind, changed := m.Snapshot(), m.Digest()
	moments[m.Moment()] = true
	add(set(200))
	moments[m.Moment()] = true
	m.Run(30)
	add(set(300))
	if got := values(m); !slices.Equal(got, []uint64{30, 100, 30, 200, 60, 300}) {
		t.Fatalf("journal %v", got)
	}
	// Going back is exact: what was set at that position is not yet, or is.
	if m.Restore(behind, nil); m.Digest() != changed {
		t.Error("behind the first write the state is another")
	}
	if m.Restore(before, nil); m.Digest() != plain || m.X[a0] != cap.Null(10) {
		t.Error("before the writes the state is another")
	}
	for name, run := range byEngine {
		m.Restore(before, nil)
		if run(m, 1); m.X[a0] != cap.Null(201) {
			t.Errorf("%s goes on with a0 %v, want 201", name, m.X[a0])
		}
		m.Restore(before, nil)
		if run(m, 30); m.X[a0] != cap.Null(300) {
			t.Errorf("%s comes to the last write with a0 %v", name, m.X[a0])
		}
	}
	// Another course from between the two at one position.
	m.Restore(behind, nil)
	m.AddInput([]byte("x"))
	if m.Run(30); m.X[a0] != cap.Null(110) || !slices.Equal(values(m), []uint64{30, 100}) {
		t.Errorf("a0 %v, journal %v", m.X[a0], values(m))
	}
	m.Restore(before, nil)
	if add(set(7)); m.X[a0] != cap.Null(7) || !slices.Equal(values(m), []uint64{30, 7}) {
		t.Errorf("a0 %v, journal %v", m.X[a0], values(m))
	}
	if e := m.Input().Events(); len(e) != 1 || e[0].Step != 30 {
		t.Errorf("bytes %v", e)
	}
	// Each of the states at that position is another moment.
	if moments[m.Moment()] = true; len(moments) != 4 {
		t.Errorf("%d moments", len(moments))
	}
}

// TestWriteLeavesInput: a write, too, is another course: bytes that arrived later
// do not arrive, those of the source come again.
func TestWriteLeavesInput(t *testing.T) {
	m := guest(t, NewJournal(strings.NewReader("12")), echo...)
	s := m.Snapshot()
	m.Run(8)
	m.Restore(s, m.Output())
	m.Run(4)
	if err := m.AddWrite(Write{Kind: WriteReg, At: 20, Cap: cap.Null(1)}); err != nil {
		t.Fatal(err)
	}
	if len(m.Input().Events()) != 1 {
		t.Errorf("journal %v", m.Input().Events())
	}
	if m.Run(4); string(m.Output()) != "12" {
		t.Errorf("output %q", m.Output())
	}
	// A guest that asks for a byte earlier than the journal has it has taken
	// another course, on which nothing is written.
	j := Replay([]Input{{Step: 40, Byte: 'a', FromHost: true}}, []Write{{Step: 30, Kind: WriteReg, At: 20, Cap: cap.Null(1)}}, true)
	r := guest(t, j, echo...)
	if r.Run(40); len(j.Writes()) != 0 || r.X[20] != (cap.Cap{}) || string(r.Output()[:1]) != "a" {
		t.Errorf("writes %v, output %q", j.Writes(), r.Output())
	}
}

// TestWriteRefused: what can't be set is said, and nothing happens.
func TestWriteRefused(t *testing.T) {
	const end = RAMBase + testRAM
	for _, c := range []struct {
		w    Write
		want string
	}{
		{Write{Kind: WriteBytes, At: dataAt}, "0 bytes from 0x80004000 are not all memory"},
		{Write{Kind: WriteBytes, At: end - 1, Data: make([]byte, 2)}, "2 bytes from 0x8000ffff are not all memory"},
		{Write{Kind: WriteBytes, At: never, Data: make([]byte, 2)}, "not all memory"},
		{Write{Kind: WriteBytes, At: UARTBase, Data: make([]byte, 1)}, "not all memory"},
		{Write{Kind: WriteCap, At: dataAt + 8}, "expected a multiple of 16"},
		{Write{Kind: WriteCap, At: end}, "in memory"},
		{Write{Kind: WriteReg}, "always zero"},
		{Write{Kind: WriteReg, At: 33}, "no register 33"},
		{Write{Kind: WriteReg, At: AuthPCC, Cap: cap.Root(codeAt + 1)}, "multiples of 2"},
		{Write{Kind: WriteFloat, At: 32}, "no floating-point register 32"},
		{Write{Kind: WriteCSR, At: csrMcycle + 1}, "there is no CSR"},
		{Write{Kind: WriteCSR, At: 1 << 16}, "there is no CSR"},
		{Write{Kind: WriteCSR, At: csrTime}, "time can only be read"},
		{Write{Kind: 99}, "no kind 99"},
	} {
		m := counting(t, nil)
		was := m.Digest()
		err := m.AddWrite(c.w)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.w, err, c.want)
		}
		if m.Digest() != was || len(m.Input().Writes()) != 0 {
			t.Errorf("%+v changed something", c.w)
		}
		// A journal that holds it all the same does no harm.
		r := counting(t, Replay(nil, []Write{c.w}, false))
		if r.Run(1); r.X[a0] != cap.Null(1) || r.written != 1 {
			t.Errorf("%+v, replayed: a0 %v", c.w, r.X[a0])
		}
	}
}

// TestWriteTimers: a write that makes a timer fire is noticed, as is one of an
// enable.
func TestWriteTimers(t *testing.T) {
	for name, run := range byEngine {
		m := counting(t, nil)
		m.csr.menvcfg, m.csr.mie, m.csr.mstatus = envcfgSTCE, intSTI, m.csr.mstatus|statusMIE
		m.updateTimers()
		run(m, 500)
		if err := m.AddWrite(Write{Kind: WriteCSR, At: csrStimecmp, Cap: cap.Null(0)}); err != nil {
			t.Fatal(err)
		}
		if run(m, 1); m.csr.mcause != 1<<63|5 {
			t.Errorf("%s: mcause %#x", name, m.csr.mcause)
		}
	}
}

// TestWriteReservation: an sc fails when the granule was written from outside.
func TestWriteReservation(t *testing.T) {
	for _, c := range []struct {
		at   uint64
		want uint64
	}{{dataAt + 4, 1}, {dataAt + 8, 0}} {
		m := guest(t, nil, isa.Inst{Op: isa.LRD, Rd: a0, Rs1: a2}, isa.Inst{Op: isa.SCD, Rd: a1, Rs1: a2, Rs2: a0})
		m.X[a2] = cap.Root(dataAt)
		m.Step(nil)
		if err := m.AddWrite(Write{Kind: WriteBytes, At: c.at, Data: []byte{1}}); err != nil {
			t.Fatal(err)
		}
		if m.Step(nil); m.X[a1] != cap.Null(c.want) {
			t.Errorf("with a write at %#x sc answers %v", c.at, m.X[a1])
		}
	}
}

// TestWriteFloatDirty: what is written to F is saved by a kernel that looks at FS.
func TestWriteFloatDirty(t *testing.T) {
	for _, c := range []struct{ before, after uint64 }{{0, 0}, {1 << 13, statusFS | statusSD}} {
		for _, w := range []Write{{Kind: WriteFloat, At: 1, Cap: cap.Null(1)}, {Kind: WriteCSR, At: csrFcsr, Cap: cap.Null(1)}} {
			m := counting(t, nil)
			m.csr.mstatus = m.csr.mstatus&^(statusFS|statusSD) | c.before
			if err := m.AddWrite(w); err != nil {
				t.Fatal(err)
			}
			if got := m.csr.mstatus & (statusFS | statusSD); got != c.after {
				t.Errorf("%+v: FS and SD were %#x, are %#x", w, c.before, got)
			}
		}
	}
}

// TestWriteEffects: the step that leads to a write has no part in it.
func TestWriteEffects(t *testing.T) {
	m := counting(t, Replay(nil, []Write{{Step: 1, Kind: WriteReg, At: AuthPCC, Cap: cap.Root(codeAt)},
		{Step: 2, Kind: WriteBytes, At: dataAt, Data: []byte{9}}}, false))
	var e Effects
	m.Step(&e)
	if e.Target.Addr != codeAt+4 || m.PCC.Addr != codeAt {
		t.Errorf("the step leads to %v, the machine is at %v", e.Target, m.PCC)
	}
	m.Step(&e)
	if e.NumStores != 0 || m.mem.read(dataAt, 1) != 9 {
		t.Errorf("%d stores, %d in memory", e.NumStores, m.mem.read(dataAt, 1))
	}
	// Nor does RunUntil stop for it.
	for _, limit := range []uint64{50, 500} {
		m := counting(t, Replay(nil, []Write{{Step: 20, Kind: WriteBytes, At: nextAt, Data: []byte{9}}}, false))
		if n, stopped := m.RunUntil(limit, &Stops{Pages: map[uint64]bool{nextAt / PageBytes: true}}); stopped || n != limit {
			t.Errorf("stopped %v after %d", stopped, n)
		}
	}
}

// randomWrite is a write that a stream feels.
func randomWrite(r *rand.Rand, m *Machine) Write {
	page := m.PCC.Addr &^ (pageSize - 1)
	switch r.IntN(9) {
	case 0, 1:
		return Write{Kind: WriteReg, At: 1 + r.Uint64N(31), Cap: randomReg(r)}
	case 2:
		return Write{Kind: WriteReg, At: AuthPCC, Cap: m.PCC.SetAddr(page + r.Uint64N(streamRegs)&^1)}
	case 3:
		ins := randomInst(r)
		return Write{Kind: WriteBytes, At: codeAt + r.Uint64N(streamRegs)&^1, Data: []byte{byte(ins), byte(ins >> 8), byte(ins >> 16), byte(ins >> 24)}}
	case 4:
		at := [...]uint64{dataAt, nextAt, table0 + entry(dataVA, 0)%pageSize, table0 + entry(codeVA, 0)%pageSize}[r.IntN(4)]
		data := make([]byte, 1+r.IntN(40))
		for i := range data {
			data[i] = byte(r.Uint64() >> 56)
		}
		return Write{Kind: WriteBytes, At: at, Data: data}
	case 5:
		return Write{Kind: WriteCap, At: dataAt + r.Uint64N(256)*16, Cap: randomReg(r)}
	case 6:
		return Write{Kind: WriteFloat, At: r.Uint64N(32), Cap: cap.Null(r.Uint64())}
	}
	n := [...]uint16{csrSatp, csrMstatus, csrMenvcfg, csrSenvcfg, csrStimecmp, csrMie, csrMip, csrDDC, csrMinstret, csrMcycle, csrSepc, csrFcsr}[r.IntN(12)]
	v := cap.Null(r.Uint64() >> r.UintN(64))
	switch n {
	case csrDDC:
		v = cap.Root(0)
	case csrSatp:
		v = cap.Null(m.csr.satp)
		if m.Priv != MachineMode && r.IntN(2) == 0 {
			v = cap.Null(0)
		}
	case csrMenvcfg, csrSenvcfg:
		v = cap.Null(envcfgY*r.Uint64N(2) | envcfgSTCE&r.Uint64())
	case csrMip:
		v = cap.Null(intSSI * r.Uint64N(2))
	}
	return Write{Kind: WriteCSR, At: uint64(n), Cap: v}
}

// written is stream with writes from outside.
func written(seed uint64) *Machine {
	m := stream(seed)
	r := rand.New(rand.NewPCG(seed, 4))
	var writes []Write
	for at := r.Uint64N(200); at < streamSteps; at += r.Uint64N(300) {
		w := randomWrite(r, m)
		w.Step = at
		writes = append(writes, w)
	}
	m.uart.in = Replay(nil, writes, false)
	m.nextWrite = m.uart.in.writeAt(0)
	return m
}

// TestEnginesWithWrites: Run and Step are the same machine when it is written from
// outside too, and one that goes back and forward is the same again.
func TestEnginesWithWrites(t *testing.T) {
	retired, made := uint64(0), 0
	for seed := range uint64(*streams) {
		r := rand.New(rand.NewPCG(seed, 5))
		piece := func() uint64 { return 2*maxBlock + r.Uint64N(1000) }
		if d := bothEngines(func() *Machine { return written(seed) }, streamSteps, piece); d != "" {
			t.Fatalf("stream %d: %s", seed, d)
		}
		m := written(seed)
		m.Run(streamSteps / 3)
		s, at := m.Snapshot(), m.Digest()
		m.Run(streamSteps)
		end, out := m.Digest(), bytes.Clone(m.Output())
		retired += m.steps - m.engine.slowSteps
		made += m.written
		if m.Restore(s, out); m.Digest() != at {
			t.Fatalf("stream %d: gone back to another state", seed)
		}
		if m.Run(streamSteps); m.Digest() != end {
			t.Fatalf("stream %d: the second time the state is another", seed)
		}
	}
	if made < *streams {
		t.Errorf("only %d writes", made)
	}
	t.Logf("%d writes, %d steps were the engine's own", made, retired)
}
