/* What optimisation leaves of variables. */
static int calls;

__attribute__((noinline)) static int twice(int n)
{
	calls++;
	return 2 * n;
}

__attribute__((noinline)) static int work(int *a, int n, int unused)
{
	int *last = a + n, sum = 0, other = 7;
	for (int *p = a; p < last; p++) {
		int old = *p;
		int new = twice(old);
		*p = new;
		sum += new;
		other = old;
		calls++;
		other = 3;
	}
	int copy = sum;
	calls += 2;
	copy = twice(copy);
	calls += 3;
	sum = 9;
	calls += 4;
	return copy + other;
}

int main(void)
{
	int a[5] = { 1, 2, 3, 4, 5 };
	int r = work(a, 5, 11);
	calls += r;
	return r;
}
