package expr

import (
	"strings"
	"testing"

	"ushell/asm"
	"ushell/cap"
)

const program = `
	.file 1 "t.c"
	.dtype 1, base "int", 4, signed
	.dtype 2, base "unsigned char", 1, uchar
	.dtype 3, base "char", 1, uchar
	.dtype 4, pointer 5
	.dtype 5, struct "node" 48
	.dfield "next", 4, 0, 0, 0
	.dfield "value", 1, 16, 0, 0
	.dfield "lo", 6, 20, 3, 2
	.dfield "hi", 1, 20, 5, 11
	.dfield "name", 7, 24, 0, 0
	.dfield "", 14, 32, 0, 0
	.dtype 6, base "unsigned int", 4, unsigned
	.dtype 7, array 3, 8
	.dtype 8, pointer 3
	.dtype 9, enum "colour" 6
	.denum "RED", 1
	.denum "GREEN", 2
	.denum "BLUE", 4
	.dtype 10, base "double", 8, float
	.dtype 11, func 1, 1, 12
	.dtype 12, pointer 13
	.dtype 13, const 3
	.dtype 14, union "" 8
	.dfield "bits", 15, 0, 0, 0
	.dfield "real", 10, 0, 0, 0
	.dtype 15, base "unsigned long", 8, unsigned
	.dtype 16, array 1, 10
	.dtype 17, pointer 11
	.dtype 18, typedef "node_t" 5
	.dtype 19, array 20, 2
	.dtype 20, array 1, 3
	.dtype 21, base "_Bool", 1, bool
	.dtype 22, base "float", 4, float
	.dtype 23, const 4
	.dtype 24, pointer 20
	.dtype 25, pointer 26
	.dtype 26, forward struct "elsewhere"
	.dtype 27, typedef "u8" 2
main:
	.dfunc main, "main", 11, 1, 1, 1
.L0:	nop
	.dvar param, "fmt", 12, 1, 1, 1, reg a0 .L0 .L2
	.dvar local, "head", 4, 1, 1, 1, symbol head_slot
	.dvar local, "n", 1, 1, 2, 1, frame -20
	.dvar local, "gone", 1, 1, 2, 1, none
	.dvar local, "behind", 18, 1, 2, 1, ref symbol head_slot
	.dvar local, "first", 3, 1, 2, 1, ref reg a0 .L0 .L2
	.dvar local, "k", 1, 1, 2, 1, const -5 .L0 .L2
	.dvar local, "f", 22, 1, 2, 1, reg fa0 .L0 .L2
	.dvar local, "opaque", 25, 1, 2, 1, reg a1 .L0 .L2
.L2:	nop
	.dend
	.dvar global, "node", 18, 1, 1, 1, symbol node
	.dvar global, "colour", 9, 1, 1, 1, symbol colour
	.dvar global, "mixed", 9, 1, 1, 1, symbol mixed
	.dvar global, "pi", 10, 1, 1, 1, symbol pi
	.dvar global, "array", 16, 1, 1, 1, symbol array
	.dvar global, "matrix", 19, 1, 1, 1, symbol array
	.dvar global, "yes", 21, 1, 1, 1, symbol yes
	.dvar global, "callback", 17, 1, 1, 1, symbol callback
	.dvar global, "far", 1, 1, 1, 1, symbol nowhere
	.dvar global, "letter", 3, 1, 1, 1, symbol letter
	.data
	.balign 16
head_slot: .chericap node
callback: .chericap main
node:	.zero 16
	.word -7, 5 << 2 | 0x1f << 11
	.asciz "abc"
	.zero 4
	.dword 0x3ff8000000000000, 0
colour:	.word 2
mixed:	.word 5
pi:	.dword 0x400921fb54442d18
array:	.word 1, 2, 3, 0, 0, 0, 0, 0, 0, 0
yes:	.byte 1
letter:	.byte 'q'
	.balign 4
text:	.asciz "hi\n\"x"
`

type ram struct {
	base  uint64
	bytes []byte
	caps  map[uint64]cap.Cap
}

func (m *ram) Read(addr uint64, b []byte) bool {
	if addr < m.base || addr-m.base+uint64(len(b)) > uint64(len(m.bytes)) {
		return false
	}
	copy(b, m.bytes[addr-m.base:])
	return true
}

func (m *ram) ReadCap(addr uint64) (cap.Cap, bool) {
	addr &^= 15
	var b [16]byte
	if c, ok := m.caps[addr]; ok {
		return c, true
	}
	ok := m.Read(addr, b[:])
	return cap.FromBytes(&b, false), ok
}

// at is a capability to size bytes at addr.
func at(addr, size uint64) cap.Cap { return cap.Root(addr).SetBounds(size) }

func testEnv(t testing.TB) *Env {
	im, err := asm.Build("t", []asm.Source{{Name: "t.s", Text: program}}, asm.Options{Base: 0x1000})
	if err != nil {
		t.Fatal(err)
	}
	m := &ram{base: 0x1000, bytes: append(im.Flatten(), make([]byte, 256)...), caps: map[uint64]cap.Cap{}}
	sym := func(name string) uint64 {
		s, ok := im.Lookup(name)
		if !ok {
			t.Fatalf("no symbol %s", name)
		}
		return s.Value
	}
	m.caps[sym("head_slot")] = at(sym("node"), 48)
	m.caps[sym("callback")] = at(sym("main"), 16).Seal()
	frame := 0x1000 + uint64(len(m.bytes)) - 16
	m.bytes[frame-20-m.base] = 42
	return &Env{Image: im, PC: im.Entry, Memory: m, CFA: frame, HasCFA: true,
		X: func(n uint8) (cap.Cap, bool) {
			switch n {
			case 10:
				return at(sym("text"), 3).SetAddr(sym("text")), true
			case 8:
				return cap.Cap{}, false
			}
			return cap.Null(uint64(n)), true
		},
		Float:    func(n uint8) (uint64, bool) { return 0xffffffff_3fc00000, true },
		Register: func(name string) (cap.Cap, bool) { return at(0x1000, 16), name == "pcc" },
		Symbol: func(a uint64) string {
			if a == sym("main") {
				return "main"
			}
			return ""
		},
	}
}

func TestEval(t *testing.T) {
	e := testEnv(t)
	for _, c := range []struct{ text, typ, want string }{
		{"1 + 2 * 3", "int", "7"},
		{"(1 + 2) * 3 == 9 && !0", "int", "1"},
		{"7 / 2, ", "", "unexpected ,"},
		{"-7 / 2", "int", "-3"},
		{"-7 % 3", "int", "-1"},
		{"~0u", "unsigned int", "4294967295"},
		{"0x80000000", "unsigned int", "2147483648"},
		{"2147483648", "long", "2147483648"},
		{"1 << 33", "int", "2"},
		{"1l << 33", "long", "8589934592"},
		{"-1 < 1u", "int", "0"},
		{"'a' + 1", "int", "98"},
		{"1 ? 2 : 1/0", "int", "2"},
		{"0 && 1/0", "int", "0"},
		{"1/0", "", "division by zero"},
		{"1.5 * 2", "double", "3.0"},
		{"(float)1 / 3", "float", "0.33333334"},
		{"(int)-1.9", "int", "-1"},
		{"1e300 * 1e300", "double", "+Inf"},
		{"n", "int", "42"},
		{"&n", "int *", "NULL"},
		{"*&n + 1", "int", "43"},
		{"k", "int", "-5"},
		{"&k", "", "this has no address"},
		{"gone", "", "<optimised out>"},
		{"gone + 1", "", "this has no value: optimised out"},
		{"f", "float", "1.5"},
		{"fmt", "const char *", ""},
		{"*fmt", "const char", "104 'h'"},
		{"fmt[1]", "const char", "105 'i'"},
		{"&fmt", "", "this has no address: it is in register a0"},
		{"behind.value", "int", "-7"},
		{"behind.name", "char[8]", `"abc"`},
		{"first", "char", "104 'h'"},
		{"head", "struct node *", ""},
		{"head->value", "int", "-7"},
		{"head.value", "int", "-7"},
		{"(*head).lo", "unsigned int", "5"},
		{"head->hi", "int", "-1"},
		{"&head->hi", "", "a bit-field has no address"},
		{"head->name", "char[8]", `"abc"`},
		{"head->name[1]", "char", "98 'b'"},
		{"head->real", "double", "1.5"},
		{"node.bits", "unsigned long", "4609434218613702656"},
		{"*head", "struct node", `{next = NULL, value = -7, lo = 5, hi = -1, name = "abc", {bits = 4609434218613702656, real = 1.5}}`},
		{"node", "node_t", `{next = NULL, value = -7, lo = 5, hi = -1, name = "abc", {bits = 4609434218613702656, real = 1.5}}`},
		{"node.nothing", "", "node_t has no member nothing"},
		{"head->next->value", "", "there is no memory at 0x10"},
		{"opaque->x", "", "the members of struct elsewhere are not known"},
		{"sizeof node", "unsigned long", "48"},
		{"sizeof(struct node *)", "unsigned long", "16"},
		{"sizeof array", "unsigned long", "40"},
		{"sizeof(u8[3][4])", "unsigned long", "12"},
		{"sizeof(int (*)[7])", "unsigned long", "16"},
		{"colour", "enum colour", "GREEN"},
		{"mixed", "enum colour", "RED | BLUE"},
		{"colour == GREEN", "int", "1"},
		{"(enum colour)8", "enum colour", "8"},
		{"BLUE + 1", "unsigned int", "5"},
		{"pi", "double", "3.141592653589793"},
		{"array", "int[10]", "{1, 2, 3, 0, 0, 0, 0, 0, 0, 0}"},
		{"array[2]", "int", "3"},
		{"array[1:3]", "int[2]", "{2, 3}"},
		{"array[3:1]", "", "this slice has -2 elements; expected 1 to 4096"},
		{"matrix", "int[2][3]", "{{1, 2, 3}, {0, 0, 0}}"},
		{"matrix[0][1]", "int", "2"},
		{"*matrix", "int[3]", "{1, 2, 3}"},
		{"&array[3] - array", "long", "3"},
		{"*(array + 1)", "int", "2"},
		{"2[array]", "int", "3"},
		{"yes", "_Bool", "true"},
		{"(_Bool)2", "_Bool", "true"},
		{"letter", "char", "113 'q'"},
		{"callback", "int (*)(const char *, ...)", ""},
		{"main", "int (const char *, ...)", "0x1000 <main>"},
		{"&main", "int (*)(const char *, ...)", "0x1000 <main>"},
		{"far", "", "<not in this program>"},
		{"nothing", "", "there is no nothing here"},
		{"$a2", "__uintcap_t", "0xc"},
		{"$a2 + 1", "__uintcap_t", "0xd"},
		{"$s0", "", "s0 is not known in this frame"},
		{"$fa0", "float", "1.5"},
		{"$pcc == 0x1000", "int", "1"},
		{"$q", "", "there is no register q"},
		{"*$a2", "", "this is a __uintcap_t; cast it to a pointer, such as (long *)"},
		{"*(u8 *)&array", "u8", `1 '\001'`},
		{"(unsigned char)300", "unsigned char", "44 ','"},
		{"*(int *)0", "", "there is no memory at 0x0"},
		{"*head->next", "", "there is no memory at 0x0"},
		{"*(void *)0", "", "void * points at nothing in particular; cast it first"},
		{"(struct nope *)0", "", "there is no struct nope"},
		{"(int", "", "expected )"},
		{"n = 3", "", "nothing is changed by looking; set does that"},
		{"n++", "", "nothing is changed by looking; set does that"},
		{"main(1)", "", "functions of the program are not called from here"},
		{"node + 1", "", "+ can't be applied to node_t and int"},
		{"array.x", "", "int[10] has no members"},
		{`"a" "b"`, "char[3]", `"ab"`},
		{`"a`, "", "this literal has no end"},
		{"1x", "", "1x is not a number"},
		{"#", "", `'#' has no place in an expression`},
		{"", "", "expected an expression"},
		{"sizeof(void)", "", "the size of void is not known"},
		{"text", "unsigned long", ""},
		{"(char *)text", "char *", ""},
		{"fmt == 0 || head", "int", "1"},
		{"head == NULL", "int", "0"},
		{strings.Repeat("(", 1000), "", "the expression is nested too deep"},
	} {
		v, err := e.Eval(c.text)
		if err != nil {
			if c.typ != "" || err.Error() != c.want {
				t.Errorf("%s: %v, want %s %s", c.text, err, c.typ, c.want)
			}
			continue
		}
		if got := e.Text(v, Format{}); c.want != "" && c.want != "NULL" && got != c.want {
			t.Errorf("%s is %s, want %s", c.text, got, c.want)
		}
		if got := e.TypeName(v.Type); c.typ != "" && got != c.typ {
			t.Errorf("%s is a %s, want a %s", c.text, got, c.typ)
		}
	}
}

// TestFormats writes values in the formats, and those whose text has addresses.
func TestFormats(t *testing.T) {
	e := testEnv(t)
	for _, c := range []struct {
		text   string
		letter byte
		want   string
	}{
		{"-1", 'x', "0xffffffff"}, {"-1", 'u', "4294967295"}, {"10", 't', "0b1010"}, {"8", 'o', "010"}, {"65", 'c', "65 'A'"},
		{"array[1:4]", 'x', "{0x2, 0x3, 0x0}"}, {"pi", 'x', "0x400921fb54442d18"}, {"$a2", 'd', "12"}, {"head->hi", 'x', "0x1f"},
		{"main", 'a', "0x1000 <main>"}, {"0x1000", 'a', "0x1000 <main>"}, {"0x3fc00000", 'f', "1.5"},
		{"fmt", 0, `0x114c [rwxRWA,0x114c-0x114f] "hi\n"...`}, {"fmt", 's', `"hi\n"...`},
		{"callback", 0, "0x1000 [rwxRWA,0x1000-0x1010] (sentry) <main>"},
		{"head", 0, "0x10e0 [rwxRWA,0x10e0-0x1110]"}, {"&head->value", 0, "0x10f0 [rwxRWA,0x10e0-0x1110]"},
		{"(char *)0", 0, "NULL"}, {`'\''`, 'c', `39 '\''`}, {`"\x01é\""`, 0, `"\001é\""`},
	} {
		v, err := e.Eval(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got := e.Text(v, Format{Letter: c.letter})
		got, want := strings.ToLower(got), strings.ToLower(c.want)
		if got != want {
			t.Errorf("%s as %q is %s, want %s", c.text, c.letter, got, want)
		}
	}
}

func TestNotes(t *testing.T) {
	e := testEnv(t)
	for _, c := range []struct{ text, want string }{
		{"head->value", ""},
		{"head[1].value", "out of bounds: the program can't read this"},
		{"fmt[3]", "out of bounds: the program can't read this"},
		{"*(int *)0x1000", ""},
		{"(head + 100000)->next == 0", ""},
	} {
		v, err := e.Eval(c.text)
		if err != nil {
			continue
		}
		if v.Note != c.want {
			t.Errorf("the note of %s is %q, want %q", c.text, v.Note, c.want)
		}
	}
}

func TestCaret(t *testing.T) {
	e := testEnv(t)
	_, err := e.Eval("head->nothing + 1")
	x, ok := err.(*Error)
	if !ok {
		t.Fatalf("the error is %v", err)
	}
	want := "head->nothing + 1\n      ^ struct node has no member nothing"
	if got := strings.Join(x.Caret(), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLines(t *testing.T) {
	e := testEnv(t)
	v, err := e.Eval("*head")
	if err != nil {
		t.Fatal(err)
	}
	want := "{\n  next = NULL\n  value = -7\n  lo = 5\n  hi = -1\n  name = \"abc\"\n  {\n    bits = 4609434218613702656\n    real = 1.5\n  }\n}"
	if got := strings.Join(e.Lines(v, Format{}, 40), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestParts(t *testing.T) {
	e := testEnv(t)
	v, _ := e.Eval("array")
	var got []string
	for _, p := range e.Parts(v, 3) {
		got = append(got, p.Name+" "+e.Text(p.Value, Format{}))
	}
	if s := strings.Join(got, ", "); s != "[0] 1, [1] 2, [2] 3" {
		t.Errorf("the parts of array are %s", s)
	}
}

// TestWithoutDebug: registers, symbols and numbers do without it.
func TestWithoutDebug(t *testing.T) {
	e := testEnv(t)
	e.Image.Debug = nil
	for _, c := range []struct{ text, want string }{{"a2", "0xc"}, {"*(int *)array", "1"}, {"(array - 4) % 2", "0"}, {"head", "there is no head here"}} {
		v, err := e.Eval(c.text)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = e.Text(v, Format{})
		}
		if got != c.want {
			t.Errorf("%s is %s, want %s", c.text, got, c.want)
		}
	}
}

func FuzzEval(f *testing.F) {
	for _, s := range []string{"head->next->value", "(struct node (*)[3])&node", "array[1:4]", "sizeof(int (*)(char *, ...))", `"a\x41"[0]`, "1.5e3f + 'a'", "-head", "$a0 ? n : k", "*(u8*)&pi"} {
		f.Add(s)
	}
	e := testEnv(f)
	f.Fuzz(func(t *testing.T, text string) {
		e.tab = nil
		v, err := e.Eval(text)
		if err != nil {
			if _, ok := err.(*Error); !ok {
				t.Fatalf("the error is a %T", err)
			}
			err.(*Error).Caret()
			return
		}
		for _, l := range Letters {
			e.Text(v, Format{Letter: byte(l)})
		}
		e.TypeName(v.Type)
		e.Lines(v, Format{}, 20)
	})
}
