/* Checksums of a buffer: CRC-32 bit by bit and by table, Adler-32, FNV-1a. */
#include <stdio.h>

#define SIZE 4096

static unsigned char buf[SIZE];
static unsigned table[256];

static unsigned slow(const unsigned char *p, unsigned n)
{
	unsigned c = 0xffffffffu;
	while (n--) {
		c ^= *p++;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? (c >> 1) ^ 0xedb88320u : c >> 1;
	}
	return ~c;
}

static void make(void)
{
	for (unsigned i = 0; i < 256; i++) {
		unsigned c = i;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? (c >> 1) ^ 0xedb88320u : c >> 1;
		table[i] = c;
	}
}

static unsigned fast(const unsigned char *p, unsigned n)
{
	unsigned c = 0xffffffffu;
	for (unsigned i = 0; i < n; i++)
		c = table[(c ^ p[i]) & 255] ^ (c >> 8);
	return ~c;
}

static unsigned adler(const unsigned char *p, unsigned n)
{
	unsigned a = 1, b = 0;
	for (unsigned i = 0; i < n; i++) {
		a = (a + p[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

static unsigned long fnv(const unsigned char *p, unsigned n)
{
	unsigned long h = 0xcbf29ce484222325ul;
	while (n--)
		h = (h ^ *p++) * 0x100000001b3ul;
	return h;
}

int main(void)
{
	unsigned x = 12345;
	for (int i = 0; i < SIZE; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		buf[i] = (unsigned char)x;
	}
	make();
	unsigned s = 0;
	for (int i = 0; i < 16; i++) {
		buf[i] ^= 1;
		s += fast(buf, SIZE) ^ adler(buf, SIZE);
	}
	printf("%x %x %x %lx\n", s, slow(buf, SIZE), fast(buf, SIZE), fnv(buf, SIZE));
	return 0;
}
