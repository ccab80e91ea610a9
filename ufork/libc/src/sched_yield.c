#include <sched.h>
#include <ushell/sys.h>

int sched_yield(void)
{
	return (int)__ret(__sys_sched_yield());
}
