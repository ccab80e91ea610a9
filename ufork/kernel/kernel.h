// The µFork kernel: what its files share.
//
// Kernel and programs run in one address space and at one privilege level
// (S-mode). What separates them is authority: a program holds capabilities to its
// own region and sentries to the kernel's entries, and its pcc has no ASR
// permission, so it reaches no system register. Read in this order: boot.s,
// main.c, page.c, region.c, vm.c, proc.c, fork.c, fault.c, entry.s, syscall.c.
#ifndef KERNEL_H
#define KERNEL_H

#include <cheriintrin.h>
#include <errno.h>
#include <fcntl.h>
#include "probes.h"
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <ushell/sys.h>

typedef unsigned long u64;
typedef unsigned int u32;

#define PAGE 4096UL
#define TABLE (512 * PAGE) // what a table of the last level covers
#define PAGE_UP(n) (((n) + PAGE - 1) & ~(PAGE - 1))
#define GRANULE 16UL

#define NPROC 64    // µprocesses, zombies among them
#define NREGION 160 // regions, those of the dead that frames still refer to among them
#define NFD 32      // descriptors of a µprocess
#define NFILE 256   // open files
#define NPIPE 64
#define NINODE 128
#define NAME 64           // bytes of a file's name, the NUL included
#define MAXARG 128        // arguments of execve
#define ARGBYTES 8192     // and their bytes
#define KSTACK 8192UL     // bytes of a kernel stack
#define QUANTUM 1000UL    // ticks of time that a µprocess may run for
#define MAXSIG 64

// Virtual addresses: the kernel's own are physical; regions lie far above.
#define RAM 0x80000000UL
#define REGION_MIN (256UL << 20) // the smallest size of a region
#define AREA 0x1000000000UL      // where regions may lie
#define AREA_END 0x3000000000UL
#define STACK_BYTES (128UL << 10)

// The software permission over the mapping of pages. What mmap answers has it, a
// program's own image and stack do not, and malloc takes it away from what it
// gives out.
#define PERM_VMEM CHERI_PERM_SW1

// Fork strategies.
enum { FULL, COA, COPA };
// Isolation levels: docs/kernel.md says what each gives up.
enum { ISO_FULL, ISO_FAULT, ISO_NONE };

// The boot image: what the debugger hands to the kernel (docs/kernel.md).
struct boot {
	u64 magic, bytes;
	u64 strategy, isolation, seed, memory;
	u64 nfiles, files; // offset of the table of struct bootfile
	u64 argc, args, argbytes;
	u64 program; // the file that µprocess 1 executes
};
#define BOOT_MAGIC 0x324b524f4655UL // "UFORK2"

struct bootfile {
	u64 name, namebytes, data, size, mode;
};

// A program, at the head of its file. All offsets count from the image, which
// follows this header.
struct program {
	u64 magic, filebytes, membytes, entry;
	u64 textend;                  // what pcc covers
	u64 relocs, relocsend;        // capability initialisers
	u64 captable, captableend;
	u64 data; // what can be written begins here
};
#define PROGRAM_MAGIC 0x474f5250554bUL // "KUPROG"

struct reloc {
	u64 slot, object;
	long offset;
	u64 length, flags;
};
#define RELOC_CODE (1UL << 63)
#define RELOC_READONLY (1UL << 62)
#define RELOC_SEALED (1UL << 61)

// Page-table entries (Sv39, Svyrg).
typedef u64 pte_t;
#define PTE_V (1UL << 0)
#define PTE_R (1UL << 1)
#define PTE_W (1UL << 2)
#define PTE_X (1UL << 3)
#define PTE_G (1UL << 5)
#define PTE_A (1UL << 6)
#define PTE_D (1UL << 7)
#define PTE_KIND (3UL << 8) // what the kernel remembers of the page
#define PTE_PRIVATE (0UL << 8)
#define PTE_COW (1UL << 8)    // private, may be written once it is copied
#define PTE_SHARED (2UL << 8) // a shared mapping: the frame is never copied, and holds no capabilities
#define PTE_EAGER (3UL << 8)  // private, copied at fork: it holds capabilities that the child needs at once
#define PTE_YR (1UL << 55)
#define PTE_YRG (1UL << 56)
#define PTE_YW (1UL << 57)
#define PTE_YD (1UL << 58)
#define PTE_CAPS (PTE_YR | PTE_YW | PTE_YD)
#define PTE_PPN(pte) ((u64)(pte) << 10 >> 20) // number of the frame, from 0 at address 0
#define PTE_FRAME(pte) (PTE_PPN(pte) << 12)
#define PTE_TO(pa) (((pa) >> 12) << 10)

// A frame of physical memory.
struct frame {
	uint16_t refs;   // page-table entries that lead to it, or 1 when the kernel uses it
	uint16_t kind;   // FRAME_...
	u32 region;      // of FRAME_PRIVATE: index of the region that its capabilities refer to; of FRAME_FREE the next free one
};
enum { FRAME_FREE, FRAME_KERNEL, FRAME_TABLE, FRAME_PRIVATE, FRAME_SHARED };

struct region {
	u64 base, size;
	u32 frames; // private frames whose capabilities refer to it
	u32 owner;  // pid, 0 when its µprocess is gone
	int used;
	const struct program *program; // what was loaded there
};

// Saved registers: pcc, then x1 to x31. entry.s knows this.
struct trapframe {
	void *regs[32];
	u64 cause, tval;
};
enum { PCC = 0, RA = 1, SP = 2, T0 = 5, A0 = 10, A1, A2, A3, A4, A5 };

// What a switch between kernel stacks saves. entry.s knows this.
struct context {
	void *ra, *sp, *s[12];
};

enum { UNUSED, EMBRYO, RUNNABLE, RUNNING, SLEEPING, ZOMBIE };

struct file;

struct handler {
	void *call; // SIG_DFL, SIG_IGN or a function
	u64 mask;
	int flags;
};

// Who sent a signal, and why: what siginfo_t says of it.
struct sent {
	u32 pid;
	int code, status;
};

struct proc {
	u32 pid, state;
	struct proc *parent;
	int status;       // for the parent: as waitpid stores it
	u32 region;       // index
	void *root;       // the region: everything the µprocess may ever reach
	u64 heap;         // where mmap looks for room first
	u64 pages, tables; // mapped, and of page tables
	struct trapframe *tf;
	struct context ctx;
	void *ddc, *utidc;
	u64 fregs[33];    // f0 to f31, fcsr
	const void *chan; // what it sleeps on
	u64 wake;         // time, 0 for none
	u64 ran, since;   // ticks that it had the hart, until it got it last
	u64 pending, blocked;
	u64 unsuspended; // what blocked was before sigsuspend
	int suspended;
	struct handler sig[MAXSIG + 1];
	struct sent sent[MAXSIG + 1]; // of what is pending
	struct file *fd[NFD];
	u32 cloexec;
	char name[NAME];
};

// boot.s, entry.s, copy.s
extern void *kernel_root, *program_root, *uart, *finisher;
extern void *const syscalls[SYS_COUNT];
extern char copy_begin[], copy_end[], copy_failed[];
void trap_return(struct trapframe *) __attribute__((noreturn));
void first_return(void);
void swtch(struct context *old, struct context *new);
void fsave(u64 *), frestore(const u64 *);
u64 copy_data(void *to, const void *from, u64 n);
u64 copy_caps(void *to, const void *from, u64 n);
u64 copy_device(void *to, const void *from, u64 n);
long copy_string(char *to, const char *from, u64 max);

// main.c
extern const struct boot *boot;
extern int strategy, isolation;
void power_off(int status) __attribute__((noreturn));
void panic(const char *why) __attribute__((noreturn));
u64 random64(void);

// page.c
extern struct frame *frames;
extern u64 nframes, nfree;
extern u64 first_frame; // physical address of what frames[0] describes
void page_init(u64 from, u64 end);
u64 page_alloc(int kind), page_take(int kind);
void page_free(u64 pa);
void *page_at(u64 pa);
static inline struct frame *frame_of(u64 pa)
{
	return &frames[(pa - first_frame) / PAGE];
}
void frame_refer(struct frame *, u32 region);

// region.c
extern struct region regions[NREGION];
int region_alloc(u64 size, u32 owner, const struct program *);
void region_release(u32 index);
void region_settle(u32 index);

// vm.c
void vm_init(u64 ramend);
pte_t *vm_walk(struct proc *, u64 va, int make);
pte_t *vm_table(u64 va);
u64 vm_next(u64 va, u64 end);
int vm_map(struct proc *, u64 va, u64 n, pte_t bits, int kind);
void vm_unmap(struct proc *, u64 va, u64 n);
void vm_free(struct proc *);
void vm_flush(void);
u64 vm_room(struct proc *, u64 n);
int vm_inside(struct proc *, u64 va, u64 n);
int vm_empty(struct proc *, u64 va, u64 n);
pte_t vm_bits(int prot);

// relocate.c
int refers(void *c, const struct region *);
void *rebuild(void *c, const struct region *from, void *root);
u32 relocate_page(u64 pa, u32 from, struct proc *, u64 va);
u32 copy_page(u64 to, u64 pa, u32 from, struct proc *, u64 va);

// fork.c, fault.c
long sys_fork(struct trapframe *);
int resolve(struct proc *, u64 cause, u64 va);

// proc.c
extern struct proc procs[NPROC], *current;
void proc_init(void);
struct proc *proc_alloc(void);
void proc_free(struct proc *);
void sched(void);
int sleep(const void *chan, u64 wake);
void wakeup(const void *chan);
void proc_exit(int status) __attribute__((noreturn));
long proc_wait(int pid, int *status, int options);
u64 now(void);
void arm_timer(void);

// exec.c
int exec_load(struct proc *, const struct program *, const char *args, int argc, u64 argbytes);
long sys_execve(struct trapframe *);

// signal.c
void signal_send(struct proc *, int sig, int code, int status);
u64 signal_ready(struct proc *);
void signal_fault(struct trapframe *, u64 cause);
void signal_deliver(struct trapframe *);
#define NO_MEMORY 64 // beside the causes of traps: of the copy of a page
long sys_kill(struct trapframe *), sys_sigsuspend(struct trapframe *), sys_sigaction(struct trapframe *), sys_sigprocmask(struct trapframe *), sys_sigreturn(struct trapframe *);

// authority.c
int address_register(u32 inst);
int fault_authority(struct trapframe *, int *code);

// user.c
void *user(void *p);
long copy_in(void *to, const void *from, u64 n);
long copy_out(void *to, const void *from, u64 n);
long copy_out_caps(void *to, const void *from, u64 n);
long copy_in_caps(void *to, const void *from, u64 n);
long copy_in_name(char *to, const void *from, u64 max);
u64 arg(struct trapframe *, int n);
void *argp(struct trapframe *, int n);

// file.c, pipe.c, fs.c, console.c
enum { F_NONE, F_CONSOLE, F_INODE, F_PIPE };
struct inode;
struct pipe;
struct file {
	int type, refs, flags, end;
	u64 off;
	struct inode *inode;
	struct pipe *pipe;
};
void file_init(struct proc *);
struct file *file_alloc(int type, int flags);
struct file *file_dup(struct file *);
void file_close(struct file *);
void file_fork(struct proc *from, struct proc *to);
void file_exec(struct proc *);
void file_exit(struct proc *);
long sys_read(struct trapframe *), sys_write(struct trapframe *), sys_open(struct trapframe *), sys_close(struct trapframe *);
long sys_lseek(struct trapframe *), sys_fstat(struct trapframe *), sys_dup(struct trapframe *), sys_dup2(struct trapframe *);
long sys_pipe(struct trapframe *), sys_fcntl(struct trapframe *);
long pipe_new(struct file **a, struct file **b);
long pipe_read(struct file *, void *to, u64 n), pipe_write(struct file *, const void *from, u64 n);
void pipe_close(struct file *);
void fs_init(void);
struct inode *fs_find(const char *name), *fs_create(const char *name);
long fs_read(struct inode *, u64 off, void *to, u64 n), fs_write(struct inode *, u64 off, const void *from, u64 n);
void fs_truncate(struct inode *), fs_hold(struct inode *), fs_drop(struct inode *);
u64 fs_size(struct inode *), fs_number(struct inode *);
int fs_folder(const char *name);
const void *fs_image(struct inode *, u64 *size);
long console_read(void *to, u64 n), console_write(const void *from, u64 n);
void console_puts(const char *), console_number(u64 n, unsigned base);

// syscall.c, sysmem.c
void syscall(struct trapframe *, u64 number);
void user_trap(struct trapframe *);
void kernel_trap(struct trapframe *);
void *sys_mmap(struct trapframe *);
long sys_munmap(struct trapframe *), sys_mprotect(struct trapframe *);

static inline u64 csr_time(void)
{
	u64 t;
	__asm__ volatile("csrr %0, time" : "=r"(t));
	return t;
}

#endif
