/* Revocation: there is none. */
#include <cheri/revoke.h>
#include <errno.h>
#include <malloc_np.h>

int cheri_revoke(int flags, cheri_revoke_epoch_t start, struct cheri_revoke_syscall_info *info)
{
	(void)flags, (void)start, (void)info;
	errno = ENOSYS;
	return -1;
}

int cheri_revoke_get_shadow(int flags, void *arena, void **shadow)
{
	(void)flags, (void)arena, (void)shadow;
	errno = ENOSYS;
	return -1;
}

void malloc_revoke(void)
{
}
