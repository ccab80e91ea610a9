/* PROBE(name, ...) marks a place: a debugger sees it being passed, with the
 * values of the expressions that follow the name. The program executes nothing
 * for it, but where paths meet right behind it: a nop there keeps its address
 * from being passed on the others. */
#ifndef _PROBE_H
#define _PROBE_H

#define PROBE(name, ...) __builtin_probe(#name, ##__VA_ARGS__)

#endif
