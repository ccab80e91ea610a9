/* FreeBSD's name for what is not portable of malloc. */
#ifndef _MALLOC_NP_H
#define _MALLOC_NP_H

#include <stdlib.h>

/* Forces memory that was freed to be used again. Nothing is held back here, so
 * nothing is left to do: see cheri/revoke.h. */
void malloc_revoke(void);

#endif
