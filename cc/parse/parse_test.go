package parse

import (
	"strings"
	"testing"

	"ushell/cc/ast"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// parsed is src as a tree, and what was said about it.
func parsed(src string, permissive bool, options ...string) (*ast.Unit, *diag.List) {
	files := &diag.Files{}
	diags := &diag.List{Files: files}
	for _, o := range options {
		if err := diags.Option(o); err != nil {
			panic(err)
		}
	}
	toks := token.Preprocess("test.c", src, token.Options{Files: files, Diags: diags})
	return Unit(toks, Options{Files: files, Diags: diags, Permissive: permissive}), diags
}

// valid are programs about which nothing is to be said, whatever is asked for
// but extensions.
var valid = []string{
	`int main(void) { return 0; }`,
	`typedef struct list { struct list *next; int v[3]; } list;
	 int sum(const list *l) { int s = 0; for (; l; l = l->next) for (int i = 0; i < 3; i++) s += l->v[i]; return s; }`,
	`int f(int a, int b) { return a > b ? a : b; } int (*g)(int, int) = f; int (*table[2])(int, int) = {f, f};`,
	`struct s { unsigned a : 3, : 2, b : 4; union { int x; float y; }; } v = {1, 2, {.y = 1.5f}}; int *p = &v.x;`,
	`char a[] = "abc"; int b[] = {[3] = 1, 2}; struct { int x, y; } c[2] = {{1, 2}, {.y = 3}}; int n = sizeof a + sizeof b;`,
	`int f(int n) { switch (n) { case 1: return 2; case 2 ... 5: n++; break; default: goto end; } while (n) { if (n == 3) continue; n--; } end: return n; }`,
	`void g(int n, int a[n][n]) { int b[n]; for (int i = 0; i < n; i++) b[i] = a[i][0]; (void)b[0]; (void)sizeof(int[n]); }`,
	`int x = _Generic(1L, int: 1, long: 2, default: 3); _Static_assert(sizeof(void *) == 16, "pointers"); _Alignas(32) char buf[1];`,
	`#define max(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })
	 int f(int i, int j) { return max(i, j + 1); }`,
	`__uintcap_t f(__uintcap_t p) { return (p & ~(unsigned long)15) + 16; } void *g(void *p) { return (void *)f((__uintcap_t)p); }`,
	`int f(int n) { static void *t[] = {&&a, &&b}; goto *t[n]; a: return 1; b: return 2; }`,
	`int f(int n, ...) { __builtin_va_list ap; int s = 0; __builtin_va_start(ap, n); while (n--) s += __builtin_va_arg(ap, int); __builtin_va_end(ap); return s; }`,
	`int add(int a, int b) { int r; __asm__ volatile("add %0, %1, %2" : "=r"(r) : "r"(a), "r"(b) : "memory"); return r; }`,
	`struct p { int x; char name[]; }; int f(struct p *q) { return q->name[0] + (int)__builtin_offsetof(struct p, name); }`,
	`int f(unsigned *p) { return __sync_fetch_and_add(p, 1) > 3u && __atomic_load_n(p, 5) && __builtin_popcount(*p); }`,
	`struct w { char n; int s[]; } gw = {1, {1, 2, 3}}; _Static_assert(sizeof gw == 4, "of the type");`,
	`double d = 1.0 / 3, e = -1e-3; float f = 0x1p-3f; long double l = 1.0L; int *np = 0; void *q = (void *)0; char *s = "x" "y";`,
}

func TestValid(t *testing.T) {
	for _, src := range valid {
		u, diags := parsed(src, false, "-Wall")
		if text := diags.Text(false); text != "" {
			t.Errorf("%s\n%s", src, text)
		}
		for _, w := range verify(u) {
			t.Errorf("%s\n%s", src, w)
		}
	}
}

// TestSignedChar: plain char is signed when it is asked for, but a type of its own.
func TestSignedChar(t *testing.T) {
	src := `typedef const char letter;
	#if '\377' > 0 || defined __CHAR_UNSIGNED__
	#error unsigned
	#endif
	_Static_assert((char)255 == -1 && '\377' == -1 && (letter)200 < 0, "signed");
	_Static_assert(_Generic((char)0, signed char: 0, char: 1), "a type of its own");
	int f(volatile char *p, const char *q) { return p[0] < -1 && __builtin_strlen(q); }`
	for _, signed := range []bool{true, false} {
		files := &diag.Files{}
		diags := &diag.List{Files: files}
		toks := token.Preprocess("test.c", src, token.Options{Files: files, Diags: diags, SignedChar: signed})
		Unit(toks, Options{Files: files, Diags: diags, SignedChar: signed})
		if ok := diags.Errors() == 0; ok != signed {
			t.Errorf("signed %v: %s", signed, diags.Text(false))
		}
	}
}

// Nesting, however deep, ends with one error, and quickly.
func TestDeep(t *testing.T) {
	n := 100_000
	for _, src := range []string{
		"int x = " + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) + ";",
		"int x = " + strings.Repeat("- ", n) + "1;",
		"int f(void) " + strings.Repeat("{", n) + strings.Repeat("}", n),
		"int " + strings.Repeat("(", n) + "x" + strings.Repeat(")", n) + ";",
		"int " + strings.Repeat("*", n) + "x;",
		"int x" + strings.Repeat("[1]", n) + ";",
		"int x[] = " + strings.Repeat("{", n) + "1" + strings.Repeat("}", n) + ";",
		strings.Repeat("struct { ", n),
		"int f(int a) { return " + strings.Repeat("a ? a : ", n) + "a; }",
		"int f(int a) { return " + strings.Repeat("a = ", n) + "a; }",
		"int f(int a) { " + strings.Repeat("if (a) ", n) + "; }",
		"int x = sizeof" + strings.Repeat(" sizeof", n) + " 1;",
		"int x = " + strings.Repeat("(int)", n) + "1;",
		"int x = " + strings.Repeat("({", n),
		strings.Repeat("typeof(", n),
		"int f(" + strings.Repeat("int (", n),
	} {
		_, diags := parsed(src, false)
		if e := diags.Errors(); e < 1 || e > 2 {
			t.Errorf("%.40s: %d errors\n%.600s", src, e, diags.Text(false))
		}
	}
	// a chain is no nesting
	for _, src := range []string{
		"int f(int a) { return a" + strings.Repeat(" + a", n) + "; }",
		"int f(int a) { " + strings.Repeat("if (a) a--; else ", n) + "; return 0; }",
	} {
		if _, diags := parsed(src, false); diags.Errors() > 0 {
			t.Errorf("%.60s\n%.300s", src, diags.Text(false))
		}
	}
}
