// kvsnap: a small Redis: a hash table that a forked child saves while its clients go on writing
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define VALUE 4096
#define CLIENTS 4

struct entry {
	unsigned long key;
	struct entry *next;
	char *value; // VALUE bytes, apart from the entries
};

static struct entry **table;
static size_t buckets, entries;
static char *values;

static struct entry *find(unsigned long key)
{
	for (struct entry *e = table[key % buckets]; e; e = e->next)
		if (e->key == key)
			return e;
	return NULL;
}

static void set(unsigned long key, int with)
{
	struct entry *e = find(key);
	if (!e) {
		e = malloc(sizeof *e);
		e->key = key;
		e->next = table[key % buckets];
		e->value = values + entries++ * VALUE;
		table[key % buckets] = e;
	}
	memset(e->value, with, VALUE);
}

// digest is of a key with its value; those of all keys are combined in any order.
static unsigned long digest(unsigned long key, const void *value)
{
	const unsigned long *word = value;
	unsigned long d = 2 * key + 1;
	for (size_t i = 0; i < VALUE / sizeof *word; i++)
		d = d * 33 + word[i];
	return d;
}

static unsigned long digest_table(void)
{
	unsigned long all = 0;
	for (size_t b = 0; b < buckets; b++)
		for (struct entry *e = table[b]; e; e = e->next)
			all ^= digest(e->key, e->value);
	return all;
}

// save writes all keys and values in the order of the table. The answer is 0, or 1
// when the file could not be written.
static int save(const char *file)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0)
		return 1;
	for (size_t b = 0; b < buckets; b++)
		for (struct entry *e = table[b]; e; e = e->next)
			if (write(fd, &e->key, sizeof e->key) != sizeof e->key || write(fd, e->value, VALUE) != VALUE)
				return 1;
	return close(fd) < 0;
}

// digest_file is what digest_table was when the file was saved, if it has n keys.
static unsigned long digest_file(const char *file, size_t n)
{
	static unsigned long value[VALUE / sizeof(unsigned long)];
	int fd = open(file, O_RDONLY);
	unsigned long all = 0, key;
	for (size_t i = 0; i < n; i++) {
		if (read(fd, &key, sizeof key) != sizeof key || read(fd, value, VALUE) != VALUE)
			return 0;
		all ^= digest(key, value);
	}
	int more = read(fd, &key, 1) != 0;
	close(fd);
	return more ? 0 : all;
}

// serve writes a key for each of the clients, and waits for what they want next.
static size_t serve(size_t requests)
{
	for (int client = 0; client < CLIENTS; client++, requests++)
		set(requests * 37 % entries, (int)requests + 1);
	nanosleep(&(struct timespec){ .tv_nsec = 50000 }, NULL);
	return requests;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? (size_t)atoi(argv[1]) : 256;
	buckets = n / 2 + 1;
	table = calloc(buckets, sizeof *table);
	values = mmap(NULL, n * VALUE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!table || values == MAP_FAILED) {
		perror("kvsnap");
		return 1;
	}
	for (size_t i = 0; i < n; i++)
		set(i, (int)i);
	unsigned long want = digest_table();
	pid_t saver = fork();
	if (saver < 0) {
		perror("kvsnap");
		return 1;
	}
	if (saver == 0)
		return save("snapshot");
	// Clients keep writing until all is saved.
	size_t requests = 0;
	int status;
	do
		requests = serve(requests);
	while (waitpid(saver, &status, WNOHANG) == 0);
	printf("%zu keys saved: the snapshot is %s\n", n, digest_file("snapshot", n) == want ? "that of the fork" : "wrong");
	printf("meanwhile the table has %s\n", digest_table() == want ? "not changed" : "changed");
	return WEXITSTATUS(status);
}
/* Output:
256 keys saved: the snapshot is that of the fork
meanwhile the table has changed
*/
