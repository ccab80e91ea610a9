/* The console, which is a UART, and the end. */
#include <cheriintrin.h>
#include <errno.h>
#include <ushell/sys.h>
#include <ushell/bare.h>

enum {
	DATA = 0,        /* registers of an ns16550a */
	LINE_STATUS = 5,
	RECEIVED = 1,    /* bits of the line status */
	CAN_SEND = 0x20,
};

enum { PASS = 0x5555, FAIL = 0x3333 }; /* commands of the finisher */

static int ended; /* the input has */

int __bare_midline;

void __bare_put(const char *s, size_t n)
{
	volatile uint8_t *uart = __bare_uart;

	if (n > 0)
		__bare_midline = s[n - 1] != '\n';
	for (size_t i = 0; i < n; i++) {
		while (!(uart[LINE_STATUS] & CAN_SEND))
			;
		uart[DATA] = (uint8_t)s[i];
	}
}

_Noreturn void __bare_halt(int status)
{
	status &= 0xff;
	for (;;)
		*__bare_finisher = status == 0 ? PASS : (uint32_t)status << 16 | FAIL;
}

_Noreturn void __sys_exit(int status)
{
	__bare_halt(status);
}

/* Whether n bytes at s can be reached with the permission: a kernel would answer
 * an error, not fault. */
static int reaches(const void *s, size_t n, size_t perm)
{
	ptraddr_t at = cheri_address_get(s);

	return cheri_tag_get(s) && !cheri_is_sealed(s) && (cheri_perms_get(s) & perm) && at >= cheri_base_get(s) &&
	       n <= cheri_base_get(s) + cheri_length_get(s) - at;
}

long __sys_write(int fd, const void *s, size_t n)
{
	if (fd != 1 && fd != 2)
		return -EBADF;
	if (n > 0 && !reaches(s, n, CHERI_PERM_LOAD))
		return -EFAULT;
	__bare_put(s, n);
	return (long)n;
}

/* The next byte, or -1 at the end. Before the end the line always says that
 * there is one; at the end it says so a last time, and a zero is read. */
static int receive(void)
{
	volatile uint8_t *uart = __bare_uart;
	int c;

	if (ended)
		return -1;
	while (!(uart[LINE_STATUS] & RECEIVED))
		;
	c = uart[DATA];
	if (c == 0 && !(uart[LINE_STATUS] & RECEIVED)) {
		ended = 1;
		return -1;
	}
	return c;
}

/* Up to the end of a line, as from a terminal. */
long __sys_read(int fd, void *s, size_t n)
{
	char *p = s;
	size_t i;
	int c;

	if (fd != 0)
		return -EBADF;
	if (n > 0 && !reaches(s, n, CHERI_PERM_STORE))
		return -EFAULT;
	for (i = 0; i < n; i++) {
		if ((c = receive()) < 0)
			break;
		p[i] = (char)c;
		if (c == '\n')
			return (long)i + 1;
	}
	return (long)i;
}
