/* What a program wants to be called at its end, in blocks of 32. */
#include <stdlib.h>
#include <ushell/exit.h>

struct block {
	struct block *before;
	int n;
	void (*f[32])(void);
};

static struct block first, *last = &first;

int atexit(void (*f)(void))
{
	if (last->n == 32) {
		struct block *b = calloc(1, sizeof *b);
		if (b == NULL)
			return -1;
		b->before = last;
		last = b;
	}
	last->f[last->n++] = f;
	return 0;
}

/* The newest first; they may ask for more. */
void __atexit_run(void)
{
	for (;;) {
		if (last->n > 0)
			last->f[--last->n]();
		else if (last->before != NULL)
			last = last->before;
		else
			return;
	}
}
