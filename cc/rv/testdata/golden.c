struct node { struct node *next; long value; char name[6]; };
static struct node first = { 0, -7, "first" };
struct node *list = &first;
static const double ratio = 0.1;

long total(const struct node *n)
{
	long s = 0;
	for (; n; n = n->next)
		s += n->value;
	return s;
}

void fill(char *to, int c, unsigned n)
{
	while (n-- > 0)
		*to++ = c;
}

static int pick(int n)
{
	switch (n) {
	case 1: return 10;
	case 2: return 25;
	case 3: return 31;
	case 4: return 47;
	case 5: return 58;
	case 6: return 60;
	}
	return 0;
}

double scale(double x, int n) { return x * ratio + pick(n); }

int local(int n)
{
	int a[4] = { n, n + 1 };
	extern int each(int *, int);
	return each(a, 4) + a[2];
}
