// Function pointers and return addresses are sentries: they can be called, not changed.
#include <cheriintrin.h>
#include <setjmp.h>
#include <stdio.h>

typedef int op(int, int);
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static op *table[] = { add, sub };

static op *choose(int i) { return table[i]; }

static int sealed_return(void)
{
	void *ra = __builtin_return_address(0);
	return cheri_tag_get(ra) && cheri_is_sealed(ra);
}

static jmp_buf out;

static void deep(int n, int *p)
{
	if (n == 0)
		longjmp(out, *p);
	deep(n - 1, p);
}

int main(void)
{
	printf("sentry %d %d\n", cheri_is_sealed(add), cheri_is_sentry(add));
	printf("call %d %d %d\n", choose(0)(5, 3), choose(1)(5, 3), (*choose(1))(3, 5));
	printf("return address sealed %d\n", sealed_return());
	char *changed = (char *)(void *)add + 4;
	printf("changed %d\n", cheri_tag_get(changed));
	printf("equal %d\n", choose(0) == add && choose(0) != choose(1));
	int value = 6;
	int *kept = &value;
	int got = setjmp(out);
	if (got == 0)
		deep(10, kept);
	printf("longjmp %d, tag %d\n", got, cheri_tag_get(kept));
	static const void *labels[] = { &&one, &&two };
	int i = 0;
next:
	goto *labels[i];
one:
	printf("label one\n");
	i = 1;
	goto next;
two:
	printf("label two\n");
	return 0;
}
/* Output:
sentry 1 1
call 8 2 -2
return address sealed 1
changed 0
equal 1
longjmp 6, tag 1
label one
label two
*/
