/* Memory in the units that the machine has: granules, which can hold a
 * capability, and words. */
#ifndef _USHELL_GRANULE_H
#define _USHELL_GRANULE_H

#include <stddef.h>

typedef __uintcap_t granule;

#define GRANULE 16

#define granule_aligned(p) ((ptraddr_t)(p) % GRANULE == 0)
#define word_aligned(p) ((ptraddr_t)(p) % 8 == 0)
#define same_alignment(p, q) (((ptraddr_t)(p) - (ptraddr_t)(q)) % GRANULE == 0)
#define same_word_alignment(p, q) (((ptraddr_t)(p) - (ptraddr_t)(q)) % 8 == 0)

#endif
