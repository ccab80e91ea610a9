// Programs: from a file to a region.
//
// A program is position independent, linked at 0, with a table of capability
// initialisers instead of pointers. It is copied to the beginning of a new
// region; each initialiser becomes a capability derived from the root of the
// region, so no table can reach farther. Behind the image come the arguments, at
// the top the stack; in between mmap finds room.
#include "kernel.h"

// apply fills the slots of the initialisers.
static int apply(struct proc *p, const struct program *prog)
{
	char *root = p->root;
	u64 size = prog->membytes;
	for (u64 at = prog->relocs; at + sizeof(struct reloc) <= prog->relocsend; at += sizeof(struct reloc)) {
		struct reloc *r = (struct reloc *)(root + at);
		if (r->slot % GRANULE || r->slot > size - GRANULE || r->object > size || r->length > size - r->object)
			return -ENOEXEC;
		u64 drop = CHERI_PERM_SYSTEM_REGS | PERM_VMEM;
		drop |= r->flags & RELOC_CODE ? CHERI_PERM_STORE : CHERI_PERM_EXECUTE;
		if (r->flags & RELOC_READONLY)
			drop |= CHERI_PERM_STORE;
		char *c = cheri_perms_clear(cheri_bounds_set(root + r->object, r->length), drop);
		c += r->offset;
		if (r->flags & RELOC_SEALED)
			c = cheri_sentry_create(c);
		*(void **)(root + r->slot) = c;
	}
	return 0;
}

// protect gives the image's pages their final rights: code and constants are not
// written, the pages of the captable are copied at fork.
static void protect(struct proc *p, const struct program *prog, u64 base)
{
	for (u64 at = 0; at < prog->membytes; at += PAGE) {
		pte_t *pte = vm_walk(p, base + at, 0);
		pte_t bits = vm_bits(PROT_READ | PROT_WRITE) | PTE_CAPS;
		if (at < prog->textend)
			bits |= PTE_X;
		if (at + PAGE <= prog->data)
			bits &= ~PTE_W;
		if (at + PAGE > prog->captable && at < prog->captableend)
			bits |= PTE_EAGER;
		*pte = (*pte & ~(PTE_W | PTE_X | PTE_KIND)) | bits;
	}
	vm_flush();
}

// arguments puts argv and its strings at va; it answers argv.
static void *arguments(struct proc *p, u64 va, const char *args, int argc, u64 bytes)
{
	char *space = cheri_perms_clear(cheri_address_set(p->root, va), CHERI_PERM_EXECUTE | PERM_VMEM);
	u64 table = (argc + 1) * sizeof(void *);
	void **argv = cheri_bounds_set((void *)space, table);
	char *text = space + table;
	for (int i = 0; i < argc; i++) {
		u64 n = 0;
		while (n < bytes && args[n])
			n++;
		n++;
		argv[i] = cheri_bounds_set(text, n);
		memcpy(text, args, n);
		text += n;
		args += n;
		bytes -= n;
	}
	argv[argc] = 0;
	return argv;
}

static void start(struct proc *p, const struct program *prog, void *argv, int argc)
{
	struct trapframe *tf = p->tf;
	char *root = p->root, *top = root + cheri_length_get(root);
	memset(tf, 0, sizeof *tf);
	char *pcc = cheri_perms_clear(cheri_bounds_set(root, prog->textend), CHERI_PERM_STORE | PERM_VMEM);
	tf->regs[PCC] = pcc + prog->entry;
	char *stack = cheri_perms_clear(cheri_bounds_set(top - STACK_BYTES, STACK_BYTES), CHERI_PERM_EXECUTE | PERM_VMEM);
	tf->regs[SP] = stack + STACK_BYTES;
	tf->regs[RA] = syscalls[SYS_exit];
	tf->regs[A0] = (void *)(u64)argc;
	tf->regs[A1] = argv;
	tf->regs[A2] = (void *)syscalls;
	p->ddc = p->utidc = 0;
	memset(p->fregs, 0, sizeof p->fregs);
}

// build makes and fills p's region, whose index is in p. After an error pages
// may be mapped.
static int build(struct proc *p, const struct program *prog, const char *args, int argc, u64 argbytes)
{
	u64 base = regions[p->region].base, size = regions[p->region].size;
	u64 image = PAGE_UP(prog->membytes), room = PAGE_UP((argc + 1) * sizeof(void *) + argbytes);
	pte_t data = vm_bits(PROT_READ | PROT_WRITE) | PTE_CAPS;
	if (vm_map(p, base, image, data, FRAME_PRIVATE) < 0 || vm_map(p, base + image, room, data, FRAME_PRIVATE) < 0 ||
	    vm_map(p, base + size - STACK_BYTES, STACK_BYTES, data, FRAME_PRIVATE) < 0)
		return -ENOMEM;
	memcpy(p->root, prog + 1, prog->filebytes);
	int err = apply(p, prog);
	if (err)
		return err;
	protect(p, prog, base);
	p->heap = base + image + room + PAGE;
	start(p, prog, arguments(p, base + image, args, argc, argbytes), argc);
	return 0;
}

// sound says whether a program's header can be believed.
static int sound(const struct program *g)
{
	return g->magic == PROGRAM_MAGIC && g->membytes <= 1UL << 30 && g->filebytes <= g->membytes && g->entry < g->textend &&
	       g->textend <= g->membytes && g->relocs <= g->relocsend && g->relocsend <= g->membytes && g->relocs % 8 == 0 &&
	       g->membytes >= GRANULE && g->captable <= g->captableend && g->captableend <= g->membytes && g->data <= g->membytes &&
	       cheri_representable_length(g->textend) == g->textend;
}

// exec_load gives p a new region with the program and its arguments, strings one
// behind the other. After an error p has none.
int exec_load(struct proc *p, const struct program *prog, const char *args, int argc, u64 argbytes)
{
	if (!sound(prog))
		return -ENOEXEC;
	u64 size = REGION_MIN;
	while (size < 4 * prog->membytes)
		size *= 2;
	int index = region_alloc(size, p->pid, prog);
	if (index < 0)
		return -ENOMEM;
	p->region = index;
	p->root = cheri_bounds_set(cheri_address_set(program_root, regions[index].base), size);
	int err = build(p, prog, args, argc, argbytes);
	if (err) {
		vm_free(p);
		region_release(index);
		return err;
	}
	u64 n = 0;
	while (n < NAME - 1 && args[n])
		p->name[n] = args[n], n++;
	p->name[n] = 0;
	return 0;
}

// gather copies argv into the buffer: the number of strings, or an error.
static long gather(char *buffer, void *const *argv, u64 *bytes)
{
	u64 used = 0;
	buffer[0] = 0;
	for (int argc = 0; argc < MAXARG; argc++) {
		void *arg;
		if (copy_in_caps(&arg, &argv[argc], 1) < 0)
			return -EFAULT;
		if (!cheri_address_get(arg)) {
			*bytes = used;
			return argc;
		}
		long err = copy_in_name(buffer + used, arg, ARGBYTES - used);
		if (err)
			return err == -ENAMETOOLONG ? -E2BIG : err;
		used += strlen(buffer + used) + 1;
	}
	return -E2BIG;
}

// sys_execve(path, argv, env): env is accepted and dropped.
long sys_execve(struct trapframe *tf)
{
	static char args[ARGBYTES];
	char path[NAME];
	long err = copy_in_name(path, argp(tf, 0), sizeof path);
	if (err)
		return err;
	u64 size, bytes = 0;
	struct inode *i = fs_find(path);
	if (!i)
		return -ENOENT;
	const struct program *prog = fs_image(i, &size);
	if (!prog || size < sizeof *prog || !sound(prog) || size < sizeof *prog + prog->filebytes)
		return -ENOEXEC;
	long argc = gather(args, argp(tf, 1), &bytes);
	if (argc < 0)
		return argc;
	struct proc *p = current;
	struct proc old = *p;
	p->pages = p->tables = 0;
	err = exec_load(p, prog, args, argc, bytes);
	if (err) {
		*p = old;
		return err;
	}
	u64 pid = p->pid, base = regions[p->region].base;
	PROBE(exec, pid, base);
	vm_free(&old);
	region_release(old.region);
	for (int s = 1; s <= MAXSIG; s++)
		if (cheri_tag_get(p->sig[s].call))
			p->sig[s] = (struct handler){ 0 };
	file_exec(p);
	__asm__ volatile("csrw ddc, zero");
	__asm__ volatile("csrw utidc, zero");
	frestore(p->fregs);
	return argc;
}
