/* Classes of code points. */
#ifndef _USHELL_UNICODE_H
#define _USHELL_UNICODE_H

struct __range {
	int first, last;
};

extern const struct __range __letters[];
extern const int __letter_ranges;

#endif
