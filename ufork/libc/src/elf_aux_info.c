#include <errno.h>
#include <limits.h>
#include <sys/auxv.h>

int elf_aux_info(int which, void *out, int n)
{
	if (n != (int)sizeof(int))
		return EINVAL;
	switch (which) {
	case AT_PAGESZ:
		*(int *)out = PAGE_SIZE;
		return 0;
	case AT_NCPUS:
		*(int *)out = 1;
		return 0;
	}
	return ENOENT;
}
