/* Streams over memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ushell/file.h>

/* What a stream over memory knows of its bytes. */
struct mem {
	unsigned char *s;
	size_t pos, len, cap; /* place, bytes that count, bytes there are */
	char **text;          /* open_memstream's results, or NULL */
	size_t *size;
	unsigned own;         /* the bytes are the stream's */
};

static size_t mem_read(FILE *f, unsigned char *s, size_t n)
{
	struct mem *m = f->cookie;
	size_t left = m->pos < m->len ? m->len - m->pos : 0;

	if (n > left)
		n = left;
	if (!n) {
		f->flags |= F_EOF;
		return 0;
	}
	memcpy(s, m->s + m->pos, n);
	m->pos += n;
	return n;
}

/* Room for end bytes and a zero, if the bytes can be moved. */
static int grow(struct mem *m, size_t end)
{
	size_t cap = m->cap * 2 > end + 1 ? m->cap * 2 : end + 1;
	unsigned char *s = realloc(m->s, cap);

	if (!s)
		return -1;
	memset(s + m->cap, 0, cap - m->cap);
	m->s = s;
	m->cap = cap;
	return 0;
}

static size_t put(FILE *f, struct mem *m, const unsigned char *s, size_t n)
{
	if (f->flags & F_APPEND)
		m->pos = m->len;
	if (m->text && m->pos + n + 1 > m->cap && grow(m, m->pos + n))
		return 0;
	if (n > m->cap - m->pos)
		n = m->cap - m->pos;
	memcpy(m->s + m->pos, s, n);
	m->pos += n;
	if (m->pos > m->len) {
		m->len = m->pos;
		if (m->len < m->cap)
			m->s[m->len] = 0;
	}
	return n;
}

static size_t mem_write(FILE *f, const unsigned char *s, size_t n)
{
	struct mem *m = f->cookie;
	size_t held = f->wpos - f->buf, done;

	f->wpos = f->wend = NULL;
	if (held && put(f, m, f->buf, held) < held) {
		f->flags |= F_ERROR;
		errno = ENOSPC;
		return 0;
	}
	done = n ? put(f, m, s, n) : 0;
	if (m->text) {
		*m->text = (char *)m->s;
		*m->size = m->pos < m->len ? m->pos : m->len;
	}
	if (done < n) {
		f->flags |= F_ERROR;
		errno = ENOSPC;
		return done;
	}
	f->wpos = f->buf;
	f->wend = f->buf + f->size;
	return done;
}

static long mem_seek(FILE *f, long off, int whence)
{
	struct mem *m = f->cookie;
	long base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (long)m->pos : (long)m->len;

	if (off < -base || (!m->text && off > (long)m->cap - base)) {
		errno = EINVAL;
		return -1;
	}
	m->pos = base + off;
	return m->pos;
}

static int mem_close(FILE *f)
{
	struct mem *m = f->cookie;

	if (m->own)
		free(m->s);
	free(m);
	return 0;
}

static FILE *mem_file(struct mem *m, const char *mode)
{
	FILE *f = __new_file(-1, mode);

	if (!f)
		return NULL;
	f->cookie = m;
	f->read = mem_read;
	f->write = mem_write;
	f->seek = mem_seek;
	f->close = mem_close;
	return f;
}

FILE *fmemopen(void *restrict buf, size_t size, const char *restrict mode)
{
	struct mem *m;
	FILE *f;

	if (__open_flags(mode) < 0)
		return NULL;
	m = calloc(1, sizeof *m);
	if (!m)
		return NULL;
	m->cap = size;
	m->s = buf;
	if (!buf) {
		m->own = 1;
		m->s = calloc(1, size ? size : 1);
	}
	if (m->s && *mode == 'r')
		m->len = size;
	else if (m->s && *mode == 'a')
		m->len = m->pos = strnlen((char *)m->s, size);
	else if (m->s && size)
		m->s[0] = 0;
	f = m->s ? mem_file(m, mode) : NULL;
	if (!f) {
		if (m->own)
			free(m->s);
		free(m);
	}
	return f;
}

FILE *open_memstream(char **text, size_t *size)
{
	struct mem *m = calloc(1, sizeof *m);
	FILE *f;

	if (!m)
		return NULL;
	m->text = text;
	m->size = size;
	f = grow(m, 63) ? NULL : mem_file(m, "w");
	if (!f) {
		free(m->s);
		free(m);
		return NULL;
	}
	*text = (char *)m->s;
	*size = 0;
	return f;
}
