// pipe_pingpong: two µprocesses send a number to and fro
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int receive(int fd, int *n)
{
	return read(fd, n, sizeof *n) == sizeof *n;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 100, ping[2], pong[2];
	if (pipe(ping) < 0 || pipe(pong) < 0) {
		perror("pipe");
		return 1;
	}
	if (fork() == 0) {
		close(ping[1]);
		close(pong[0]);
		int n;
		while (receive(ping[0], &n)) {
			n++;
			write(pong[1], &n, sizeof n);
		}
		return 0;
	}
	close(ping[0]);
	close(pong[1]);
	int n = 0;
	for (int i = 0; i < rounds; i++) {
		write(ping[1], &n, sizeof n);
		if (!receive(pong[0], &n)) {
			fprintf(stderr, "no answer\n");
			return 1;
		}
	}
	close(ping[1]);
	wait(NULL);
	printf("%d rounds, the number is %d\n", rounds, n);
	return 0;
}
/* Output:
100 rounds, the number is 100
*/
