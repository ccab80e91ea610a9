package token

import (
	"bytes"
	"strings"
	"testing"

	"ushell/cc/diag"
)

var seeds = []string{
	"int main(void) { return 0; }\n",
	"#define f(x, ...) #x x##__VA_ARGS__ __VA_OPT__(a b)\nf(1, 2) f() f(f(1), f\n)\n",
	"#if defined X && __has_include(\"a.h\") || (1 ? 2 : 3/0)\n#elif 'a' << 3\n#else\n#endif\n",
	"#include \"a.h\"\n#include <b.h>\n#include X\n#include_next \"a.h\"\n",
	"\"abc\\x41\\u00e9\\\n\" u8\"x\" L'\\377' 'ab' 0x1.8p3f 0b101ull 1e+ .5 09 1i \"unended\n'x\n/* unended",
	"%:define a <: :> <% %>\n_Pragma(\"once\") _Pragma(\"pack(1)\") _Pragma(\n",
	"#line 12 \"x.c\"\n#error it's\n#warning\n#pragma GCC diagnostic push\n#pragma GCC diagnostic ignored \"-Wcpp\"\n#\n# 3 \"y\"\n",
	"a\\\nb \\ \n c\u00e9\\u00e9 \ufeff\x00\xff $ @ ` \\ \u201cx\u201d\r\n",
	"#define A B B\n#define B C C\n#define C D(A D) D\n#define D(x) x x\nA A D(A)(A)\n",
	"#pragma push_macro(\"A\")\n#undef A\n#pragma pop_macro(\"A\")\n__LINE__ __FILE__ __COUNTER__\n",
}

// check is what holds for the tokens of any input.
func check(t *testing.T, toks []Token, files *diag.Files, list *diag.List) {
	if len(toks) == 0 || toks[len(toks)-1].Kind != EOF {
		t.Fatal("the last token is not EOF")
	}
	end := diag.Pos(files.Size())
	for i := range toks {
		tok := &toks[i]
		for l := tok.Loc; ; {
			if l.Pos == 0 || l.Pos > end {
				t.Fatalf("token %q has no place", tok.Text)
			}
			if l.Exp == nil {
				break
			}
			l = diag.Loc{Pos: l.Exp.Use, Exp: l.Exp.Parent}
		}
		if tok.Kind != EOF && (tok.End <= tok.Loc.Pos || tok.Text == "" && tok.Kind != Pragma) {
			t.Fatalf("token %q of kind %d: from %d to %d", tok.Text, tok.Kind, tok.Loc.Pos, tok.End)
		}
		if tok.Kind == Other || tok.Kind == EOF && i < len(toks)-1 {
			t.Fatalf("token %d of %d is of kind %d: %q", i, len(toks), tok.Kind, tok.Text)
		}
		switch tok.Kind {
		case Number:
			ParseNumber(tok, list)
		case Char:
			ParseChar(tok, list)
		case String:
			if s, _ := Unquote(toks[i:i+1], list); len(s.Data)%s.Width != 0 {
				t.Fatalf("%q has half an element", tok.Text)
			}
		case Pragma:
			tok.Words()
		}
	}
	for i, line := range strings.Split(list.Text(false), "\n") {
		if len(line) > 2000 {
			t.Fatalf("line %d of what is said is too long: %q", i, line[:200])
		}
	}
}

// FuzzLex reads text as a program without headers. Each token outside of macros is
// spelt where it says it is.
func FuzzLex(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := &diag.Files{}
		list := &diag.List{Files: files}
		toks := Preprocess("t.c", text, Options{Files: files, Diags: list})
		check(t, toks, files, list)
		for i := range toks {
			tok := &toks[i]
			if tok.Loc.Exp != nil || tok.Kind != Punct || tok.flags&alt != 0 {
				continue
			}
			fl := files.Of(tok.Loc.Pos)
			from := int(tok.Loc.Pos - fl.Base)
			if got, _ := splice(fl.Text[from : from+int(tok.End-tok.Loc.Pos)]); got != tok.Text {
				t.Fatalf("token %q stands at %q", tok.Text, got)
			}
		}
	})
}

// FuzzPreprocess reads text with headers that include each other. What is printed
// reads back as the same tokens.
func FuzzPreprocess(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, text, header string) {
		read := func(text string, m map[string]string) ([]Token, *diag.Files, *diag.List) {
			files := &diag.Files{}
			list := &diag.List{Files: files}
			for _, o := range []string{"-Wall", "-Weverything"} {
				if err := list.Option(o); err != nil {
					t.Fatal(err)
				}
			}
			return Preprocess("t.c", text, Options{Files: files, Diags: list, Include: headers(m), Defines: []string{"M(x)=x x"}}), files, list
		}
		toks, files, list := read(text, map[string]string{"a.h": header, "b.h": "#include \"a.h\"\n"})
		check(t, toks, files, list)
		if list.Errors() > 0 {
			return
		}
		var b bytes.Buffer
		if err := Print(&b, toks, files); err != nil {
			t.Fatal(err)
		}
		again, _, list := read(b.String(), nil)
		if len(again) != len(toks) {
			t.Fatalf("%d tokens, printed and read again %d\n%s\n%s", len(toks), len(again), b.String(), list.Text(false))
		}
		for i := range toks {
			if a, b := &toks[i], &again[i]; a.Kind != b.Kind || a.Text != b.Text {
				t.Fatalf("token %d is %q, printed and read again %q", i, a.Text, b.Text)
			}
		}
	})
}
