/* PROBE(name, ...) marks a place: a debugger sees it being passed, with the
 * values of the expressions that follow the name. The program executes nothing for it. */
#ifndef _PROBE_H
#define _PROBE_H

#define PROBE(name, ...) __builtin_probe(#name, ##__VA_ARGS__)

#endif
