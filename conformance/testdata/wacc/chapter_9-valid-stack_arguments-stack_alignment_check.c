// Arguments on the stack, which is aligned.
void exit(int);

static int aligned(void *frame) { return (unsigned long)frame % 16 == 0; }

int even_arguments(int a, int b, int c, int d, int e, int f, int g, int h)
{
	if (a != 1 || b != 2 || c != 3 || d != 4 || e != 5 || f != 6 || g != 7 || h != 8 || !aligned(__builtin_frame_address(0)))
		exit(-1);
	return 1;
}

int odd_arguments(int a, int b, int c, int d, int e, int f, int g, int h, int i)
{
	if (i != 9 || !aligned(__builtin_frame_address(0)))
		exit(-1);
	return even_arguments(a, b, c, d, e, f, g, h);
}
