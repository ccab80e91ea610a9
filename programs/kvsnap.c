// kvsnap: a small Redis: a hash table that a forked child saves while its clients go on writing
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define VALUE 4096

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

static unsigned long digest(const char *value)
{
	unsigned long d = 5381;
	for (int i = 0; i < VALUE; i += 512)
		d = d * 33 + (unsigned char)value[i];
	return d;
}

// save writes all values in the order of the table, and answers their digest.
static unsigned long save(const char *file)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	unsigned long all = 0;
	for (size_t b = 0; b < buckets; b++)
		for (struct entry *e = table[b]; e; e = e->next) {
			unsigned long d = digest(e->value);
			all ^= d * (2 * e->key + 1);
			if (write(fd, &d, sizeof d) != sizeof d)
				_exit(1);
		}
	close(fd);
	return all;
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
	unsigned long want = save("before");
	int done[2];
	if (pipe(done) < 0)
		return 1;
	pid_t saver = fork();
	if (saver == 0) {
		unsigned long got = save("snapshot");
		write(done[1], &got, sizeof got);
		return 0;
	}
	// Clients write a tenth of the keys meanwhile.
	for (size_t i = 0; i < n; i += 10)
		set(i, (int)i + 1);
	unsigned long got = 0;
	read(done[0], &got, sizeof got);
	int status;
	waitpid(saver, &status, 0);
	printf("%zu keys saved: the snapshot is %s\n", n, got == want ? "that of the fork" : "wrong");
	printf("meanwhile the table has %s\n", save("after") == want ? "not changed" : "changed");
	return WEXITSTATUS(status);
}
/* Output:
256 keys saved: the snapshot is that of the fork
meanwhile the table has changed
*/
