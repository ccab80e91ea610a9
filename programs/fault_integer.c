// fault_integer: makes a pointer of a plain integer. It faults: SIGPROT, the address came without authority
#include <stdio.h>

int main(void)
{
	int x = 1;
	unsigned long address = (unsigned long)&x;
	int *p = (int *)address;
	printf("%d\n", *p);
	return 0;
}
/* Warns: yes
Faults: 34
Contains:
ended by SIGPROT (34): CHERI load access fault
*/
