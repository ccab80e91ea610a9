// What must fault does: one mistake for each argument.
#include <cheriintrin.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int global[4];
static const int fixed[4] = { 1, 2, 3, 4 };
volatile int sink, three = 3, four = 4;

static int beyond(int n, ...)
{
	va_list ap;
	va_start(ap, n);
	int s = 0;
	for (int i = 0; i <= n; i++)
		s += va_arg(ap, int);
	va_end(ap);
	return s;
}

static int run(const char *what)
{
	int local[4] = { 0 };
#define CASE(name) if (strcmp(what, name) == 0)
	CASE("none") { local[three] = 1; return local[three] + global[three]; }
	CASE("local-write") local[four] = 1;
	CASE("local-read") return local[four];
	CASE("local-below") return local[three - 4];
	CASE("global-write") global[four] = 1;
	CASE("heap-read") return ((int *)malloc(16))[four];
	CASE("heap-byte") return ((char *)malloc(5))[four + 1];
	CASE("literal-write") ((char *)(uintptr_t) "abc")[0] = 'x';
	CASE("literal-end") return "abc"[four];
	CASE("const-write") *(int *)(uintptr_t)&fixed[1] = 2;
	CASE("null") return *(volatile int *)(uintptr_t)(four - 4);
	CASE("integer") return *(volatile int *)(long)&global[0];
	CASE("cleared") return *(volatile int *)cheri_tag_clear(global);
	CASE("varargs") return beyond(2, 1, 2);
	CASE("vla") { char v[four]; v[four] = 1; return v[0]; }
	CASE("alloca") { char *v = __builtin_alloca(four); v[four] = 1; return v[0]; }
	CASE("function") { int (*f)(void) = (int (*)(void))((char *)(void *)run + 4); return f(); }
	CASE("data-jump") return ((int (*)(void))(void *)global)();
	CASE("memcpy") memcpy(local, global, sizeof local + (size_t)three);
	CASE("read-only") *(volatile int *)cheri_perms_clear(global, CHERI_PERM_STORE) = 1;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 1;
	sink = run(argv[1]);
	printf("no fault\n");
	return 0;
}
/* Flags: -w
Run: none = 0
Run: local-write = 162
Run: local-read = 162
Run: local-below = 162
Run: global-write = 162
Run: heap-read = 162
Run: heap-byte = 162
Run: literal-write = 162
Run: literal-end = 162
Run: const-write = 162
Run: null = 162
Run: integer = 162
Run: cleared = 162
Run: varargs = 162
Run: vla = 162
Run: alloca = 162
Run: function = 162
Run: data-jump = 162
Run: memcpy = 162
Run: read-only = 162
*/
