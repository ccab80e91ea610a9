package cc_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"ushell/asm"
	"ushell/cc/diag"
	"ushell/cc/parse"
	"ushell/cc/rv"
	"ushell/cc/token"
)

// headers are what the programs here can include.
type headers map[string]string

func (h headers) find(name string, _ bool, _ *diag.File, next bool) (path, text string, sys, ok bool) {
	text, ok = h[name]
	return name, text, false, ok && !next
}

// compiled is what came of a compilation.
type compiled struct {
	list *diag.List
	text string // the diagnostics
	asm  string
	err  error // of a later stage: always a mistake of ours
}

// compile takes a text through every stage up to the object.
func compile(text string, h headers, opt int) compiled {
	files := &diag.Files{}
	list := &diag.List{Files: files}
	list.Option("-Wall")
	toks := token.Preprocess("x.c", text, token.Options{Files: files, Diags: list, Include: h.find})
	u := parse.Unit(toks, parse.Options{Files: files, Diags: list})
	c := compiled{list: list, text: list.Text(false)}
	if list.Errors() > 0 {
		return c
	}
	c.asm, c.err = rv.Emit(u, rv.Options{Opt: opt, Debug: opt == 0, Name: "x.c"})
	if c.err == nil {
		_, c.err = asm.Assemble(asm.Source{Name: "x.s", Text: c.asm}, asm.Options{})
	}
	return c
}

// valid are programs that use most of the language.
var valid = []string{
	`#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define CAT(x, ...) x##__VA_ARGS__
#if defined MAX && !(1 - 1)
struct node { int value; struct node *next, *prev; unsigned bits : 3, : 0, more : 7; union { long l; char c[8]; }; };
#else
#error no
#endif
enum colour { RED, GREEN = 5, BLUE };
typedef int (*callback)(struct node *, ...);
static struct node first = { .value = GREEN, .next = &first, .c = "abc" }, table[] = { [2] = { 1 }, [0 ... 1] = { 2, 0 } };
extern int printf(const char *restrict, ...);
_Static_assert(sizeof(struct node) % 16 == 0, "aligned");
static int sum(int n, ...) {
	__builtin_va_list ap;
	int s = 0;
	__builtin_va_start(ap, n);
	while (n-- > 0)
		s += __builtin_va_arg(ap, int);
	__builtin_va_end(ap);
	return s;
}
int main(int argc, char **argv) {
	int CAT(va, lue) = MAX(argc, 3) << 2 | ~argc & 0xffu, *p = &value;
	for (unsigned long i = 0; i < sizeof table / sizeof *table; i++) {
		if (table[i].value == 2 || !table[i].next) continue;
		else break;
	}
	switch (value) { case 1 ... 3: value++; case 'x': --*p; break; default: goto out; }
	do value /= 2; while (value > 10);
out:
	return sum(2, value, _Generic(value, int: 1, default: 2)) ? 0 : printf("%d " "%s\n", value, argv[0]);
}
`,
	`typedef unsigned char u8;
u8 bytes[] = "a\x41\101\u00e9" "b", *ptr = bytes + 2;
double d = 1.5e3, e = 0x1.8p-2;
float f(float x, double y) { return x * (float)y - 1.0f / 3; }
long long shift(long long a, int n) { return a >> n ^ (a << (64 - n & 63)); }
struct pair { short a; char b; } __attribute__((packed));
struct pair swap(struct pair p) { return (struct pair){ .a = p.b, .b = (char)p.a }; }
int vla(int n, int a[n][n]) { int copy[n]; int (*row)[n] = a; for (int i = 0; i < n; i++) copy[i] = row[i][0]; return copy[n - 1] + ({ int t = n; t * 2; }); }
void *computed(int i) { static void *to[] = { &&one, &&two }; goto *to[i & 1]; one: return to; two: return (void *)0; }
_Atomic int counter; _Thread_local int mine = 3;
int old(a, b) int a; char b; { return a ? : b; }
static inline __attribute__((noinline, unused)) int add(int x) { asm volatile("" : "+r"(x) : : "memory"); counter += x; return counter++; }
int (*table[3])(int) = { add, [2] = add };
_Bool test(unsigned u) { return u % 7u == 3 && !(u > 5 || u < 2), u != 4; }
int last(void) { const char *s = __func__; return s[0] + sizeof(int[3]) + _Alignof(double) + __builtin_offsetof(struct { int a; long b; }, b); }
`,
}

// bounded runs f with a small stack and fails when it takes much memory.
func bounded(t *testing.T, limit uint64, f func()) {
	t.Helper()
	defer debug.SetMaxStack(debug.SetMaxStack(256 << 20))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > limit {
		t.Errorf("%d MB were allocated, at most %d are due", used>>20, limit>>20)
	}
}

// place matches the beginning of a message that says where.
func wellPlaced(text string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "x.c:") || strings.HasPrefix(line, "In file included") {
			return true
		}
	}
	return false
}

func TestValid(t *testing.T) {
	for i, text := range valid {
		for opt := range 2 {
			if c := compile(text, nil, opt); c.list.Errors() > 0 || c.err != nil {
				t.Errorf("program %d at -O%d: %v\n%s", i, opt, c.err, c.text)
			}
		}
	}
}

// TestTruncated compiles programs that end too early.
func TestTruncated(t *testing.T) {
	for i, text := range valid {
		for n := range len(text) {
			c := compile(text[:n], nil, n%2)
			if c.err != nil {
				t.Fatalf("program %d, %d bytes: %v", i, n, c.err)
			}
			if c.list.Errors() > 0 && !wellPlaced(c.text) {
				t.Fatalf("program %d, %d bytes: no place in\n%s", i, n, c.text)
			}
		}
	}
}

// TestMutilated leaves out each token, and doubles each.
func TestMutilated(t *testing.T) {
	for i, text := range valid {
		files := &diag.Files{}
		list := &diag.List{Files: files}
		toks := token.Preprocess("x.c", text, token.Options{Files: files, Diags: list})
		for n := range toks {
			for _, times := range []int{0, 2} {
				var b strings.Builder
				for k, tok := range toks {
					for range map[bool]int{true: times, false: 1}[k == n] {
						b.WriteString(tok.Text + " ")
					}
				}
				if c := compile(b.String(), nil, n%2); c.err != nil {
					t.Fatalf("program %d, token %d, %d times: %v", i, n, times, c.err)
				}
			}
		}
	}
}

// deep are texts with an endless nesting of something, n deep.
var deep = map[string]func(n int) string{
	"parentheses":  func(n int) string { return "int x = " + rep("(", n) + "1" + rep(")", n) + ";" },
	"open":         func(n int) string { return "int x = " + rep("(", n) },
	"blocks":       func(n int) string { return "int f(void) " + rep("{", n) + rep("}", n) },
	"open blocks":  func(n int) string { return "int f(void) " + rep("{", n) },
	"brackets":     func(n int) string { return "int x" + rep("[1]", n) + ";" },
	"open index":   func(n int) string { return "int f(int *p) { return " + rep("p[", n) },
	"stars":        func(n int) string { return "int " + rep("*", n) + "x;" },
	"derefs":       func(n int) string { return "int f(int x) { return " + rep("*", n) + "x; }" },
	"minus":        func(n int) string { return "int x = " + rep("- ", n) + "1;" },
	"not":          func(n int) string { return "int f(int x) { return " + rep("!", n) + "x; }" },
	"casts":        func(n int) string { return "int x = " + rep("(int)", n) + "1;" },
	"sizeof":       func(n int) string { return "int x = " + rep("sizeof ", n) + "1;" },
	"conditions":   func(n int) string { return "int f(int x) { return " + rep("x ? ", n) + "1" + rep(" : 2", n) + "; }" },
	"else":         func(n int) string { return "int f(int x) { return " + rep("x ? 1 : ", n) + "2; }" },
	"sums":         func(n int) string { return "int f(int x) { return " + rep("x + ", n) + "2; }" },
	"assignments":  func(n int) string { return "int f(int x) { return " + rep("x = ", n) + "2; }" },
	"commas":       func(n int) string { return "int f(int x) { return " + rep("x, ", n) + "2; }" },
	"ifs":          func(n int) string { return "void f(int x) { " + rep("if (x) ", n) + "; }" },
	"elses":        func(n int) string { return "void f(int x) { " + rep("if (x) ; else ", n) + "; }" },
	"loops":        func(n int) string { return "void f(int x) { " + rep("while (x) ", n) + "; }" },
	"dos":          func(n int) string { return "void f(int x) { " + rep("do ", n) + ";" + rep("while (x);", n) + " }" },
	"labels":       func(n int) string { return "void f(int x) { switch (x) " + rep("default: ", n) + "; }" },
	"switches":     func(n int) string { return "void f(int x) { " + rep("switch (x) case 1: ", n) + "; }" },
	"structs":      func(n int) string { return rep("struct { ", n) + "int x;" + rep("} y;", n) },
	"functions":    func(n int) string { return "int " + rep("(", n) + "f" + rep(")(void)", n) + ";" },
	"parameters":   func(n int) string { return "int f" + rep("(int g", n) + rep(")", n) + ";" },
	"initialisers": func(n int) string { return "int x[] = " + rep("{", n) + "1" + rep("}", n) + ";" },
	"designators":  func(n int) string { return "int x = {" + rep("[0]", n) + " = 1};" },
	"calls":        func(n int) string { return "int f(int x) { return " + rep("f(", n) + "1" + rep(")", n) + "; }" },
	"statements":   func(n int) string { return "int f(int x) { return " + rep("({", n) + "1;" + rep("});", n) + "; }" },
	"generic":      func(n int) string { return "int x = " + rep("_Generic(1, default: ", n) + "1" + rep(")", n) + ";" },
	"typeof":       func(n int) string { return rep("typeof(", n) + "int" + rep(")", n) + " x;" },
	"attributes":   func(n int) string { return "int x " + rep("__attribute__((", n) + rep("))", n) + ";" },
	"members":      func(n int) string { return "int f(int x) { return x" + rep(".a", n) + "; }" },
	"ifdefs":       func(n int) string { return rep("#if 1\n", n) + rep("#endif\n", n) },
	"defined":      func(n int) string { return "#if " + rep("(", n) + "1" + rep(")", n) + "\n#endif\n" },
	"macros": func(n int) string {
		return "#define f(x) x\nint x = " + rep("f(", n) + "1" + rep(")", n) + ";"
	},
	"strings": func(n int) string { return "char x[] = " + rep(`"a" `, n) + ";" },
	"asm":     func(n int) string { return "void f(void) { asm(\"\" : " + rep("\"r\"(", n) },
}

func rep(s string, n int) string { return strings.Repeat(s, n) }

// TestDeep compiles what is nested 100,000 deep.
func TestDeep(t *testing.T) {
	for name, text := range deep {
		t.Run(name, func(t *testing.T) {
			bounded(t, 2<<30, func() {
				c := compile(text(100_000), nil, 0)
				if c.err != nil && !strings.Contains(c.err.Error(), "too large") {
					t.Errorf("%.300s", c.err)
				}
				if len(c.text) > 1<<20 {
					t.Errorf("%d bytes of diagnostics", len(c.text))
				}
			})
		})
	}
}

// strange are other texts that compilers may choke on. Each says whether it is
// an error.
var strange = []struct {
	name, text string
	wrong      bool
}{
	{"nothing", "", false},
	{"a NUL", "int x\x00;", false},
	{"NULs", rep("\x00", 1<<20), false},
	{"a NUL in a string", "char x[] = \"a\x00b\";", false},
	{"no UTF-8", "int \xff\xfe = \x80;", true},
	{"a missing header", "#include \"missing.h\"\nint x;", true},
	{"a header that includes itself", "#include \"self.h\"\nint x;", true},
	{"two headers that include each other", "#include \"ping.h\"\n", true},
	{"a long line", "int x = 1" + rep(" + 1", 1<<18) + ";", false},
	{"a long line with an error", "int x = " + rep("1 + ", 1<<18) + ";", true},
	{"a long name", "int " + rep("x", 1<<20) + ";", false},
	{"a long string", "char x[] = \"" + rep("x", 1<<20) + "\";", false},
	{"a long comment", "/*" + rep("x", 1<<20) + "*/ int x;", false},
	{"a comment without an end", "int x; /*" + rep("x\n", 1<<19), true},
	{"a string without an end", "char *x = \"" + rep("x", 1<<20), true},
	{"a long number", "long x = " + rep("1", 1<<20) + ";", true},
	{"exponential macros", "#define a0 1 1\n" + expanding(40) + "int x = a40;", true},
	{"exponential arguments", "#define f(x) x x\nint x = " + rep("f(", 60) + "1" + rep(")", 60) + ";", true},
	{"a huge array", "char x[1ul << 60];", true},
	{"a huge local array", "int f(void) { char x[1ul << 40]; return x[0]; }", true},
	{"an array larger than memory", "char x[1ul << 62][1ul << 62];", true},
	{"a negative array", "char x[-1];", true},
	{"a huge initialiser", "int x[] = { [1 << 30] = 1 };", true},
	{"a huge range of an initialiser", "int x[] = { [0 ... 1 << 30] = 1 };", true},
	{"a huge range of cases", "int f(long x) { switch (x) { case 0 ... 0x7fffffffffffffff: return 1; } return 0; }", false},
	{"many cases", "int f(int x) { switch (x) {" + numbered("case %d: x++;", 20_000) + "} return x; }", false},
	{"many errors", numbered("int x%d = y;\n", 100_000), true},
	{"many declarations", numbered("int x%d;\n", 50_000), false},
	{"many locals", "int f(void) { " + numbered("int x%d = 1;\n", 10_000) + "return 0; }", false},
	{"many parameters", "int f(" + numbered("int x%d, ", 5_000) + "int y) { return y; }", false},
	{"many strings", "char *x[] = {" + numbered("\"%d\", ", 20_000) + "};", false},
	{"a struct that contains itself", "struct s { struct s x; };", true},
	{"an array of what is not complete", "struct s x[] = { 1 };", true},
	{"an array of nothing", "int x[] = {};", false},
	{"division by zero", "int x = 1 / 0; int y[1 % 0];", true},
	{"overflow in a division", "long x = (-0x7fffffffffffffff - 1) / -1;", false},
	{"a file that ends in int *", "int *", true},
	{"a typedef of itself", "typedef x x;", true},
	{"a backslash at the end", "int x; \\", true},
	{"trigraphs", "?" + "?=define X 1", true},
	{"directives only", rep("#\n", 100_000), false},
	{"conditions without an end", rep("#if 0\n", 1000), true},
	{"elses without a condition", rep("#else\n#endif\n", 1000), true},
	{"braces", rep("}", 100_000), true},
	{"semicolons", rep(";", 100_000), false},
	{"asm without an end", "void f(void) { asm(\"%0 %1 %[x]\" : \"=r\"(", true},
	{"asm operands that are not there", "void f(void) { asm(\"%0 %5 %[x]\"); }", true},
	{"asm that is none", "void f(void) { asm(\"no such thing\"); }", true},
	{"goto into nowhere", "void f(void) { goto x; }", true},
	{"an enormous bit-field", "struct s { int x : 100000; };", true},
	{"an enormous shift", "int x = 1 << 1000000;", true},
	{"an enormous alignment", "_Alignas(1ul << 60) int x;", true},
	{"va_arg of nothing", "void f(int n, ...) { __builtin_va_list ap; __builtin_va_arg(ap, void); }", true},
}

// expanding is macros a1 to an, each twice the one before.
func expanding(n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "#define a%d a%d a%d\n", i, i-1, i-1)
	}
	return b.String()
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestStrange(t *testing.T) {
	h := headers{"self.h": "#include \"self.h\"\n", "ping.h": "#include \"pong.h\"\n", "pong.h": "#include \"ping.h\"\n"}
	for _, s := range strange {
		t.Run(s.name, func(t *testing.T) {
			bounded(t, 3<<30, func() {
				c := compile(s.text, h, 1)
				wrong := c.list.Errors() > 0
				switch {
				case c.err != nil && !s.wrong:
					t.Errorf("%.300s", c.err)
				case wrong && !s.wrong:
					t.Errorf("%.1000s", c.text)
				case !wrong && s.wrong && c.err == nil:
					t.Error("there is no error")
				}
				if len(c.text) > 4<<20 {
					t.Errorf("%d bytes of diagnostics", len(c.text))
				}
			})
		})
	}
}

// FuzzCompile takes any text through all stages. What is accepted must be
// assembled.
func FuzzCompile(f *testing.F) {
	for _, text := range valid {
		f.Add(text)
		for line := range strings.Lines(text) {
			f.Add(line)
		}
	}
	for _, s := range strange {
		if len(s.text) < 1000 && !strings.Contains(s.name, "exponential") { // those take seconds
			f.Add(s.text)
		}
	}
	for _, text := range deep {
		f.Add(text(3))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "asm") {
			t.Skip() // the assembly is the user's
		}
		for opt := range 2 {
			if c := compile(text, headers{"a.h": "int a;\n"}, opt); c.err != nil {
				t.Fatalf("-O%d: %v", opt, c.err)
			}
		}
	})
}
