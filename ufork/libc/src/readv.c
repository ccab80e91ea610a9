#include <sys/uio.h>
#include <unistd.h>

ssize_t readv(int fd, const struct iovec *parts, int n)
{
	ssize_t done = 0;

	for (int i = 0; i < n; i++) {
		ssize_t got = read(fd, parts[i].iov_base, parts[i].iov_len);
		if (got < 0)
			return done > 0 ? done : -1;
		done += got;
		if ((size_t)got < parts[i].iov_len)
			break;
	}
	return done;
}
