#include <ctype.h>
#include <string.h>

/* Like strcmp, but runs of digits are compared as numbers. Those that begin
 * with zeros are fractions, and come before the others. */
int strverscmp(const char *a, const char *b)
{
	size_t i = 0, start = 0, end_a, end_b;
	int zeros = 1; /* the run of digits up to i has only zeros */

	for (; a[i] == b[i]; i++) {
		if (a[i] == 0)
			return 0;
		if (!isdigit(a[i])) {
			start = i + 1;
			zeros = 1;
		} else if (a[i] != '0') {
			zeros = 0;
		}
	}
	if (zeros && start < i && (isdigit(a[i]) || isdigit(b[i])))
		return isdigit(a[i]) && isdigit(b[i]) ? a[i] - b[i] : isdigit(a[i]) ? -1 : 1;
	if (zeros && (a[i] == '0' || b[i] == '0'))
		return (unsigned char)a[i] - (unsigned char)b[i];
	for (end_a = i; isdigit(a[end_a]); end_a++)
		;
	for (end_b = i; isdigit(b[end_b]); end_b++)
		;
	if ((start < i || (isdigit(a[i]) && isdigit(b[i]))) && end_a != end_b)
		return end_a < end_b ? -1 : 1;
	return (unsigned char)a[i] - (unsigned char)b[i];
}
