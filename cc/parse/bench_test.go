package parse

import (
	"fmt"
	"strings"
	"testing"

	"ushell/cc/diag"
	"ushell/cc/token"
)

// program is a valid program of about n lines.
func program(n int) string {
	var b strings.Builder
	b.WriteString("typedef struct node { struct node *left, *right; int key; char name[16]; } node;\nint puts(const char *s);\n")
	for i := 0; b.Len() < n*28; i++ {
		fmt.Fprintf(&b, `static int f%d(node *t, int key, double d)
{
    int depth = 0, best = -1;
    while (t != 0) {
        if (t->key == key)
            return depth + (int)(d * 2.5);
        best = best < t->key ? t->key : best;
        t = key < t->key ? t->left : t->right;
        depth++;
    }
    switch (depth %% 4) {
    case 0: best += 0x%x; break;
    case 1: best = (best << 3) ^ (best >> 2); break;
    default: puts("not found: %d"); break;
    }
    for (int i = 0; i < 10; i++) {
        node tmp = { .key = i, .name = "tmp" };
        best += tmp.key * i + tmp.name[i];
    }
    return best;
}

int g%d(node *t) { return f%d(t, %d, 1.5); }

`, i, i*37, i, i, i, i)
	}
	return b.String()
}

func BenchmarkUnit(b *testing.B) {
	src := program(10_000)
	files := &diag.Files{}
	diags := &diag.List{Files: files}
	toks := token.Preprocess("bench.c", src, token.Options{Files: files, Diags: diags})
	b.ReportAllocs()
	b.ReportMetric(float64(strings.Count(src, "\n")), "lines")
	for b.Loop() {
		Unit(toks, Options{Files: files, Diags: diags})
	}
	if diags.Errors() > 0 {
		b.Fatal(diags.Text(false))
	}
}
