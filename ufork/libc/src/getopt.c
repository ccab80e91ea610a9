/* Options on the command line. optind is the argument that is looked at next,
 * at the place inside it. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *optarg;
int optind = 1, opterr = 1, optopt, optreset;

static char *at; /* the rest of a group of letters, NULL between arguments */

static int complain(const char *letters, const char *text, const char *name, int n, int answer)
{
	if (opterr && *letters != ':')
		fprintf(stderr, "%s: %s%.*s\n", getprogname(), text, n, name);
	return answer;
}

/* The argument in argv that is an option, or NULL when options end here. */
static char *option_argument(int argc, char *const argv[])
{
	char *arg;

	if (optreset || optind == 0) {
		optreset = 0;
		optind = optind == 0 ? 1 : optind;
		at = NULL;
	}
	if (optind >= argc || (arg = argv[optind]) == NULL || arg[0] != '-' || arg[1] == 0)
		return NULL;
	if (strcmp(arg, "--") == 0) {
		optind++;
		return NULL;
	}
	return arg;
}

int getopt(int argc, char *const argv[], const char *letters)
{
	const char *found;
	int c;

	optarg = NULL;
	if (at == NULL || optreset) {
		if ((at = option_argument(argc, argv)) == NULL)
			return -1;
		at++;
	}
	c = optopt = *at++;
	found = c == ':' ? NULL : strchr(letters, c);
	if (found == NULL || found[1] != ':') {
		if (*at == 0) {
			at = NULL;
			optind++;
		}
		if (found == NULL)
			return complain(letters, "illegal option -- ", (char[]){ c, 0 }, 1, '?');
		return c;
	}
	if (*at != 0)
		optarg = at;
	else if (found[2] != ':') {
		if (++optind >= argc) {
			at = NULL;
			return complain(letters, "option requires an argument -- ", (char[]){ c, 0 }, 1,
				*letters == ':' ? ':' : '?');
		}
		optarg = argv[optind];
	}
	at = NULL;
	optind++;
	return c;
}

/* The option of that name, or the only one that begins so; NULL with *many set
 * when there are several. */
static const struct option *find(const struct option *longs, const char *name, size_t n, int *many)
{
	const struct option *found = NULL;

	*many = 0;
	for (; longs->name != NULL; longs++) {
		if (strncmp(longs->name, name, n) != 0)
			continue;
		if (longs->name[n] == 0)
			return longs;
		*many = found != NULL;
		found = longs;
	}
	return *many ? NULL : found;
}

static int long_option(int argc, char *const argv[], const char *letters, const char *name,
	const struct option *longs, int *which)
{
	size_t n = strcspn(name, "=");
	int many;
	const struct option *o = find(longs, name, n, &many);

	optind++;
	optopt = 0;
	if (o == NULL)
		return complain(letters, many ? "ambiguous option -- " : "unrecognized option -- ", name, (int)n, '?');
	if (which != NULL)
		*which = (int)(o - longs);
	if (name[n] == '=') {
		if (o->has_arg == no_argument)
			return complain(letters, "option doesn't take an argument -- ", name, (int)n, '?');
		optarg = (char *)name + n + 1;
	} else if (o->has_arg == required_argument) {
		if (optind >= argc) {
			optopt = o->val;
			return complain(letters, "option requires an argument -- ", name, (int)n,
				*letters == ':' ? ':' : '?');
		}
		optarg = argv[optind++];
	}
	if (o->flag == NULL)
		return o->val;
	*o->flag = o->val;
	return 0;
}

/* Moves the first argument that is an option, with what follows it, in front of
 * those that are none, unless the order matters ('+'). Then n arguments from
 * optind are options. */
static void permute(int argc, char **argv, int from, int to, int n)
{
	for (int i = 0; i < n && to + i < argc; i++) {
		char *x = argv[to + i];
		for (int k = to + i; k > from + i; k--)
			argv[k] = argv[k - 1];
		argv[from + i] = x;
	}
}

static int next_option(int argc, char *const argv[], const char *letters, const struct option *longs,
	int *which, int only)
{
	char *arg;
	int many;

	if (at == NULL && (arg = option_argument(argc, argv)) != NULL) {
		optarg = NULL;
		if (arg[1] == '-')
			return long_option(argc, argv, letters, arg + 2, longs, which);
		if (only && (find(longs, arg + 1, strcspn(arg + 1, "="), &many) != NULL || strchr(letters, arg[1]) == NULL))
			return long_option(argc, argv, letters, arg + 1, longs, which);
	} else if (at == NULL) {
		return -1;
	}
	return getopt(argc, argv, letters);
}

static int any_option(int argc, char *const argv[], const char *letters, const struct option *longs,
	int *which, int only)
{
	int start, c, in_order = *letters == '+' || getenv("POSIXLY_CORRECT") != NULL;

	if (optreset || optind == 0) {
		optind = optind == 0 ? 1 : optind;
		optreset = 0;
		at = NULL;
	}
	start = optind;
	if (*letters == '+')
		letters++;
	if (at == NULL && !in_order)
		while (optind < argc && (argv[optind][0] != '-' || argv[optind][1] == 0))
			optind++;
	if (optind >= argc && at == NULL) {
		optind = start;
		return -1;
	}
	if (optind > start) {
		int first = optind;
		c = next_option(argc, argv, letters, longs, which, only);
		/* A group of letters that is not done yet moves as a whole. */
		permute(argc, (char **)argv, start, first, at != NULL ? 1 : optind - first);
		optind = start + (optind - first);
		return c;
	}
	return next_option(argc, argv, letters, longs, which, only);
}

int getopt_long(int argc, char *const argv[], const char *letters, const struct option *longs, int *which)
{
	return any_option(argc, argv, letters, longs, which, 0);
}

int getopt_long_only(int argc, char *const argv[], const char *letters, const struct option *longs, int *which)
{
	return any_option(argc, argv, letters, longs, which, 1);
}
