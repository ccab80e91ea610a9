package cap

import (
	"fmt"
	"strings"
)

// String is the compact form of c, the same everywhere:
//
//	0x80001010 [rwRW,0x80001000-0x80001040]
//
// then "(invalid)" when a capability's tag is clear and "(sentry)" when it is
// sealed. An integer, that is NULL with an address, is only the number.
func (c Cap) String() string {
	if c.IsInteger() {
		return fmt.Sprintf("%#x", c.Addr)
	}
	var s strings.Builder
	fmt.Fprintf(&s, "%#x [%s,%#x-%s]", c.Addr, c.PermString(), c.Base(), c.Top())
	if attr := c.attributes(); len(attr) > 0 {
		s.WriteString(" (" + strings.Join(attr, ",") + ")")
	}
	return s.String()
}

func (c Cap) attributes() []string {
	var a []string
	if !c.Tag {
		a = append(a, "invalid")
	}
	if c.Sealed() {
		a = append(a, "sentry")
	}
	return a
}

// IsInteger says whether c is an integer as every integer instruction writes
// it: tag clear and metadata zero.
func (c Cap) IsInteger() bool { return !c.Tag && c.Meta == 0 }

// String is the number in hexadecimal.
func (a Wide) String() string {
	if a.Hi != 0 {
		return fmt.Sprintf("0x1%016x", a.Lo)
	}
	return fmt.Sprintf("%#x", a.Lo)
}
