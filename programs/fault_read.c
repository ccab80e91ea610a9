// fault_read: reads behind the end of an array. It faults: SIGPROT, the bounds are those of the array
#include <stdio.h>

int main(void)
{
	volatile int at = 7;
	int array[4] = { 1, 2, 3, 4 };
	printf("%d\n", array[at]);
	return 0;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI load access fault
*/
