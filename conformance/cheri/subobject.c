// -Xsubobject: a pointer to a member gets the bounds of the member.
#include <cheriintrin.h>
#include <stdio.h>

struct inner {
	char name[8];
	int n;
};

struct outer {
	int id;
	struct inner in;
	char tail[5];
};

static size_t length(void *p)
{
	return cheri_length_get(p);
}

int main(void)
{
	struct outer o;
	struct inner rows[3];
	printf("%zu %zu %zu %zu %zu\n", length(&o), length(&o.id), length(&o.in), length(o.in.name), length(o.tail));
	printf("%zu %zu %zu\n", length(rows), length(&rows[1]), length(&rows[1].n));
	struct outer *p = &o;
	printf("%zu %zu\n", length(&p->in.n), length(p->tail));
	return 0;
}
/* Flags: -Xsubobject
Output:
24 4 12 8 5
36 36 4
4 5
*/
