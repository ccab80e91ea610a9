/* A capability as CheriBSD's %#p writes it: the address, and unless it is only
 * a number: permissions, bounds and what is peculiar about it. */
#include <stdint.h>
#include <ushell/print.h>

#ifdef __CHERI__

/* The permission field of the instruction that reads it. */
enum { PERM_W = 1 << 0, PERM_C = 1 << 5, PERM_ASR = 1 << 16, PERM_X = 1 << 17, PERM_R = 1 << 18 };

static char *put_hex(char *s, uint64_t v)
{
	int shift = 60;

	*s++ = '0';
	*s++ = 'x';
	while (shift && !(v >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*s++ = "0123456789abcdef"[v >> shift & 15];
	return s;
}

static char *put_text(char *s, const char *text)
{
	while (*text)
		*s++ = *text++;
	return s;
}

static char *put_perms(char *s, unsigned long perms)
{
	static const struct {
		unsigned long needs;
		char letter;
	} table[] = {
		{PERM_R, 'r'}, {PERM_W, 'w'}, {PERM_X, 'x'},
		{PERM_R | PERM_C, 'R'}, {PERM_W | PERM_C, 'W'}, {PERM_ASR, 'a'},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if ((perms & table[i].needs) == table[i].needs)
			*s++ = table[i].letter;
	return s;
}

int __print_capability(char *buf, void *p)
{
	uint64_t addr = __builtin_cheri_address_get(p), base = __builtin_cheri_base_get(p);
	uint64_t length = __builtin_cheri_length_get(p), top = base + length;
	int tag = __builtin_cheri_tag_get(p), sealed = __builtin_cheri_sealed_get(p);
	char *s = put_hex(buf, addr);

	if (!tag && __builtin_cheri_equal_exact(p, __builtin_cheri_address_set((void *)0, addr)))
		return s - buf;
	s = put_text(s, " [");
	s = put_perms(s, __builtin_cheri_perms_get(p));
	*s++ = ',';
	s = put_hex(s, base);
	*s++ = '-';
	if ((base && top < base) || length == UINT64_MAX)
		s = put_text(s, "0x10000000000000000"); /* all of the address space */
	else
		s = put_hex(s, top);
	*s++ = ']';
	if (!tag)
		s = put_text(s, sealed ? " (invalid,sentry)" : " (invalid)");
	else if (sealed)
		s = put_text(s, " (sentry)");
	return s - buf;
}

#endif
