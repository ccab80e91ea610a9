package cap

import "strconv"

// String is the compact form of c, the same everywhere:
//
//	0x80001010 [rwRW,0x80001000-0x80001040]
//
// then "(invalid)" when a capability's tag is clear and "(sentry)" when it is
// sealed. An integer, that is NULL with an address, is only the number.
func (c Cap) String() string { return string(c.Append(nil)) }

// Append appends the compact form of c to b. It allocates nothing beyond b.
func (c Cap) Append(b []byte) []byte {
	b = appendHex(b, c.Addr)
	if c.IsInteger() {
		return b
	}
	bounds := c.Bounds()
	b = append(c.appendPerms(append(b, " ["...)), ',')
	b = append(appendHex(b, bounds.Base), '-')
	b = append(bounds.Top.Append(b), ']')
	switch sealed := c.Sealed(); {
	case sealed && !c.Tag:
		b = append(b, " (invalid,sentry)"...)
	case sealed:
		b = append(b, " (sentry)"...)
	case !c.Tag:
		b = append(b, " (invalid)"...)
	}
	return b
}

func appendHex(b []byte, v uint64) []byte { return strconv.AppendUint(append(b, "0x"...), v, 16) }

// IsInteger says whether c is an integer as every integer instruction writes
// it: tag clear and metadata zero.
func (c Cap) IsInteger() bool { return !c.Tag && c.Meta == 0 }

// String is the number in hexadecimal.
func (a Wide) String() string { return string(a.Append(nil)) }

// Append appends the number in hexadecimal to b.
func (a Wide) Append(b []byte) []byte {
	if a.Hi == 0 {
		return appendHex(b, a.Lo)
	}
	b = append(b, "0x1"...)
	for shift := 60; shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[a.Lo>>shift&15])
	}
	return b
}
