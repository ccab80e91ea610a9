#include <sys/utsname.h>
#include <ushell/sys.h>

int uname(struct utsname *name)
{
	return (int)__ret(__sys_uname(name));
}
