// Package frame holds what a debugger front end sees of one moment: plain,
// immutable data. A session makes a new Frame after every command; views draw
// it; nothing in it refers back to the machine, so a front end may keep old
// frames, compare them, and read them from any goroutine.
package frame

import "ushell/cap"

// Owner is the letter of whoever owns a part of the address space: 'K' the
// kernel, 'A' the first µprocess, 'B' the next one, and so on. 0: nobody.
type Owner byte

// None owns what belongs to nobody.
const None Owner = 0

// View says what a front end would like to see: how much of it and where.
// The zero View is good for a first frame.
type View struct {
	CodeRows   int    // rows of disassembly, the current one about in the middle; 0 means 32
	MemRows    int    // 16-byte granules of memory; 0 means 32
	MemFollow  string // register whose address the memory pane follows, "" for MemAddr
	MemAddr    uint64 // first byte of interest when MemFollow is empty
	MemScroll  int    // granules to scroll away from there, negative upwards
	SourceFile string // file to show in place of the current one, "" for the current one
}

// Frame is one moment of the machine and of the session that drives it.
type Frame struct {
	Program string // what was loaded, as the user named it
	Kernel  string // "first", "bare"
	// Variables says that there is debug information: types and variables.
	Variables bool

	Step      uint64 // position: instructions executed since reset (a trap taken counts as one)
	End       uint64 // furthest position visited so far
	Ended     bool   // the machine has stopped for good (test finisher)
	Status    int    // exit status, once Ended
	Privilege string // "M", "S", "U"
	IntMode   bool   // integral pointer mode (PCC.P=1)

	Owner Owner // whose code is executing
	PID   int   // its process number, 0 for the kernel
	For   Owner // the µprocess for which the kernel executes, 0 when not the kernel does
	// Viewing is the µprocess whose registers, calls, variables, code and source
	// are shown though another one runs, 0 for none.
	Viewing Owner
	PC      uint64 // address of the next instruction
	Symbol  string // "sum_list+0x10", "" when unknown
	File    string // source file of the next instruction, "" when unknown
	Line    int    // line in File, from 1

	Stop   Stop
	Calls  []Call  // the functions that are executing, the innermost first; nothing when none is known
	Locals []Local // the variables of the selected one of Calls, or of the next that has any, the innermost first
	// LocalsOf is the index in Calls of whose Locals are.
	LocalsOf int
	Source   Source
	Code     []CodeLine
	Regs     []Reg   // x0..x31 without x0, in order of number: ra sp gp tp t0 ...
	Float    []Float // f0 to f31, in order of number, and fcsr
	Special  []Reg   // pcc, ddc, and the trap registers of the current privilege level
	Effect   Effect
	Map      []Region
	Near     *Region // the page of interest with its granules, of a kernel that pages
	Mem      Mem
	Procs    []Proc
	Forks    []Fork
	Console  []Text
	Fault    *Fault // the fault at which the machine stands, nil if none
	Breaks   []Break
	Marks    []Mark // events up to End, in order of Step, for a timeline
}

// StopKind says why the machine stands where it stands.
type StopKind uint8

// The reasons to stop.
const (
	StopStart     StopKind = iota // nothing was executed yet
	StopStep                      // a step was asked for
	StopBreak                     // a breakpoint
	StopProbe                     // a kernel probe: a pointer rewrite, a fork
	StopFault                     // an instruction of a µprocess (or of a bare program) faulted
	StopEnd                       // the machine has ended
	StopHistory                   // going back reached the start of history
	StopInterrupt                 // the user interrupted
	StopLimit                     // a limit on instructions was reached
)

// Stop is the reason of the last stop, in a word and in a sentence.
type Stop struct {
	Kind StopKind
	Text string // "breakpoint 1 at fork", "rewrite 3 of fork 1"
}

// Source is the source file around the current line.
type Source struct {
	Name  string
	Text  string       // whole file
	Line  int          // current line from 1, 0 when the current instruction is elsewhere
	Col   int          // column of the statement in it, in bytes from 1; 0 when unknown
	Outer bool         // Line is where a function was called that has not returned
	Marks map[int]bool // lines with a breakpoint
}

// Call is a function that is executing, or was called from there and waits.
type Call struct {
	N        int    // 0 is the innermost
	Func     string // its name, or a symbol with an offset
	Args     string // "n=3, p=0x80001000"
	File     string // "" when unknown
	Line     int
	PC       uint64 // of the next instruction in it
	Owner    Owner
	Selected bool // whose variables are shown
}

// Local is a variable of the selected function, or one of its parts.
type Local struct {
	Name    string // "n", ".next", "[2]"
	Type    string // "struct node *"
	Kind    string // "param", "local", "static", "global"; "" of a part
	Block   int    // how many blocks of the function it is inside of
	Text    string // its value in a line
	Gone    bool   // it has none; Text says why
	Changed bool
	Old     string // what Text was at the previous stop, when Changed
	IsCap   bool
	Cap     cap.Cap // when IsCap
	OldCap  cap.Cap // when IsCap and Changed
	Owner   Owner   // of the memory that a tagged Cap points at
	Target  string  // symbol it points at
	Addr    uint64  // where it is in memory
	HasAddr bool
	Parts   []Local // members of a struct, elements of an array
}

// CodeLine is one disassembled instruction.
type CodeLine struct {
	Addr    uint64
	Raw     uint32
	Size    int    // bytes: 2 or 4
	Label   string // symbol that begins here, "" if none
	Text    string // "ly a5, 0(s0)"
	Line    int    // source line, 0 when unknown
	Current bool
	Break   bool
	Owner   Owner
}

// Reg is a register: a capability, or an integer when its tag is clear.
type Reg struct {
	Name    string
	Cap     cap.Cap
	Changed bool
	Old     cap.Cap // its value at the previous stop, when Changed
	Owner   Owner   // who owns the memory that a tagged register points at
	Target  string  // symbol it points at, "" if none
	Role    string  // "authorises": it authorised the last instruction's access
	CSR     bool
}

// Float is a floating-point register, or fcsr.
type Float struct {
	Name    string // "fa0"
	Bits    uint64 // a double; a single when the upper half is all ones; of fcsr a number
	Changed bool
	Old     uint64 // Bits at the previous stop
}

// Effect is what the last executed instruction did.
type Effect struct {
	Text  string // disassembly, "" before the first instruction
	PC    uint64
	Notes []string // "a0 0x1 → 0x2", "store 8 bytes at 0x80101000, authorised by sp"
}

// Part names a range inside a region: "text", "data", "stack".
type Part struct {
	Name      string
	Base, End uint64 // [Base, End)
}

// Region is a contiguous part of the single address space.
type Region struct {
	Owner     Owner
	PID       int
	Name      string // "kernel", "first_fork", "uart"
	State     string // process state: "running", "ready", "waiting", "ended"; "" for no process
	Base, End uint64 // [Base, End)
	Parts     []Part
	Device    bool
	// One bit a granule of 16 bytes, granule i in bit i%64 of word i/64. Nil
	// for devices, and where there are Pages.
	Tagged, Used, Rewritten []uint64
	// Pages are those that are mapped, in the order of their addresses. Nil unless
	// the kernel pages.
	Pages []Page
}

// PageState says what becomes of a page at the next access.
type PageState uint8

// States of a page.
const (
	PagePrivate PageState = iota // its µprocess's own
	PageEager                    // its own; copied by a fork at once
	PageCoW                      // shared after a fork: a write copies it
	PageCoPA                     // shared after a fork: a write or a load of a capability copies it
	PageCoA                      // shared after a fork: any access copies it
	PageShared                   // a shared mapping
	PageNone                     // mapped, but without any right
	PageStates
)

// Page is a page of a region.
type Page struct {
	Addr    uint64
	Part    string
	State   PageState
	Refs    int  // µprocesses that have its frame
	Filling bool // it is being copied now
	New     bool // its frame or its state is another than at the previous stop
}

// Mark says what happened to a granule.
type GranuleMark uint8

// What happened to a granule since the previous stop, or in the newest fork.
const (
	Plain     GranuleMark = iota
	Written               // its bytes changed since the previous stop
	TagSet                // it gained its tag
	Cleared               // it lost its tag
	Rewritten             // the fork just rewrote the capability in it
)

// Granule is 16 bytes of memory with their tag.
type Granule struct {
	Addr   uint64
	Bytes  [16]byte
	Tag    bool
	Cap    cap.Cap // the 16 bytes as a capability
	Mark   GranuleMark
	Old    cap.Cap // value at the previous stop, when Mark is not Plain
	Owner  Owner
	Label  string // symbol that begins in this granule
	Target string // symbol a tagged granule points at
	Absent bool   // no memory here
}

// Mem is a window of memory.
type Mem struct {
	Title string // "sp", "0x80101000"
	Focus uint64 // the address that is followed
	Lines []Granule
}

// Proc is a µprocess, as the kernel's own tables describe it.
type Proc struct {
	Owner       Owner
	PID, Parent int
	State       string
	Base, End   uint64 // its region
	Status      int    // exit status once ended
	Current     bool   // the hart is its
	Pages       [PageStates]int
	Files       []string // its descriptors, a line each
}

// Fork is one fork: complete, or under way when End is 0.
type Fork struct {
	N                           int // from 1
	Parent, Child               Owner
	ParentPID, ChildPID         int
	Call, Begin, End            uint64    // positions: of the call, when it has a child, at its end
	ParentBase, ChildBase, Size uint64    // regions
	Rewrites                    []Rewrite // up to the current position, oldest first
	AtRewrite                   bool      // the machine stands at the last of them: it was just made
	Total                       int       // rewrites known to the session, including later ones already visited

	// Of a kernel that pages.
	Strategy      string // "copa"; "" of a kernel that has one way only
	Failed        bool
	Phases        []Phase // of the fork call
	Shared, Eager int     // pages that the child got as they are, and copies of its own
	Copies        []Copy  // by faults of the child, up to the current position
}

// Phase is a part of a fork call.
type Phase struct {
	Name         string
	Instructions uint64
}

// Copy is a page of a child of a fork that became its own later.
type Copy struct {
	Step     uint64 // of the fault
	End      uint64 // when it was handled, 0 if it is not yet
	Page     uint64
	Part     string
	By       string // "write", "access", "pointer load"
	Where    string // the instruction that asked for it
	Taken    bool   // nobody else had the frame any more: it was not copied but taken over
	Failed   bool   // there was no memory for a copy
	Rewrites int
}

// Rewrite is one pointer that a fork moved from the parent to the child.
type Rewrite struct {
	N        int    // from 1 within its fork
	Step     uint64 // position at which it happened
	Slot     uint64 // address of the granule in the child, or of the saved register
	Fault    int    // number from 1 in the fork's Copies, 0 for the fork itself
	Register string // register that the slot holds, "" for memory
	Part     string // "data", "stack", "registers"
	Old, New cap.Cap
	Distance int64  // New's address minus Old's
	Target   string // symbol pointed at
	Agrees   bool   // offset, length, permissions and seal are the same, and the new one is inside the child's region
	Problem  string // why it does not agree
}

// Text is console output and who wrote it.
type Text struct {
	Owner Owner
	Text  string
	Step  uint64
}

// CheckState is the outcome of one check.
type CheckState uint8

// Outcomes, in the order in which a check goes through them.
const (
	NotReached CheckState = iota
	Pass
	Fail
)

// Check is one of the checks that authorise an access, in specification order.
type Check struct {
	Name   string // "tag", "sealed", "permission W", "bounds", "integrity"
	State  CheckState
	Detail string
}

// Fault explains a trap.
type Fault struct {
	Step      uint64
	Owner     Owner
	PID       int
	PC        uint64
	Where     string // symbol+offset, and file:line
	Instr     string // disassembly of the instruction that faulted; "" when none could be fetched
	Sentence  string // one sentence that says what happened
	Cause     int
	CauseName string // "store/AMO access fault (CHERI)"
	Tval      uint64
	Register  string // "a0", "pcc", "ddc"; "" when no capability was involved
	Auth      cap.Cap
	Checks    []Check
	Access    string // "store of 4 bytes", "" when none
	Addr      uint64 // first byte requested
	Size      uint64 // bytes requested
	HasRange  bool   // Addr and Size hold
	Jump      *Jump  // how control got here, when the fetch itself failed
	Expected  bool   // fork has arranged it, and the kernel does something about it
	Object    string // symbol the capability is bounded to
	Hit       string // what lies at Addr instead, and whose it is
	Hints     []string
}

// Jump is the control transfer that led to a fault at its target.
type Jump struct {
	PC       uint64
	Instr    string
	Where    string
	Register string // register that held the target
}

// Break is a breakpoint.
type Break struct {
	N     int
	Addr  uint64
	Where string
}

// Mark is an event on the timeline.
type Mark struct {
	Step  uint64
	Kind  string // "fork.begin", "cap.relocate", "fork.end", "proc.switch", "fault", "outside"
	Text  string
	Owner Owner
}

// Reply is what a command answers: text for people, line by line.
type Reply struct {
	Lines []string
	Quit  bool
}
