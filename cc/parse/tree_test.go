package parse

import (
	"fmt"
	"strings"
	"testing"

	"ushell/cc/ast"
)

// ops are how the operators are written in dumps.
var ops = [...]string{ast.Neg: "neg", ast.BitNot: "~", ast.LogNot: "!", ast.Add: "+", ast.Sub: "-", ast.Mul: "*", ast.Div: "/",
	ast.Rem: "%", ast.Shl: "<<", ast.Shr: ">>", ast.And: "&", ast.Or: "|", ast.Xor: "^", ast.Eq: "==", ast.Ne: "!=", ast.Lt: "<",
	ast.Le: "<=", ast.Gt: ">", ast.Ge: ">=", ast.LogAnd: "&&", ast.LogOr: "||", ast.Comma: ",", ast.PtrAdd: "p+", ast.PtrSub: "p-", ast.PtrDiff: "p-p"}

// dump is an expression in a notation that shows conversions and types.
func dump(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Int:
		return fmt.Sprint(e.Value)
	case *ast.Float:
		return fmt.Sprint(e.Value)
	case *ast.Ref:
		if e.Obj.Data != nil {
			return fmt.Sprintf("%q", e.Obj.Data)
		}
		return e.Obj.Name
	case *ast.Unary:
		return "(" + ops[e.Op] + " " + dump(e.X) + ")"
	case *ast.Binary:
		op := ops[e.Op]
		if e.T.IsCapInt() {
			op += map[int8]string{0: "<", 1: ">", -1: "-"}[e.Prov]
		}
		return "(" + op + " " + dump(e.X) + " " + dump(e.Y) + ")"
	case *ast.Deref:
		return "(deref " + dump(e.X) + ")"
	case *ast.Addr:
		if e.Decay {
			return "(decay " + dump(e.X) + ")"
		}
		return "(addr " + dump(e.X) + ")"
	case *ast.Member:
		return "(. " + dump(e.X) + " " + e.Field.Name + ")"
	case *ast.Assign:
		return "(= " + dump(e.X) + " " + dump(e.Y) + ")"
	case *ast.OpAssign:
		post := ""
		if e.Post {
			post = " post"
		}
		return fmt.Sprintf("(%s= %s %s in '%s'%s)", ops[e.Op], dump(e.X), dump(e.Y), e.Calc.Canonical(), post)
	case *ast.Cond:
		if e.X == nil {
			return "(?: " + dump(e.C) + " " + dump(e.Y) + ")"
		}
		return "(? " + dump(e.C) + " " + dump(e.X) + " " + dump(e.Y) + ")"
	case *ast.Cast:
		return "<" + e.T.Canonical() + ">" + dump(e.X)
	case *ast.Call:
		s := []string{"call", dump(e.Fn)}
		for _, a := range e.Args {
			s = append(s, dump(a))
		}
		return "(" + strings.Join(s, " ") + ")"
	case *ast.Compound:
		return "{" + dumpInits(e.Init) + "}"
	case *ast.StmtExpr:
		if e.Value == nil {
			return "({})"
		}
		return fmt.Sprintf("({%d; %s})", len(e.Body.Stmts), dump(e.Value))
	case *ast.Builtin:
		s := []string{strings.TrimPrefix(e.Name, "__")}
		for _, a := range e.Args {
			s = append(s, dump(a))
		}
		return "(" + strings.Join(s, " ") + ")"
	case *ast.LabelAddr:
		return "&&" + e.Label.Name
	}
	return "?"
}

func dumpInits(list []ast.Init) string {
	var s []string
	for _, i := range list {
		at := fmt.Sprint(i.Off)
		if i.Field != nil {
			at += fmt.Sprintf(".%d:%d", i.Field.BitOff, i.Field.Bits)
		}
		s = append(s, at+"="+dump(i.Value))
	}
	return strings.Join(s, " ")
}

// What expressions become. The variables are declared in the test.
func TestExpressions(t *testing.T) {
	const vars = `struct s { int m; unsigned b : 3; unsigned w : 32; struct { char in; }; int a[2]; } s, *ps;
typedef __uintcap_t uintptr_t; int printf(const char *, ...); int g(char, double); int old();
extern int arr[3], mat[2][3];
void f(char c, short h, int i, unsigned u, long l, unsigned long ul, float fl, double d, char *p, int *q, void *v, uintptr_t a, uintptr_t b, _Bool z) { `
	for _, c := range []struct{ src, typ, want string }{
		{"c + h", "int", "(+ <int>c <int>h)"},
		{"i + u", "unsigned int", "(+ <unsigned int>i u)"},
		{"u + l", "long", "(+ <long>u l)"},
		{"l + ul", "unsigned long", "(+ <unsigned long>l ul)"},
		{"i * fl + d", "double", "(+ <double>(* <float>i fl) d)"},
		{"c << l", "int", "(<< <int>c l)"},
		{"-c", "int", "(neg <int>c)"},
		{"!p", "int", "(! p)"},
		{"1 + 2 * 3", "int", "7"},
		{"2147483648", "long", "2147483648"},
		{"0x80000000", "unsigned int", "2147483648"},
		{"'a' + 1.5f", "float", "98.5"},
		{"(char)300", "char", "44"},
		{"q + i", "int *", "(p+ q <long>i)"},
		{"2 + q", "int *", "(p+ q 2)"},
		{"q - 1", "int *", "(p- q 1)"},
		{"&arr[2] - q", "long", "(p-p <int *>(p+ (decay arr) 2) q)"},
		{"mat[i][1]", "int", "(deref (p+ (decay (deref (p+ (decay mat) <long>i))) 1))"},
		{"*&i", "int", "(deref (addr i))"},
		{"&*q", "int *", "<int *>q"},
		{"s.b + 1", "int", "(+ <int>(. s b) 1)"},
		{"s.w + 1", "unsigned int", "(+ (. s w) 1)"},
		{"ps->in", "char", "(. (. (deref ps) ) in)"},
		{"ps->a[1] = c", "int", "(= (deref (p+ (decay (. (deref ps) a)) 1)) <int>c)"},
		{"c += 1.5", "char", "(+= c 1.5 in 'double')"},
		{"h <<= l", "short", "(<<= h l in 'int')"},
		{"p++", "char *", "(p+= p 1 in 'char *' post)"},
		{"--i", "int", "(-= i 1 in 'int')"},
		{"z ? c : 1L", "long", "(? z <long>c 1)"},
		{"z ? q : 0", "int *", "(? z q 0)"},
		{"z ? q : v", "void *", "(? z <void *>q v)"},
		{"p ?: \"x\"", "char *", `(?: p (decay "x\x00"))`},
		{"i, d", "double", "(, i d)"},
		{"i && p || d", "int", "(|| (&& i p) d)"},
		{"v == q", "int", "(== v <void *>q)"},
		{"q == 0", "int", "(== q 0)"},
		{"g(i, 1)", "int", "(call (decay g) <char>i 1)"},
		{"(*g)(1, fl)", "int", "(call (decay g) 1 <double>fl)"},
		{"printf(\"\", c, fl, h)", "int", `(call (decay printf) <const char *>(decay "\x00") <int>c <double>fl <int>h)`},
		{"old(c, fl)", "int", "(call (decay old) <int>c <double>fl)"},
		{"(struct s){ .m = 1, .b = 2 }", "struct s", "{0=1 4.0:3=2}"},
		{"({ int y = 1; y; })", "int", "({1; y})"},
		{"_Generic(c, char: 1, int: 2)", "int", "1"},
		{"_Generic(c + 0, char: 1, int: 2)", "int", "2"},
		{"sizeof arr", "unsigned long", "12"},
		{"sizeof(s) + _Alignof(void *)", "unsigned long", "40"},
		{"a + 1", "__uintcap_t", "(+< a 1)"},
		{"1 + a", "__uintcap_t", "(+> 1 a)"},
		{"ul - a", "__uintcap_t", "(-- <__uintcap_t>ul a)"},
		{"(uintptr_t)ul + i", "__uintcap_t", "(+- <__uintcap_t>ul <__uintcap_t>i)"},
		{"a & ~(ul - 1)", "__uintcap_t", "(&< a <__uintcap_t>(~ (- ul 1)))"},
		{"a - b", "__uintcap_t", "(-< a b)"},
		{"(char *)(a | 1)", "char *", "<char *>(|< a 1)"},
		{"a < b", "int", "(< a b)"},
		{"__builtin_expect(i, 0)", "long", "<long>i"},
		{"__builtin_clz(8)", "int", "28"},
		{"__builtin_isnan(d)", "int", "(! (<= (builtin_fabs d) +Inf))"},
		{"__builtin_strlen(p)", "unsigned long", "(call (decay strlen) <const char *>p)"},
		{"__builtin_cheri_bounds_set(p, 4)", "void *", "(builtin_cheri_bounds_set <void *>p 4)"},
		{"__sync_fetch_and_add(&i, 1)", "int", "(atomic_fetch_add (addr i) 1 5)"},
		{"__sync_bool_compare_and_swap(&i, 1, 2)", "_Bool", "({1; (atomic_compare_exchange_n (addr i) (addr ) 2 0 5 5)})"},
		{"__builtin_offsetof(struct s, a[1])", "unsigned long", "20"},
		{"__builtin_constant_p(3) + __builtin_constant_p(i)", "int", "1"},
	} {
		u, diags := parsed(vars+c.src+"; }", false)
		if diags.Errors() > 0 {
			t.Errorf("%s\n%s", c.src, diags.Text(false))
			continue
		}
		var got ast.Expr
		for _, o := range u.Objects {
			if o.Name == "f" {
				got = o.Func.Body.Stmts[0].(*ast.ExprStmt).X
			}
		}
		typ := got.Type().Unqualified().Canonical()
		if s := dump(got); s != c.want || typ != c.typ {
			t.Errorf("%s\ngot  %s '%s'\nwant %s '%s'", c.src, s, typ, c.want, c.typ)
		}
	}
}

// What initialisers store.
func TestInitialisers(t *testing.T) {
	const types = `struct p { int x, y; }; struct n { char c; struct p p; int a[3]; }; union u { int i; char b[8]; };
struct b { unsigned a : 3, : 2, b : 4; int : 0; int c : 5; }; struct f { int n; char t[]; };
int v; int g(void); `
	for _, c := range []struct {
		src, want string
		size      int64
	}{
		{"int x = 3;", "0=3", 4},
		{"struct p x = { 1, 2 };", "0=1 4=2", 8},
		{"struct p x = { .y = 2, .x = 1 };", "0=1 4=2", 8},
		{"struct n x = { 'a', 1, 2, 3, 4 };", "0=97 4=1 8=2 12=3 16=4", 24},
		{"struct n x = { 'a', { 1 }, { [2] = 9 } };", "0=97 4=1 20=9", 24},
		{"struct n x = { .p.y = 5, 7, 8 };", "8=5 12=7 16=8", 24},
		{"struct n x = { .a = { 1 }, .c = 2 };", "0=2 12=1", 24},
		{"int x[] = { 1, [3] = 4, 5 };", "0=1 12=4 16=5", 20},
		{"int x[] = { [0 ... 2] = 7, [1] = 8 };", "0=7 4=8 8=7", 12},
		{"struct p x[2] = { 1, 2, 3 };", "0=1 4=2 8=3", 16},
		{"struct p x[] = { [0 ... 1] = { 1, 2 }, { 3 } };", "0=1 4=2 8=1 12=2 16=3", 24},
		{"char x[] = \"ab\\0c\";", "0=97 1=98 3=99", 5},
		{"char x[2] = \"ab\";", "0=97 1=98", 2},
		{"char x[2][3] = { \"ab\", \"c\" };", "0=97 1=98 3=99", 6},
		{"int x[] = L\"a\\u20ac\";", "0=97 4=8364", 12},
		{"unsigned short x[] = u\"\\U0001f600\";", "0=55357 2=56832", 6},
		{"union u x = { .b = \"x\" };", "0=120", 8},
		{"union u x = { 5 };", "0=5", 8},
		{"struct b x = { 1, 2, 3 };", "0.0:3=1 0.5:4=2 4.0:5=3", 8},
		{"struct f x = { 2, \"ab\" };", "0=2 4=97 5=98", 8},
		{"struct { int i; char s[4]; } x[] = { 1, \"ab\", 2, \"c\" };", "0=1 4=97 5=98 8=2 12=99", 16},
		{"int *x = &v;", "0=(addr v)", 16},
		{"int (*x)(void) = g;", "0=(decay g)", 16},
		{"char *x[] = { \"a\", 0 };", `0=(decay "a\x00") 16=0`, 32},
		{"double x = 1;", "0=1", 8},
		{"struct p x = (struct p){ 3, 4 };", "0=3 4=4", 8},
		{"struct { struct p a, b; } x = { .b = (struct p){ 3, 4 }, .b.y = 5 };", "8=3 12=5", 16},
	} {
		u, diags := parsed(types+c.src, false)
		if diags.Errors() > 0 {
			t.Errorf("%s\n%s", c.src, diags.Text(false))
			continue
		}
		for _, o := range u.Objects {
			if o.Name != "x" {
				continue
			}
			if got := dumpInits(o.Init); got != c.want || o.Type.Size != c.size {
				t.Errorf("%s\ngot  %s, %d bytes\nwant %s, %d bytes", c.src, got, o.Type.Size, c.want, c.size)
			}
		}
		for _, w := range verify(u) {
			t.Errorf("%s\n%s", c.src, w)
		}
	}
}

// Constants that are addresses.
func TestAddresses(t *testing.T) {
	u, diags := parsed(`struct s { int a, b[4]; } s; int f(void);
int *a = &s.b[2], *b = (int *)((char *)&s + 4), *c = s.b + 1 - 1; long d = &s.b[3] - &s.b[1]; int (*e)(void) = &f;
__uintcap_t g = (__uintcap_t)&s + 8; long h = (long)&((struct s *)0)->b[1]; void *i = (void *)16; char *j = "abc" + 1; int k = sizeof(s) + (&s == 0);
int test(void) { static void *t[] = { &&x, &&y }; static int u = &&y - &&x; x: y: return t[0] == t[1] + u; }`, false)
	if diags.Errors() > 0 {
		t.Fatal(diags.Text(false))
	}
	want := map[string]string{"a": "s+12", "b": "s+4", "c": "s+4", "d": "+2", "e": "f+0", "g": "s+8", "h": "+8", "i": "+16", "j": "+1", "k": "+20",
		"t": "test+0 x", "u": "test+0 y-x"}
	for _, o := range u.Objects {
		if want[o.Name] == "" {
			continue
		}
		c := o.Init[0].Const
		base, label := "", ""
		if c.Base != nil {
			base = c.Base.Name
		}
		if c.Label != nil {
			label = " " + c.Label.Name
		}
		if c.Minus != nil {
			label += "-" + c.Minus.Name
		}
		if got := fmt.Sprintf("%s%+d%s", base, c.Int, label); got != want[o.Name] {
			t.Errorf("%s: %s, want %s", o.Name, got, want[o.Name])
		}
		if o.Name == "j" && (c.Base == nil || string(c.Base.Data) != "abc\x00") {
			t.Error("j does not point into its literal")
		}
	}
}
