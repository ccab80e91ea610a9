// smuggle: a capability of another µprocess, through all that two have in common
#include "attack.h"
#include <fcntl.h>

static void handler(int sig)
{
}

int main(void)
{
	char secret[16] = "secret";
	void **shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fds[2];
	pipe(fds);
	int pid = fork();
	if (pid == 0) {
		void *p = secret, *out[2] = { p, p };
		write(fds[1], out, sizeof out);
		int fd = open("letter", O_CREAT | O_RDWR, 0600);
		write(fd, out, sizeof out);
		// The kernel copies handlers with their tags, but not there.
		struct sigaction a = { 0 };
		a.sa_handler = handler;
		sigaction(SIGUSR1, &a, 0);
		if (__sys_sigaction(SIGUSR1, 0, (struct sigaction *)&shared[2]) != -EFAULT)
			puts("sigaction wrote there");
		shared[0] = p;
		_exit(0);
	}
	waitpid(pid, 0, 0);
	void *in[2];
	read(fds[0], in, sizeof in);
	int fd = open("letter", O_RDONLY);
	void *file[2];
	read(fd, file, sizeof file);
	printf("tags: pipe %d, file %d, shared memory %d\nalive\n", (int)cheri_tag_get(in[0]), (int)cheri_tag_get(file[0]), (int)cheri_tag_get(shared[0]) + (int)cheri_tag_get(shared[2]));
	return 0;
}
/* Contains:
tags: pipe 0, file 0, shared memory 0
alive
*/
