#include <string.h>

char *strsep(char **restrict s, const char *restrict set)
{
	char *word = *s;

	if (word == NULL)
		return NULL;
	*s = word + strcspn(word, set);
	if (**s != 0)
		*(*s)++ = 0;
	else
		*s = NULL;
	return word;
}
