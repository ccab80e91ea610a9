// protections: mprotect and munmap of pages that are shared since a fork, by either side, touched or
// not: each keeps its own contents, and its own capabilities
#include "attack.h"

#define P 4096
#define PAGES 24

static char *pages;
static int wrong;

// A page has a pointer to itself, a pointer to the next page, and its number.
struct page {
	struct page *self, *next;
	long number;
};

static struct page *page(int i)
{
	return (struct page *)(pages + P * i);
}

static void fill(void)
{
	for (int i = 0; i < PAGES; i++)
		*page(i) = (struct page){ page(i), page((i + 1) % PAGES), i };
}

// look loads what is in page i, which must be this µprocess's own.
static void look(const char *who, int i, long number)
{
	struct page *p = page(i), *s = p->self, *n = p->next;
	if (!cheri_tag_get(s) || !cheri_tag_get(n) || cheri_base_get(s) != cheri_base_get(pages) || (unsigned long)s != (unsigned long)p ||
	    (unsigned long)n != (unsigned long)page((i + 1) % PAGES) || p->number != number) {
		wrong++;
		printf("%s: page %d has %#p, %#p and %ld\n", who, i, (void *)s, (void *)n, p->number);
	}
}

static void set(int i, int prot)
{
	if (mprotect(page(i), P, prot)) {
		wrong++;
		printf("mprotect of page %d: %s\n", i, strerror(errno));
	}
}

// change goes over pages from first on: eight ways to change rights and to look or
// write afterwards.
static void change(const char *who, int first, long add)
{
	set(first, PROT_READ); // what may only be read still is relocated
	look(who, first, first);
	set(first + 1, PROT_READ | PROT_WRITE);
	look(who, first + 1, first + 1);
	set(first + 2, PROT_NONE);
	set(first + 2, PROT_READ | PROT_WRITE);
	look(who, first + 2, first + 2);
	page(first + 2)->number += add;
	set(first + 3, PROT_READ);
	set(first + 3, PROT_READ | PROT_WRITE);
	page(first + 3)->number += add; // written before anything is loaded
	look(who, first + 3, first + 3 + add);
	set(first + 4, PROT_READ | PROT_EXEC);
	look(who, first + 4, first + 4);
	set(first + 4, PROT_READ | PROT_WRITE);
	page(first + 4)->number += add;
	look(who, first + 4, first + 4 + add);
	page(first + 5)->number += add; // its own before the rights change
	set(first + 5, PROT_READ);
	look(who, first + 5, first + 5 + add);
	set(first + 5, PROT_WRITE);
	page(first + 5)->number += add;
	look(who, first + 5, first + 5 + 2 * add);
	set(first + 6, PROT_NONE);
	set(first + 6, PROT_READ);
	look(who, first + 6, first + 6);
	munmap(page(first + 7), P); // gone here, not for the other
}

static void untouched(const char *who, int first, int n)
{
	for (int i = first; i < first + n; i++)
		look(who, i, i);
}

int main(void)
{
	pages = mmap(0, PAGES * P, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	fill();
	set(20, PROT_NONE); // and the child finds it so
	set(21, PROT_READ);
	int fds[2], status;
	char c;
	pipe(fds);
	fflush(stdout);
	int pid = fork();
	if (pid == 0) {
		change("the child", 0, 1000);
		read(fds[0], &c, 1); // until the parent has changed its own
		untouched("the child", 8, 8);
		set(20, PROT_READ | PROT_WRITE);
		look("the child", 20, 20);
		page(20)->number += 1000;
		set(21, PROT_READ | PROT_WRITE);
		page(21)->number += 1000;
		look("the child", 21, 1021);
		// Its child finds pages of two regions.
		if ((pid = fork()) == 0) {
			change("the grandchild", 8, 1);
			set(0, PROT_READ | PROT_WRITE);
			look("the grandchild", 0, 0);
			page(0)->number++;
			look("the grandchild", 0, 1);
			look("the grandchild", 3, 1003);
			fflush(stdout);
			_exit(wrong);
		}
		waitpid(pid, &status, 0);
		look("the child", 0, 0);
		untouched("the child", 8, 8);
		fflush(stdout);
		_exit(wrong + WEXITSTATUS(status));
	}
	change("the parent", 8, 100);
	write(fds[1], "x", 1);
	waitpid(pid, &status, 0);
	untouched("the parent", 0, 8);
	set(20, PROT_READ | PROT_WRITE);
	look("the parent", 20, 20);
	look("the parent", 21, 21);
	untouched("the parent", 16, 4);
	printf("%d wrong, of the children %d\nalive\n", wrong, WEXITSTATUS(status));
	return 0;
}
/* Output:
0 wrong, of the children 0
alive
*/
