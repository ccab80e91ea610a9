/* Calls that no system here has: each fails with ENOSYS. They are weak, as
 * programs use some of the names for functions of their own. */
#include <dirent.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <unistd.h>

#define NONE(call) \
	__attribute__((weak)) int call \
	{ \
		errno = ENOSYS; \
		return -1; \
	}

NONE(rename(const char *from, const char *to))
NONE(unlink(const char *path))
NONE(rmdir(const char *path))
NONE(link(const char *from, const char *to))
NONE(chdir(const char *path))
NONE(mkdir(const char *path, mode_t mode))
NONE(chmod(const char *path, mode_t mode))
NONE(mkfifo(const char *path, mode_t mode))
NONE(fsync(int fd))
NONE(ftruncate(int fd, off_t n))
NONE(ioctl(int fd, unsigned long request, ...))
NONE(msync(void *p, size_t n, int flags))
NONE(sigpending(sigset_t *set))
NONE(getrlimit(int which, struct rlimit *limit))
NONE(setrlimit(int which, const struct rlimit *limit))
NONE(sysctl(const int *name, unsigned n, void *old, size_t *old_n, const void *set, size_t set_n))
NONE(sysctlbyname(const char *name, void *old, size_t *old_n, const void *set, size_t set_n))
NONE(socket(int domain, int type, int protocol))
NONE(bind(int fd, const struct sockaddr *addr, socklen_t n))
NONE(connect(int fd, const struct sockaddr *addr, socklen_t n))
NONE(listen(int fd, int backlog))
NONE(accept(int fd, struct sockaddr *restrict addr, socklen_t *restrict n))
NONE(shutdown(int fd, int how))
NONE(socketpair(int domain, int type, int protocol, int fds[2]))
NONE(closedir(DIR *dir))

__attribute__((weak)) ssize_t send(int fd, const void *s, size_t n, int flags)
{
	errno = ENOSYS;
	return -1;
}

__attribute__((weak)) ssize_t recv(int fd, void *s, size_t n, int flags)
{
	errno = ENOSYS;
	return -1;
}

__attribute__((weak)) DIR *opendir(const char *path)
{
	errno = ENOSYS;
	return NULL;
}

__attribute__((weak)) struct dirent *readdir(DIR *dir)
{
	return NULL;
}

/* No alarm is ever set, so none was. */
__attribute__((weak)) unsigned alarm(unsigned seconds)
{
	errno = ENOSYS;
	return 0;
}
