/* PROBE(name, ...) marks a place: a debugger sees it being passed, with the
 * values of up to eight expressions. The program executes nothing for it. */
#ifndef _PROBE_H
#define _PROBE_H

#define PROBE(...) __builtin_probe(__VA_ARGS__)

#endif
