// Descriptors, and the system calls on them.
#include "kernel.h"
#include <limits.h>
#include <sys/stat.h>

static struct file files[NFILE];

struct file *file_alloc(int type, int flags)
{
	for (int i = 0; i < NFILE; i++)
		if (!files[i].refs) {
			files[i] = (struct file){ .type = type, .refs = 1, .flags = flags };
			return &files[i];
		}
	return 0;
}

struct file *file_dup(struct file *f)
{
	f->refs++;
	return f;
}

void file_close(struct file *f)
{
	if (--f->refs)
		return;
	if (f->type == F_PIPE)
		pipe_close(f);
	if (f->type == F_INODE)
		fs_drop(f->inode);
	f->type = F_NONE;
}

// file_init opens 0, 1 and 2 on the console.
void file_init(struct proc *p)
{
	p->fd[0] = file_alloc(F_CONSOLE, O_RDWR);
	p->fd[1] = file_dup(p->fd[0]);
	p->fd[2] = file_dup(p->fd[0]);
}

void file_fork(struct proc *from, struct proc *to)
{
	for (int i = 0; i < NFD; i++)
		if (from->fd[i])
			to->fd[i] = file_dup(from->fd[i]);
	to->cloexec = from->cloexec;
}

void file_exec(struct proc *p)
{
	for (int i = 0; i < NFD; i++)
		if (p->fd[i] && p->cloexec >> i & 1) {
			file_close(p->fd[i]);
			p->fd[i] = 0;
		}
	p->cloexec = 0;
}

void file_exit(struct proc *p)
{
	for (int i = 0; i < NFD; i++)
		if (p->fd[i]) {
			file_close(p->fd[i]);
			p->fd[i] = 0;
		}
}

static struct file *of(u64 fd)
{
	return fd < NFD ? current->fd[fd] : 0;
}

// lowest is the lowest free descriptor from least on, or -EMFILE.
static long lowest(u64 least)
{
	for (u64 i = least; i < NFD; i++)
		if (!current->fd[i])
			return i;
	return -EMFILE;
}

// install gives f a descriptor that is free.
static void install(struct file *f, long fd, int cloexec)
{
	current->fd[fd] = f;
	current->cloexec = (current->cloexec & ~(1U << fd)) | (cloexec ? 1U << fd : 0);
}

long sys_read(struct trapframe *tf)
{
	struct file *f = of(arg(tf, 0));
	void *to = argp(tf, 1);
	u64 n = arg(tf, 2);
	if (!f || (f->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (n > LONG_MAX)
		return -EINVAL;
	if (f->type == F_CONSOLE)
		return console_read(to, n);
	if (f->type == F_PIPE)
		return pipe_read(f, to, n);
	long r = fs_read(f->inode, f->off, to, n);
	if (r > 0)
		f->off += r;
	return r;
}

long sys_write(struct trapframe *tf)
{
	struct file *f = of(arg(tf, 0));
	const void *from = argp(tf, 1);
	u64 n = arg(tf, 2);
	if (!f || (f->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (n > LONG_MAX)
		return -EINVAL;
	if (f->type == F_CONSOLE)
		return console_write(from, n);
	if (f->type == F_PIPE)
		return pipe_write(f, from, n);
	if (f->flags & O_APPEND)
		f->off = fs_size(f->inode);
	long r = fs_write(f->inode, f->off, from, n);
	if (r > 0)
		f->off += r;
	return r;
}

// named is the file of that name, made if the flags say so, or an error in *err.
static struct inode *named(const char *name, int flags, long *err)
{
	struct inode *n = fs_find(name);
	if (fs_folder(name))
		*err = -EISDIR;
	else if (n && (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		*err = -EEXIST;
	else if (n && flags & O_DIRECTORY)
		*err = -ENOTDIR;
	else if (!n && (!(flags & O_CREAT) || !*name))
		*err = -ENOENT;
	else if (!n && !(n = fs_create(name)))
		*err = -ENOSPC;
	return n;
}

long sys_open(struct trapframe *tf)
{
	char name[NAME];
	long err = copy_in_name(name, argp(tf, 0), sizeof name);
	int flags = arg(tf, 1);
	if (err)
		return err;
	if ((flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	int console = !strcmp(name, "/dev/console") || !strcmp(name, "/dev/tty");
	long fd = lowest(0);
	if (fd < 0)
		return fd;
	struct file *f = file_alloc(console ? F_CONSOLE : F_INODE, flags & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	if (!f)
		return -ENFILE;
	if (!console) {
		f->inode = named(name, flags, &err);
		if (err) {
			f->refs = 0;
			return err;
		}
		fs_hold(f->inode);
		if (flags & O_TRUNC)
			fs_truncate(f->inode);
	}
	install(f, fd, flags & O_CLOEXEC);
	return fd;
}

long sys_close(struct trapframe *tf)
{
	struct file *f = of(arg(tf, 0));
	if (!f)
		return -EBADF;
	current->fd[arg(tf, 0)] = 0;
	file_close(f);
	return 0;
}

long sys_lseek(struct trapframe *tf)
{
	struct file *f = of(arg(tf, 0));
	long off = arg(tf, 1), from = 0;
	if (!f)
		return -EBADF;
	if (f->type != F_INODE)
		return -ESPIPE;
	switch (arg(tf, 2)) {
	case SEEK_SET: break;
	case SEEK_CUR: from = f->off; break;
	case SEEK_END: from = fs_size(f->inode); break;
	default: return -EINVAL;
	}
	if (off > LONG_MAX - from)
		return -EOVERFLOW;
	if (off + from < 0)
		return -EINVAL;
	return f->off = off + from;
}

long sys_fstat(struct trapframe *tf)
{
	struct file *f = of(arg(tf, 0));
	struct stat st = { .st_nlink = 1, .st_blksize = PAGE };
	if (!f)
		return -EBADF;
	switch (f->type) {
	case F_CONSOLE: st.st_mode = S_IFCHR | 0600; break;
	case F_PIPE: st.st_mode = S_IFIFO | 0600; break;
	default:
		st.st_ino = fs_number(f->inode);
		st.st_mode = S_IFREG | 0644;
		st.st_size = fs_size(f->inode);
		st.st_blocks = (st.st_size + 511) / 512;
	}
	return copy_out(argp(tf, 1), &st, sizeof st);
}

static long duplicate(struct file *f, u64 least, int cloexec)
{
	if (!f)
		return -EBADF;
	if (least >= NFD)
		return -EINVAL;
	long fd = lowest(least);
	if (fd >= 0)
		install(file_dup(f), fd, cloexec);
	return fd;
}

long sys_dup(struct trapframe *tf)
{
	return duplicate(of(arg(tf, 0)), 0, 0);
}

long sys_dup2(struct trapframe *tf)
{
	struct file *f = of(arg(tf, 0));
	u64 to = arg(tf, 1);
	if (!f || to >= NFD)
		return -EBADF;
	if (current->fd[to] == f && arg(tf, 0) == to)
		return to;
	if (current->fd[to])
		file_close(current->fd[to]);
	install(file_dup(f), to, 0);
	return to;
}

long sys_pipe(struct trapframe *tf)
{
	struct file *a, *b;
	long err = pipe_new(&a, &b);
	if (err)
		return err;
	int fds[2];
	for (int i = 0; i < 2; i++) {
		fds[i] = lowest(0);
		if (fds[i] >= 0)
			install(i ? b : a, fds[i], 0);
	}
	err = fds[1] < 0 ? -EMFILE : copy_out(argp(tf, 0), fds, sizeof fds);
	if (!err)
		return 0;
	for (int i = 0; i < 2; i++) {
		if (fds[i] >= 0)
			current->fd[fds[i]] = 0;
		file_close(i ? b : a);
	}
	return err;
}

long sys_fcntl(struct trapframe *tf)
{
	u64 fd = arg(tf, 0), value = arg(tf, 2);
	struct file *f = of(fd);
	if (!f)
		return -EBADF;
	switch (arg(tf, 1)) {
	case F_DUPFD: return duplicate(f, value, 0);
	case F_DUPFD_CLOEXEC: return duplicate(f, value, 1);
	case F_GETFD: return current->cloexec >> fd & 1;
	case F_SETFD: install(f, fd, value & FD_CLOEXEC); return 0;
	case F_GETFL: return f->flags;
	case F_SETFL:
		f->flags = (f->flags & ~(O_NONBLOCK | O_APPEND)) | (value & (O_NONBLOCK | O_APPEND));
		return 0;
	}
	return -EINVAL;
}
