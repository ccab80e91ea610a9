/* Numbers in the order of the network (POSIX). */
#ifndef _ARPA_INET_H
#define _ARPA_INET_H

#include <stdint.h>

#define htons(x) __builtin_bswap16(x)
#define htonl(x) __builtin_bswap32(x)
#define ntohs(x) __builtin_bswap16(x)
#define ntohl(x) __builtin_bswap32(x)

#endif
