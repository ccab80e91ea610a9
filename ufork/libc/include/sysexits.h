/* What exit statuses mean by convention (BSD). */
#ifndef _SYSEXITS_H
#define _SYSEXITS_H

#define EX_OK 0
#define EX_USAGE 64       /* wrong arguments */
#define EX_DATAERR 65     /* wrong input */
#define EX_NOINPUT 66     /* input that can't be opened */
#define EX_NOUSER 67      /* no such user */
#define EX_NOHOST 68      /* no such host */
#define EX_UNAVAILABLE 69 /* a service that is missing */
#define EX_SOFTWARE 70    /* a mistake in the program */
#define EX_OSERR 71       /* the system can't, e.g. fork */
#define EX_OSFILE 72      /* a file of the system is missing */
#define EX_CANTCREAT 73   /* output that can't be made */
#define EX_IOERR 74       /* reading or writing failed */
#define EX_TEMPFAIL 75    /* try again */
#define EX_PROTOCOL 76    /* the other side does not keep to it */
#define EX_NOPERM 77      /* not allowed */
#define EX_CONFIG 78      /* wrong configuration */

#endif
