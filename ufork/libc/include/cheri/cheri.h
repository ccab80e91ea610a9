/* CheriBSD's header for everything of CHERI. */
#ifndef _CHERI_CHERI_H
#define _CHERI_CHERI_H

#include <cheri/cheric.h>
#include <cheri/cherireg.h>

#endif
