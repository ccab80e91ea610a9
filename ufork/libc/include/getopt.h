/* Options on the command line, long ones too (POSIX, GNU). */
#ifndef _GETOPT_H
#define _GETOPT_H

#define no_argument 0
#define required_argument 1
#define optional_argument 2

struct option {
	const char *name;
	int has_arg;
	int *flag; /* where val goes; NULL: it is the result */
	int val;
};

extern char *optarg;
extern int optind, opterr, optopt, optreset;

int getopt(int argc, char *const argv[], const char *letters);
int getopt_long(int argc, char *const argv[], const char *letters, const struct option *longs, int *which);
int getopt_long_only(int argc, char *const argv[], const char *letters, const struct option *longs, int *which);

#endif
