// fault_unmapped: uses memory after munmap. It faults: SIGSEGV, the capability is valid but no page is there
#include <stdio.h>
#include <sys/mman.h>

int main(void)
{
	int *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	p[0] = 1;
	munmap(p, 4096);
	printf("%d\n", p[0]);
	return 0;
}
/* Faults: 11
Contains:
ended by SIGSEGV (11): load page fault
*/
