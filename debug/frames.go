package debug

import (
	"fmt"
	"slices"
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/image"
	"ushell/isa"
	"ushell/machine"
)

// Frame shows the present moment, with as much of code and memory as v asks
// for.
func (s *Session) Frame(v frame.View) *frame.Frame {
	code, halted := s.m.Halted()
	pc := s.m.PCC.Addr
	f := &frame.Frame{
		Program: s.sys.Name, Kernel: string(s.sys.Kind), Variables: s.hasDebug(),
		Step: s.m.Steps(), End: s.frontier, Ended: halted, Status: int(code),
		Privilege: s.m.Priv.String(), IntMode: s.m.PCC.ModeBit(),
		Owner: s.owner(pc), PC: pc, Symbol: s.symbol(pc), Stop: s.stop,
	}
	if s.trapped() {
		f.Fault = s.fault()
	}
	// At a fault, what is of interest is the instruction that faulted, not the
	// handler that comes next.
	focus := pc
	if s.atFault() {
		focus = f.Fault.PC
	}
	if file, line := s.sourceLine(focus); file != nil {
		f.File, f.Line = file.Name, line
	}
	if saved, ok := s.viewed(); ok {
		f.Viewing, focus = letter(s.viewing), saved.Regs[0].Addr
	}
	shown := focus
	if at, ok := s.calls(f); ok {
		shown = at
	}
	f.Procs = s.procs()
	for _, p := range f.Procs {
		if p.Owner == f.Owner {
			f.PID = p.PID
		}
	}
	f.Forks = s.forks()
	f.Map = s.regions(f.Forks)
	if f.Owner == 'K' && s.kernel != nil && s.kernel.Current(s.m) > 0 {
		f.For = s.current()
	}
	if file, _ := s.sourceLine(shown); file == nil {
		// A function of the library: what has called it is known.
		for _, c := range f.Calls[min(s.selected, len(f.Calls)):] {
			if c.File != "" && c.N > 0 {
				shown = c.PC - 1
				break
			}
		}
	}
	f.Source = s.source(v, shown)
	f.Source.Outer = shown != focus
	f.Code = s.code(v, focus)
	f.Regs, f.Special = s.registers()
	f.Float = s.floats()
	f.Effect = s.effect()
	f.Mem = s.memory(v, f.Forks)
	f.Near = s.nearPage(f)
	f.Console = s.console()
	for _, b := range s.breaks {
		f.Breaks = append(f.Breaks, frame.Break{N: b.n, Addr: b.addrs[0], Where: b.where})
	}
	f.Marks = s.marks()
	return f
}

// hasDebug says whether there is debug information.
func (s *Session) hasDebug() bool {
	return s.sys.Program.Debug != nil || s.sys.Kernel != nil && s.sys.Kernel.Debug != nil
}

func (s *Session) source(v frame.View, pc uint64) frame.Source {
	file, line := s.sourceLine(pc)
	col := 0
	if im, at := s.locate(pc); im.FuncAt(at) != nil {
		l, _ := im.LineAt(at)
		col = l.Col
	}
	src := frame.Source{Marks: map[int]bool{}}
	if v.SourceFile != "" && (file == nil || file.Name != v.SourceFile) {
		file, line, col = s.findFile(v.SourceFile), 0, 0
	}
	if file == nil {
		return src
	}
	src.Name, src.Text, src.Line, src.Col = file.Name, file.Text, line, col
	for _, im := range s.images() {
		for _, b := range s.breaks {
			for _, addr := range b.addrs {
				if l, ok := im.LineAt(addr); ok && im.Files[l.File].Name == src.Name && b.in == s.program(im) {
					src.Marks[l.Line] = true
				}
			}
		}
	}
	return src
}

func (s *Session) findFile(name string) *image.File {
	for _, im := range s.images() {
		for i := range im.Files {
			if im.Files[i].Name == name {
				return &im.Files[i]
			}
		}
	}
	return nil
}

func (s *Session) code(v frame.View, pc uint64) []frame.CodeLine {
	rows := v.CodeRows
	if rows == 0 {
		rows = 32
	}
	pc &^= 1
	var out []frame.CodeLine
	for _, addr := range s.instructions(pc, uint64(rows)) {
		in, ok := s.decode(addr)
		im, at := s.locate(addr)
		sec := im.SectionAt(at)
		if !ok || addr != pc && (sec == nil || sec.Flags&image.Exec == 0) {
			continue
		}
		l := frame.CodeLine{Addr: addr, Raw: in.Raw, Size: int(in.Size), Current: addr == pc, Owner: s.owner(addr)}
		l.Text = in.Text(addr, s.symbol)
		if sym, off, ok := im.SymbolAt(at); ok && off == 0 {
			l.Label = sym.Name
		}
		if n, ok := im.LineAt(at); ok {
			l.Line = n.Line
		}
		for _, b := range s.breaks {
			if b.isAt(im, at, addr) {
				l.Break = true
			}
		}
		out = append(out, l)
	}
	return out
}

// decode is the instruction at addr, in the present pointer mode.
func (s *Session) decode(addr uint64) (isa.Inst, bool) {
	raw, ok := s.read(addr, 2)
	if ok && raw&3 == 3 {
		raw, ok = s.read(addr, machine.InstBytes)
	}
	return isa.Decode(uint32(raw), s.m.PCC.ModeBit()), ok
}

// instructions are the addresses of about rows instructions round pc. As they
// have no fixed size, those before pc are found by going forward from as far
// back as all of them could reach, and taking the way that comes by pc.
func (s *Session) instructions(pc, rows uint64) []uint64 {
	var before []uint64
	for from := pc - rows/2*machine.InstBytes; from < pc; from += 2 {
		before = before[:0]
		at := from
		for at < pc {
			before = append(before, at)
			in, ok := s.decode(at)
			if !ok {
				at += machine.InstBytes
				continue
			}
			at += uint64(in.Size)
		}
		if at == pc {
			break
		}
		before = before[:0]
	}
	if n := uint64(len(before)); n > rows/2 {
		before = before[n-rows/2:]
	}
	out := slices.Clone(before)
	for at := pc; uint64(len(out)) < rows; {
		out = append(out, at)
		in, ok := s.decode(at)
		if !ok {
			break
		}
		at += uint64(in.Size)
	}
	return out
}

// authName is the name of the register that authorised an access.
func authName(n uint8) string {
	switch n {
	case machine.AuthPCC:
		return "pcc"
	case machine.AuthDDC:
		return "ddc"
	}
	return isa.RegName(n)
}

func (s *Session) registers() (regs, special []frame.Reg) {
	auth, mo := "", s.shown()
	if s.hasLast && s.viewing == 0 && s.last.Access.Kind != machine.NoAccess {
		auth = authName(s.last.Access.Auth)
	}
	reg := func(name string, now, before cap.Cap) frame.Reg {
		r := frame.Reg{Name: name, Cap: now, Changed: now != before, Old: before, Target: s.object(now)}
		if now.Tag {
			r.Owner = s.owner(now.Base())
		}
		if name == auth {
			r.Role = "authorises"
		}
		return r
	}
	for i := 1; i < 32; i++ {
		now, before := mo.reg(uint8(i)), s.before.Reg(i)
		if s.viewing != 0 {
			before = now // it has not run since
		}
		regs = append(regs, reg(isa.RegName(uint8(i)), now, before))
	}
	pcc, before := s.m.PCC, s.before.Reg(machine.AuthPCC)
	if s.viewing != 0 {
		pcc = mo.pcc()
		before = pcc
	}
	special = append(special, reg("pcc", pcc, before))
	names := []string{"ddc", "sepc", "scause", "stval", "stvec", "sscratch", "sstatus"}
	if s.m.Priv == machine.MachineMode {
		names = []string{"ddc", "mepc", "mcause", "mtval", "mtvec", "mscratch", "mstatus"}
	}
	for _, name := range names {
		n, _ := isa.CSRNumber(name)
		now, _ := s.m.ReadCSR(n)
		r := reg(name, now, s.before.CSR(n))
		r.CSR = true
		special = append(special, r)
	}
	return regs, special
}

// floats are the floating-point registers.
func (s *Session) floats() []frame.Float {
	var out []frame.Float
	add := func(name string, now, before uint64) {
		out = append(out, frame.Float{Name: name, Bits: now, Changed: now != before, Old: before})
	}
	if saved, ok := s.viewed(); ok {
		for i, v := range saved.Float {
			add(isa.FloatName(uint8(i)), v, v)
		}
		add("fcsr", saved.FCSR, saved.FCSR)
		return out
	}
	for i := range uint8(32) {
		add(isa.FloatName(i), s.m.F[i], s.before.Float(int(i)))
	}
	n, _ := isa.CSRNumber("fcsr")
	now, _ := s.m.ReadCSR(n)
	add("fcsr", now.Addr, s.before.CSR(n).Addr)
	return out
}

// effect says what the last step did.
func (s *Session) effect() frame.Effect {
	if !s.hasLast {
		return frame.Effect{}
	}
	e := &s.last
	out := frame.Effect{PC: e.PCC.Addr, Text: "(no instruction)"}
	if e.Fetched {
		out.Text = e.Inst.Text(e.PCC.Addr, s.symbol)
	}
	note := func(format string, args ...any) { out.Notes = append(out.Notes, fmt.Sprintf(format, args...)) }
	for _, r := range e.Regs[:e.NumRegs] {
		note("%s %s → %s", isa.RegName(r.Reg), r.Before, r.After)
	}
	for _, r := range e.FRegs[:e.NumFRegs] {
		note("%s %#x → %#x", isa.FloatName(r.Reg), r.Before, r.After)
	}
	for _, c := range e.CSRs[:e.NumCSRs] {
		note("%s %s → %s", isa.CSRName(c.CSR), c.Before, c.After)
	}
	if a := e.Access; a.Kind == machine.Load || a.Kind == machine.Store {
		note("%s at %#x, authorised by %s", accessText(a), a.Addr, authName(a.Auth))
	}
	for _, st := range e.Stores[:e.NumStores] {
		if st.Before.Tag && !st.After.Tag {
			note("the tag at %#x is cleared", st.Addr)
		}
	}
	if e.Trap.Taken {
		note("trap: %s", machine.CauseName(e.Trap.Cause, e.Trap.Interrupt))
	}
	return out
}

func accessText(a machine.Access) string {
	what := map[machine.AccessKind]string{machine.Fetch: "fetch", machine.Load: "load", machine.Store: "store"}[a.Kind]
	if a.Size == 1 {
		return what + " of 1 byte"
	}
	return fmt.Sprintf("%s of %d bytes", what, a.Size)
}

// memory is the window of memory that v asks for.
func (s *Session) memory(v frame.View, forks []frame.Fork) frame.Mem {
	rows := v.MemRows
	if rows == 0 {
		rows = 32
	}
	focus, title := v.MemAddr, fmt.Sprintf("%#x", v.MemAddr)
	if v.MemFollow != "" {
		c, _ := s.register(v.MemFollow)
		focus, title = c.Addr, v.MemFollow
	}
	n, newest := len(forks), (*frame.Rewrite)(nil)
	for i := range forks {
		if forks[i].AtRewrite {
			n, newest = i+1, &forks[i].Rewrites[len(forks[i].Rewrites)-1]
		}
	}
	if v.MemFollow == "fork" && newest != nil {
		focus, title = newest.Slot, "the newest rewrite"
	}
	m := frame.Mem{Title: title, Focus: focus}
	start := focus&^(cap.SizeBytes-1) + uint64(int64(v.MemScroll)-int64(rows/4))*cap.SizeBytes
	rewritten := map[uint64]cap.Cap{}
	if n > 0 && (forks[n-1].End == 0 || newest != nil) { // afterwards they are ordinary granules again
		for i := range (uint64(rows)*cap.SizeBytes+4095)/4096 + 1 {
			for _, r := range s.rewrittenIn(n, start&^4095+i*4096) {
				rewritten[r.Slot] = r.Old
			}
		}
	}
	for i := range uint64(rows) {
		m.Lines = append(m.Lines, s.granule(start+i*cap.SizeBytes, rewritten))
	}
	return m
}

func (s *Session) granule(addr uint64, rewritten map[uint64]cap.Cap) frame.Granule {
	c, ok := s.readCap(addr)
	g := frame.Granule{Addr: addr, Cap: c, Tag: c.Tag, Bytes: c.Bytes(), Absent: !ok, Owner: s.owner(addr), Target: s.object(c)}
	if !ok {
		return g
	}
	im, at := s.locate(addr)
	for _, sym := range im.Symbols {
		if sym.Kind != image.Abs && sym.Kind != image.NoType && sym.Value >= at && sym.Value < at+cap.SizeBytes {
			g.Label = strings.TrimPrefix(g.Label+" "+sym.Name, " ")
		}
	}
	old, _ := earlier{s, s.before}.ReadCap(addr)
	switch {
	case old != c && old.Tag && !c.Tag:
		g.Mark, g.Old = frame.Cleared, old
	case old != c && !old.Tag && c.Tag:
		g.Mark, g.Old = frame.TagSet, old
	case old != c:
		g.Mark, g.Old = frame.Written, old
	}
	if was, ok := rewritten[addr]; ok && c.Tag {
		g.Mark, g.Old = frame.Rewritten, was
	}
	return g
}

// console is what was printed up to the present position, by whom.
func (s *Session) console() []frame.Text {
	var out []frame.Text
	for _, i := range s.tell().output {
		e := &s.events[i]
		if e.step > s.m.Steps() {
			break
		}
		if n := len(out); n > 0 && out[n-1].Owner == e.owner && !strings.HasSuffix(out[n-1].Text, "\n") {
			out[n-1].Text += e.text
			continue
		}
		out = append(out, frame.Text{Owner: e.owner, Text: e.text, Step: e.step})
	}
	return out
}

// marks are the events of the timeline.
func (s *Session) marks() []frame.Mark {
	m := s.tell().marks
	return m[:len(m):len(m)]
}
