// exhaust: µprocesses without end, memory without end, descriptors without end
#include "attack.h"
#include <fcntl.h>

static void bomb(void)
{
	int made = 0, pids[128];
	for (;;) {
		int pid = fork();
		if (pid == 0) {
			for (;;)
				pause();
		}
		if (pid < 0) {
			printf("fork: %s after %s\n", strerror(errno), made > 40 ? "many" : "few");
			break;
		}
		pids[made++] = pid;
	}
	for (int i = 0; i < made; i++)
		kill(pids[i], SIGKILL);
	for (int i = 0; i < made; i++)
		waitpid(pids[i], 0, 0);
	fflush(stdout);
}

static void *got[4096];
static size_t sizes[4096];

// memory takes all that is free, and then forks: that fails, and the parent lives.
// It has no page left that a write would have to copy: a µprocess that needs a
// frame for that when there is none ends by SIGBUS.
static void memory(void)
{
	size_t n = 0;
	for (size_t size = 1 << 18; size >= 4096; size /= 4)
		while (n < 4096 && (got[n] = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED)
			sizes[n++] = size;
	int full = errno, pid = fork(), failed = errno;
	if (pid == 0)
		_exit(0);
	while (n-- > 0)
		munmap(got[n], sizes[n]);
	printf("mmap: %s\nthen fork: %s\n", strerror(full), pid < 0 ? strerror(failed) : "possible");
}

static void greedy(void)
{
	while (mmap(0, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
		;
}

static void descriptors(void)
{
	int fds[2], n = 0;
	while (pipe(fds) == 0)
		n++;
	printf("pipe: %s\n", strerror(errno));
	while (dup(0) >= 0)
		n++;
	printf("dup: %s\n", strerror(errno));
	printf("open: %s\n", open("other", O_CREAT | O_RDWR, 0600) < 0 ? strerror(errno) : "possible");
	fflush(stdout);
}

static void files(void)
{
	char name[16];
	int i;
	for (i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "f%d", i);
		int fd = open(name, O_CREAT | O_RDWR, 0600);
		if (fd < 0)
			break;
		close(fd);
	}
	printf("open: %s\n", i < 1000 ? strerror(errno) : "possible");
	fflush(stdout);
}

int main(void)
{
	attack("bomb", bomb);
	memory();
	attack("greedy", greedy);
	attack("descriptors", descriptors);
	attack("files", files);
	attack("bomb again", bomb);
	memory();
	attack("last", descriptors);
	puts("alive");
	return 0;
}
/* Contains:
fork: Resource temporarily unavailable after many
mmap: Cannot allocate memory
then fork: Cannot allocate memory
pipe: Too many open files
dup: Too many open files
open: Too many open files
open: No space left on device
bomb again: ended with 0
last: ended with 0
alive
*/
