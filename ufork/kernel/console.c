// The console: an ns16550a, written and read byte by byte.
#include "kernel.h"

enum { DATA = 0, LINE_STATUS = 5, RECEIVED = 1 };

static void put(char c)
{
	((volatile unsigned char *)uart)[DATA] = c;
}

void console_puts(const char *s)
{
	while (*s)
		put(*s++);
}

void console_number(u64 n, unsigned base)
{
	char digits[24];
	int i = sizeof digits;
	do
		digits[--i] = "0123456789abcdef"[n % base];
	while (n /= base);
	for (; i < (int)sizeof digits; i++)
		put(digits[i]);
}

// console_write copies a part before it sends it; with less isolation it sends what
// it reads from the caller.
long console_write(const void *from, u64 n)
{
	char part[128];
	if (isolation != ISO_FULL) {
		u64 left = copy_device(uart, user((void *)from), n);
		return left && left == n ? -EFAULT : (long)(n - left);
	}
	for (u64 done = 0; done < n;) {
		u64 m = n - done < sizeof part ? n - done : sizeof part;
		if (copy_in(part, (const char *)from + done, m) < 0)
			return done ? (long)done : -EFAULT;
		for (u64 i = 0; i < m; i++)
			put(part[i]);
		done += m;
	}
	return n;
}

// console_read answers at most a line. The machine has a byte ready as long as its
// input has not ended; the end shows as a zero behind which nothing is ready.
// Without any input a read is at the end at once.
long console_read(void *to, u64 n)
{
	volatile unsigned char *u = uart;
	char part[256];
	u64 m = 0, pid = current->pid;
	PROBE(console.read, pid);
	while (m < n && m < sizeof part && u[LINE_STATUS] & RECEIVED) {
		char c = u[DATA];
		if (!c && !(u[LINE_STATUS] & RECEIVED))
			break;
		part[m++] = c;
		if (c == '\n')
			break;
	}
	return copy_out(to, part, m) < 0 ? -EFAULT : (long)m;
}
