/* What the system tells a program at its start (BSD). */
#ifndef _SYS_AUXV_H
#define _SYS_AUXV_H

#define AT_NULL 0
#define AT_PAGESZ 6
#define AT_NCPUS 19

int elf_aux_info(int which, void *out, int n); /* 0, or an error number */

#endif
