// fault_write: writes far behind a block of the heap. It faults: SIGPROT, malloc's bounds are exact
#include <stdlib.h>

int main(void)
{
	volatile size_t at = 100;
	char *block = malloc(40);
	block[at] = 'x';
	return 0;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI store/AMO access fault
*/
