// fault_sealed: changes a function pointer. It faults at the call: SIGPROT, a sentry that is changed loses its tag
#include <stdio.h>

static void function(void)
{
	printf("called\n");
}

int main(void)
{
	char *p = (char *)(void *)function;
	void (*changed)(void) = (void (*)(void))(void *)(p + 4);
	changed();
	return 0;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI instruction access fault
*/
