// The console: an ns16550a, written and read byte by byte.
#include "kernel.h"

enum { DATA = 0, LINE_STATUS = 5 };
static char line[256];
static u32 head, tail; // of line: what was received and not read yet

static void put(char c)
{
	((volatile unsigned char *)uart)[DATA] = c;
}

// console_poll takes in what was received; it says whether there is something,
// and wakes who waits for it.
int console_poll(void)
{
	volatile unsigned char *u = uart;
	while (head - tail < sizeof line && u[LINE_STATUS] & 1)
		line[head++ % sizeof line] = u[DATA];
	if (head != tail)
		wakeup(line);
	return head != tail;
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

// console_read waits for the first byte. Nothing received and nobody who could
// send it is the end of the input.
long console_read(void *to, u64 n)
{
	console_poll();
	if (head == tail || n == 0)
		return 0;
	char part[sizeof line];
	u64 m = 0;
	while (m < n && head != tail)
		part[m++] = line[tail++ % sizeof line];
	return copy_out(to, part, m) < 0 ? -EFAULT : (long)m;
}
