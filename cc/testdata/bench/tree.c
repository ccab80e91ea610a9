/* A treap: insertion, search, deletion, a walk over all. */
#include <stdio.h>
#include <stdlib.h>

struct node {
	struct node *left, *right;
	unsigned key, priority;
	int count;
};

static struct node pool[4096];
static struct node *unused;
static unsigned seed = 7;

static unsigned rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static struct node *new(unsigned key)
{
	struct node *n = unused;
	if (!n)
		exit(1);
	unused = n->left;
	n->left = n->right = 0;
	n->key = key;
	n->priority = rnd();
	n->count = 1;
	return n;
}

static struct node *right(struct node *t)
{
	struct node *l = t->left;
	t->left = l->right;
	l->right = t;
	return l;
}

static struct node *left(struct node *t)
{
	struct node *r = t->right;
	t->right = r->left;
	r->left = t;
	return r;
}

static struct node *insert(struct node *t, unsigned key)
{
	if (!t)
		return new(key);
	if (key == t->key) {
		t->count++;
	} else if (key < t->key) {
		t->left = insert(t->left, key);
		if (t->left->priority > t->priority)
			t = right(t);
	} else {
		t->right = insert(t->right, key);
		if (t->right->priority > t->priority)
			t = left(t);
	}
	return t;
}

static struct node *delete(struct node *t, unsigned key)
{
	if (!t)
		return 0;
	if (key < t->key) {
		t->left = delete(t->left, key);
	} else if (key > t->key) {
		t->right = delete(t->right, key);
	} else if (!t->left || !t->right) {
		struct node *s = t->left ? t->left : t->right;
		t->left = unused;
		unused = t;
		return s;
	} else if (t->left->priority > t->right->priority) {
		t = right(t);
		t->right = delete(t->right, key);
	} else {
		t = left(t);
		t->left = delete(t->left, key);
	}
	return t;
}

static int find(const struct node *t, unsigned key)
{
	while (t && t->key != key)
		t = key < t->key ? t->left : t->right;
	return t ? t->count : 0;
}

static int height(const struct node *t)
{
	if (!t)
		return 0;
	int l = height(t->left), r = height(t->right);
	return 1 + (l > r ? l : r);
}

static unsigned walk(const struct node *t, unsigned s)
{
	if (!t)
		return s;
	s = walk(t->left, s);
	s = s * 33 + t->key;
	return walk(t->right, s);
}

int main(void)
{
	for (int i = 0; i < 4096; i++) {
		pool[i].left = unused;
		unused = &pool[i];
	}
	struct node *t = 0;
	for (int i = 0; i < 4000; i++)
		t = insert(t, rnd() % 5000);
	int found = 0;
	for (unsigned i = 0; i < 5000; i++)
		found += find(t, i);
	int h = height(t);
	for (unsigned i = 0; i < 5000; i += 2)
		t = delete(t, i);
	printf("%d %d %x\n", found, h, walk(t, 0));
	return 0;
}
