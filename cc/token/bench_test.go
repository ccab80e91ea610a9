package token

import (
	"fmt"
	"strings"
	"testing"

	"ushell/cc/diag"
)

// program is a plain C file of about n lines.
func program(n int) string {
	var b strings.Builder
	for i := 0; b.Len() == 0 || strings.Count(b.String(), "\n") < n && i < n/10; i++ {
		fmt.Fprintf(&b, `/* Function %d does what such functions do. */
static int compute_%d(struct node *list, const char *name, unsigned long size)
{
	int result = 0, i;
	for (i = 0; i < (int)size && list != NULL; i++, list = list->next) {
		if (list->value[i] == 0x%x || strcmp(list->name, "some text\n") >= 0)
			result += list->value[i] * 3.5e-3 + 'x'; // one more
		else
			printf("%%s: %%d of %%lu\n", name, result - i, size);
	}
	return result << 2 ^ i--;
}

`, i, i, i)
		if i%50 == 49 && strings.Count(b.String(), "\n") >= n {
			break
		}
	}
	return b.String()
}

func benchmark(b *testing.B, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		files := &diag.Files{}
		list := &diag.List{Files: files}
		n = len(Preprocess("t.c", text, Options{Files: files, Diags: list}))
		if list.Errors() > 0 {
			b.Fatal(list.Text(false))
		}
	}
	b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
	b.ReportMetric(float64(n), "tokens")
}

// BenchmarkLex reads 10,000 lines without macros.
func BenchmarkLex(b *testing.B) { benchmark(b, program(10000)) }

// BenchmarkMacros reads 10,000 lines that are full of them.
func BenchmarkMacros(b *testing.B) {
	var s strings.Builder
	s.WriteString("#define MAX(a, b) ((a) > (b) ? (a) : (b))\n#define NULL ((void *)0)\n#define CAT(a, b) CAT2(a, b)\n#define CAT2(a, b) a##b\n")
	for i := range 10000 {
		fmt.Fprintf(&s, "int CAT(x, %d) = MAX(MAX(%d, y), CAT(z, 1)) + (p == NULL);\n", i, i)
	}
	benchmark(b, s.String())
}

// BenchmarkEmpty is what a compilation of nothing costs: the predefined macros.
func BenchmarkEmpty(b *testing.B) { benchmark(b, "") }
