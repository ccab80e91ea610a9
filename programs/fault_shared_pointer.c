// fault_shared_pointer: leaves a pointer in shared memory. It faults at the store: SIGPROT, such pages take no capabilities
#include <sys/mman.h>

int main(void)
{
	static int x;
	int **shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*shared = &x;
	return 0;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI store/AMO page fault
*/
