// shared_memory: a mapping that parent and child both write, and one that they don't share
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || private == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	shared[0] = private[0] = 1;
	// The child's pointer to the mapping leads to its own region; the frame behind
	// it is the same.
	if (fork() == 0) {
		shared[0]++;
		private[0]++;
		shared[1] = private[0];
		_exit(0);
	}
	wait(NULL);
	printf("shared %d, private %d, the child's private %d\n", shared[0], private[0], shared[1]);
	return 0;
}
/* Output:
shared 2, private 1, the child's private 2
*/
