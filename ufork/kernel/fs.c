// Files in memory: a flat set of names.
//
// Files of the boot image are read where they are; the first write copies them.
// Contents lie in frames, reached over an index of indexes: up to 256 MiB a file.
// A file without a name and without a descriptor is gone.
#include "kernel.h"

#define PER (PAGE / sizeof(void *))

struct inode {
	char name[NAME];
	int used, holders;
	u64 size;
	const char *image; // contents that lie in the boot image, or null
	void ***index;     // PER indexes of PER frames, made as they are needed
};

static struct inode inodes[NINODE];

void fs_init(void)
{
	const struct bootfile *files = (const void *)((const char *)boot + boot->files);
	for (u64 i = 0; i < boot->nfiles && i < NINODE; i++) {
		struct inode *n = &inodes[i];
		const char *name = (const char *)boot + files[i].name;
		u64 length = files[i].namebytes < NAME ? files[i].namebytes : NAME;
		memcpy(n->name, name, length);
		n->name[NAME - 1] = 0;
		n->used = n->holders = 1;
		n->size = files[i].size;
		n->image = (const char *)boot + files[i].data;
	}
}

static const char *plain(const char *name)
{
	while (name[0] == '/' || name[0] == '.' && name[1] == '/')
		name++;
	return name;
}

// fs_folder says whether a name is that of the one folder there is.
int fs_folder(const char *name)
{
	const char *rest = plain(name);
	return *name && (!*rest || !strcmp(rest, "."));
}

// fs_number is a number that no other file has.
u64 fs_number(struct inode *n)
{
	return n - inodes + 1;
}

struct inode *fs_find(const char *name)
{
	name = plain(name);
	for (int i = 0; i < NINODE; i++)
		if (inodes[i].used && inodes[i].name[0] && !strcmp(inodes[i].name, name))
			return &inodes[i];
	return 0;
}

struct inode *fs_create(const char *name)
{
	for (int i = 0; i < NINODE; i++) {
		struct inode *n = &inodes[i];
		if (n->used)
			continue;
		memset(n, 0, sizeof *n);
		strlcpy(n->name, plain(name), NAME);
		n->used = n->holders = 1; // the name holds it
		return n;
	}
	return 0;
}

void fs_hold(struct inode *n)
{
	n->holders++;
}

void fs_drop(struct inode *n)
{
	if (--n->holders == 0) {
		fs_truncate(n);
		n->used = 0;
	}
}

u64 fs_size(struct inode *n)
{
	return n->size;
}

// fs_image is the contents of a file that lies in the boot image, or null.
const void *fs_image(struct inode *n, u64 *size)
{
	*size = n->size;
	return n->image;
}

void fs_truncate(struct inode *n)
{
	n->size = 0;
	n->image = 0;
	for (u64 i = 0; n->index && i < PER; i++) {
		void **part = n->index[i];
		for (u64 j = 0; part && j < PER; j++)
			if (part[j])
				page_free(cheri_address_get(part[j]));
		if (part)
			page_free(cheri_address_get(part));
	}
	if (n->index)
		page_free(cheri_address_get(n->index));
	n->index = 0;
}

static void *fresh(void **slot)
{
	if (!*slot) {
		u64 pa = page_alloc(FRAME_KERNEL);
		if (pa)
			*slot = page_at(pa);
	}
	return *slot;
}

// block is the frame that holds the byte off, or null; it is made when asked for.
static char *block(struct inode *n, u64 off, int make)
{
	u64 page = off / PAGE;
	if (page >= PER * PER)
		return 0;
	if (!(make ? fresh((void **)&n->index) : (void *)n->index))
		return 0;
	void **part = (void **)&n->index[page / PER];
	if (!(make ? fresh(part) : *part))
		return 0;
	void **slot = &((void **)*part)[page % PER];
	return make ? fresh(slot) : *slot;
}

long fs_read(struct inode *n, u64 off, void *to, u64 count)
{
	static const char zeros[PAGE];
	if (off >= n->size)
		return 0;
	if (count > n->size - off)
		count = n->size - off;
	if (n->image)
		return copy_out(to, n->image + off, count) < 0 ? -EFAULT : (long)count;
	for (u64 done = 0; done < count;) {
		u64 in = (off + done) % PAGE, m = PAGE - in < count - done ? PAGE - in : count - done;
		char *from = block(n, off + done, 0);
		if (copy_out((char *)to + done, from ? from + in : zeros, m) < 0)
			return done ? (long)done : -EFAULT;
		done += m;
	}
	return count;
}

// adopt copies the contents that lie in the boot image. After an error they still
// do, and no frame is held.
static int adopt(struct inode *n)
{
	const char *image = n->image;
	u64 size = n->size;
	for (u64 off = 0; off < size; off += PAGE) {
		char *to = block(n, off, 1);
		if (!to) {
			fs_truncate(n);
			n->size = size;
			n->image = image;
			return -ENOSPC;
		}
		memcpy(to, image + off, size - off < PAGE ? size - off : PAGE);
	}
	n->image = 0;
	return 0;
}

long fs_write(struct inode *n, u64 off, const void *from, u64 count)
{
	if (n->image && adopt(n) < 0)
		return -ENOSPC;
	for (u64 done = 0; done < count;) {
		u64 in = (off + done) % PAGE, m = PAGE - in < count - done ? PAGE - in : count - done;
		int far = (off + done) / PAGE >= PER * PER;
		char *to = far ? 0 : block(n, off + done, 1);
		long err = far ? -EFBIG : !to ? -ENOSPC : copy_in(to + in, (const char *)from + done, m);
		if (err)
			return done ? (long)done : err;
		done += m;
		if (n->size < off + done)
			n->size = off + done;
	}
	return count;
}
