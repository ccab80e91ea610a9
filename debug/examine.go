package debug

import (
	"fmt"
	"strconv"
	"strings"

	"ushell/cap"
	"ushell/debug/expr"
	"ushell/debug/frame"
	"ushell/machine"
)

// layout is how x shows memory: so many items of a format and a size in bytes.
type layout struct {
	n      uint64
	format byte // one of "cxduotasi"
	size   uint64
}

// maxItems bounds what x shows.
const maxItems = 4096

var errLayout = fmt.Errorf("x takes /NFU: a number up to %d; c capabilities, x d u o t numbers, a addresses, s strings, i instructions; b h w g for 1, 2, 4, 8 bytes", maxItems)

// parseLayout reads what stands behind x/: 8gx, 4x, i, 16b.
func parseLayout(text string) (layout, error) {
	l := layout{n: 1}
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
	if digits != "" {
		n, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || n == 0 || n > maxItems {
			return l, errLayout
		}
		l.n = n
	}
	for _, r := range text[len(digits):] {
		size, isSize := map[rune]uint64{'b': 1, 'h': 2, 'w': 4, 'g': 8}[r]
		switch {
		case isSize && l.size == 0:
			l.size = size
		case l.format == 0 && strings.ContainsRune("cxduotasi", r):
			l.format = byte(r)
		default:
			return l, errLayout
		}
	}
	if l.format == 0 {
		if l.format = 'x'; l.size == 0 {
			l.format = 'c'
		}
	}
	if l.size == 0 || l.format == 'a' {
		l.size = 8
	}
	return l, nil
}

func (s *Session) cmdExamine(format, where string) (frame.Reply, error) {
	l, err := parseLayout(format)
	if err != nil {
		return frame.Reply{}, err
	}
	if where = strings.TrimSpace(where); where == "" {
		return frame.Reply{}, fmt.Errorf("expected an address: a number, a register, a symbol, or an expression")
	}
	addr, err := s.addressOf(where)
	if err != nil {
		return frame.Reply{}, err
	}
	var r frame.Reply
	switch l.format {
	case 'c', 's', 'i':
		for range l.n {
			line, size := s.examine(l.format, addr)
			r.Lines = append(r.Lines, line)
			addr += size
		}
	default:
		r.Lines = s.examineNumbers(l, addr)
	}
	return r, nil
}

// addressOf is the address that an expression stands for: the value of a pointer or a
// number, where an array, a struct or a function is, or of a symbol.
func (s *Session) addressOf(text string) (uint64, error) {
	addr, err := s.address(text)
	_, isNumber := strconv.ParseUint(text, 0, 64)
	_, isRegister := s.register(text)
	if c := s.here(); err != nil || isNumber != nil && !isRegister && c.im.Debug != nil {
		e := s.env(s.shown(), c)
		v, evalErr := e.Eval(text)
		if n, ok := e.Number(v); evalErr == nil && ok {
			return n, nil
		}
		if x, ok := evalErr.(*expr.Error); ok && err != nil && c.im.Debug != nil {
			return 0, fmt.Errorf("%s", strings.Join(x.Caret(), "\n"))
		}
	}
	return addr, err
}

// examineNumbers shows 16 bytes in a line.
func (s *Session) examineNumbers(l layout, addr uint64) []string {
	var lines []string
	perLine := 16 / l.size
	for i := uint64(0); i < l.n; i += perLine {
		line := fmt.Sprintf("%#x ", addr)
		for range min(perLine, l.n-i) {
			text := "no memory"
			if v, ok := s.read(addr, l.size); ok {
				text = s.number(l, v)
			}
			line += " " + text
			addr += l.size
		}
		lines = append(lines, line)
	}
	return lines
}

func (s *Session) number(l layout, v uint64) string {
	shift := 64 - 8*l.size
	switch l.format {
	case 'd':
		return strconv.FormatInt(int64(v<<shift)>>shift, 10)
	case 'u':
		return strconv.FormatUint(v, 10)
	case 'o':
		return fmt.Sprintf("%#o", v)
	case 't':
		return fmt.Sprintf("%0*b", 8*l.size, v)
	case 'a':
		if sym := s.symbol(v); sym != "" {
			return fmt.Sprintf("%#x <%s>", v, sym)
		}
		return fmt.Sprintf("%#x", v)
	}
	return fmt.Sprintf("0x%0*x", 2*l.size, v)
}

// maxString bounds how much of a string x shows.
const maxString = 200

// examine is a line about what is at addr, and its size.
func (s *Session) examine(format byte, addr uint64) (line string, size uint64) {
	const none = "no memory here"
	switch format {
	case 's':
		var text []byte
		for len(text) < maxString {
			c, ok := s.read(addr+uint64(len(text)), 1)
			if !ok && len(text) == 0 {
				return fmt.Sprintf("%#x  %s", addr, none), 1
			}
			if !ok || c == 0 {
				break
			}
			text = append(text, byte(c))
		}
		quoted := strconv.QuoteToASCII(string(text))
		if len(text) == maxString {
			quoted += "..."
		}
		return fmt.Sprintf("%#x  %s", addr, quoted), uint64(len(text)) + 1
	case 'i':
		size, text := uint64(machine.InstBytes), none
		if in, ok := s.decode(addr); ok {
			text, size = in.Text(addr, s.symbol), uint64(in.Size)
		}
		return fmt.Sprintf("%#x  %-16s %s", addr, s.symbol(addr), text), size
	}
	addr &^= cap.SizeBytes - 1
	c, ok := s.readCap(addr)
	text, tag := none, "·"
	if ok {
		text = c.String()
		if !c.Tag {
			text = fmt.Sprintf("%016x %016x", c.Meta, c.Addr)
		}
	}
	if c.Tag {
		tag = "◆"
	}
	return strings.TrimRight(fmt.Sprintf("%#x %s %s %s", addr, tag, text, s.object(c)), " "), cap.SizeBytes
}
