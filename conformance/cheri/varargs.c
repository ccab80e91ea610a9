// Variadic arguments: capabilities keep their tags, everything has its slot, and the
// array of arguments has bounds.
#include <cheriintrin.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static size_t length(const void *list)
{
	const void *p;
	memcpy(&p, list, sizeof p);
	return cheri_length_get(p);
}

struct small {
	int a, b;
};

struct large {
	void *p;
	long n[4];
};

static void take(const char *kinds, ...)
{
	va_list ap, again;
	va_start(ap, kinds);
	va_copy(again, ap);
	for (const char *k = kinds; *k; k++)
		switch (*k) {
		case 'i': printf("int %d\n", va_arg(ap, int)); break;
		case 'l': printf("long %ld\n", va_arg(ap, long)); break;
		case 'd': printf("double %g\n", va_arg(ap, double)); break;
		case 'p': printf("pointer %d\n", *va_arg(ap, int *)); break;
		case 's': {
			struct small s = va_arg(ap, struct small);
			printf("small %d %d\n", s.a, s.b);
			break;
		}
		case 'L': {
			struct large s = va_arg(ap, struct large);
			printf("large %d %ld\n", *(int *)s.p, s.n[3]);
			break;
		}
		}
	printf("length %zu\n", length(&again));
	va_end(ap);
	va_end(again);
}

static int sum(int n, va_list ap)
{
	int s = 0;
	while (n--)
		s += va_arg(ap, int);
	return s;
}

static int total(int n, ...)
{
	va_list ap;
	va_start(ap, n);
	int s = sum(n, ap);
	va_end(ap);
	return s;
}

static void nothing(int first, ...)
{
	va_list ap;
	va_start(ap, first);
	const void *list;
	memcpy(&list, &ap, sizeof list);
	printf("no arguments: tag %d\n", cheri_tag_get(list));
	va_end(ap);
}

int main(void)
{
	int x = 42;
	take("ildpsLi", -1, -2L, 2.5, &x, (struct small){ 3, 4 }, (struct large){ &x, { 0, 0, 0, 9 } }, 7);
	take("dddddddddd", 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0);
	char c = 200;
	short s = -3;
	float f = 0.5f;
	take("iid", c, s, f);
	printf("%d\n", total(12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
	nothing(1);
	return 0;
}
/* Output:
int -1
long -2
double 2.5
pointer 42
small 3 4
large 42 9
int 7
length 112
double 1
double 2
double 3
double 4
double 5
double 6
double 7
double 8
double 9
double 10
length 160
int 200
int -3
double 0.5
length 48
78
no arguments: tag 0
*/
