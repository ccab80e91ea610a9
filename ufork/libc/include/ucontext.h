#include <machine/ucontext.h>
