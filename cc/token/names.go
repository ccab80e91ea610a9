package token

import "strings"

// name is an identifier: every spelling has one.
type name struct {
	text    string
	hash    uint32
	keyword bool
	special special // what the preprocessor itself does with it
	macro   *macro  // its definition, or nil
}

// names is the table of them, open addressing.
type names struct {
	slots []*name
	n     int
}

func hashOf(s string) uint32 {
	h := uint32(hashSeed)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * hashMul
	}
	return h
}

const (
	hashSeed = 2166136261
	hashMul  = 16777619
)

// get is the name that s spells, whose hash is h.
func (ns *names) get(s string, h uint32) *name {
	if ns.n*2 >= len(ns.slots) {
		ns.grow()
	}
	mask := uint32(len(ns.slots) - 1)
	for i := (h ^ h>>15) & mask; ; i = (i + 1) & mask {
		n := ns.slots[i]
		if n == nil {
			n = &name{text: s, hash: h}
			ns.slots[i] = n
			ns.n++
			return n
		}
		if n.hash == h && n.text == s {
			return n
		}
	}
}

func (ns *names) of(s string) *name { return ns.get(s, hashOf(s)) }

func (ns *names) grow() {
	old := ns.slots
	ns.slots = make([]*name, max(2048, 2*len(old)))
	mask := uint32(len(ns.slots) - 1)
	for _, n := range old {
		if n == nil {
			continue
		}
		i := (n.hash ^ n.hash>>15) & mask
		for ns.slots[i] != nil {
			i = (i + 1) & mask
		}
		ns.slots[i] = n
	}
}

// Keywords are all words that Kind Keyword is set for.
var Keywords = strings.Fields(`
	auto break case char const continue default do double else enum extern float for goto if inline int long
	register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
	_Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local
	asm typeof
	__alignof __alignof__ __asm __asm__ __attribute __attribute__ __auto_type __complex__ __const __const__
	__extension__ __imag__ __inline __inline__ __label__ __real__ __restrict __restrict__ __signed __signed__
	__thread __typeof __typeof__ __volatile __volatile__ __func__ __FUNCTION__ __PRETTY_FUNCTION__
	__int128 __int128_t __uint128_t
	__intcap __intcap_t __uintcap_t __capability __ptraddr_t
	__builtin_va_list __builtin_va_arg __builtin_va_start __builtin_va_end __builtin_va_copy __builtin_offsetof
	__builtin_types_compatible_p __builtin_choose_expr`)
