// fault_pipe_capability: sends a pointer through a pipe. It faults at its use: SIGPROT, bytes cross, tags do not
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	int x = 1, fds[2], *sent = &x, *got;
	pipe(fds);
	write(fds[1], &sent, sizeof sent);
	read(fds[0], &got, sizeof got);
	printf("the same address: %d\n", got == sent);
	fflush(stdout);
	return *got;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI load access fault
*/
