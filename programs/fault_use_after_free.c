// fault_use_after_free: reads a block after free. Silent: the pointer stays valid, as nothing revokes it
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	int *p = malloc(sizeof *p);
	*p = 42;
	free(p);
	printf("%s\n", *(volatile int *)p == 42 ? "the freed block is still there" : "the freed block has changed");
	return 0;
}
/* Contains:
the freed block
*/
