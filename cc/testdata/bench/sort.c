/* Three ways to sort, on the same numbers. */
#include <stdio.h>

#define N 2000

static int a[N], b[N];
static unsigned seed = 1;

static unsigned next(void)
{
	seed = seed * 1103515245u + 12345u;
	return seed >> 16;
}

static void swap(int *x, int *y)
{
	int t = *x;
	*x = *y;
	*y = t;
}

static void quick(int *v, int lo, int hi)
{
	while (lo < hi) {
		int p = v[(lo + hi) / 2], i = lo, j = hi;
		while (i <= j) {
			while (v[i] < p)
				i++;
			while (v[j] > p)
				j--;
			if (i <= j)
				swap(&v[i++], &v[j--]);
		}
		if (j - lo < hi - i) {
			quick(v, lo, j);
			lo = i;
		} else {
			quick(v, i, hi);
			hi = j;
		}
	}
}

static void insertion(int *v, int n)
{
	for (int i = 1; i < n; i++) {
		int x = v[i], j = i - 1;
		while (j >= 0 && v[j] > x) {
			v[j + 1] = v[j];
			j--;
		}
		v[j + 1] = x;
	}
}

static void sift(int *v, int i, int n)
{
	for (;;) {
		int c = 2 * i + 1;
		if (c >= n)
			return;
		if (c + 1 < n && v[c + 1] > v[c])
			c++;
		if (v[i] >= v[c])
			return;
		swap(&v[i], &v[c]);
		i = c;
	}
}

static void heap(int *v, int n)
{
	for (int i = n / 2 - 1; i >= 0; i--)
		sift(v, i, n);
	for (int i = n - 1; i > 0; i--) {
		swap(&v[0], &v[i]);
		sift(v, 0, i);
	}
}

static void fill(void)
{
	seed = 1;
	for (int i = 0; i < N; i++)
		b[i] = a[i] = (int)(next() % 10000);
}

static unsigned sum(const int *v)
{
	unsigned s = 0;
	for (int i = 0; i < N; i++)
		s = s * 31 + (unsigned)v[i];
	return s;
}

int main(void)
{
	fill();
	quick(a, 0, N - 1);
	heap(b, N);
	unsigned x = sum(a), y = sum(b);
	fill();
	insertion(b, N / 2);
	int ordered = 1;
	for (int i = 1; i < N / 2; i++)
		ordered &= b[i - 1] <= b[i];
	printf("%u %d %d\n", x, x == y, ordered);
	return 0;
}
