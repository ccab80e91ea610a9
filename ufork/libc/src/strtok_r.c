#include <string.h>

char *strtok_r(char *restrict s, const char *restrict set, char **restrict rest)
{
	char *word = s != NULL ? s : *rest;

	if (word == NULL)
		return NULL;
	word += strspn(word, set);
	if (*word == 0) {
		*rest = NULL;
		return NULL;
	}
	*rest = word + strcspn(word, set);
	if (**rest != 0)
		*(*rest)++ = 0;
	else
		*rest = NULL;
	return word;
}
