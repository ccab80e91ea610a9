/* Names of hosts (POSIX): the declarations. There is no network, and every
 * look-up fails. */
#ifndef _NETDB_H
#define _NETDB_H

#include <sys/socket.h>

struct addrinfo {
	int ai_flags, ai_family, ai_socktype, ai_protocol;
	socklen_t ai_addrlen;
	char *ai_canonname;
	struct sockaddr *ai_addr;
	struct addrinfo *ai_next;
};

#define AI_PASSIVE 1
#define EAI_NONAME (-2)
#define EAI_FAIL (-4)
#define EAI_SYSTEM (-11)

int getaddrinfo(const char *restrict host, const char *restrict service,
	const struct addrinfo *restrict hints, struct addrinfo **restrict out);
void freeaddrinfo(struct addrinfo *list);
const char *gai_strerror(int error);

#endif
