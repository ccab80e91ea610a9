/* Blocks and strings, and what they do with capabilities. */
#include <cheriintrin.h>
#include <ctype.h>
#include <signal.h>
#include <string.h>
#include "check.h"

static char a[440], b[440], model[440];

static unsigned next(void)
{
	static unsigned x = 1;
	x = x * 1103515245 + 12345;
	return x >> 16;
}

static void blocks(void)
{
	for (int round = 0; round < 400; round++) {
		size_t to = next() % 100, from = next() % 100, n = next() % 120;
		int value = next() % 3 == 0 ? next() : 0;
		for (int i = 0; i < 400; i++)
			a[i] = model[i] = (char)next();
		memmove(a + to, a + from, n);
		for (size_t i = 0; i < n; i++)
			b[i] = model[from + i];
		for (size_t i = 0; i < n; i++)
			model[to + i] = b[i];
		CHECK(memcmp(a, model, 400) == 0);
		memcpy(a + 200 + to, a + from, n);
		for (size_t i = 0; i < n; i++)
			model[200 + to + i] = model[from + i];
		CHECK(memcmp(a, model, 400) == 0);
		memset(a + to, value, n);
		for (size_t i = 0; i < n; i++)
			model[to + i] = (char)value;
		CHECK(memcmp(a, model, 400) == 0);
	}
	CHECK(memcmp("abc", "abd", 3) < 0 && memcmp("abd", "abc", 3) > 0 && memcmp("\x80", "a", 1) > 0);
	CHECK(memchr("hello", 'l', 5) != NULL && *(char *)memchr("hello", 'l', 5) == 'l' && memchr("hello", 'x', 5) == NULL);
	CHECK(strcmp(memrchr("hello", 'l', 5), "lo") == 0);
	CHECK(strcmp(memmem("one two three", 13, "two", 3), "two three") == 0 && memmem("one", 3, "ones", 4) == NULL);
	CHECK((char *)memccpy(a, "key=value", '=', 9) == a + 4);
	CHECK((char *)mempcpy(a, "xyz", 3) == a + 3);
}

static void tags(void)
{
	int x = 5;
	struct pair {
		long n;
		int *p;
	} from[3] = { { 1, &x }, { 2, &x }, { 3, &x } }, to[4];
	_Alignas(16) char bytes[sizeof(from) + 1];

	memcpy(to, from, sizeof from);
	CHECK(cheri_tag_get(to[2].p) && *to[2].p == 5 && cheri_is_equal_exact(to[1].p, from[1].p));
	memmove(to + 1, to, sizeof from);
	CHECK(cheri_tag_get(to[3].p) && to[3].n == 3 && *to[1].p == 5);
	memmove(to, to + 1, sizeof from);
	CHECK(cheri_tag_get(to[0].p) && to[2].n == 3);
	memcpy(bytes + 1, from, sizeof from);
	memcpy(to, bytes + 1, sizeof from);
	CHECK(!cheri_tag_get(to[0].p) && to[0].p == from[0].p && to[0].n == 1);
	memcpynocap(to, from, sizeof from);
	CHECK(!cheri_tag_get(to[0].p) && to[2].n == 3);
	memset(from, 0, sizeof from);
	CHECK(from[0].p == NULL && from[2].n == 0);
}

static void strings(void)
{
	char s[40], *rest, *word;

	CHECK(strlen("") == 0 && strlen("four") == 4 && strnlen("four", 2) == 2);
	CHECK(strcmp(strcpy(s, "abc"), "abc") == 0 && strcmp(strcat(s, "def"), "abcdef") == 0);
	CHECK(strcmp(strncat(s, "ghijk", 2), "abcdefgh") == 0);
	memset(s, 'x', sizeof s);
	strncpy(s, "ab", 4);
	CHECK(s[2] == 0 && s[3] == 0 && s[4] == 'x');
	CHECK(strlcpy(s, "abcdef", 4) == 6 && strcmp(s, "abc") == 0);
	CHECK(strlcat(s, "defgh", 6) == 8 && strcmp(s, "abcde") == 0);
	CHECK(stpcpy(s, "xy") == s + 2 && stpncpy(s, "xy", 5) == s + 2 && s[4] == 0);
	CHECK(strcmp("a", "b") < 0 && strcmp("b", "a") > 0 && strcmp("a", "a") == 0 && strcmp("\xff", "a") > 0);
	CHECK(strncmp("abc", "abd", 2) == 0 && strncmp("abc", "abd", 3) < 0 && strncmp("a", "b", 0) == 0);
	CHECK(strcasecmp("HeLLo", "hEllO") == 0 && strncasecmp("ABx", "aby", 2) == 0 && strcasecmp("a", "B") < 0);
	CHECK(strcmp(strchr("hello", 'l'), "llo") == 0 && strchr("hello", 'z') == NULL && *strchr("hello", 0) == 0);
	CHECK(strcmp(strrchr("hello", 'l'), "lo") == 0 && strrchr("hello", 'z') == NULL);
	CHECK(*strchrnul("hello", 'z') == 0);
	CHECK(strspn("aabbc", "ab") == 4 && strcspn("hello\xffx", "\xff") == 5 && strcspn("abc", "") == 3);
	CHECK(strcmp(strpbrk("hello", "ol"), "llo") == 0 && strpbrk("hello", "z") == NULL);
	CHECK(strcmp(strstr("hello world", "o w"), "o world") == 0 && strstr("abc", "abcd") == NULL);
	CHECK(*strstr("abc", "") == 'a' && strcmp(strcasestr("Hello", "LL"), "llo") == 0);
	strcpy(s, " a, b ,c");
	CHECK(strcmp(strtok_r(s, " ,", &rest), "a") == 0 && strcmp(strtok_r(NULL, " ,", &rest), "b") == 0);
	CHECK(strcmp(strtok_r(NULL, " ,", &rest), "c") == 0 && strtok_r(NULL, " ,", &rest) == NULL);
	strcpy(s, "x,,y");
	rest = s;
	CHECK(strcmp(strsep(&rest, ","), "x") == 0 && strcmp(strsep(&rest, ","), "") == 0);
	CHECK(strcmp(strsep(&rest, ","), "y") == 0 && strsep(&rest, ",") == NULL);
	word = strdup("copy");
	CHECK(strcmp(word, "copy") == 0 && cheri_length_get(word) == 5);
	free(word);
	word = strndup("copy", 2);
	CHECK(strcmp(word, "co") == 0 && cheri_length_get(word) == 3);
	free(word);
	CHECK(strverscmp("item#99", "item#100") < 0 && strverscmp("alpha1", "alpha001") > 0 && strverscmp("a", "a") == 0);
	CHECK(strcmp(strsignal(11), "Segmentation fault") == 0 && strcmp(strsignal(SIGPROT), "Capability violation") == 0);
	CHECK(strcmp(strsignal(50), "Unknown signal 50") == 0 && strcmp(strsignal(-1), "Unknown signal -1") == 0);
	CHECK(ffs(0) == 0 && ffs(8) == 4 && ffsl(1l << 40) == 41 && fls(0) == 0 && fls(9) == 4 && ffs(-2147483647 - 1) == 32);
}

static void classes(void)
{
	int n[11] = { 0 };

	for (int c = -1; c < 256; c++) {
		n[0] += isalpha(c) != 0;
		n[1] += isdigit(c) != 0;
		n[2] += isalnum(c) != 0;
		n[3] += isspace(c) != 0;
		n[4] += isupper(c) != 0;
		n[5] += islower(c) != 0;
		n[6] += isxdigit(c) != 0;
		n[7] += ispunct(c) != 0;
		n[8] += isprint(c) != 0;
		n[9] += iscntrl(c) != 0;
		n[10] += isblank(c) != 0;
		CHECK(tolower(toupper(c)) == tolower(c) && (isupper(c) != 0) == (tolower(c) != c));
	}
	for (int i = 0; i < 11; i++)
		printf("%d ", n[i]);
	printf("\n");
	CHECK(digittoint('7') == 7 && digittoint('F') == 15 && digittoint('z') == 0);
}

int main(void)
{
	blocks();
	tags();
	strings();
	classes();
	DONE();
}
