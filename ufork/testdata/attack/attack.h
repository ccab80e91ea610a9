// What the attacks share: each is made by a child, and the parent tells how that
// ended. At the end the parent is alive.
#include <cheriintrin.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ushell/sys.h>

static void attack(const char *name, void (*f)(void))
{
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		f();
		_exit(0);
	}
	int status;
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		printf("%s: signal %d\n", name, WTERMSIG(status));
	else
		printf("%s: ended with %d\n", name, WEXITSTATUS(status));
}

// table is the table of the kernel's entries.
extern void *const *__syscalls;
