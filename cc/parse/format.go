package parse

import (
	"strconv"
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
)

// checkCall checks what attributes of the function say about the arguments of a call.
func (p *parser) checkCall(c *ast.Call, o *ast.Object, i *info) {
	if o == nil {
		return
	}
	if a := i.attrs; a != nil {
		for _, f := range a.formats {
			p.checkFormat(c, f)
		}
		for k, arg := range c.Args {
			if (a.allNonnull && k < c.NFixed || hasNumber(a.nonnull, k+1)) && arg.Type().IsPointer() && p.isNullPointer(arg) {
				p.warnf("nonnull", *arg.Span(), "argument %d of '%s' must not be NULL", k+1, o.Name)
			}
		}
		if n := len(c.Args); a.sentinel && n > 0 && !p.isNullPointer(c.Args[n-1]) {
			p.warnf("format", c.Where, "the arguments of '%s' must end with a null pointer", o.Name)
		}
	} else if f := library[o.Name].format; f != nil && i.builtin {
		p.checkFormat(c, *f)
	}
	p.checkMemory(c, o)
}

func hasNumber(list []int64, n int) bool {
	for _, x := range list {
		if x == int64(n) {
			return true
		}
	}
	return false
}

// isNullPointer says whether a converted argument is a null pointer constant.
func (p *parser) isNullPointer(e ast.Expr) bool {
	n, ok := inner(e).(*ast.Int)
	return ok && n.Value == 0
}

// checkMemory warns about memset(p, 0, sizeof p) where p is a pointer.
func (p *parser) checkMemory(c *ast.Call, o *ast.Object) {
	if o.Name != "memset" && o.Name != "memcpy" && o.Name != "memmove" || len(c.Args) != 3 {
		return
	}
	if o.Name == "memset" {
		if n, ok := inner(c.Args[2]).(*ast.Int); ok && n.Value == 0 {
			if v, ok := inner(c.Args[1]).(*ast.Int); !ok || v.Value != 0 {
				p.warnf("sizeof-pointer-memaccess", *c.Args[2].Span(), "memset of 0 bytes: the value and the length seem to be exchanged")
			}
		}
	}
}

// literalOf is the text of the string literal that e points at.
func literalOf(e ast.Expr) (text string, at diag.Span, ok bool) {
	a, ok := inner(e).(*ast.Addr)
	if !ok || !a.Decay {
		return "", at, false
	}
	r, ok := a.X.(*ast.Ref)
	if !ok || r.Obj.Data == nil || !r.T.Elem.IsChar() || r.Obj.Name != "" {
		return "", at, false
	}
	return string(r.Obj.Data[:len(r.Obj.Data)-1]), r.Where, true
}

// checkFormat checks a call of a function like printf or scanf.
func (p *parser) checkFormat(c *ast.Call, f formatAttr) {
	if f.fmt < 1 || f.fmt > len(c.Args) || p.unevaled > 0 {
		return
	}
	text, at, ok := literalOf(c.Args[f.fmt-1])
	if !ok {
		if _, null := inner(c.Args[f.fmt-1]).(*ast.Int); !null && f.first > 0 && f.first > len(c.Args) && !isConstString(c.Args[f.fmt-1]) {
			p.warnf("format-security", *c.Args[f.fmt-1].Span(), "the format is no string literal, and there are no arguments")
		}
		return
	}
	if f.first == 0 {
		return
	}
	s := &formatter{p: p, f: f, text: text, at: at, args: c.Args, next: f.first - 1}
	s.run()
}

func isConstString(e ast.Expr) bool {
	x := inner(e)
	return x.Type().IsPointer() && x.Type().Elem.Qual&ctype.Const != 0
}

// formatter goes through a format.
type formatter struct {
	p          *parser
	f          formatAttr
	text       string
	at         diag.Span
	args       []ast.Expr
	next       int
	positional bool
	failed     bool
}

// conversion is one %... of a format.
type conversion struct {
	spec     string // as written
	begin    int    // in the text
	flags    string
	length   string
	verb     byte
	suppress bool // %*d of scanf
	alloc    bool // %ms of scanf
}

func (s *formatter) run() {
	if i := strings.IndexByte(s.text, 0); i >= 0 {
		s.p.warnf("format", s.at, "the format contains a zero byte, which ends it")
		s.text = s.text[:i]
	}
	for i := 0; i < len(s.text); i++ {
		if s.text[i] != '%' {
			continue
		}
		if i = s.conversion(i); i < 0 || s.failed {
			return
		}
	}
	if s.next < len(s.args) && !s.positional {
		a := s.args[s.next]
		s.p.warnf("format-extra-args", *a.Span(), "the format does not use this argument")
	}
}

// spanOf is the place of a part of the format, when the literal stands in one piece.
func (s *formatter) spanOf(c *conversion) diag.Span {
	at := s.at
	f := s.p.Files.Of(at.At.Pos)
	if f == nil || at.At.Exp != nil || at.End < at.Begin {
		return at
	}
	src := f.Text[at.Begin-f.Base : min(int(at.End-f.Base), len(f.Text))]
	if len(src) < 2 || strings.Count(src, c.spec) == 0 {
		return at
	}
	n := strings.Count(s.text[:c.begin], c.spec) // which of several equal ones
	off := 0
	for k := 0; ; k++ {
		i := strings.Index(src[off:], c.spec)
		if i < 0 {
			return at
		}
		if k == n {
			b := at.Begin + diag.Pos(off+i)
			return diag.Span{At: diag.Loc{Pos: b}, Begin: b, End: b + diag.Pos(len(c.spec))}
		}
		off += i + len(c.spec)
	}
}

// conversion reads the conversion at i, and answers where it ends.
func (s *formatter) conversion(i int) int {
	c := &conversion{begin: i}
	j := i + 1
	at := func() byte {
		if j < len(s.text) {
			return s.text[j]
		}
		return 0
	}
	digits := func() {
		for at() >= '0' && at() <= '9' {
			j++
		}
	}
	begin := j
	digits()
	if j > begin && at() == '$' {
		s.positional = true
		j++
	} else {
		j = begin
	}
	if s.f.scan {
		if at() == '*' {
			c.suppress = true
			j++
		}
		digits()
		if at() == 'm' { // the function allocates
			c.alloc = true
			j++
		}
	} else {
		begin = j
		for at() != 0 && strings.IndexByte("-+ #0'", at()) >= 0 {
			j++
		}
		c.flags = s.text[begin:j]
		if !s.number(&j, c, "field width") {
			return -1
		}
		if at() == '.' {
			j++
			if !s.number(&j, c, "precision") {
				return -1
			}
		}
	}
	begin = j
	for at() != 0 && strings.IndexByte("hlLqjzt", at()) >= 0 && j-begin < 2 {
		j++
	}
	c.length = s.text[begin:j]
	c.verb = at()
	if c.verb == '[' && s.f.scan {
		if j = s.scanset(j); j < 0 {
			s.p.warnf("format", s.at, "the format has a '%%[' without a ']'")
			return -1
		}
	}
	c.spec = s.text[i:min(j+1, len(s.text))]
	if c.verb == 0 {
		s.p.warnf("format", s.at, "the format ends within a conversion, '%s'", c.spec)
		return -1
	}
	s.check(c)
	return j
}

func (s *formatter) scanset(j int) int {
	j++
	if j < len(s.text) && s.text[j] == '^' {
		j++
	}
	if j < len(s.text) && s.text[j] == ']' {
		j++
	}
	i := strings.IndexByte(s.text[min(j, len(s.text)):], ']')
	if i < 0 {
		return -1
	}
	return j + i
}

// number reads a width or precision: digits, or a * that takes an argument.
func (s *formatter) number(j *int, c *conversion, what string) bool {
	if *j < len(s.text) && s.text[*j] == '*' {
		*j++
		for *j < len(s.text) && (s.text[*j] >= '0' && s.text[*j] <= '9' || s.text[*j] == '$') {
			*j++
		}
		if s.positional {
			return true
		}
		a := s.argument(c)
		if a == nil {
			return false
		}
		if t := inner(a).Type(); !t.IsInteger() || ctype.PromoteInt(t.Unqualified()).Bits() != 32 {
			s.p.warnf("format", *a.Span(), "the %s is an int: the argument is %s", what, t.Quoted())
		}
		return true
	}
	for *j < len(s.text) && (s.text[*j] >= '0' && s.text[*j] <= '9' || s.text[*j] == '-') {
		*j++
	}
	return true
}

// argument is the next argument, nil when there is none.
func (s *formatter) argument(c *conversion) ast.Expr {
	if s.next >= len(s.args) {
		if c.spec == "" {
			c.spec = "%"
		}
		s.p.warnf("format", s.spanOf(c), "the format has more conversions than there are arguments")
		s.failed = true
		return nil
	}
	s.next++
	return s.args[s.next-1]
}

// check checks the argument of one conversion.
func (s *formatter) check(c *conversion) {
	switch {
	case c.verb == '%':
		return
	case c.verb == 'm' && !s.f.scan:
		return
	case strings.IndexByte("diouxXeEfFgGaAcspnCS[", c.verb) < 0 || c.verb == '[' && !s.f.scan:
		s.p.warnf("format", s.spanOf(c), "'%s' is no conversion that is known", strings.Trim(strconv.Quote(c.spec), `"`))
		s.failed = true
		return
	}
	if !lengthFits(c) {
		s.p.warnf("format", s.spanOf(c), "the length '%s' does not go with the conversion '%c'", c.length, c.verb)
	}
	if c.suppress || s.positional {
		return
	}
	a := s.argument(c)
	if a == nil {
		return
	}
	t := inner(a).Type().Unqualified()
	if t.Kind == ctype.Error || a.Type().Kind == ctype.Error {
		return
	}
	want := s.wanted(c)
	if want == "" {
		return
	}
	if c.alloc {
		if !t.IsPointer() || !t.Elem.IsPointer() || !t.Elem.Elem.IsChar() {
			s.p.warnf("format", s.spanOf(c), "'%s' is for 'char **': the argument is %s", c.spec, t.Quoted()).Notef(*a.Span(), "the argument is here")
		}
		return
	}
	if s.f.scan || c.verb == 'n' {
		s.checkPointer(c, a, t, want)
		return
	}
	if s.matches(c, t) {
		return
	}
	d := s.p.warnf("format", s.spanOf(c), "'%s' is for %s: the argument is %s", c.spec, want, t.Quoted())
	if fix := s.fix(c, t); fix != "" && d.Span.Begin != s.at.Begin {
		d.Suggest(fix)
	}
	d.Notef(*a.Span(), "the argument is here")
}

func lengthFits(c *conversion) bool {
	switch c.length {
	case "":
		return true
	case "L":
		return strings.IndexByte("eEfFgGaA", c.verb) >= 0
	case "l":
		return c.verb != 'p'
	}
	return strings.IndexByte("diouxXn", c.verb) >= 0
}

// integer is the signed type that an integer conversion takes.
func integer(length string) *ctype.Type {
	switch length {
	case "hh":
		return ctype.Basic(ctype.SChar)
	case "h":
		return ctype.Basic(ctype.Short)
	case "l", "j", "z", "t":
		return longType
	case "ll", "q":
		return ctype.Basic(ctype.LongLong)
	}
	return intType
}

// wanted is the type that a conversion is for, in words.
func (s *formatter) wanted(c *conversion) string {
	var t *ctype.Type
	switch c.verb {
	case 'd', 'i', 'n':
		t = integer(c.length)
	case 'o', 'u', 'x', 'X':
		t = integer(c.length).Unsigned()
	case 'e', 'E', 'f', 'F', 'g', 'G', 'a', 'A':
		t = doubleType
		switch {
		case c.length == "L":
			t = ctype.Basic(ctype.LongDouble)
		case s.f.scan && c.length == "":
			t = ctype.Basic(ctype.Float)
		}
	case 'c':
		t = intType
		if s.f.scan {
			t = charType
		}
		if c.length == "l" {
			t = uintType
		}
	case 's', '[':
		if c.length == "l" {
			return "'wchar_t *'"
		}
		if s.f.scan {
			t = charType
			break
		}
		return "'char *'"
	case 'p':
		if s.f.scan {
			t = voidPtr
			break
		}
		return "'void *'"
	default:
		return ""
	}
	if s.f.scan || c.verb == 'n' {
		t = ctype.PointerTo(t)
	}
	return t.Quoted()
}

// matches says whether an argument of type t is what a conversion of printf takes.
func (s *formatter) matches(c *conversion, t *ctype.Type) bool {
	switch c.verb {
	case 'd', 'i', 'o', 'u', 'x', 'X', 'c':
		if !t.IsInteger() || t.IsCapInt() {
			return false
		}
		want := integer(c.length)
		if c.verb == 'c' {
			want = intType
		}
		if want.Size < 4 {
			return ctype.PromoteInt(t).Size <= 4
		}
		return ctype.PromoteInt(t).Size == want.Size
	case 'e', 'E', 'f', 'F', 'g', 'G', 'a', 'A':
		if c.length == "L" {
			return t.Kind == ctype.LongDouble
		}
		return t.Kind == ctype.Float || t.Kind == ctype.Double
	case 's':
		if !t.IsPointer() {
			return false
		}
		if c.length == "l" {
			return t.Elem.IsInteger() && t.Elem.Size == 4
		}
		return t.Elem.IsChar()
	case 'p':
		return t.IsPointer() || t.IsCapInt()
	}
	return true
}

// checkPointer checks an argument of scanf, or of %n: a pointer to what is stored.
func (s *formatter) checkPointer(c *conversion, a ast.Expr, t *ctype.Type, want string) {
	ok := t.IsPointer()
	if ok {
		e := t.Elem.Unqualified()
		switch c.verb {
		case 'd', 'i', 'o', 'u', 'x', 'X', 'n':
			ok = e.IsInteger() && e.Size == integer(c.length).Size
		case 'e', 'E', 'f', 'F', 'g', 'G', 'a', 'A':
			ok = e.Kind == map[string]ctype.Kind{"": ctype.Float, "l": ctype.Double, "L": ctype.LongDouble}[c.length]
		case 'c', 's', '[':
			ok = e.IsChar() || c.length == "l" && e.IsInteger() && e.Size == 4
		case 'p':
			ok = e.IsPointer()
		}
	}
	if !ok {
		s.p.warnf("format", s.spanOf(c), "'%s' is for %s: the argument is %s", c.spec, want, t.Quoted()).Notef(*a.Span(), "the argument is here")
	}
}

// fix is the conversion that fits an argument of type t, "" when there is none.
func (s *formatter) fix(c *conversion, t *ctype.Type) string {
	verb := string(c.verb)
	head := strings.TrimSuffix(c.spec, c.length+verb)
	switch {
	case t.IsInteger() && !t.IsCapInt() && t.Kind != ctype.Bool:
		if strings.IndexByte("diouxX", c.verb) < 0 {
			verb = "d"
			if !ctype.PromoteInt(t).Signed() {
				verb = "u"
			}
		}
		switch t.Base().Kind {
		case ctype.Long, ctype.ULong:
			if t.Typedef == "size_t" || t.Typedef == "ssize_t" {
				return head + "z" + verb
			}
			return head + "l" + verb
		case ctype.LongLong, ctype.ULongLong:
			return head + "ll" + verb
		}
		return head + verb
	case t.Kind == ctype.LongDouble:
		return head + "Lf"
	case t.IsFloat():
		return head + "f"
	case t.IsPointer() && t.Elem.IsChar():
		return head + "s"
	case t.IsPointer():
		return head + "p"
	}
	return ""
}
