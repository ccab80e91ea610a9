/* Search trees whose links lie in the elements (BSD's interface for RB_ trees).
 *
 * The balance is that of AA trees (Andersson, 1993): every element has a level;
 * a left child is one level lower, a right child is lower or on the same level
 * but then its own right child is lower, and leaves are on level 1. Two
 * rotations, skew and split, bring that about after each change. A tree of n
 * elements is at most 2*log2(n+1) deep. */
#ifndef _SYS_TREE_H
#define _SYS_TREE_H

#include <sys/cdefs.h>
#include <stddef.h>

#define RB_HEAD(name, type) \
	struct name { \
		struct type *rbh_root; \
	}
#define RB_INITIALIZER(head) { NULL }
#define RB_INIT(head) ((void)((head)->rbh_root = NULL))
#define RB_ENTRY(type) \
	struct { \
		struct type *rbe_left, *rbe_right, *rbe_parent; \
		int rbe_level; \
	}
#define RB_ROOT(head) ((head)->rbh_root)
#define RB_EMPTY(head) (RB_ROOT(head) == NULL)
#define RB_LEFT(e, f) ((e)->f.rbe_left)
#define RB_RIGHT(e, f) ((e)->f.rbe_right)
#define RB_PARENT(e, f) ((e)->f.rbe_parent)

#define RB_PROTOTYPE(name, type, f, cmp) RB_PROTOTYPE_INTERNAL(name, type, )
#define RB_PROTOTYPE_STATIC(name, type, f, cmp) RB_PROTOTYPE_INTERNAL(name, type, __unused static)
#define RB_PROTOTYPE_INTERNAL(name, type, attr) \
	attr struct type *name##_RB_INSERT(struct name *, struct type *); \
	attr struct type *name##_RB_REMOVE(struct name *, struct type *); \
	attr struct type *name##_RB_FIND(struct name *, struct type *); \
	attr struct type *name##_RB_NFIND(struct name *, struct type *); \
	attr struct type *name##_RB_NEXT(struct type *); \
	attr struct type *name##_RB_PREV(struct type *); \
	attr struct type *name##_RB_MINMAX(struct name *, int)

#define RB_GENERATE(name, type, f, cmp) RB_GENERATE_INTERNAL(name, type, f, cmp, )
#define RB_GENERATE_STATIC(name, type, f, cmp) RB_GENERATE_INTERNAL(name, type, f, cmp, __unused static)

#define RB_GENERATE_INTERNAL(name, type, f, cmp, attr) \
	static int name##_RB_LEVEL(struct type *e) \
	{ \
		return e != NULL ? e->f.rbe_level : 0; \
	} \
	/* Puts e where old was, below old's parent. */ \
	static void name##_RB_RELINK(struct name *head, struct type *old, struct type *e) \
	{ \
		struct type *up = RB_PARENT(old, f); \
		if (up == NULL) \
			RB_ROOT(head) = e; \
		else if (RB_LEFT(up, f) == old) \
			RB_LEFT(up, f) = e; \
		else \
			RB_RIGHT(up, f) = e; \
		if (e != NULL) \
			RB_PARENT(e, f) = up; \
	} \
	/* A left child on the level of e becomes e's parent. */ \
	static struct type *name##_RB_SKEW(struct name *head, struct type *e) \
	{ \
		struct type *l = e != NULL ? RB_LEFT(e, f) : NULL; \
		if (l == NULL || l->f.rbe_level != e->f.rbe_level) \
			return e; \
		name##_RB_RELINK(head, e, l); \
		if ((RB_LEFT(e, f) = RB_RIGHT(l, f)) != NULL) \
			RB_PARENT(RB_LEFT(e, f), f) = e; \
		RB_RIGHT(l, f) = e; \
		RB_PARENT(e, f) = l; \
		return l; \
	} \
	/* Of three on one level to the right, the middle one rises. */ \
	static struct type *name##_RB_SPLIT(struct name *head, struct type *e) \
	{ \
		struct type *r = e != NULL ? RB_RIGHT(e, f) : NULL; \
		if (r == NULL || RB_RIGHT(r, f) == NULL || RB_RIGHT(r, f)->f.rbe_level != e->f.rbe_level) \
			return e; \
		name##_RB_RELINK(head, e, r); \
		if ((RB_RIGHT(e, f) = RB_LEFT(r, f)) != NULL) \
			RB_PARENT(RB_RIGHT(e, f), f) = e; \
		RB_LEFT(r, f) = e; \
		RB_PARENT(e, f) = r; \
		r->f.rbe_level++; \
		return r; \
	} \
	attr struct type *name##_RB_INSERT(struct name *head, struct type *e) \
	{ \
		struct type *up = NULL, **link = &RB_ROOT(head); \
		while (*link != NULL) { \
			int order; \
			up = *link; \
			if ((order = (cmp)(e, up)) == 0) \
				return up; \
			link = order < 0 ? &RB_LEFT(up, f) : &RB_RIGHT(up, f); \
		} \
		RB_LEFT(e, f) = RB_RIGHT(e, f) = NULL; \
		RB_PARENT(e, f) = up; \
		e->f.rbe_level = 1; \
		*link = e; \
		for (; up != NULL; up = RB_PARENT(up, f)) { \
			up = name##_RB_SKEW(head, up); \
			up = name##_RB_SPLIT(head, up); \
		} \
		return NULL; \
	} \
	/* After a removal below: from e up to the root. */ \
	static void name##_RB_LOWER(struct name *head, struct type *e) \
	{ \
		for (; e != NULL; e = RB_PARENT(e, f)) { \
			int l = name##_RB_LEVEL(RB_LEFT(e, f)), r = name##_RB_LEVEL(RB_RIGHT(e, f)); \
			int level = (l < r ? l : r) + 1; \
			if (level < e->f.rbe_level) { \
				e->f.rbe_level = level; \
				if (level < r) \
					RB_RIGHT(e, f)->f.rbe_level = level; \
			} \
			e = name##_RB_SKEW(head, e); \
			if (RB_RIGHT(e, f) != NULL) { \
				struct type *x = name##_RB_SKEW(head, RB_RIGHT(e, f)); \
				name##_RB_SKEW(head, RB_RIGHT(x, f)); \
			} \
			e = name##_RB_SPLIT(head, e); \
			name##_RB_SPLIT(head, RB_RIGHT(e, f)); \
		} \
	} \
	attr struct type *name##_RB_REMOVE(struct name *head, struct type *e) \
	{ \
		struct type *from, *in; \
		if (RB_LEFT(e, f) == NULL || RB_RIGHT(e, f) == NULL) { \
			from = RB_PARENT(e, f); \
			name##_RB_RELINK(head, e, RB_LEFT(e, f) != NULL ? RB_LEFT(e, f) : RB_RIGHT(e, f)); \
		} else { \
			/* The next one in order takes the place of e. */ \
			for (in = RB_RIGHT(e, f); RB_LEFT(in, f) != NULL;) \
				in = RB_LEFT(in, f); \
			from = RB_PARENT(in, f) != e ? RB_PARENT(in, f) : in; \
			name##_RB_RELINK(head, in, RB_RIGHT(in, f)); \
			in->f = e->f; \
			name##_RB_RELINK(head, e, in); \
			RB_PARENT(RB_LEFT(in, f), f) = in; \
			if (RB_RIGHT(in, f) != NULL) \
				RB_PARENT(RB_RIGHT(in, f), f) = in; \
		} \
		name##_RB_LOWER(head, from); \
		return e; \
	} \
	attr struct type *name##_RB_FIND(struct name *head, struct type *key) \
	{ \
		struct type *e = RB_ROOT(head); \
		int order; \
		while (e != NULL && (order = (cmp)(key, e)) != 0) \
			e = order < 0 ? RB_LEFT(e, f) : RB_RIGHT(e, f); \
		return e; \
	} \
	/* The first one that is not less than key. */ \
	attr struct type *name##_RB_NFIND(struct name *head, struct type *key) \
	{ \
		struct type *e = RB_ROOT(head), *found = NULL; \
		while (e != NULL) { \
			int order = (cmp)(key, e); \
			if (order == 0) \
				return e; \
			if (order < 0) \
				found = e; \
			e = order < 0 ? RB_LEFT(e, f) : RB_RIGHT(e, f); \
		} \
		return found; \
	} \
	attr struct type *name##_RB_NEXT(struct type *e) \
	{ \
		struct type *child = RB_RIGHT(e, f); \
		if (child != NULL) { \
			while (RB_LEFT(child, f) != NULL) \
				child = RB_LEFT(child, f); \
			return child; \
		} \
		do { \
			child = e; \
			e = RB_PARENT(e, f); \
		} while (e != NULL && RB_RIGHT(e, f) == child); \
		return e; \
	} \
	attr struct type *name##_RB_PREV(struct type *e) \
	{ \
		struct type *child = RB_LEFT(e, f); \
		if (child != NULL) { \
			while (RB_RIGHT(child, f) != NULL) \
				child = RB_RIGHT(child, f); \
			return child; \
		} \
		do { \
			child = e; \
			e = RB_PARENT(e, f); \
		} while (e != NULL && RB_LEFT(e, f) == child); \
		return e; \
	} \
	attr struct type *name##_RB_MINMAX(struct name *head, int side) \
	{ \
		struct type *e = RB_ROOT(head), *last = NULL; \
		for (; e != NULL; e = side < 0 ? RB_LEFT(e, f) : RB_RIGHT(e, f)) \
			last = e; \
		return last; \
	} \
	struct name##_RB_END /* takes the semicolon */

#define RB_NEGINF (-1)
#define RB_INF 1
#define RB_INSERT(name, head, e) name##_RB_INSERT(head, e)
#define RB_REMOVE(name, head, e) name##_RB_REMOVE(head, e)
#define RB_FIND(name, head, key) name##_RB_FIND(head, key)
#define RB_NFIND(name, head, key) name##_RB_NFIND(head, key)
#define RB_NEXT(name, head, e) name##_RB_NEXT(e)
#define RB_PREV(name, head, e) name##_RB_PREV(e)
#define RB_MIN(name, head) name##_RB_MINMAX(head, RB_NEGINF)
#define RB_MAX(name, head) name##_RB_MINMAX(head, RB_INF)
#define RB_FOREACH(e, name, head) for ((e) = RB_MIN(name, head); (e) != NULL; (e) = name##_RB_NEXT(e))
#define RB_FOREACH_SAFE(e, name, head, after) \
	for ((e) = RB_MIN(name, head); (e) != NULL && ((after) = name##_RB_NEXT(e), 1); (e) = (after))
#define RB_FOREACH_REVERSE(e, name, head) for ((e) = RB_MAX(name, head); (e) != NULL; (e) = name##_RB_PREV(e))

#endif
