/* Names of days and months; the last of each stands for what is none. */
#ifndef _USHELL_NAMES_H
#define _USHELL_NAMES_H

extern const char __days[8][12], __months[13][12];

#endif
