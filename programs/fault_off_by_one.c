// fault_off_by_one: forgets the NUL of a string. It faults at the one byte too many: SIGPROT
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "ushell";
	char *copy = malloc(strlen(name));
	strcpy(copy, name);
	return 0;
}
/* Faults: 34
Contains:
ended by SIGPROT (34): CHERI store/AMO access fault
*/
