package viewtest

import (
	"strings"

	"ushell/cap"
	"ushell/debug/frame"
)

const cProgram = `#include <stdio.h>

struct node { struct node *next; int value; };

static struct node nodes[3];
static const char *title = "list";
int total;

/* Adds what the nodes from n on hold. */
int sum(const struct node *n)
{
	if (!n)
		return 0;
	int rest = sum(n->next);
	return n->value + rest;
}

int main(void)
{
	struct node *head = NULL;
	for (int i = 0; i < 3; i++) {
		nodes[i] = (struct node){ head, i + 1 };
		head = &nodes[i];
	}
	total = sum(head);
	printf("%s: %d\n", title, total);
	return 0;
}
`

// C is a frame in a C program that has the machine to itself, two calls deep
// into a recursion.
func C() *frame.Frame {
	const code, data, stack = 0x80000400, 0x80004000, 0x8000f000
	node := func(i uint64) cap.Cap { return Bounded(data+32*i, data, 96) }
	f := &frame.Frame{
		Program: "list.c", Kernel: "bare", Variables: true, Privilege: "M", Owner: 'A', PC: code + 0x2c, Symbol: "sum+0x2c",
		Step: 1412, End: 1500, File: "list.c", Line: 15, Stop: frame.Stop{Kind: frame.StopStep, Text: "step"},
		Source: frame.Source{Name: "list.c", Text: cProgram, Line: 15, Col: 2, Marks: map[int]bool{14: true}},
		Effect: frame.Effect{Text: "sw a0, -52(s0)", PC: code + 0x28, Notes: []string{"store of 4 bytes at 0x8000ef8c, authorised by s0"}},
		Breaks: []frame.Break{{N: 1, Addr: code + 0x20, Where: "list.c:14"}},
		Calls: []frame.Call{
			{N: 0, Func: "sum", Args: "n=0x80004000", File: "list.c", Line: 15, PC: code + 0x2c, Owner: 'A', Selected: true},
			{N: 1, Func: "sum", Args: "n=0x80004020", File: "list.c", Line: 14, PC: code + 0x28, Owner: 'A'},
			{N: 2, Func: "sum", Args: "n=0x80004040", File: "list.c", Line: 14, PC: code + 0x28, Owner: 'A'},
			{N: 3, Func: "main", File: "list.c", Line: 25, PC: code + 0x94, Owner: 'A'},
			{N: 4, Func: "_start+0x40", File: "crt0.s", Line: 31, PC: 0x80000040, Owner: 'A'},
		},
		Locals: []frame.Local{
			{Name: "rest", Type: "int", Kind: "local", Text: "0", Changed: true, Old: "-1431655766", Addr: stack - 0x74, HasAddr: true},
			{Name: "n", Type: "const struct node *", Kind: "param", Text: node(0).String(), IsCap: true, Cap: node(0), Owner: 'A', Target: "nodes", Addr: stack - 0x70, HasAddr: true},
			{Name: "nodes", Type: "struct node[3]", Kind: "static", Block: -1, Addr: data, HasAddr: true,
				Text: "{{next = NULL, value = 1}, {next = " + node(0).String() + ", value = 2}, {next = " + node(1).String() + ", value = 3}}",
				Parts: []frame.Local{
					{Name: "[0]", Type: "struct node", Text: "{next = NULL, value = 1}", Addr: data, HasAddr: true},
					{Name: "[1]", Type: "struct node", Text: "{next = " + node(0).String() + ", value = 2}", Addr: data + 32, HasAddr: true,
						Parts: []frame.Local{{Name: ".next", Type: "struct node *", Text: node(0).String(), IsCap: true, Cap: node(0), Owner: 'A', Target: "nodes"}, {Name: ".value", Type: "int", Text: "2"}}},
					{Name: "[2]", Type: "struct node", Text: "{next = " + node(1).String() + ", value = 3}", Addr: data + 64, HasAddr: true,
						Parts: []frame.Local{{Name: ".next", Type: "struct node *", Text: node(1).String(), IsCap: true, Cap: node(1), Changed: true, OldCap: cap.Cap{}, Old: "NULL", Owner: 'A', Target: "nodes"}, {Name: ".value", Type: "int", Text: "3", Changed: true, Old: "0"}}},
				}},
			{Name: "title", Type: "const char *", Kind: "static", Block: -1, Text: Bounded(data+0x100, data+0x100, 5).String() + ` "list"`, IsCap: true, Cap: Bounded(data+0x100, data+0x100, 5), Owner: 'A', Target: ".L.str.1"},
			{Name: "total", Type: "int", Kind: "global", Block: -1, Text: "0", Addr: data + 0x200, HasAddr: true},
			{Name: "lost", Type: "long", Kind: "static", Block: -1, Text: "<optimised out>", Gone: true},
		},
		Map:     []frame.Region{{Owner: 'A', Name: "list.c", Base: KernelBase, End: KernelBase + 0x10000, Used: bits(0x10000, [2]int{0, 80}, [2]int{1024, 1060}), Tagged: bits(0x10000, [2]int{1024, 1030})}, uart()},
		Console: []frame.Text{{Owner: 'A', Text: "list of three\n"}},
	}
	f.Regs = regs(KernelBase, 'A', map[string]frame.Reg{
		"a0": {Cap: cap.Null(0), Changed: true, Old: node(0)},
		"a5": {Cap: node(0), Owner: 'A', Target: "nodes"},
		"s0": {Cap: Bounded(stack-0x40, stack-0x1000, 0x1000), Owner: 'A', Role: "authorises"},
	})
	f.Special = []frame.Reg{{Name: "pcc", Cap: CodeCap(f.PC, KernelBase, false), Owner: 'A', CSR: true}}
	f.Mem = memory(KernelBase, 'A', "sp", stack-0x80)
	for i, s := range strings.Split("ly a5, -48(s0)|ly a0, 0(a5)|jal ra, -44 <sum>|sw a0, -52(s0)|ly a5, -48(s0)|lw a4, 16(a5)|lw a5, -52(s0)|addw a0, a4, a5", "|") {
		addr := code + 0x1c + uint64(i)*4
		f.Code = append(f.Code, frame.CodeLine{Addr: addr, Raw: 0x01053783, Size: 4, Text: s, Owner: 'A', Line: 14 + i/4, Current: addr == f.PC, Break: i == 1})
	}
	return f
}
