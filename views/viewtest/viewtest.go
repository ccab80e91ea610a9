// Package viewtest holds frames for tests of what draws them. No program
// imports it.
package viewtest

import (
	"math"
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
)

// Addresses of the frames.
const (
	KernelBase = 0x80000000
	KernelEnd  = 0x80010000
	ParentBase = 0x80100000
	ChildBase  = 0x80140000
	RegionSize = 0x40000
	Data       = 0x1000  // offset of the data in a region
	Stack      = 0x3c000 // offset of the stack
)

const program = `# Builds a list of three nodes, forks, and lets the child
# change its copy.
        .equ NODES, 3

        .text
        .globl _start
_start:
        addiy   sp, sp, -48
        sy      ra, 32(sp)
        llc     s0, head        # capability to the list head
        li      s1, 0           # sum
        jal     build
        li      a7, SYS_fork
        jalr    ra, 0(t6)
        bnez    a0, parent

child:  ly      a5, 0(s0)       # first node: rewritten by the fork
        li      a4, 42
        sd      a4, 16(a5)      # n->value = 42
        jal     print_list
        li      a0, 0
        li      a7, SYS_exit
        jalr    ra, 0(t6)

parent: li      a7, SYS_wait
        jalr    ra, 0(t6)
        jal     print_list
        li      a0, 0
        li      a7, SYS_exit
        jalr    ra, 0(t6)

        .data
message: .asciz "list:"
`

// Bounded is a data capability [base, base+size) at addr.
func Bounded(addr, base, size uint64) cap.Cap {
	c := cap.Root(base).SetBoundsRounded(size).ClearPerms(1<<16 | 1<<17)
	return c.SetAddr(addr)
}

// CodeCap is an executable capability for a region.
func CodeCap(addr, base uint64, sealed bool) cap.Cap {
	c := cap.Root(base).SetBoundsRounded(RegionSize).ClearPerms(1<<16 | 1<<0).SetAddr(addr)
	if sealed {
		c = c.Seal()
	}
	return c
}

func bits(size uint64, ranges ...[2]int) []uint64 {
	out := make([]uint64, size/16/64)
	for _, r := range ranges {
		for i := r[0]; i < r[1]; i++ {
			out[i/64] |= 1 << (i % 64)
		}
	}
	return out
}

func region(o frame.Owner, pid int, base uint64, state string) frame.Region {
	return frame.Region{
		Owner: o, PID: pid, Name: "first_fork", State: state, Base: base, End: base + RegionSize,
		Parts: []frame.Part{
			{Name: "text", Base: base, End: base + 0x2c0},
			{Name: "data", Base: base + Data, End: base + Data + 0x400},
			{Name: "stack", Base: base + Stack, End: base + RegionSize},
		},
		Used:   bits(RegionSize, [2]int{0, 44}, [2]int{256, 270}, [2]int{0x3ffa, 0x4000}),
		Tagged: bits(RegionSize, [2]int{257, 259}, [2]int{260, 261}, [2]int{263, 264}, [2]int{266, 267}, [2]int{0x3ffc, 0x3ffd}, [2]int{0x3ffe, 0x3fff}),
	}
}

func kernel() frame.Region {
	return frame.Region{
		Owner: 'K', Name: "kernel", Base: KernelBase, End: KernelEnd,
		Parts: []frame.Part{
			{Name: "text", Base: KernelBase, End: KernelBase + 0xe00},
			{Name: "data", Base: KernelBase + 0x2000, End: KernelBase + 0x4000},
			{Name: "stack", Base: KernelBase + 0xf000, End: KernelEnd},
		},
		Used:   bits(0x10000, [2]int{0, 224}, [2]int{512, 560}, [2]int{0xff0, 0x1000}),
		Tagged: bits(0x10000, [2]int{520, 555}, [2]int{0xff4, 0xff8}),
	}
}

func uart() frame.Region {
	return frame.Region{Name: "uart", Base: 0x10000000, End: 0x10000100, Device: true}
}

// Start is the frame before the first instruction of a bare program without
// source.
func Start() *frame.Frame {
	return &frame.Frame{
		Program: "boot.s", Kernel: "bare", Privilege: "M", IntMode: true, PC: KernelBase, Symbol: "_start",
		Stop: frame.Stop{Kind: frame.StopStart, Text: "at reset"},
		Regs: regs(KernelBase, 'K', nil), Special: []frame.Reg{{Name: "pcc", Cap: cap.RootIntMode(KernelBase), CSR: true}, {Name: "ddc", Cap: cap.Root(0), CSR: true}},
		Code: []frame.CodeLine{{Addr: KernelBase, Raw: 0x13, Size: 4, Label: "_start", Text: "addi a0, a0, 1", Current: true}},
		Map:  []frame.Region{{Name: "memory", Base: KernelBase, End: KernelEnd, Used: bits(0x10000, [2]int{0, 40}), Tagged: bits(0x10000), Rewritten: nil}},
	}
}

// Step is a frame in the child, behind the load of a rewritten pointer.
func Step() *frame.Frame {
	f := world(ChildBase, 'B', 2)
	f.Step, f.End = 18402, 21990
	f.Stop = frame.Stop{Kind: frame.StopStep}
	f.Effect = frame.Effect{Text: "ly a5, 0(s0)", PC: ChildBase + 0x58,
		Notes: []string{"a5 0x1 → 0x80141060 [rwRW,0x80141060-0x80141080]", "load 16 bytes at 0x80141010, authorised by s0"}}
	f.Regs = regs(ChildBase, 'B', map[string]frame.Reg{
		"a5": {Cap: Bounded(ChildBase+0x1060, ChildBase+0x1060, 32), Changed: true, Old: cap.Null(1), Owner: 'B', Target: "node0"},
		"s0": {Cap: Bounded(ChildBase+0x1010, ChildBase+0x1010, 16), Owner: 'B', Target: "head", Role: "authorises"},
		"a4": {Cap: cap.Null(42), Changed: true, Old: cap.Null(0x64)},
	})
	f.Source.Line, f.Line = 17, 17
	f.PC, f.Symbol = ChildBase+0x5c, "child+0x4"
	setCode(f, ChildBase, 'B')
	f.Mem = memory(ChildBase, 'B', "a5", ChildBase+0x1060)
	f.Mem.Lines[7].Mark, f.Mem.Lines[7].Old = frame.Written, cap.Pack(41, 0)
	return f
}

// Rewrite is a frame in the middle of a fork.
func Rewrite() *frame.Frame {
	f := world(KernelBase, 'K', 0)
	f.Step, f.End = 9311, 21990
	f.Privilege = "S"
	f.PC, f.Symbol, f.File = KernelBase+0x614, "fork_copy+0x74", "fork.s"
	f.Stop = frame.Stop{Kind: frame.StopProbe, Text: "rewrite 4 of fork 1"}
	f.Effect = frame.Effect{Text: "sy a3, 0(a1)", PC: f.PC - 4,
		Notes: []string{"store 16 bytes at 0x80141040, authorised by a1", "tag set"}}
	f.Forks = []frame.Fork{fork(4)}
	child := &f.Map[2]
	child.Rewritten = bits(RegionSize, [2]int{257, 259}, [2]int{260, 261}, [2]int{263, 264})
	f.Mem = memory(ChildBase, 'B', "0x80141070", ChildBase+0x1070)
	for i := range f.Mem.Lines {
		if g := &f.Mem.Lines[i]; g.Addr == ChildBase+0x1070 {
			*g = frame.Granule{Addr: g.Addr, Tag: true, Cap: Bounded(ChildBase+0x10a0, ChildBase+0x10a0, 32), Owner: 'B',
				Mark: frame.Rewritten, Old: Bounded(ParentBase+0x10a0, ParentBase+0x10a0, 32), Target: "node2"}
		}
	}
	setCode(f, KernelBase+0x5c0, 'K')
	return f
}

// Fault is a frame at a store just past the end of a buffer.
func Fault() *frame.Frame {
	f := Step()
	buf := Bounded(ChildBase+0x3ff80+0x80, ChildBase+0x3ff80, 0x80)
	f.Stop = frame.Stop{Kind: frame.StopFault, Text: "fault: store past the end of buf"}
	f.Fault = &frame.Fault{
		Step: 18977, Owner: 'B', PID: 2, PC: ChildBase + 0x88, Where: "fill+0x18, list.s:31", Instr: "sb a1, 0(a0)",
		Sentence: "B (pid 2) stored 1 byte at 0x80180000, 1 byte past the end of buf: a0 is bounded to its 128 bytes.",
		Cause:    34, CauseName: "store/AMO access fault (CHERI)", Tval: ChildBase + 0x40000, Register: "a0", Auth: buf,
		Checks: []frame.Check{{Name: "tag", State: frame.Pass}, {Name: "sealed", State: frame.Pass}, {Name: "permission W", State: frame.Pass},
			{Name: "bounds", State: frame.Fail, Detail: "0x80180000 is the top of [0x8017ff80, 0x80180000)"}, {Name: "integrity"}},
		Access: "store of 1 byte", Addr: ChildBase + 0x40000, Size: 1, HasRange: true, Object: "buf",
		Hit:   "Nothing: no region holds 0x80180000.",
		Hints: []string{"Off by one: the loop at list.s:30 runs while i <= len.", "The cause code 34 covers tag, seal, permission and bounds alike; the checks come from the machine."},
	}
	return f
}

// JumpFault is a frame at a fetch outside of the bounds of pcc.
func JumpFault() *frame.Frame {
	f := Step()
	f.Stop = frame.Stop{Kind: frame.StopFault, Text: "fault: jump out of bounds"}
	f.Fault = &frame.Fault{
		Step: 501, Owner: 'A', PID: 1, PC: KernelBase, Where: "kernel", Sentence: "A (pid 1) jumped to 0x80000000, which pcc does not cover.",
		Cause: 32, CauseName: "instruction access fault (CHERI)", Tval: KernelBase, Register: "pcc", Auth: CodeCap(ParentBase+0x20, ParentBase, false),
		Checks: []frame.Check{{Name: "tag", State: frame.Pass}, {Name: "sealed", State: frame.Pass}, {Name: "permission X", State: frame.Pass}, {Name: "bounds", State: frame.Fail}},
		Access: "fetch of 4 bytes", Addr: KernelBase, Size: 4, HasRange: true,
		Jump: &frame.Jump{PC: ParentBase + 0x1c, Instr: "jr t0", Where: "_start+0x1c, jump.s:9", Register: "t0"},
	}
	return f
}

// world is what all frames share.
func world(base uint64, o frame.Owner, pid int) *frame.Frame {
	f := &frame.Frame{
		Program: "first_fork.s", Kernel: "first", Privilege: "S", Owner: o, PID: pid, File: "first_fork.s",
		Source: frame.Source{Name: "first_fork.s", Text: program, Line: 17, Marks: map[int]bool{14: true}},
		Map:    []frame.Region{kernel(), region('A', 1, ParentBase, "waiting"), region('B', 2, ChildBase, "running"), uart()},
		Procs: []frame.Proc{{Owner: 'A', PID: 1, State: "waiting", Base: ParentBase, End: ParentBase + RegionSize},
			{Owner: 'B', PID: 2, Parent: 1, State: "running", Base: ChildBase, End: ChildBase + RegionSize}},
		Forks:   []frame.Fork{fork(12)},
		Console: []frame.Text{{Owner: 'K', Text: "first: 2 regions of 256 KiB\n"}, {Owner: 'A', Text: "list: 1 2 3\n", Step: 8000}, {Owner: 'B', Text: "child: ", Step: 18000}, {Owner: 'B', Text: "list: 42 2 3\n", Step: 18200}},
		Breaks:  []frame.Break{{N: 1, Addr: base + 0x50, Where: "first_fork.s:14"}},
		Special: []frame.Reg{{Name: "pcc", Cap: CodeCap(base+0x5c, base, false), Owner: o, CSR: true}, {Name: "ddc", CSR: true},
			{Name: "stvecc", Cap: cap.Root(KernelBase + 0x100), Owner: 'K', CSR: true}, {Name: "sepcc", Cap: CodeCap(base+0x5c, base, false), Owner: o, CSR: true},
			{Name: "scause", Cap: cap.Null(0), CSR: true}, {Name: "stval", CSR: true}},
		Marks: []frame.Mark{{Step: 1200, Kind: "proc.switch", Owner: 'A'}, {Step: 9000, Kind: "fork.begin", Owner: 'K'},
			{Step: 9100, Kind: "cap.relocate"}, {Step: 9500, Kind: "cap.relocate"}, {Step: 10500, Kind: "fork.end"},
			{Step: 9001, Kind: "proc.switch", Owner: 'K'}, {Step: 10600, Kind: "proc.switch", Owner: 'A'}, {Step: 14000, Kind: "proc.switch", Owner: 'B'}, {Step: 19800, Kind: "proc.switch", Owner: 'A'}},
	}
	f.Regs = regs(base, o, nil)
	f.Mem = memory(base, o, "sp", base+0x3ffc0)
	f.PC = base + 0x5c
	setCode(f, base, o)
	return f
}

// Floats are floating-point registers of each kind: a double and a single that
// changed, the longest double, NaN, and exceptions in fcsr.
func Floats() []frame.Float {
	var out []frame.Float
	for i, name := range strings.Fields("ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 " +
		"fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11 fcsr") {
		out = append(out, frame.Float{Name: name})
		switch r := &out[i]; name {
		case "fa0":
			r.Bits, r.Old, r.Changed = math.Float64bits(1.5), math.Float64bits(0.1), true
		case "fa1":
			r.Bits, r.Old, r.Changed = 0xffffffff_3fc00000, 0xffffffff_c0000000, true
		case "fa2":
			r.Bits = math.Float64bits(-math.SmallestNonzeroFloat64 * 4.5e15)
		case "fs11":
			r.Bits = math.Float64bits(math.NaN())
		case "fcsr":
			r.Bits, r.Changed = 2<<5|1, true
		}
	}
	return out
}

func regs(base uint64, o frame.Owner, set map[string]frame.Reg) []frame.Reg {
	names := strings.Fields("ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6")
	values := map[string]frame.Reg{
		"ra": {Cap: CodeCap(base+0x44, base, true), Owner: o, Target: "_start+0x44"},
		"sp": {Cap: Bounded(base+0x3ffc0, base+Stack, 0x4000), Owner: o},
		"gp": {Cap: Bounded(base+Data, base+Data, 0x400), Owner: o, Target: "captable"},
		"t6": {Cap: CodeCap(KernelBase+0x200, KernelBase, true), Owner: 'K', Target: "syscall"},
		"a7": {Cap: cap.Null(220)}, "s1": {Cap: cap.Null(6)}, "a1": {Cap: Bounded(base+0x1040, base+0x1040, 64).Untagged()},
	}
	out := make([]frame.Reg, len(names))
	for i, n := range names {
		r := values[n]
		if v, ok := set[n]; ok {
			r = v
		}
		r.Name = n
		out[i] = r
	}
	return out
}

func setCode(f *frame.Frame, base uint64, o frame.Owner) {
	texts := []string{"addiy sp, sp, -48", "sy ra, 32(sp)", "auipc s0, 1", "ly s0, 24(s0)", "li s1, 0", "jal ra, 116 <build>", "li a7, 220", "jalr ra, 0(t6)",
		"bne a0, zero, 36 <parent>", "ly a5, 0(s0)", "li a4, 42", "sd a4, 16(a5)", "jal ra, 200 <print_list>", "li a0, 0", "li a7, 93", "jalr ra, 0(t6)", "li a7, 260",
		"jalr ra, 0(t6)", "jal ra, 180 <print_list>", "li a0, 0", "ybndsrw a2, a2, 64", "csrrw zero, sstatus, a0"}
	f.Code = nil
	for i, s := range texts {
		c := frame.CodeLine{Addr: base + 0x34 + uint64(i)*4, Raw: 0x01053783 + uint32(i)<<15, Size: 4, Text: s, Owner: o, Line: 8 + i}
		switch i {
		case 0:
			c.Label = "_start"
		case 9:
			c.Label = "child"
		case 16:
			c.Label = "parent"
		}
		c.Break = i == 6
		c.Current = i == 10
		if c.Current {
			f.PC = c.Addr
		}
		f.Code = append(f.Code, c)
	}
}

func memory(base uint64, o frame.Owner, title string, focus uint64) frame.Mem {
	m := frame.Mem{Title: title, Focus: focus}
	first := focus&^15 - 6*16
	for i := range 40 {
		addr := first + uint64(i)*16
		g := frame.Granule{Addr: addr, Owner: o}
		switch {
		case addr >= base+RegionSize:
			g.Absent = true
		case i%4 == 2:
			g.Tag = true
			at := base + 0x1060 + uint64(i/4%3)*32
			g.Cap = Bounded(at, at, 32)
			g.Target = "node" + string(rune('0'+i/4%3))
			if i == 6 {
				g.Label = "node0"
			}
		case i%4 == 3:
			g.Bytes = [16]byte{byte(41 + i), 0, 0, 0, 0, 0, 0, 0, 'l', 'i', 's', 't', ':'}
			g.Cap = cap.FromBytes(&g.Bytes, false)
		}
		m.Lines = append(m.Lines, g)
	}
	return m
}

func fork(n int) frame.Fork {
	f := frame.Fork{N: 1, Parent: 'A', Child: 'B', ParentPID: 1, ChildPID: 2, Call: 9000, Begin: 9000, ParentBase: ParentBase, ChildBase: ChildBase, Size: RegionSize, Total: 12}
	if n == f.Total {
		f.End = 10500
	}
	for i := range n {
		off := uint64(0x1060 + i%3*32)
		r := frame.Rewrite{N: i + 1, Step: 9100 + uint64(i)*70, Slot: ChildBase + Data + 0x10 + uint64(i)*32, Part: "data",
			Old: Bounded(ParentBase+off+4, ParentBase+off, 32), New: Bounded(ChildBase+off+4, ChildBase+off, 32),
			Distance: ChildBase - ParentBase, Target: "node" + string(rune('0'+i%3)), Agrees: true}
		switch {
		case i >= 9:
			r.Part, r.Register, r.Target = "registers", []string{"ra", "sp", "pcc"}[i-9], "_start+0x44"
			r.Old, r.New = CodeCap(ParentBase+0x44, ParentBase, true), CodeCap(ChildBase+0x44, ChildBase, true)
		case i >= 7:
			r.Part = "stack"
		}
		f.Rewrites = append(f.Rewrites, r)
	}
	f.AtRewrite = n > 0 && f.End == 0
	return f
}
