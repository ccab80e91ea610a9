// The beginning and the end: from the boot image to the first µprocess.
#include "kernel.h"

const struct boot *boot;
int strategy, isolation;
static u64 seed;

// random64 is a generator whose seed comes from the boot image: the same seed, the
// same run.
u64 random64(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * 0x2545f4914f6cdd1dUL;
}

// power_off ends the machine.
void power_off(int status)
{
	*(volatile u32 *)finisher = status ? (u32)(status & 255) << 16 | 0x3333 : 0x5555;
	for (;;)
		;
}

// panic is for what can't be: the kernel itself is wrong.
void panic(const char *why)
{
	console_puts("kernel: ");
	console_puts(why);
	console_puts("\n");
	power_off(255);
}

static struct proc *first(void)
{
	struct proc *p = proc_alloc();
	const struct bootfile *files = (const void *)((const char *)boot + boot->files);
	const struct bootfile *f = &files[boot->program];
	u64 size;
	struct inode *i = fs_find(cheri_bounds_set((char *)boot + f->name, f->namebytes));
	const struct program *program = i ? fs_image(i, &size) : 0;
	if (!program || size < sizeof *program || program->magic != PROGRAM_MAGIC)
		panic("the boot image has no program");
	char *args = cheri_bounds_set((char *)boot + boot->args, boot->argbytes);
	int err = exec_load(p, program, args, boot->argc, boot->argbytes);
	if (err)
		panic(err == -ENOEXEC ? "the program's header or its initialisers are wrong" : "there is no memory for the program");
	file_init(p);
	return p;
}

// kmain sets up what the kernel needs, in S-mode without translation yet; at is
// the address of the boot image.
void kmain(u64 at)
{
	const struct boot *b = cheri_bounds_set(cheri_address_set(kernel_root, at), sizeof *b);
	if (b->magic != BOOT_MAGIC)
		power_off(125);
	boot = cheri_perms_clear(cheri_bounds_set(cheri_address_set(kernel_root, at), b->bytes), CHERI_PERM_STORE);
	strategy = boot->strategy;
	isolation = boot->isolation;
	seed = boot->seed * 0x9e3779b97f4a7c15UL | 1;
	page_init(PAGE_UP(at + boot->bytes), RAM + boot->memory);
	vm_init(RAM + boot->memory);
	proc_init();
	fs_init();
	struct proc *p = first();
	PROBE(boot, nframes, strategy);
	p->state = RUNNABLE;
	sched();
	panic("the scheduler returned");
}
