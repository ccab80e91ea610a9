package token

import "unicode"

// identChars are the characters beyond ASCII that identifiers may have (C11 annex D.1).
var identChars = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0xa8, Hi: 0xa8, Stride: 1}, {Lo: 0xaa, Hi: 0xaa, Stride: 1}, {Lo: 0xad, Hi: 0xad, Stride: 1}, {Lo: 0xaf, Hi: 0xaf, Stride: 1},
		{Lo: 0xb2, Hi: 0xb5, Stride: 1}, {Lo: 0xb7, Hi: 0xba, Stride: 1}, {Lo: 0xbc, Hi: 0xbe, Stride: 1}, {Lo: 0xc0, Hi: 0xd6, Stride: 1},
		{Lo: 0xd8, Hi: 0xf6, Stride: 1}, {Lo: 0xf8, Hi: 0xff, Stride: 1},
		{Lo: 0x100, Hi: 0x167f, Stride: 1}, {Lo: 0x1681, Hi: 0x180d, Stride: 1}, {Lo: 0x180f, Hi: 0x1fff, Stride: 1},
		{Lo: 0x200b, Hi: 0x200d, Stride: 1}, {Lo: 0x202a, Hi: 0x202e, Stride: 1}, {Lo: 0x203f, Hi: 0x2040, Stride: 1},
		{Lo: 0x2054, Hi: 0x2054, Stride: 1}, {Lo: 0x2060, Hi: 0x206f, Stride: 1}, {Lo: 0x2070, Hi: 0x218f, Stride: 1},
		{Lo: 0x2460, Hi: 0x24ff, Stride: 1}, {Lo: 0x2776, Hi: 0x2793, Stride: 1}, {Lo: 0x2c00, Hi: 0x2dff, Stride: 1},
		{Lo: 0x2e80, Hi: 0x2fff, Stride: 1}, {Lo: 0x3004, Hi: 0x3007, Stride: 1}, {Lo: 0x3021, Hi: 0x302f, Stride: 1},
		{Lo: 0x3031, Hi: 0x303f, Stride: 1}, {Lo: 0x3040, Hi: 0xd7ff, Stride: 1}, {Lo: 0xf900, Hi: 0xfd3d, Stride: 1},
		{Lo: 0xfd40, Hi: 0xfdcf, Stride: 1}, {Lo: 0xfdf0, Hi: 0xfe44, Stride: 1}, {Lo: 0xfe47, Hi: 0xfffd, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x10000, Hi: 0x1fffd, Stride: 1}, {Lo: 0x20000, Hi: 0x2fffd, Stride: 1}, {Lo: 0x30000, Hi: 0x3fffd, Stride: 1},
		{Lo: 0x40000, Hi: 0x4fffd, Stride: 1}, {Lo: 0x50000, Hi: 0x5fffd, Stride: 1}, {Lo: 0x60000, Hi: 0x6fffd, Stride: 1},
		{Lo: 0x70000, Hi: 0x7fffd, Stride: 1}, {Lo: 0x80000, Hi: 0x8fffd, Stride: 1}, {Lo: 0x90000, Hi: 0x9fffd, Stride: 1},
		{Lo: 0xa0000, Hi: 0xafffd, Stride: 1}, {Lo: 0xb0000, Hi: 0xbfffd, Stride: 1}, {Lo: 0xc0000, Hi: 0xcfffd, Stride: 1},
		{Lo: 0xd0000, Hi: 0xdfffd, Stride: 1}, {Lo: 0xe0000, Hi: 0xefffd, Stride: 1},
	},
	LatinOffset: 10,
}

// notFirst are those of them that none begins with (C11 annex D.2).
var notFirst = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x300, Hi: 0x36f, Stride: 1}, {Lo: 0x1dc0, Hi: 0x1dff, Stride: 1}, {Lo: 0x20d0, Hi: 0x20ff, Stride: 1},
		{Lo: 0xfe20, Hi: 0xfe2f, Stride: 1},
	},
}

// lookalikes are characters that editors and web pages write for those of C.
var lookalikes = map[rune]string{
	'\u201c': `"`, '\u201d': `"`, '\u201e': `"`, '\u2018': "'", '\u2019': "'", '\u2013': "-", '\u2014': "-", '\u2212': "-",
	'\u00a0': " ", '\u037e': ";", '\u00d7': "*", '\u00f7': "/", '\u2026': "...", '\uff1b': ";", '\uff08': "(", '\uff09': ")",
	'\u2264': "<=", '\u2265': ">=", '\u2260': "!=", '\u00ac': "!", '\uff0c': ",", '\u00b4': "'", '`': "'",
}
