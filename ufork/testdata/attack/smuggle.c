// smuggle: a capability of another µprocess, through all that two have in common
#include "attack.h"
#include <fcntl.h>

static void handler(int sig)
{
}

static void **common;

// Shared memory takes no capability, however it is stored.
static void store(void)
{
	char secret[16];
	common[4] = secret;
}

static void swap(void)
{
	char secret[16];
	void *p = secret;
	__asm__ volatile("amoswap.y t0, %0, (%1)" ::"r"(p), "r"(&common[5]) : "t0", "memory");
}

static void conditional(void)
{
	char secret[16];
	void *p = secret;
	__asm__ volatile("lr.y t0, (%1)\n sc.y t0, %0, (%1)" ::"r"(p), "r"(&common[6]) : "t0", "memory");
}

// A copy of bytes may carry a pattern, but no tag.
static void copy(void)
{
	char secret[16];
	void *p = secret;
	for (int i = 0; i < 2; i++)
		((volatile unsigned long *)&common[7])[i] = ((unsigned long *)&p)[i];
	_exit(cheri_tag_get(common[7]));
}

static int tags_in(void **p)
{
	int n = 0;
	for (int i = 0; i < 4096 / (int)sizeof *p; i++)
		n += cheri_tag_get(p[i]);
	return n;
}

int main(void)
{
	char secret[16] = "secret";
	void **shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fds[2];
	common = shared;
	attack("a store", store);
	attack("a swap", swap);
	attack("a conditional store", conditional);
	attack("bytes", copy);
	pipe(fds);
	fflush(stdout);
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
	printf("tags: pipe %d, file %d, shared memory %d\nalive\n", (int)cheri_tag_get(in[0]), (int)cheri_tag_get(file[0]), tags_in(shared));
	return 0;
}
/* Output:
a store: signal 34
a swap: signal 34
a conditional store: signal 34
bytes: ended with 0
tags: pipe 0, file 0, shared memory 0
alive
*/
