// A binary search tree of nodes from an array: insertions, searches, walks.
void out(unsigned long x);

#define N 8000

struct node {
	struct node *left, *right;
	unsigned key;
	int count;
};

static struct node nodes[N], *root;
static int used;

static void insert(unsigned key)
{
	struct node **at = &root;
	while (*at) {
		if ((*at)->key == key) {
			(*at)->count++;
			return;
		}
		at = key < (*at)->key ? &(*at)->left : &(*at)->right;
	}
	struct node *n = &nodes[used++];
	n->key = key;
	n->count = 1;
	*at = n;
}

static const struct node *find(unsigned key)
{
	const struct node *n = root;
	while (n && n->key != key)
		n = key < n->key ? n->left : n->right;
	return n;
}

static unsigned long walk(const struct node *n, unsigned long sum)
{
	if (!n)
		return sum;
	sum = walk(n->left, sum);
	sum = sum * 31 + n->key + (unsigned)n->count;
	return walk(n->right, sum);
}

static int depth(const struct node *n)
{
	if (!n)
		return 0;
	int l = depth(n->left), r = depth(n->right);
	return 1 + (l > r ? l : r);
}

int main(void)
{
	unsigned seed = 1;
	for (int i = 0; i < N; i++) {
		seed = seed * 1664525 + 1013904223;
		insert(seed >> 16);
	}
	unsigned long hits = 0;
	for (unsigned k = 0; k < 65536; k += 3)
		if (find(k))
			hits++;
	out(hits);
	out(walk(root, 0));
	out((unsigned long)depth(root));
	return 0;
}
