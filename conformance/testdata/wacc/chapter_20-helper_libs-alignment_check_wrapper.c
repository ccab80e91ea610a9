// The stack is aligned in functions that save registers.
void exit(int);
int test1(void), test2(void), test3(void);

int check_alignment(int code)
{
	if ((unsigned long)__builtin_frame_address(0) % 16 != 0)
		exit(code);
	return 0;
}

int main(void)
{
	test1();
	test2();
	test3();
	return 0;
}
