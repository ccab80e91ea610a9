/* Sorting, numbers, the environment, options. */
#include <cheriintrin.h>
#include <getopt.h>
#include <libgen.h>
#include <string.h>
#include <unistd.h>
#include "check.h"

struct item {
	long key;
	char *name;
};

static int by_int(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

static int by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	return (x->key > y->key) - (x->key < y->key);
}

static int by_text(const void *a, const void *b)
{
	return memcmp(a, b, 3);
}

static int by_name(const void *a, const void *b, void *calls)
{
	(*(int *)calls)++;
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sorting(void)
{
	static int n[3000];
	static char text[3 * 101];
	struct item items[50];
	char *names[] = { "pear", "fig", "apple", "kiwi", "date" };
	int calls = 0, key = 77 * 3;

	for (int kind = 0; kind < 5; kind++) {
		for (int i = 0; i < 3000; i++)
			n[i] = kind == 0 ? rand() % 1000 : kind == 1 ? i : kind == 2 ? -i : kind == 3 ? i % 3 : i % 2 ? i : -i;
		qsort(n, 3000, sizeof *n, by_int);
		for (int i = 1; i < 3000; i++)
			CHECK(n[i - 1] <= n[i]);
	}
	for (int i = 0; i < 303; i++)
		text[i] = (char)('a' + rand() % 4);
	qsort(text, 101, 3, by_text);
	for (int i = 1; i < 101; i++)
		CHECK(memcmp(text + 3 * i - 3, text + 3 * i, 3) <= 0);
	for (int i = 0; i < 50; i++)
		items[i] = (struct item){ i * 37 % 50 / 2, names[i * 37 % 5] };
	mergesort(items, 50, sizeof items[0], by_key);
	for (int i = 0; i < 50; i++)
		CHECK(cheri_tag_get(items[i].name) && items[i].key == i / 2);
	qsort(items, 50, sizeof items[0], by_key);
	for (int i = 0; i < 50; i++)
		CHECK(cheri_tag_get(items[i].name) && strlen(items[i].name) > 2);
	qsort_r(names, 5, sizeof *names, by_name, &calls);
	CHECK(strcmp(names[0], "apple") == 0 && strcmp(names[4], "pear") == 0 && calls > 4);
	for (int i = 0; i < 100; i++)
		n[i] = 3 * i;
	CHECK(bsearch(&key, n, 100, sizeof *n, by_int) == &n[77]);
	key++;
	CHECK(bsearch(&key, n, 100, sizeof *n, by_int) == NULL && bsearch(&key, n, 0, 4, by_int) == NULL);
}

static void numbers(void)
{
	div_t d = div(-7, 2);
	ldiv_t l = ldiv(7, -2);
	unsigned seed = 1;
	int first;

	CHECK(d.quot == -3 && d.rem == -1 && l.quot == -3 && l.rem == 1);
	CHECK(abs(-3) == 3 && labs(-3l) == 3 && llabs(-1ll << 40) == 1ll << 40);
	srand(7);
	first = rand();
	for (int i = 0; i < 1000; i++)
		CHECK(rand() >= 0 && random() >= 0 && rand_r(&seed) >= 0 && drand48() < 1);
	srand(7);
	CHECK(rand() == first);
	for (int i = 0; i < 100; i++)
		CHECK(arc4random_uniform(7) < 7);
}

static void environment(void)
{
	CHECK(getenv("A") == NULL);
	CHECK(setenv("A", "1", 1) == 0 && setenv("B", "2", 1) == 0 && setenv("A", "3", 0) == 0);
	CHECK(strcmp(getenv("A"), "1") == 0 && setenv("A", "33", 1) == 0 && strcmp(getenv("A"), "33") == 0);
	CHECK(unsetenv("A") == 0 && getenv("A") == NULL && strcmp(getenv("B"), "2") == 0);
	CHECK(putenv("C=4") == 0 && strcmp(getenv("C"), "4") == 0 && setenv("x=y", "1", 1) == -1);
	CHECK(system("ls") == -1 && system(NULL) == 0);
}

static void options(void)
{
	char *args[] = { "p", "x", "-a", "file", "-bval", "--long=3", "y", "--req", "q", "--", "-z", "w", NULL };
	char *plain[] = { "p", "-ab", "v", "-c", "--", "r", NULL };
	static const struct option longs[] = { { "long", 1, NULL, 'L' }, { "req", 1, NULL, 'R' }, { 0 } };
	int c;

	while ((c = getopt_long(12, args, "ab:", longs, NULL)) != -1)
		printf("%c(%s) ", c, optarg != NULL ? optarg : "");
	for (int i = optind; i < 12; i++)
		printf("[%s]", args[i]);
	printf("\n");
	optind = optreset = 1;
	opterr = 0;
	while ((c = getopt(6, plain, "ab:")) != -1)
		printf("%c(%s) ", c, optarg != NULL ? optarg : "");
	printf("[%s]\n", plain[optind]);
}

static void paths(void)
{
	static const char *const list[] = { "/usr/lib", "/usr/", "usr", "/", "///", "", "a/b//", "/a" };
	char one[10], other[10];

	for (int i = 0; i < 8; i++) {
		strcpy(one, list[i]);
		strcpy(other, list[i]);
		printf("%s|%s ", dirname(one), basename(other));
	}
	printf("\n");
}

int main(void)
{
	sorting();
	numbers();
	environment();
	options();
	paths();
	DONE();
}
