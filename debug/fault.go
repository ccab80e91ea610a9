package debug

import (
	"fmt"
	"slices"

	"ushell/cap"
	"ushell/debug/frame"
	"ushell/isa"
	"ushell/machine"
	"ushell/ufork/aware"
)

// faultTitle is the fault of the last step in a few words.
func (s *Session) faultTitle() string {
	t := &s.last.Trap
	return fmt.Sprintf("%s in %s", machine.CauseName(t.Cause, false), s.where(s.last.PCC.Addr))
}

// fault explains the fault of the last step. The trap has one cause for all
// checks of an access; which check failed, and of which register, the machine
// recorded while it checked.
func (s *Session) fault() *frame.Fault {
	e := &s.last
	pc := e.PCC.Addr
	f := &frame.Fault{Step: e.Step, Owner: s.owner(pc), PC: pc, Where: s.where(pc), Cause: int(e.Trap.Cause),
		CauseName: machine.CauseName(e.Trap.Cause, false), Tval: e.Trap.Tval}
	if f.Owner == frame.None {
		f.Owner = s.current() // who went astray
	}
	for _, p := range s.procs() {
		if p.Owner == f.Owner {
			f.PID = p.PID
		}
	}
	if state, ok := s.arranged(); ok {
		s.explainArranged(f, state)
	}
	if e.Fetched {
		f.Instr = e.Inst.Text(pc, s.symbol)
	}
	if e.Access.Kind != machine.NoAccess {
		s.explainAccess(f, e.Access)
	} else {
		s.explainOther(f)
	}
	if (e.Access.Kind == machine.Fetch || !e.Fetched) && !f.Expected {
		s.explainJump(f)
	}
	if s.kernel != nil && f.Owner != 'K' && !f.Expected {
		s.explainSignal(f)
	}
	return f
}

// explainSignal says what becomes of the program.
func (s *Session) explainSignal(f *frame.Fault) {
	sig, ok := s.kernel.Signal(s.m, f.PID, uint64(f.Cause))
	if !ok {
		return
	}
	what := fmt.Sprintf("The kernel makes %s (%d) of it; pid %d ", sig.Name, sig.Number, f.PID)
	switch {
	case sig.Handled():
		what += "handles it in " + s.where(sig.Handler) + "."
	case sig.Blocked:
		what += "has blocked it, and a fault can't wait: it ends."
	default:
		what += "has no handler for it, and ends."
	}
	f.Hints = append(f.Hints, what)
}

// explainArranged explains a fault that fork has arranged. What the checks of the
// capability say still follows: they have all passed.
func (s *Session) explainArranged(f *frame.Fault, state aware.PageState) {
	f.Expected = true
	page := f.Tval &^ 4095
	what := "writes to"
	switch state {
	case aware.PageCoPA:
		what = "loads a pointer from"
		if f.Cause != 35 {
			what = "writes to"
		}
	case aware.PageCoA:
		what = "uses"
	}
	who := string(rune(s.current()))
	f.Sentence = fmt.Sprintf("%s: expected, the kernel copies the page. %s %s the page %#x, which it shares since a fork.", arrangedTexts[arrangedName(state)], who, what, page)
	if p, ok := s.kernel.Page(s.m, f.Tval); ok {
		f.Sentence = fmt.Sprintf("%s: expected, the kernel copies the page. %s %s the page %#x, %s.", arrangedTexts[arrangedName(state)], who, what, page, p.Why)
		if p.Refs == 1 {
			f.Hints = append(f.Hints, "Nobody else has the frame any more, so the kernel takes it over instead, and rewrites the pointers where they are.")
		}
	}
	f.Hints = append(f.Hints, "r shows each pointer that is rewritten on the way; l runs until the program goes on.")
}

var checkNames = [machine.NumChecks]string{"tag", "unsealed", "permission", "bounds", "integrity"}

// explainAccess explains a failed access by the checks of its capability.
func (s *Session) explainAccess(f *frame.Fault, a machine.Access) {
	f.Register, f.Auth = authName(a.Auth), a.Cap
	f.Access, f.Addr, f.Size, f.HasRange = accessText(a), a.Addr, a.Size, true
	f.Object = s.object(a.Cap.Unseal())
	f.Hit = s.hit(a.Addr)
	failed := machine.NumChecks
	for i, c := range a.Checks {
		ch := frame.Check{Name: checkNames[i]}
		if machine.CheckKind(i) == machine.CheckPermission {
			ch.Name += " " + permNeeded(a.Needs)
		}
		switch c {
		case machine.Passed:
			ch.State = frame.Pass
		case machine.Failed:
			ch.State = frame.Fail
			failed = machine.CheckKind(i)
			ch.Detail = s.checkDetail(failed, a)
		}
		f.Checks = append(f.Checks, ch)
	}
	name := f.Register
	switch {
	case f.Expected:
	case s.ofPage(a):
		s.explainPage(f, a)
	case failed == machine.NumChecks:
		switch a.Reason {
		case machine.Reached, machine.CapMisaligned, machine.NoMemory:
			f.Sentence = fmt.Sprintf("%s authorises the %s, but there is %s at %#x.", name, f.Access, nothing(s, a), a.Addr)
		default:
			f.Sentence = fmt.Sprintf("%s authorises the %s at %#x, but %s.", name, f.Access, a.Addr, a.Reason)
		}
	default:
		f.Sentence = fmt.Sprintf("The %s at %#x is not authorised by %s: %s.", f.Access, a.Addr, name, s.checkDetail(failed, a))
	}
	s.hints(f, failed, a)
}

func nothing(s *Session, a machine.Access) string {
	if a.Size == cap.SizeBytes && a.Addr%cap.SizeBytes != 0 {
		return "no place for a capability (the address is not a multiple of 16)"
	}
	return "no memory or device"
}

func permNeeded(p cap.Perms) string {
	switch p {
	case cap.R:
		return "R"
	case cap.W:
		return "W"
	case cap.R | cap.W:
		return "R and W"
	}
	return "X"
}

// checkDetail says in what a check failed.
func (s *Session) checkDetail(k machine.CheckKind, a machine.Access) string {
	switch k {
	case machine.CheckTag:
		if a.Cap.IsInteger() {
			return "it holds an integer, not a capability"
		}
		return "its tag is clear"
	case machine.CheckUnsealed:
		return "it is sealed"
	case machine.CheckPermission:
		return "it has no " + permNeeded(a.Needs) + " permission"
	case machine.CheckBounds:
		return boundsDetail(a)
	}
	return "it fails the integrity check"
}

// boundsDetail says how far a range is outside of bounds.
func boundsDetail(a machine.Access) string {
	b := a.Cap.Bounds()
	plural := func(n uint64) string {
		if n == 1 {
			return "1 byte"
		}
		return fmt.Sprintf("%d bytes", n)
	}
	last := cap.Wide{Lo: a.Addr}.Add(a.Size)
	switch {
	case !b.Valid:
		return "its bounds are malformed"
	case a.Invalid:
		return "the address is no virtual address, where only infinite bounds can be decoded"
	case a.Addr < b.Base:
		return fmt.Sprintf("the range begins %s below its base", plural(b.Base-a.Addr))
	case b.Top.Cmp(cap.Wide{Lo: a.Addr}) <= 0:
		past := cap.Wide{Lo: a.Addr}.Sub(b.Top.Lo).Lo
		if past == 0 {
			return "the range begins at its top, where its bounds end"
		}
		return fmt.Sprintf("the range begins %s past its top", plural(past))
	}
	return fmt.Sprintf("the range ends %s past its top", plural(last.Sub(b.Top.Lo).Lo))
}

// hit says what lies at addr, and whose it is.
func (s *Session) hit(addr uint64) string {
	o := s.owner(addr)
	what := s.symbol(addr)
	switch {
	case o == frame.None && !s.m.Holds(addr, 1):
		return ""
	case o == frame.None:
		return "unused memory"
	case what == "":
		what = s.partName(addr)
	}
	if what == "" {
		return fmt.Sprintf("memory of %c", o)
	}
	return fmt.Sprintf("%s of %c", what, o)
}

// explainOther explains faults without a memory access.
func (s *Session) explainOther(f *frame.Fault) {
	in := s.last.Inst
	row := in.Op.Row()
	switch {
	case f.Cause == 3:
		f.Sentence = "The program executed a breakpoint instruction."
	case f.Cause >= 8 && f.Cause <= 11:
		f.Sentence = "The program executed ecall, which is not how this kernel is called: system calls are jumps to its sentries."
	case f.Cause == 1:
		f.Sentence = fmt.Sprintf("There is no memory at pc, %#x.", f.Tval)
	case f.Cause == 2 && row == nil:
		f.Sentence = fmt.Sprintf("The word %#08x is not an instruction.", in.Raw)
	case f.Cause == 2 && (row.Format == isa.FormatCSR || row.Format == isa.FormatCSRI || in.Op == isa.SRET || in.Op == isa.MRET):
		s.explainCSR(f, in)
	case f.Cause == 2 && in.ReservedInCapMode():
		f.Sentence = "This encoding is reserved in capability mode: " + reservedWhy(in) + "."
	default:
		f.Sentence = fmt.Sprintf("%s, which is not allowed here.", f.CauseName)
	}
}

func reservedWhy(in isa.Inst) string {
	if in.Op == isa.BEQ || in.Op == isa.BNE {
		return "the first register of beq and bne must have the higher number"
	}
	return "a load or store through x0"
}

// explainCSR explains why system registers are out of reach: the authority for
// them is pcc's ASR permission.
func (s *Session) explainCSR(f *frame.Fault, in isa.Inst) {
	what := "the system register " + isa.CSRName(in.CSR)
	if in.Op == isa.SRET || in.Op == isa.MRET {
		what = in.Op.String()
	}
	pcc := s.last.PCC
	if _, ok := s.m.ReadCSR(in.CSR); !ok && in.Op != isa.SRET && in.Op != isa.MRET {
		f.Sentence = fmt.Sprintf("There is no system register %s in this machine.", isa.CSRName(in.CSR))
		return
	}
	if pcc.Has(cap.ASR) {
		f.Sentence = fmt.Sprintf("Using %s is not allowed in %s-mode.", what, s.last.Trap.From)
		return
	}
	f.Register, f.Auth = "pcc", pcc
	f.Object = s.object(pcc)
	f.Sentence = fmt.Sprintf("Using %s needs the ASR permission in pcc, which pcc lacks.", what)
	f.Checks = []frame.Check{{Name: "tag", State: frame.Pass}, {Name: "unsealed", State: frame.Pass},
		{Name: "permission X", State: frame.Pass}, {Name: "permission ASR", State: frame.Fail, Detail: "pcc has no ASR permission"}}
	f.Hints = append(f.Hints, "Programs and kernel run at one privilege level here: what keeps a program out is that its pcc has no ASR permission.")
}

// explainJump names the control transfer that brought pc here.
func (s *Session) explainJump(f *frame.Fault) {
	if f.Step == 0 {
		return
	}
	e := s.effectsAt(f.Step - 1)
	if !e.Jumped || !e.Fetched {
		return
	}
	j := &frame.Jump{PC: e.PCC.Addr, Instr: e.Inst.Text(e.PCC.Addr, s.symbol), Where: s.where(e.PCC.Addr)}
	if e.Inst.Op == isa.JALR {
		j.Register = isa.RegName(e.Inst.Rs1)
	}
	if f.Jump = j; f.Register == "pcc" && slices.ContainsFunc(f.Checks, func(c frame.Check) bool { return c.Name == "page" }) {
		return
	}
	f.Hints = append(f.Hints, "The jump itself is not checked: what is wrong with its target shows when the first instruction there is fetched.")
}

// hints name the class of the mistake, with the evidence.
func (s *Session) hints(f *frame.Fault, failed machine.CheckKind, a machine.Access) {
	hint := func(format string, args ...any) { f.Hints = append(f.Hints, fmt.Sprintf(format, args...)) }
	b := a.Cap.Bounds()
	switch {
	case failed == machine.CheckTag && a.Cap.IsInteger():
		if o := s.owner(a.Addr); o != frame.None && o != f.Owner && f.Owner != 'K' {
			hint("The number is an address in %c's region, but %c runs: a fork rewrites capabilities, not addresses kept as integers.", o, f.Owner)
		} else if a.Cap.Addr != 0 {
			hint("%s", s.integerHint())
		} else if a.Addr != 0 && a.Addr < 1<<20 {
			hint("This is a NULL pointer: the access is to a member or an element %d bytes behind it.", a.Addr)
		} else {
			hint("This is a NULL pointer.")
		}
	case failed == machine.CheckTag:
		hint("The metadata is still there: the tag was cleared by an operation that would have gained authority or lost the bounds, or only the bytes were copied, as through a pipe.")
	case failed == machine.CheckBounds && a.Addr < b.Base && f.Object == "stack":
		hint("%s", s.overflowHint(b))
	case failed == machine.CheckBounds && b.Valid && b.Top.Cmp(cap.Wide{Lo: a.Addr}) == 0:
		hint("Off by one: the access begins exactly at the end.")
	case failed == machine.CheckUnsealed:
		hint("A sentry can be jumped to, not used as data.")
	}
}

// integerHint says how a pointer without authority comes about, in the language of
// the code that faulted.
func (s *Session) integerHint() string {
	if im, _ := s.locate(s.last.PCC.Addr); im.Debug != nil {
		return "A pointer was made of an integer: the address is right, but no authority came with it. Only uintptr_t and intptr_t keep it."
	}
	return "A pointer was turned into an integer on its way here: use ymv, ly and sy to move capabilities."
}

// overflowHint is about an access below a stack.
func (s *Session) overflowHint(b cap.Bounds) string {
	frames := s.unwind(s.now(), maxCalls)
	n := fmt.Sprint(len(frames))
	if len(frames) == maxCalls {
		n = "at least " + n
	}
	text := fmt.Sprintf("The stack, %d KiB, is full: %s functions are executing", b.Length().Lo>>10, n)
	if len(frames) > 1 && frames[0].fn != nil && frames[0].fn == frames[1].fn {
		text += ", and " + frames[0].fn.Name + " calls itself"
	}
	return text + "."
}
