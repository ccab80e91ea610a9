// Pipes, in both directions as FreeBSD's are.
//
// Each end has a buffer of one frame that the other end writes to. Bytes cross,
// tags do not: the copies on both sides are of bytes (copy.s), so a capability
// that is sent through a pipe comes out as a number.
#include "kernel.h"
#include <limits.h>

struct pipe {
	char *buffer[2];
	u32 in[2], out[2]; // bytes that ever went in and out
	int ends[2];       // descriptors that are open
};

static struct pipe pipes[NPIPE];

static struct pipe *make(void)
{
	for (int i = 0; i < NPIPE; i++) {
		struct pipe *p = &pipes[i];
		if (p->ends[0] || p->ends[1])
			continue;
		u64 a = page_alloc(FRAME_KERNEL), b = a ? page_alloc(FRAME_KERNEL) : 0;
		if (!b) {
			if (a)
				page_free(a);
			return 0;
		}
		*p = (struct pipe){ .buffer = { page_at(a), page_at(b) }, .ends = { 1, 1 } };
		return p;
	}
	return 0;
}

long pipe_new(struct file **a, struct file **b)
{
	*a = file_alloc(F_PIPE, O_RDWR);
	*b = *a ? file_alloc(F_PIPE, O_RDWR) : 0;
	struct pipe *p = *b ? make() : 0;
	if (!p) {
		if (*b)
			(*b)->refs = 0;
		if (*a)
			(*a)->refs = 0;
		return *b ? -ENOMEM : -ENFILE;
	}
	(*a)->pipe = (*b)->pipe = p;
	(*a)->end = 0;
	(*b)->end = 1;
	return 0;
}

long pipe_read(struct file *f, void *to, u64 n)
{
	struct pipe *p = f->pipe;
	int end = f->end, err = 0;
	while (p->in[end] == p->out[end]) {
		if (!p->ends[!end] || n == 0)
			return 0;
		if (f->flags & O_NONBLOCK)
			return -EAGAIN;
		if (err)
			return err;
		err = sleep(&p->in[end], 0);
	}
	u64 done = 0;
	for (err = 0; done < n && p->in[end] != p->out[end];) {
		u64 at = p->out[end] % PAGE, m = p->in[end] - p->out[end];
		m = m < PAGE - at ? m : PAGE - at;
		m = m < n - done ? m : n - done;
		err = copy_out((char *)to + done, p->buffer[end] + at, m);
		if (err)
			break;
		p->out[end] += m;
		done += m;
	}
	wakeup(&p->out[end]);
	return done ? (long)done : err;
}

// pipe_write waits for room. Up to PIPE_BUF bytes go at once or not at all, more go
// in parts, which a signal can end: then the answer is what has gone.
long pipe_write(struct file *f, const void *from, u64 n)
{
	struct pipe *p = f->pipe;
	int end = !f->end, err = 0;
	u64 done = 0;
	while (done < n) {
		if (!p->ends[end]) {
			signal_send(current, SIGPIPE, SI_USER, 0);
			return -EPIPE;
		}
		u64 at = p->in[end] % PAGE, m = PAGE - (p->in[end] - p->out[end]);
		if (m < (n <= PIPE_BUF ? n - done : 1)) {
			if (f->flags & O_NONBLOCK)
				return done ? (long)done : -EAGAIN;
			if (err)
				return done ? (long)done : err;
			err = sleep(&p->out[end], 0);
			continue;
		}
		m = m < PAGE - at ? m : PAGE - at;
		m = m < n - done ? m : n - done;
		if (copy_in(p->buffer[end] + at, (const char *)from + done, m) < 0)
			return done ? (long)done : -EFAULT;
		p->in[end] += m;
		done += m;
		wakeup(&p->in[end]);
	}
	return done;
}

void pipe_close(struct file *f)
{
	struct pipe *p = f->pipe;
	p->ends[f->end]--;
	wakeup(&p->in[!f->end]);
	wakeup(&p->out[f->end]);
	if (p->ends[0] || p->ends[1])
		return;
	page_free(cheri_address_get(p->buffer[0]));
	page_free(cheri_address_get(p->buffer[1]));
	p->buffer[0] = p->buffer[1] = 0;
}
