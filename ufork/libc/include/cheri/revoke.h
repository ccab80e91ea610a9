/* Revocation of capabilities to freed memory: CheriBSD's interface. No system
 * here revokes, so what was freed is used again at once, and a program sees it
 * from what these calls say. */
#ifndef _CHERI_REVOKE_H
#define _CHERI_REVOKE_H

#include <stdint.h>

typedef uint64_t cheri_revoke_epoch_t;
struct cheri_revoke_syscall_info;

#define CHERI_REVOKE_LAST_PASS 1
#define CHERI_REVOKE_IGNORE_START 2
#define CHERI_REVOKE_LAST_NO_EARLY 4
#define CHERI_REVOKE_SHADOW_NOVMEM 0

/* Both answer -1 with ENOSYS. */
int cheri_revoke(int flags, cheri_revoke_epoch_t start, struct cheri_revoke_syscall_info *info);
int cheri_revoke_get_shadow(int flags, void *arena, void **shadow);

#endif
