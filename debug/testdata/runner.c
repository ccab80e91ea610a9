#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	char *argv[] = { "worker", "7", NULL };
	int status = 0, fds[2];
	pipe(fds);
	if (fork() == 0) {
		close(fds[0]);
		dup2(fds[1], 5);
		execv("worker", argv);
		return 1;
	}
	wait(&status);
	printf("%d\n", WEXITSTATUS(status));
	return 0;
}
