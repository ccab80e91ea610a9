/* Lists whose links lie in the elements (BSD's interface).
 *
 *   SLIST   one link, one end       STAILQ  one link, both ends
 *   LIST    two links, one end      TAILQ   two links, both ends
 *
 * A back link is the address of the link that leads here, not of an element: it
 * lies in the element before, or in the head. */
#ifndef _SYS_QUEUE_H
#define _SYS_QUEUE_H

#include <sys/cdefs.h>
#include <stddef.h>

/* SLIST: the head and each element know the next element. */
#define SLIST_HEAD(name, type) \
	struct name { \
		struct type *slh_first; \
	}
#define SLIST_HEAD_INITIALIZER(head) { NULL }
#define SLIST_ENTRY(type) \
	struct { \
		struct type *sle_next; \
	}
#define SLIST_FIRST(head) ((head)->slh_first)
#define SLIST_NEXT(e, f) ((e)->f.sle_next)
#define SLIST_EMPTY(head) (SLIST_FIRST(head) == NULL)
#define SLIST_INIT(head) ((void)(SLIST_FIRST(head) = NULL))
#define SLIST_FOREACH(e, head, f) for ((e) = SLIST_FIRST(head); (e) != NULL; (e) = SLIST_NEXT(e, f))
#define SLIST_FOREACH_FROM(e, head, f) \
	for ((e) = (e) != NULL ? (e) : SLIST_FIRST(head); (e) != NULL; (e) = SLIST_NEXT(e, f))
#define SLIST_FOREACH_SAFE(e, head, f, after) \
	for ((e) = SLIST_FIRST(head); (e) != NULL && ((after) = SLIST_NEXT(e, f), 1); (e) = (after))
#define SLIST_INSERT_HEAD(head, e, f) \
	do { \
		SLIST_NEXT(e, f) = SLIST_FIRST(head); \
		SLIST_FIRST(head) = (e); \
	} while (0)
#define SLIST_INSERT_AFTER(before, e, f) \
	do { \
		SLIST_NEXT(e, f) = SLIST_NEXT(before, f); \
		SLIST_NEXT(before, f) = (e); \
	} while (0)
#define SLIST_REMOVE_HEAD(head, f) ((void)(SLIST_FIRST(head) = SLIST_NEXT(SLIST_FIRST(head), f)))
#define SLIST_REMOVE_AFTER(e, f) ((void)(SLIST_NEXT(e, f) = SLIST_NEXT(SLIST_NEXT(e, f), f)))
#define SLIST_REMOVE(head, e, type, f) \
	do { \
		struct type **__link = &SLIST_FIRST(head); \
		while (*__link != (e)) \
			__link = &SLIST_NEXT(*__link, f); \
		*__link = SLIST_NEXT(e, f); \
	} while (0)
#define SLIST_SWAP(a, b, type) \
	do { \
		struct type *__first = SLIST_FIRST(a); \
		SLIST_FIRST(a) = SLIST_FIRST(b); \
		SLIST_FIRST(b) = __first; \
	} while (0)

/* STAILQ: as SLIST, and the head has the address of the last link. */
#define STAILQ_HEAD(name, type) \
	struct name { \
		struct type *stqh_first; \
		struct type **stqh_last; \
	}
#define STAILQ_HEAD_INITIALIZER(head) { NULL, &(head).stqh_first }
#define STAILQ_ENTRY(type) \
	struct { \
		struct type *stqe_next; \
	}
#define STAILQ_FIRST(head) ((head)->stqh_first)
#define STAILQ_NEXT(e, f) ((e)->f.stqe_next)
#define STAILQ_EMPTY(head) (STAILQ_FIRST(head) == NULL)
#define STAILQ_INIT(head) \
	do { \
		STAILQ_FIRST(head) = NULL; \
		(head)->stqh_last = &STAILQ_FIRST(head); \
	} while (0)
#define STAILQ_LAST(head, type, f) (STAILQ_EMPTY(head) ? NULL : __containerof((head)->stqh_last, struct type, f.stqe_next))
#define STAILQ_FOREACH(e, head, f) for ((e) = STAILQ_FIRST(head); (e) != NULL; (e) = STAILQ_NEXT(e, f))
#define STAILQ_FOREACH_SAFE(e, head, f, after) \
	for ((e) = STAILQ_FIRST(head); (e) != NULL && ((after) = STAILQ_NEXT(e, f), 1); (e) = (after))
#define STAILQ_INSERT_HEAD(head, e, f) \
	do { \
		if ((STAILQ_NEXT(e, f) = STAILQ_FIRST(head)) == NULL) \
			(head)->stqh_last = &STAILQ_NEXT(e, f); \
		STAILQ_FIRST(head) = (e); \
	} while (0)
#define STAILQ_INSERT_TAIL(head, e, f) \
	do { \
		STAILQ_NEXT(e, f) = NULL; \
		*(head)->stqh_last = (e); \
		(head)->stqh_last = &STAILQ_NEXT(e, f); \
	} while (0)
#define STAILQ_INSERT_AFTER(head, before, e, f) \
	do { \
		if ((STAILQ_NEXT(e, f) = STAILQ_NEXT(before, f)) == NULL) \
			(head)->stqh_last = &STAILQ_NEXT(e, f); \
		STAILQ_NEXT(before, f) = (e); \
	} while (0)
#define STAILQ_REMOVE_HEAD(head, f) \
	do { \
		if ((STAILQ_FIRST(head) = STAILQ_NEXT(STAILQ_FIRST(head), f)) == NULL) \
			(head)->stqh_last = &STAILQ_FIRST(head); \
	} while (0)
#define STAILQ_REMOVE_AFTER(head, e, f) \
	do { \
		if ((STAILQ_NEXT(e, f) = STAILQ_NEXT(STAILQ_NEXT(e, f), f)) == NULL) \
			(head)->stqh_last = &STAILQ_NEXT(e, f); \
	} while (0)
#define STAILQ_REMOVE(head, e, type, f) \
	do { \
		struct type **__link = &STAILQ_FIRST(head); \
		while (*__link != (e)) \
			__link = &STAILQ_NEXT(*__link, f); \
		if ((*__link = STAILQ_NEXT(e, f)) == NULL) \
			(head)->stqh_last = __link; \
	} while (0)
#define STAILQ_CONCAT(a, b) \
	do { \
		if (!STAILQ_EMPTY(b)) { \
			*(a)->stqh_last = STAILQ_FIRST(b); \
			(a)->stqh_last = (b)->stqh_last; \
			STAILQ_INIT(b); \
		} \
	} while (0)

/* LIST: each element knows the next one and the link that leads to it. */
#define LIST_HEAD(name, type) \
	struct name { \
		struct type *lh_first; \
	}
#define LIST_HEAD_INITIALIZER(head) { NULL }
#define LIST_ENTRY(type) \
	struct { \
		struct type *le_next; \
		struct type **le_prev; \
	}
#define LIST_FIRST(head) ((head)->lh_first)
#define LIST_NEXT(e, f) ((e)->f.le_next)
#define LIST_PREV(e, head, type, f) \
	((e)->f.le_prev == &LIST_FIRST(head) ? NULL : __containerof((e)->f.le_prev, struct type, f.le_next))
#define LIST_EMPTY(head) (LIST_FIRST(head) == NULL)
#define LIST_INIT(head) ((void)(LIST_FIRST(head) = NULL))
#define LIST_FOREACH(e, head, f) for ((e) = LIST_FIRST(head); (e) != NULL; (e) = LIST_NEXT(e, f))
#define LIST_FOREACH_FROM(e, head, f) \
	for ((e) = (e) != NULL ? (e) : LIST_FIRST(head); (e) != NULL; (e) = LIST_NEXT(e, f))
#define LIST_FOREACH_SAFE(e, head, f, after) \
	for ((e) = LIST_FIRST(head); (e) != NULL && ((after) = LIST_NEXT(e, f), 1); (e) = (after))
#define LIST_INSERT_HEAD(head, e, f) \
	do { \
		if ((LIST_NEXT(e, f) = LIST_FIRST(head)) != NULL) \
			LIST_FIRST(head)->f.le_prev = &LIST_NEXT(e, f); \
		LIST_FIRST(head) = (e); \
		(e)->f.le_prev = &LIST_FIRST(head); \
	} while (0)
#define LIST_INSERT_AFTER(before, e, f) \
	do { \
		if ((LIST_NEXT(e, f) = LIST_NEXT(before, f)) != NULL) \
			LIST_NEXT(e, f)->f.le_prev = &LIST_NEXT(e, f); \
		LIST_NEXT(before, f) = (e); \
		(e)->f.le_prev = &LIST_NEXT(before, f); \
	} while (0)
#define LIST_INSERT_BEFORE(behind, e, f) \
	do { \
		(e)->f.le_prev = (behind)->f.le_prev; \
		LIST_NEXT(e, f) = (behind); \
		*(behind)->f.le_prev = (e); \
		(behind)->f.le_prev = &LIST_NEXT(e, f); \
	} while (0)
#define LIST_REMOVE(e, f) \
	do { \
		if (LIST_NEXT(e, f) != NULL) \
			LIST_NEXT(e, f)->f.le_prev = (e)->f.le_prev; \
		*(e)->f.le_prev = LIST_NEXT(e, f); \
	} while (0)
#define LIST_REPLACE(old, e, f) \
	do { \
		if ((LIST_NEXT(e, f) = LIST_NEXT(old, f)) != NULL) \
			LIST_NEXT(e, f)->f.le_prev = &LIST_NEXT(e, f); \
		(e)->f.le_prev = (old)->f.le_prev; \
		*(e)->f.le_prev = (e); \
	} while (0)

/* TAILQ: as LIST, and the head has the address of the last link. Head and links
 * have the same two members in the same order, so the element before, or the
 * head, can be read as either: TAILQ_LAST and TAILQ_PREV do. */
#define TAILQ_HEAD(name, type) \
	struct name { \
		struct type *tqh_first; \
		struct type **tqh_last; \
	}
#define TAILQ_HEAD_INITIALIZER(head) { NULL, &(head).tqh_first }
#define TAILQ_ENTRY(type) \
	struct { \
		struct type *tqe_next; \
		struct type **tqe_prev; \
	}
#define TAILQ_FIRST(head) ((head)->tqh_first)
#define TAILQ_NEXT(e, f) ((e)->f.tqe_next)
#define TAILQ_LAST(head, name) (*((struct name *)((head)->tqh_last))->tqh_last)
#define TAILQ_PREV(e, name, f) (*((struct name *)((e)->f.tqe_prev))->tqh_last)
#define TAILQ_EMPTY(head) (TAILQ_FIRST(head) == NULL)
#define TAILQ_INIT(head) \
	do { \
		TAILQ_FIRST(head) = NULL; \
		(head)->tqh_last = &TAILQ_FIRST(head); \
	} while (0)
#define TAILQ_FOREACH(e, head, f) for ((e) = TAILQ_FIRST(head); (e) != NULL; (e) = TAILQ_NEXT(e, f))
#define TAILQ_FOREACH_FROM(e, head, f) \
	for ((e) = (e) != NULL ? (e) : TAILQ_FIRST(head); (e) != NULL; (e) = TAILQ_NEXT(e, f))
#define TAILQ_FOREACH_SAFE(e, head, f, after) \
	for ((e) = TAILQ_FIRST(head); (e) != NULL && ((after) = TAILQ_NEXT(e, f), 1); (e) = (after))
#define TAILQ_FOREACH_REVERSE(e, head, name, f) \
	for ((e) = TAILQ_LAST(head, name); (e) != NULL; (e) = TAILQ_PREV(e, name, f))
#define TAILQ_FOREACH_REVERSE_SAFE(e, head, name, f, after) \
	for ((e) = TAILQ_LAST(head, name); (e) != NULL && ((after) = TAILQ_PREV(e, name, f), 1); (e) = (after))
#define TAILQ_INSERT_HEAD(head, e, f) \
	do { \
		if ((TAILQ_NEXT(e, f) = TAILQ_FIRST(head)) != NULL) \
			TAILQ_FIRST(head)->f.tqe_prev = &TAILQ_NEXT(e, f); \
		else \
			(head)->tqh_last = &TAILQ_NEXT(e, f); \
		TAILQ_FIRST(head) = (e); \
		(e)->f.tqe_prev = &TAILQ_FIRST(head); \
	} while (0)
#define TAILQ_INSERT_TAIL(head, e, f) \
	do { \
		TAILQ_NEXT(e, f) = NULL; \
		(e)->f.tqe_prev = (head)->tqh_last; \
		*(head)->tqh_last = (e); \
		(head)->tqh_last = &TAILQ_NEXT(e, f); \
	} while (0)
#define TAILQ_INSERT_AFTER(head, before, e, f) \
	do { \
		if ((TAILQ_NEXT(e, f) = TAILQ_NEXT(before, f)) != NULL) \
			TAILQ_NEXT(e, f)->f.tqe_prev = &TAILQ_NEXT(e, f); \
		else \
			(head)->tqh_last = &TAILQ_NEXT(e, f); \
		TAILQ_NEXT(before, f) = (e); \
		(e)->f.tqe_prev = &TAILQ_NEXT(before, f); \
	} while (0)
#define TAILQ_INSERT_BEFORE(behind, e, f) \
	do { \
		(e)->f.tqe_prev = (behind)->f.tqe_prev; \
		TAILQ_NEXT(e, f) = (behind); \
		*(behind)->f.tqe_prev = (e); \
		(behind)->f.tqe_prev = &TAILQ_NEXT(e, f); \
	} while (0)
#define TAILQ_REMOVE(head, e, f) \
	do { \
		if (TAILQ_NEXT(e, f) != NULL) \
			TAILQ_NEXT(e, f)->f.tqe_prev = (e)->f.tqe_prev; \
		else \
			(head)->tqh_last = (e)->f.tqe_prev; \
		*(e)->f.tqe_prev = TAILQ_NEXT(e, f); \
	} while (0)
#define TAILQ_REPLACE(head, old, e, f) \
	do { \
		if ((TAILQ_NEXT(e, f) = TAILQ_NEXT(old, f)) != NULL) \
			TAILQ_NEXT(e, f)->f.tqe_prev = &TAILQ_NEXT(e, f); \
		else \
			(head)->tqh_last = &TAILQ_NEXT(e, f); \
		(e)->f.tqe_prev = (old)->f.tqe_prev; \
		*(e)->f.tqe_prev = (e); \
	} while (0)
#define TAILQ_CONCAT(a, b, f) \
	do { \
		if (!TAILQ_EMPTY(b)) { \
			*(a)->tqh_last = TAILQ_FIRST(b); \
			TAILQ_FIRST(b)->f.tqe_prev = (a)->tqh_last; \
			(a)->tqh_last = (b)->tqh_last; \
			TAILQ_INIT(b); \
		} \
	} while (0)

#endif
