//go:build crosscc

package conformance

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes random C programs that don't do what C leaves undefined
// (overflow wraps around in both compilers), and that have no pointers and no
// long double in what they print, in which the two ABIs differ.
type generator struct {
	*rand.Rand
	vars  []variable // in scope
	loops int        // variables of loops so far
	b     strings.Builder
}

// variable is something that an expression can name.
type variable struct {
	name  string
	float bool
	fixed bool // it must not be assigned to
}

var intTypes = []string{"_Bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long", "unsigned long"}

func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g *generator) intType() string { return intTypes[g.IntN(len(intTypes))] }

func (g *generator) scalarType() (name string, float bool) {
	switch g.IntN(8) {
	case 0:
		return "float", true
	case 1:
		return "double", true
	}
	return g.intType(), false
}

// constant is an integer constant, often near a limit.
func (g *generator) constant() string {
	n := g.Uint64() >> g.IntN(64)
	switch g.IntN(6) {
	case 0:
		n = uint64(g.IntN(5))
	case 1:
		n = 1<<g.IntN(63) - uint64(g.IntN(3))
	}
	suffix := g.pick("", "", "u", "l", "ul")
	if suffix == "" || suffix == "l" {
		n &= 1<<63 - 1
	}
	text := fmt.Sprintf(g.pick("%d", "%#x"), n)
	if g.IntN(4) == 0 {
		text = "-" + text
	}
	return "(" + text + suffix + ")"
}

// float is an expression of floating type that is never NaN.
func (g *generator) float(depth int) string {
	if depth <= 0 || g.IntN(6) == 0 {
		if v, ok := g.variable(true); ok && g.IntN(3) > 0 {
			return v
		}
		return fmt.Sprintf("%d.%d%s", g.IntN(1000), g.IntN(1000), g.pick("", "f"))
	}
	switch g.IntN(7) {
	case 0:
		return fmt.Sprintf("(%s)%s", g.pick("float", "double"), g.integer(depth-1))
	case 1:
		return fmt.Sprintf("(%s)%s", g.pick("float", "double"), g.float(depth-1))
	case 2:
		return fmt.Sprintf("(-%s)", g.float(depth-1))
	case 3:
		return fmt.Sprintf("(%s ? %s : %s)", g.integer(depth-1), g.float(depth-1), g.float(depth-1))
	}
	return fmt.Sprintf("tame(%s %s %s)", g.float(depth-1), g.pick("+", "-", "*"), g.float(depth-1))
}

// variable is a name in scope, of the kind that is asked for.
func (g *generator) variable(float bool) (string, bool) {
	for range 6 {
		if len(g.vars) == 0 {
			break
		}
		if v := g.vars[g.IntN(len(g.vars))]; v.float == float {
			return v.name, true
		}
	}
	return "", false
}

// integer is an expression of integer type.
func (g *generator) integer(depth int) string {
	if depth <= 0 || g.IntN(8) == 0 {
		if v, ok := g.variable(false); ok && g.IntN(4) > 0 {
			return v
		}
		return g.constant()
	}
	x := func() string { return g.integer(depth - 1) }
	switch g.IntN(17) {
	case 0, 1:
		return fmt.Sprintf("(%s)%s", g.intType(), x())
	case 2:
		return fmt.Sprintf("(%s(%s))", g.pick("-", "~", "!", "+"), x())
	case 3:
		return fmt.Sprintf("(%s %s ((%s) & 0x7f | 1))", x(), g.pick("/", "%"), x())
	case 4:
		if g.IntN(2) == 0 {
			return fmt.Sprintf("((%s)%s %s (%s & 31))", g.pick("int", "unsigned", "short", "unsigned char"), x(), g.pick("<<", ">>"), x())
		}
		return fmt.Sprintf("((%s)%s %s (%s & 63))", g.pick("long", "unsigned long"), x(), g.pick("<<", ">>"), x())
	case 5, 6:
		return fmt.Sprintf("(%s %s %s)", x(), g.pick("<", "<=", ">", ">=", "==", "!="), x())
	case 7:
		return fmt.Sprintf("(%s %s %s)", x(), g.pick("&&", "||"), x())
	case 8:
		return fmt.Sprintf("(%s ? %s : %s)", x(), x(), x())
	case 9:
		return fmt.Sprintf("(%s %s %s)", g.float(depth-1), g.pick("<", "<=", ">", ">=", "==", "!="), g.float(depth-1))
	case 10:
		return fmt.Sprintf("(%s)small(%s)", g.intType(), g.float(depth-1))
	case 11:
		return fmt.Sprintf("(%s, %s)", x(), x())
	case 12:
		return fmt.Sprintf("call(%s, %s, %s)", x(), x(), g.float(depth-1))
	}
	return fmt.Sprintf("(%s %s %s)", x(), g.pick("+", "-", "*", "&", "|", "^", "+", "-"), x())
}

// statements writes n statements.
func (g *generator) statements(n, depth int, indent string) {
	for range n {
		g.statement(depth, indent)
	}
}

// statement writes an assignment or, at some depth, something with a body.
func (g *generator) statement(depth int, indent string) {
	kind := 9
	if depth > 0 {
		kind = g.IntN(13)
	}
	switch kind {
	case 0, 1:
		fmt.Fprintf(&g.b, "%sif (%s) {\n", indent, g.integer(2))
		g.statements(1+g.IntN(2), depth-1, indent+"\t")
		if g.IntN(2) == 0 {
			fmt.Fprintf(&g.b, "%s} else {\n", indent)
			g.statements(1+g.IntN(2), depth-1, indent+"\t")
		}
		fmt.Fprintf(&g.b, "%s}\n", indent)
	case 2:
		name := fmt.Sprintf("i%d", g.loops)
		g.loops++
		fmt.Fprintf(&g.b, "%sfor (%s %s = 0; %s < %d; %s++) {\n", indent, g.pick("int", "unsigned", "long", "unsigned char"), name, name, 1+g.IntN(9), name)
		g.vars = append(g.vars, variable{name: name, fixed: true})
		g.statements(1+g.IntN(3), depth-1, indent+"\t")
		if g.IntN(3) == 0 {
			fmt.Fprintf(&g.b, "%s\tif (%s) %s;\n", indent, g.integer(2), g.pick("break", "continue"))
		}
		g.vars = g.vars[:len(g.vars)-1]
		fmt.Fprintf(&g.b, "%s}\n", indent)
	case 3:
		fmt.Fprintf(&g.b, "%sswitch (%s & %d) {\n", indent, g.integer(2), []int{3, 7, 15}[g.IntN(3)])
		for i := range 2 + g.IntN(6) {
			fmt.Fprintf(&g.b, "%scase %d:\n", indent, i)
			g.statements(1, depth-1, indent+"\t")
			if g.IntN(4) > 0 {
				fmt.Fprintf(&g.b, "%s\tbreak;\n", indent)
			}
		}
		fmt.Fprintf(&g.b, "%sdefault:\n", indent)
		g.statements(1, depth-1, indent+"\t")
		fmt.Fprintf(&g.b, "%s}\n", indent)
	default:
		g.assignment(indent)
	}
}

// assignment writes an assignment to a variable, a member or an element.
func (g *generator) assignment(indent string) {
	to, float := "", false
	for range 8 {
		if v := g.vars[g.IntN(len(g.vars))]; !v.fixed {
			to, float = v.name, v.float
			break
		}
	}
	switch {
	case to == "":
		to = "s.m3"
	case g.IntN(4) == 0:
		to, float = fmt.Sprintf("s.m%d", g.IntN(8)), false
	case g.IntN(6) == 0:
		to, float = fmt.Sprintf("a[%s & 7]", g.integer(1)), false
	}
	switch {
	case float:
		fmt.Fprintf(&g.b, "%s%s = %s;\n", indent, to, g.float(3))
	case g.IntN(8) == 0:
		fmt.Fprintf(&g.b, "%s%s;\n", indent, g.pick(to+"++", "--"+to))
	case g.IntN(3) == 0:
		fmt.Fprintf(&g.b, "%s%s %s= %s;\n", indent, to, g.pick("+", "-", "*", "&", "|", "^"), g.integer(3))
	default:
		fmt.Fprintf(&g.b, "%s%s = %s;\n", indent, to, g.integer(4))
	}
}

// common is what every program of expressions begins with.
const common = `void out(unsigned long x);
static float tamef(float x) { return x > -1e6f && x < 1e6f ? x : 1.5f; }
static double tamed(double x) { return x > -1e6 && x < 1e6 ? x : 2.5; }
#define tame(x) _Generic((x), float: tamef, default: tamed)(x)
static int small(double x) { return x > -100 && x < 100 ? (int)x : 7; }
static long call(unsigned char x, int y, float z) { return x * 3 + y - (z > 2.0f); }
static unsigned long bits(double x) { union { double d; unsigned long l; } u = { x }; return u.l; }
`

// expressions is a program of functions that are called with various arguments.
func (g *generator) expressions() string {
	g.b.WriteString(common)
	const functions = 25
	for f := range functions {
		g.function(f)
	}
	g.b.WriteString("volatile long in[] = {0, 1, -1, 2, 127, -128, 255, 32767, 65535, 2147483647, -2147483648, 4294967295, 0x123456789abcdef, -0x7fffffffffffffff};\n")
	g.b.WriteString("int main(void) {\n\tfor (int i = 0; i < 14; i++) {\n")
	for f := range functions {
		fmt.Fprintf(&g.b, "\t\tout(f%d(in[i], in[(i * 5 + %d) %% 14], in[(i + %d) %% 14] / 3.0, in[%d]));\n", f, g.IntN(14), g.IntN(14), g.IntN(14))
	}
	g.b.WriteString("\t}\n\treturn 0;\n}\n")
	return g.b.String()
}

// function writes a function of four parameters with locals, a struct and an
// array, which answers all of them in one number.
func (g *generator) function(n int) {
	t1, t2, t4 := g.intType(), g.intType(), g.intType()
	g.vars = []variable{{name: "p1"}, {name: "p2"}, {name: "p3", float: true}, {name: "p4"}}
	g.loops = 0
	fmt.Fprintf(&g.b, "unsigned long f%d(%s p1, %s p2, double x3, %s p4) {\n\tdouble p3 = tame(x3);\n", n, t1, t2, t4)
	fmt.Fprintf(&g.b, "\tstruct { ")
	for i := range 8 {
		t := g.intType()
		if i < 5 && t != "_Bool" {
			fmt.Fprintf(&g.b, "%s m%d : %d; ", t, i, 1+g.IntN(map[bool]int{true: 8, false: 16}[strings.Contains(t, "char")]))
		} else {
			fmt.Fprintf(&g.b, "%s m%d; ", t, i)
		}
	}
	fmt.Fprintf(&g.b, "} s = {0};\n\t%s a[8] = {%s};\n", g.intType(), g.constant())
	for i := range 4 {
		t, float := g.scalarType()
		v := variable{name: fmt.Sprintf("v%d", i), float: float}
		value := ""
		if float {
			value = g.float(3)
		} else {
			value = g.integer(4)
		}
		fmt.Fprintf(&g.b, "\t%s%s v%d = %s;\n", g.pick("", "", "volatile "), t, i, value)
		g.vars = append(g.vars, v)
	}
	for i := range 8 {
		g.vars = append(g.vars, variable{name: fmt.Sprintf("s.m%d", i)})
	}
	g.statements(3+g.IntN(5), 3, "\t")
	g.b.WriteString("\tunsigned long r = 0;\n")
	for _, v := range g.vars {
		if v.float {
			fmt.Fprintf(&g.b, "\tr = r * 31 + bits(%s);\n", v.name)
		} else {
			fmt.Fprintf(&g.b, "\tr = r * 31 + (unsigned long)%s;\n", v.name)
		}
	}
	g.b.WriteString("\tfor (int i = 0; i < 8; i++) r = r * 31 + (unsigned long)a[i];\n\treturn r;\n}\n")
}

// member is a member of a random struct.
type member struct {
	name string
	bits int // 0 for no bit-field
}

// structure writes the declaration of struct or union sN and answers its
// members.
func (g *generator) structure(n int) []member {
	var members []member
	fmt.Fprintf(&g.b, "%s s%d {", map[bool]string{true: "union", false: "struct"}[g.union(n)], n)
	for i := range 1 + g.IntN(8) {
		name := fmt.Sprintf("m%d", i)
		t, float := g.scalarType()
		bits := 0
		switch kind := g.IntN(10); {
		case kind < 5 && !float:
			width := map[string]int{"_Bool": 1, "char": 8, "signed char": 8, "unsigned char": 8, "short": 16, "unsigned short": 16, "int": 32, "unsigned": 32, "long": 64, "unsigned long": 64}[t]
			if g.IntN(8) == 0 {
				fmt.Fprintf(&g.b, " %s : %d;", t, min(width, []int{0, 0, 1, 3}[g.IntN(4)]))
			}
			bits = 1 + g.IntN(width)
			fmt.Fprintf(&g.b, " %s %s : %d;", t, name, bits)
		case kind == 5 && n > 0:
			fmt.Fprintf(&g.b, " %s s%d %s;", map[bool]string{true: "union", false: "struct"}[g.union(n-1)], n-1, name)
		case kind == 6:
			fmt.Fprintf(&g.b, " %s %s[%d];", t, name, 1+g.IntN(5))
		case kind == 7:
			fmt.Fprintf(&g.b, " %s %s __attribute__((aligned(%d)));", t, name, 1<<g.IntN(6))
		case kind == 8:
			fmt.Fprintf(&g.b, " %s %s __attribute__((packed));", t, name)
		default:
			fmt.Fprintf(&g.b, " %s %s;", t, name)
		}
		members = append(members, member{name, bits})
	}
	fmt.Fprintf(&g.b, " }%s;\n", g.pick("", "", "", " __attribute__((packed))", " __attribute__((aligned(8)))", " __attribute__((packed, aligned(2)))"))
	return members
}

// union tells which of the types are unions.
func (g *generator) union(n int) bool { return n%5 == 4 }

// layouts is a program that prints the layouts of types.
func (g *generator) layouts() string {
	g.b.WriteString("void out(unsigned long x);\nvoid *memset(void *, int, unsigned long);\n" +
		"static void dump(void *p, unsigned long n) { unsigned long r = 0; for (unsigned char *q = p; n > 0; n--) r = r * 31 + *q++; out(r); }\n")
	const types = 40
	var all [][]member
	for n := range types {
		all = append(all, g.structure(n))
	}
	g.b.WriteString("int main(void) {\n")
	for n, members := range all {
		t := fmt.Sprintf("%s s%d", map[bool]string{true: "union", false: "struct"}[g.union(n)], n)
		fmt.Fprintf(&g.b, "\t{ %s x; out(sizeof x); out(_Alignof(%s));\n", t, t)
		for _, m := range members {
			if m.bits == 0 {
				fmt.Fprintf(&g.b, "\t\tout(__builtin_offsetof(%s, %s)); memset(&x, 0, sizeof x); memset(&x.%s, 0xff, sizeof x.%s); dump(&x, sizeof x);\n", t, m.name, m.name, m.name)
				continue
			}
			fmt.Fprintf(&g.b, "\t\tmemset(&x, 0, sizeof x); x.%s = -1; dump(&x, sizeof x); out(x.%s);\n", m.name, m.name)
			fmt.Fprintf(&g.b, "\t\tmemset(&x, 0xff, sizeof x); x.%s = %d; dump(&x, sizeof x); out(x.%s + 0l); out(x.%s < -1);\n", m.name, g.IntN(1<<min(m.bits, 30)), m.name, m.name)
		}
		g.b.WriteString("\t}\n")
	}
	g.b.WriteString("\treturn 0;\n}\n")
	return g.b.String()
}
