// Sizes and alignments: pointers and the integers that hold them are capabilities.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct mixed {
	char c;
	void *p;
	int i;
};

union either {
	long n;
	void *p;
};

int main(void)
{
	printf("%zu %zu %zu %zu\n", sizeof(void *), sizeof(intptr_t), sizeof(uintptr_t), sizeof(int (*)(void)));
	printf("%zu %zu %zu\n", sizeof(size_t), sizeof(ptrdiff_t), sizeof(ptraddr_t));
	printf("%zu %zu\n", _Alignof(void *), _Alignof(uintptr_t));
	printf("%zu %zu %zu\n", sizeof(struct mixed), offsetof(struct mixed, p), offsetof(struct mixed, i));
	printf("%zu %zu\n", sizeof(union either), _Alignof(union either));
	printf("%zu %zu %zu\n", sizeof(long double), sizeof(wchar_t), sizeof(max_align_t));
	return 0;
}
/* Output:
16 16 16 16
8 8 8
16 16
48 16 32
16 16
8 4 32
*/
