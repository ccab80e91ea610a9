// Objects have exact bounds: variables, literals, what malloc and alloca give.
#include <alloca.h>
#include <cheriintrin.h>
#include <stdio.h>
#include <stdlib.h>

#define SHOW(what, p) show(what, (const void *)(p))

static void show(const char *what, const char *p)
{
	printf("%s: %zu from %ld\n", what, cheri_length_get(p), (long)cheri_address_get(p) - (long)cheri_base_get(p));
}

static char global[37];
static const int table[5] = { 1, 2, 3, 4, 5 };
int number = 4;
extern char elsewhere[];
char elsewhere[1001];

struct rec {
	int a, b;
	char name[11];
} record;

static void parameter(int n, char *p)
{
	SHOW("parameter's address", &n);
	SHOW("argument", p);
}

static size_t empty(char *p)
{
	return cheri_length_get(p);
}

int main(void)
{
	int x = 1;
	char buffer[13];
	struct rec r;
	static short kept[3];
	SHOW("int", &x);
	SHOW("array", buffer);
	SHOW("element", &buffer[7]);
	SHOW("struct", &r);
	SHOW("member", &r.b);
	SHOW("static", kept);
	SHOW("global", global);
	SHOW("const", table);
	SHOW("scalar", &number);
	SHOW("declared without a size", elsewhere);
	SHOW("literal", "twelve bytes");
	SHOW("compound literal", ((int[]){ 1, 2, 3 }));
	parameter(2, buffer + 2);
	SHOW("malloc 1", (char *)malloc(1));
	SHOW("malloc 100", (char *)malloc(100));
	SHOW("calloc 7*9", (char *)calloc(7, 9));
	SHOW("alloca 40", (char *)alloca(40));
	volatile int n = 21;
	char vla[n];
	SHOW("variable length array", vla);
	// A length that bounds can't express is padded, and the base aligned.
	size_t odd = (1 << 20) + 1;
	char *big = malloc(odd);
	printf("large: %d %d\n", cheri_length_get(big) == cheri_representable_length(odd), cheri_base_get(big) == cheri_address_get(big));
	printf("one past the end: %d %zu\n", cheri_tag_get(buffer + 13), cheri_length_get(buffer + 13));
	printf("nothing: %zu %d\n", empty(cheri_bounds_set(buffer + 13, 0)), cheri_tag_get(cheri_bounds_set(buffer + 13, 0)));
	printf("permissions: data %d %d, const %d, literal %d, code %d %d\n", !!(cheri_perms_get(&x) & CHERI_PERM_STORE),
	       !!(cheri_perms_get(&x) & CHERI_PERM_EXECUTE), !!(cheri_perms_get(table) & CHERI_PERM_STORE),
	       !!(cheri_perms_get("s") & CHERI_PERM_STORE), !!(cheri_perms_get(main) & CHERI_PERM_EXECUTE),
	       !!(cheri_perms_get(main) & CHERI_PERM_STORE));
	return 0;
}
/* Output:
int: 4 from 0
array: 13 from 0
element: 13 from 7
struct: 20 from 0
member: 20 from 4
static: 6 from 0
global: 37 from 0
const: 20 from 0
scalar: 4 from 0
declared without a size: 1001 from 0
literal: 13 from 0
compound literal: 12 from 0
parameter's address: 4 from 0
argument: 13 from 2
malloc 1: 1 from 0
malloc 100: 100 from 0
calloc 7*9: 63 from 0
alloca 40: 40 from 0
variable length array: 21 from 0
large: 1 1
one past the end: 1 13
nothing: 0 1
permissions: data 1 0, const 0, literal 0, code 1 0
*/
