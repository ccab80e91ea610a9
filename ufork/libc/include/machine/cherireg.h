#include <cheri/cherireg.h>
