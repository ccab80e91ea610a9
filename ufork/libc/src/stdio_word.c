/* Words of binary streams, as old programs use them. */
#include <stdio.h>

int getw(FILE *f)
{
	int w;
	return fread(&w, sizeof w, 1, f) ? w : EOF;
}

int putw(int w, FILE *f) { return fwrite(&w, sizeof w, 1, f) ? 0 : EOF; }
