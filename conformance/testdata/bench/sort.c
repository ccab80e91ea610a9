// Sorting: quicksort with an insertion sort below 12 elements, and a heap sort.
void out(unsigned long x);

#define N 20000

static int keys[N], copy[N];

static void insertion(int *a, int n)
{
	for (int i = 1; i < n; i++) {
		int x = a[i], k = i;
		for (; k > 0 && a[k - 1] > x; k--)
			a[k] = a[k - 1];
		a[k] = x;
	}
}

static void quick(int *a, int n)
{
	while (n > 12) {
		int pivot = a[n / 2], i = 0, k = n - 1;
		for (;;) {
			while (a[i] < pivot)
				i++;
			while (a[k] > pivot)
				k--;
			if (i >= k)
				break;
			int t = a[i];
			a[i++] = a[k];
			a[k--] = t;
		}
		quick(a, i);
		a += i;
		n -= i;
	}
	insertion(a, n);
}

static void sift(int *a, int root, int n)
{
	for (int child; (child = 2 * root + 1) < n; root = child) {
		if (child + 1 < n && a[child] < a[child + 1])
			child++;
		if (a[root] >= a[child])
			return;
		int t = a[root];
		a[root] = a[child];
		a[child] = t;
	}
}

static void heap(int *a, int n)
{
	for (int i = n / 2 - 1; i >= 0; i--)
		sift(a, i, n);
	while (--n > 0) {
		int t = a[0];
		a[0] = a[n];
		a[n] = t;
		sift(a, 0, n);
	}
}

int main(void)
{
	unsigned seed = 12345;
	for (int i = 0; i < N; i++) {
		seed = seed * 1103515245 + 12345;
		keys[i] = copy[i] = (int)(seed >> 8);
	}
	quick(keys, N);
	heap(copy, N);
	unsigned long sum = 0;
	for (int i = 0; i < N; i++) {
		if (keys[i] != copy[i])
			out(i);
		sum = sum * 31 + (unsigned)keys[i];
	}
	out(sum);
	return 0;
}
