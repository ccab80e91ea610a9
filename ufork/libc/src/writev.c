#include <sys/uio.h>
#include <unistd.h>

ssize_t writev(int fd, const struct iovec *parts, int n)
{
	ssize_t done = 0;

	for (int i = 0; i < n; i++) {
		ssize_t put = write(fd, parts[i].iov_base, parts[i].iov_len);
		if (put < 0)
			return done > 0 ? done : -1;
		done += put;
		if ((size_t)put < parts[i].iov_len)
			break;
	}
	return done;
}
