#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <ushell/sys.h>

/* No call waits for several descriptors. Each that is open is said to be ready,
 * as a read or a write of it waits for itself. */
int poll(struct pollfd *fds, nfds_t n, int ms)
{
	int ready = 0;
	struct stat st;

	(void)ms;
	for (nfds_t i = 0; i < n; i++) {
		fds[i].revents = 0;
		if (fds[i].fd >= 0)
			fds[i].revents = __sys_fstat(fds[i].fd, &st) < 0 ? POLLNVAL : fds[i].events & (POLLIN | POLLOUT);
		ready += fds[i].revents != 0;
	}
	return ready;
}
