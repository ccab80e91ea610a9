// fault_return_address: overwrites the return address on the stack. It faults: SIGPROT, bytes make no capability
#include <string.h>

static __attribute__((noinline)) void smash(char *frame)
{
	memset(frame - 16, 0x41, 8);
}

static __attribute__((noinline)) int victim(void)
{
	smash(__builtin_frame_address(0));
	return 1;
}

int main(void)
{
	return victim();
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI instruction access fault
*/
