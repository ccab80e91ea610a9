// atomics: two µprocesses count in one shared mapping, in atomic objects of each width.
// No count is lost, wherever the timer takes the hart away.
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct counters {
	atomic_uchar byte;
	atomic_ushort half;
	atomic_uint word;
	atomic_ulong dword;
};

#define EACH 20000

static void count(struct counters *c)
{
	for (int i = 0; i < EACH; i++) {
		c->byte++;
		atomic_fetch_add(&c->half, 1);
		c->word++;
		unsigned long was = atomic_load(&c->dword);
		while (!atomic_compare_exchange_strong(&c->dword, &was, was + 1))
			;
		unsigned char b = atomic_load(&c->byte);
		while (!atomic_compare_exchange_strong(&c->byte, &b, (unsigned char)(b + 2)))
			;
	}
}

int main(void)
{
	struct counters *c = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int pid = fork();
	count(c);
	if (pid == 0)
		return 0;
	waitpid(pid, 0, 0);
	printf("%u %u %u %lu\n", c->byte, c->half, c->word, c->dword);
	return 0;
}
/* Output:
192 40000 40000 40000
*/
