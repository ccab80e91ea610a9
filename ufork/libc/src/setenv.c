/* Changes of the environment. The array belongs to the library once it has been
 * changed; strings that were replaced stay, as the program may still use them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **ours;

/* Where the string for the first n bytes of text is, or the final NULL. */
static size_t find(const char *text, size_t n)
{
	size_t i;

	for (i = 0; environ[i] != NULL; i++)
		if (strncmp(environ[i], text, n) == 0 && environ[i][n] == '=')
			break;
	return i;
}

/* Puts text, which is NAME=VALUE with a name of n bytes, in its place. */
static int place(char *text, size_t n)
{
	size_t i = find(text, n), count;
	char **bigger;

	if (environ[i] != NULL) {
		environ[i] = text;
		return 0;
	}
	count = i;
	bigger = reallocarray(environ == ours ? ours : NULL, count + 2, sizeof *bigger);
	if (bigger == NULL)
		return -1;
	if (environ != ours)
		memcpy(bigger, environ, count * sizeof *bigger);
	bigger[count] = text;
	bigger[count + 1] = NULL;
	environ = ours = bigger;
	return 0;
}

static int bad_name(const char *name)
{
	if (name != NULL && *name != 0 && strchr(name, '=') == NULL)
		return 0;
	errno = EINVAL;
	return 1;
}

int setenv(const char *name, const char *value, int overwrite)
{
	size_t n;
	char *text;

	if (bad_name(name))
		return -1;
	n = strlen(name);
	if (!overwrite && environ[find(name, n)] != NULL)
		return 0;
	text = malloc(n + strlen(value) + 2);
	if (text == NULL)
		return -1;
	memcpy(text, name, n);
	text[n] = '=';
	strcpy(text + n + 1, value);
	return place(text, n);
}

int putenv(char *text)
{
	char *equals = strchr(text, '=');

	if (equals == NULL)
		return unsetenv(text);
	return place(text, (size_t)(equals - text));
}

int unsetenv(const char *name)
{
	size_t n;

	if (bad_name(name))
		return -1;
	n = strlen(name);
	for (size_t i; environ[i = find(name, n)] != NULL;)
		for (; environ[i] != NULL; i++)
			environ[i] = environ[i + 1];
	return 0;
}

int clearenv(void)
{
	static char *none[] = { NULL };

	environ = none;
	return 0;
}
