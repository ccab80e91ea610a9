// Checksums: CRC-32 by table and bit by bit, and Adler-32.
void out(unsigned long x);

#define N 65536

static unsigned char data[N];
static unsigned table[256];

static unsigned by_table(const unsigned char *p, unsigned long n)
{
	unsigned c = 0xffffffff;
	while (n-- > 0)
		c = table[(c ^ *p++) & 0xff] ^ c >> 8;
	return ~c;
}

static unsigned by_bits(const unsigned char *p, unsigned long n)
{
	unsigned c = 0xffffffff;
	for (unsigned long i = 0; i < n; i++) {
		c ^= p[i];
		for (int k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320 ^ c >> 1 : c >> 1;
	}
	return ~c;
}

static unsigned adler(const unsigned char *p, unsigned long n)
{
	unsigned a = 1, b = 0;
	for (unsigned long i = 0; i < n; i++) {
		a = (a + p[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

int main(void)
{
	for (unsigned i = 0; i < 256; i++) {
		unsigned c = i;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320 ^ c >> 1 : c >> 1;
		table[i] = c;
	}
	for (unsigned i = 0; i < N; i++)
		data[i] = (unsigned char)(i * 7 ^ i >> 5);
	for (int i = 0; i < 4; i++)
		out(by_table(data + i, N - i));
	out(by_bits(data, N));
	out(adler(data, N));
	return 0;
}
