// What a program passes: registers, and memory through its own pointers.
//
// The kernel uses a pointer as the capability that it is, so a caller can make
// it read or write only what the caller could itself; no list of ranges is needed.
// What is passed by reference is copied before it is looked at, so it can't change
// in between. --isolation fault leaves that copy out where data only pass through
// (the console). --isolation none uses the kernel's own
// authority at the address that was passed: any address will do.
#include "kernel.h"

// user is the pointer that the kernel uses for p.
void *user(void *p)
{
	return isolation == ISO_NONE ? cheri_address_set(kernel_root, cheri_address_get(p)) : p;
}

u64 arg(struct trapframe *tf, int n)
{
	return cheri_address_get(tf->regs[A0 + n]);
}

void *argp(struct trapframe *tf, int n)
{
	return tf->regs[A0 + n];
}

long copy_in(void *to, const void *from, u64 n)
{
	return copy_data(to, user((void *)from), n) ? -EFAULT : 0;
}

long copy_out(void *to, const void *from, u64 n)
{
	return copy_data(user(to), from, n) ? -EFAULT : 0;
}

// copy_out_caps and copy_in_caps copy n granules with their tags.
long copy_out_caps(void *to, const void *from, u64 n)
{
	return copy_caps(user(to), from, n) ? -EFAULT : 0;
}

long copy_in_caps(void *to, const void *from, u64 n)
{
	return copy_caps(to, user((void *)from), n) ? -EFAULT : 0;
}

// copy_in_name copies a string of less than max bytes.
long copy_in_name(char *to, const void *from, u64 max)
{
	long r = copy_string(to, user((void *)from), max);
	return r == 0 ? 0 : r < 0 ? -ENAMETOOLONG : -EFAULT;
}
