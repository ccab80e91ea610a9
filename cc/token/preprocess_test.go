package token

import (
	"strings"
	"testing"

	"ushell/cc/diag"
)

// headers finds quoted and other names in a map.
func headers(m map[string]string) func(string, bool, *diag.File, bool) (string, string, bool, bool) {
	return func(name string, quoted bool, from *diag.File, next bool) (string, string, bool, bool) {
		if next {
			name = "next/" + name
		}
		text, ok := m[name]
		return name, text, strings.HasPrefix(name, "sys/"), ok
	}
}

// run preprocesses text; the tokens, separated as they were, and what was said.
func run(text string, m map[string]string, opts ...string) (string, string) {
	files := &diag.Files{}
	list := &diag.List{Files: files}
	for _, o := range opts {
		if err := list.Option(o); err != nil {
			panic(err)
		}
	}
	toks := Preprocess("t.c", text, Options{Files: files, Diags: list, Include: headers(m)})
	return flat(toks), list.Text(false)
}

// flat is tokens as text, a space where there was white space.
func flat(toks []Token) string {
	var b strings.Builder
	for i := range toks {
		t := &toks[i]
		if t.Kind == EOF {
			break
		}
		if i > 0 && t.Line {
			b.WriteByte('\n')
		} else if i > 0 && t.Space {
			b.WriteByte(' ')
		}
		if t.Kind == Pragma {
			b.WriteString("#pragma ")
		}
		b.WriteString(t.spelling())
	}
	return b.String()
}

func TestSmoke(t *testing.T) {
	got, said := run(`#define x 3
#define f(a) f(x * (a))
#undef x
#define x 2
#define g f
#define z z[0]
#define h g(~
#define m(a) a(w)
#define w 0,1
#define t(a) a
#define p() int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x
f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);
g(x+(3,4)-w) | h 5) & m
(f)^m(m);
p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };
char c[2][6] = { str(hello), str() };
`, nil)
	t.Log(got)
	t.Log(said)
}
