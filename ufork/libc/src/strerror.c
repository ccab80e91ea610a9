/* What the error numbers mean, in words. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

/* The texts are in the table themselves: pointers to them would take as much
 * room again, and each an initialiser. */
static const struct {
	unsigned char number;
	char text[51];
} table[] = {
	{0, "No error: 0"},
	{EPERM, "Operation not permitted"},
	{ENOENT, "No such file or directory"},
	{ESRCH, "No such process"},
	{EINTR, "Interrupted system call"},
	{EIO, "Input/output error"},
	{ENXIO, "Device not configured"},
	{E2BIG, "Argument list too long"},
	{ENOEXEC, "Exec format error"},
	{EBADF, "Bad file descriptor"},
	{ECHILD, "No child processes"},
	{EAGAIN, "Resource temporarily unavailable"},
	{ENOMEM, "Cannot allocate memory"},
	{EACCES, "Permission denied"},
	{EFAULT, "Bad address"},
	{ENOTBLK, "Block device required"},
	{EBUSY, "Device busy"},
	{EEXIST, "File exists"},
	{EXDEV, "Cross-device link"},
	{ENODEV, "Operation not supported by device"},
	{ENOTDIR, "Not a directory"},
	{EISDIR, "Is a directory"},
	{EINVAL, "Invalid argument"},
	{ENFILE, "Too many open files in system"},
	{EMFILE, "Too many open files"},
	{ENOTTY, "Inappropriate ioctl for device"},
	{ETXTBSY, "Text file busy"},
	{EFBIG, "File too large"},
	{ENOSPC, "No space left on device"},
	{ESPIPE, "Illegal seek"},
	{EROFS, "Read-only file system"},
	{EMLINK, "Too many links"},
	{EPIPE, "Broken pipe"},
	{EDOM, "Numerical argument out of domain"},
	{ERANGE, "Result too large"},
	{EDEADLK, "Resource deadlock avoided"},
	{ENAMETOOLONG, "File name too long"},
	{ENOLCK, "No locks available"},
	{ENOSYS, "Function not implemented"},
	{ENOTEMPTY, "Directory not empty"},
	{ELOOP, "Too many levels of symbolic links"},
	{ENOMSG, "No message of desired type"},
	{EIDRM, "Identifier removed"},
	{ENOLINK, "Link has been severed"},
	{EPROTO, "Protocol error"},
	{EMULTIHOP, "Multihop attempted"},
	{EBADMSG, "Bad message"},
	{EOVERFLOW, "Value too large to be stored in data type"},
	{EILSEQ, "Illegal byte sequence"},
	{EUSERS, "Too many users"},
	{ENOTSOCK, "Socket operation on non-socket"},
	{EDESTADDRREQ, "Destination address required"},
	{EMSGSIZE, "Message too long"},
	{EPROTOTYPE, "Protocol wrong type for socket"},
	{ENOPROTOOPT, "Protocol not available"},
	{EPROTONOSUPPORT, "Protocol not supported"},
	{ESOCKTNOSUPPORT, "Socket type not supported"},
	{EOPNOTSUPP, "Operation not supported"},
	{EPFNOSUPPORT, "Protocol family not supported"},
	{EAFNOSUPPORT, "Address family not supported by protocol family"},
	{EADDRINUSE, "Address already in use"},
	{EADDRNOTAVAIL, "Can't assign requested address"},
	{ENETDOWN, "Network is down"},
	{ENETUNREACH, "Network is unreachable"},
	{ENETRESET, "Network dropped connection on reset"},
	{ECONNABORTED, "Software caused connection abort"},
	{ECONNRESET, "Connection reset by peer"},
	{ENOBUFS, "No buffer space available"},
	{EISCONN, "Socket is already connected"},
	{ENOTCONN, "Socket is not connected"},
	{ETIMEDOUT, "Operation timed out"},
	{ECONNREFUSED, "Connection refused"},
	{EHOSTDOWN, "Host is down"},
	{EHOSTUNREACH, "No route to host"},
	{EALREADY, "Operation already in progress"},
	{EINPROGRESS, "Operation now in progress"},
	{ESTALE, "Stale NFS file handle"},
	{EDQUOT, "Disc quota exceeded"},
	{ECANCELED, "Operation canceled"},
	{EOWNERDEAD, "Previous owner died"},
	{ENOTRECOVERABLE, "State not recoverable"},
	{EPROT, "Memory protection violation"},
};

/* The message, or "Unknown error: " and the number at s. */
static const char *message(int e, char *s, size_t n)
{
	char digits[12];
	unsigned u = e < 0 ? -(unsigned)e : (unsigned)e;
	int k = sizeof digits;

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i].number == e)
			return table[i].text;
	digits[--k] = 0;
	do
		digits[--k] = '0' + u % 10;
	while (u /= 10);
	if (e < 0)
		digits[--k] = '-';
	if (strlcpy(s, "Unknown error: ", n) < n)
		strlcat(s, digits + k, n);
	return s;
}

char *strerror(int e)
{
	static char unknown[32];
	return (char *)message(e, unknown, sizeof unknown);
}

int strerror_r(int e, char *s, size_t n)
{
	char unknown[32];
	const char *text = message(e, unknown, sizeof unknown);

	if (strlcpy(s, text, n) >= n)
		return ERANGE;
	return text == unknown ? EINVAL : 0;
}
