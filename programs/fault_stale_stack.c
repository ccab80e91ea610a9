// fault_stale_stack: keeps a pointer to a variable of a function that has returned. Silent: the stack is there still
#include <stdio.h>

static int *kept;

static void inner(void)
{
	int local = 7;
	kept = &local;
}

int main(void)
{
	inner();
	volatile int got = *kept;
	(void)got;
	printf("no fault\n");
	return 0;
}
/* Output:
no fault
*/
