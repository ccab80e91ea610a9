/* <sys/queue.h> and <sys/tree.h>. */
#include <string.h>
#include <sys/queue.h>
#include <sys/tree.h>
#include "check.h"

struct node {
	int key;
	RB_ENTRY(node) tree;
	TAILQ_ENTRY(node) tail;
	LIST_ENTRY(node) list;
	STAILQ_ENTRY(node) simple;
	SLIST_ENTRY(node) single;
};

static int compare(struct node *a, struct node *b)
{
	return (a->key > b->key) - (a->key < b->key);
}

RB_HEAD(tree, node);
RB_PROTOTYPE_STATIC(tree, node, tree, compare);
RB_GENERATE_STATIC(tree, node, tree, compare);

static void trees(void)
{
	static struct node nodes[200];
	static char in[200];
	struct tree head = RB_INITIALIZER(&head);
	struct node *x, key;
	int count = 0, n, last;

	for (int round = 0; round < 3000; round++) {
		int i = rand() % 200;
		nodes[i].key = i;
		if (in[i])
			CHECK(RB_REMOVE(tree, &head, &nodes[i]) == &nodes[i]);
		else
			CHECK(RB_INSERT(tree, &head, &nodes[i]) == NULL && RB_INSERT(tree, &head, &nodes[i]) == &nodes[i]);
		in[i] = !in[i];
		count += in[i] ? 1 : -1;
		key.key = i;
		CHECK(RB_FIND(tree, &head, &key) == (in[i] ? &nodes[i] : NULL));
	}
	n = 0;
	last = -1;
	RB_FOREACH(x, tree, &head) {
		CHECK(x->key > last && in[x->key]);
		last = x->key;
		n++;
	}
	CHECK(n == count && RB_MAX(tree, &head)->key == last);
}

static void lists(void)
{
	TAILQ_HEAD(tails, node) tails = TAILQ_HEAD_INITIALIZER(tails);
	LIST_HEAD(, node) list = LIST_HEAD_INITIALIZER(list);
	STAILQ_HEAD(, node) simple = STAILQ_HEAD_INITIALIZER(simple);
	SLIST_HEAD(, node) single = SLIST_HEAD_INITIALIZER(single);
	struct node a = { 1 }, b = { 2 }, c = { 3 }, *x, *next;

	TAILQ_INSERT_TAIL(&tails, &a, tail);
	TAILQ_INSERT_HEAD(&tails, &b, tail);
	TAILQ_INSERT_AFTER(&tails, &b, &c, tail);
	TAILQ_FOREACH(x, &tails, tail)
		printf("%d", x->key);
	TAILQ_FOREACH_REVERSE(x, &tails, tails, tail)
		printf("%d", x->key);
	CHECK(TAILQ_LAST(&tails, tails) == &a && TAILQ_PREV(&a, tails, tail) == &c && TAILQ_PREV(&b, tails, tail) == NULL);
	TAILQ_FOREACH_SAFE(x, &tails, tail, next)
		TAILQ_REMOVE(&tails, x, tail);
	CHECK(TAILQ_EMPTY(&tails));
	LIST_INSERT_HEAD(&list, &a, list);
	LIST_INSERT_AFTER(&a, &b, list);
	LIST_INSERT_BEFORE(&a, &c, list);
	LIST_REMOVE(&a, list);
	LIST_FOREACH(x, &list, list)
		printf(" %d", x->key);
	STAILQ_INSERT_TAIL(&simple, &a, simple);
	STAILQ_INSERT_TAIL(&simple, &b, simple);
	STAILQ_INSERT_HEAD(&simple, &c, simple);
	STAILQ_REMOVE(&simple, &b, node, simple);
	CHECK(STAILQ_LAST(&simple, node, simple) == &a);
	STAILQ_FOREACH(x, &simple, simple)
		printf(" %d", x->key);
	SLIST_INSERT_HEAD(&single, &a, single);
	SLIST_INSERT_HEAD(&single, &b, single);
	SLIST_REMOVE(&single, &a, node, single);
	SLIST_FOREACH(x, &single, single)
		printf(" %d", x->key);
	printf("\n");
}

int main(void)
{
	trees();
	lists();
	DONE();
}
