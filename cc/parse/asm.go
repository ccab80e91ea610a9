package parse

import (
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// asmStmt reads an asm statement.
func (p *parser) asmStmt(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	s := &ast.Asm{}
	s.Where = t.Span()
	isGoto := false
	for {
		switch {
		case p.is("volatile") || p.is("__volatile__") || p.is("__volatile"):
			s.Volatile = true
		case p.is("goto"):
			isGoto, s.Volatile = true, true
		case p.is("inline") || p.is("__inline__") || p.is("__inline"):
		default:
			p.asmOperands(s, t, isGoto)
			*out = append(*out, s)
			return
		}
		p.next()
	}
}

func (p *parser) asmOperands(s *ast.Asm, t *token.Token, isGoto bool) {
	if !p.is("(") {
		p.missing("(", "after asm")
		return
	}
	open := p.opening()
	if p.tok.Kind != token.String {
		p.syntax(p.tok.Span(), "expected a string literal")
		return
	}
	text, _ := p.strings()
	s.Text = string(text.Data)
	section := 0
	colon := func() bool {
		if p.accept("::") {
			section += 2
			return true
		}
		if p.accept(":") {
			section++
			return true
		}
		return false
	}
	for !p.bad && colon() {
		switch section {
		case 1:
			s.Outs = p.asmList(true)
		case 2:
			s.Ins = p.asmList(false)
		case 3:
			s.Clobbers = p.clobbers()
		case 4:
			if !isGoto {
				p.errorf(p.prev().Span(), "labels need asm goto")
			}
			p.asmLabels(s)
		default:
			p.syntax(p.prev().Span(), "an asm statement has at most four lists of operands")
		}
	}
	if section == 0 || len(s.Outs) == 0 {
		s.Volatile = true
	}
	p.closing(")", open)
	p.expect(";", "after asm")
	s.Where.End = p.prev().OuterEnd()
	p.checkAsm(s)
}

// asmList reads operands.
func (p *parser) asmList(out bool) []ast.AsmOperand {
	var list []ast.AsmOperand
	for p.is("[") || p.tok.Kind == token.String {
		var o ast.AsmOperand
		if p.is("[") {
			open := p.opening()
			o.Name = p.tok.Text
			p.next()
			p.closing("]", open)
		}
		at := p.tok.Span()
		if p.tok.Kind != token.String {
			p.syntax(at, "expected the constraint of the operand, a string")
			return list
		}
		c, _ := p.strings()
		o.Constraint = string(c.Data)
		if !p.is("(") {
			p.missing("(", "behind the constraint")
			return list
		}
		open := p.opening()
		e := p.expression()
		p.closing(")", open)
		o.X = p.asmOperand(e, o.Constraint, out, at)
		list = append(list, o)
		if !p.accept(",") {
			break
		}
	}
	return list
}

func (p *parser) asmOperand(e ast.Expr, c string, out bool, at diag.Span) ast.Expr {
	memory := strings.ContainsAny(c, "moVA") && !strings.ContainsAny(c, "rg")
	if !out {
		if strings.HasPrefix(c, "=") || strings.HasPrefix(c, "+") {
			p.errorf(at, "the constraint '%s' is for an output", c)
		}
		if memory && isLvalue(e) {
			p.taken(e)
			return e
		}
		return p.value(e)
	}
	if !strings.HasPrefix(c, "=") && !strings.HasPrefix(c, "+") {
		p.errorf(at, "the constraint of an output begins with '=' or '+': this is '%s'", c)
	}
	if strings.HasPrefix(c, "+") {
		p.readBefore(e)
	}
	if e.Type().Kind == ctype.Error || !p.modifiable(e, *e.Span()) {
		return p.errNode(*e.Span())
	}
	p.assigned(e)
	if memory {
		p.taken(e)
	}
	return e
}

func (p *parser) clobbers() []string {
	var list []string
	for p.tok.Kind == token.String {
		s, _ := p.strings()
		list = append(list, string(s.Data))
		if !p.accept(",") {
			break
		}
	}
	return list
}

func (p *parser) asmLabels(s *ast.Asm) {
	p.fn.jumps = true
	for p.tok.Kind == token.Ident {
		t := p.tok
		p.next()
		l := p.labelOf(t)
		p.fn.gotos = append(p.fn.gotos, gotoUse{label: l, at: t.Span(), vlas: p.variableSized()})
		s.Labels = append(s.Labels, l.Label)
		if !p.accept(",") {
			break
		}
	}
}

// checkAsm checks that the operands that the text names exist.
func (p *parser) checkAsm(s *ast.Asm) {
	n := len(s.Outs) + len(s.Ins) + len(s.Labels)
	for _, o := range s.Outs {
		if strings.HasPrefix(o.Constraint, "+") {
			n++ // GCC numbers the input that it implies
		}
	}
	if n == 0 && len(s.Clobbers) == 0 {
		return // a text without operands has no %
	}
	for i := 0; i+1 < len(s.Text); i++ {
		if s.Text[i] != '%' {
			continue
		}
		i++
		if strings.IndexByte("lzcaniP", s.Text[i]) >= 0 && i+1 < len(s.Text) {
			i++ // a modifier
		}
		switch c := s.Text[i]; {
		case c >= '0' && c <= '9':
			k := 0
			for ; i < len(s.Text) && s.Text[i] >= '0' && s.Text[i] <= '9' && k < 1000; i++ {
				k = k*10 + int(s.Text[i]-'0')
			}
			i--
			if k >= n {
				p.errorf(s.Where, "the asm text names operand %%%d, and there are %d", k, n)
				return
			}
		case c == '[':
			end := strings.IndexByte(s.Text[i:], ']')
			if end < 0 {
				p.errorf(s.Where, "the name of an operand in the asm text has no ']'")
				return
			}
			if name := s.Text[i+1 : i+end]; !named(s, name) {
				p.errorf(s.Where, "the asm text names operand '%s', which there is not", name)
				return
			}
		}
	}
}

// probe reads __builtin_probe("name", arguments...);
func (p *parser) probe(out *[]ast.Stmt) {
	t := p.tok
	p.next()
	if !p.is("(") {
		p.missing("(", "after "+t.Text)
		return
	}
	s := &ast.Probe{}
	s.Where = t.Span()
	open := p.opening()
	if p.tok.Kind != token.String {
		p.syntax(p.tok.Span(), "a probe needs a name, a string")
		return
	}
	name, _ := p.strings()
	s.Name = string(name.Data)
	for !p.bad && p.accept(",") {
		first := p.i
		e := p.value(p.assignment())
		if !e.Type().IsScalar() && e.Type().Kind != ctype.Error {
			p.errorf(*e.Span(), "the argument of a probe must be a number or a pointer: this is %s", e.Type().Quoted())
		}
		s.Args = append(s.Args, ast.AsmOperand{Name: p.written(first), Constraint: "nor", X: e})
	}
	p.closing(")", open)
	p.expect(";", "after the probe")
	s.Where.End = p.prev().OuterEnd()
	*out = append(*out, s)
}

// written is the text of the tokens from first up to the present one.
func (p *parser) written(first int) string {
	var b strings.Builder
	for i := first; i < p.i && b.Len() < 200; i++ {
		if i > first && p.toks[i].Space {
			b.WriteByte(' ')
		}
		b.WriteString(p.toks[i].Text)
	}
	return b.String()
}

// named says whether an operand or a label has that name.
func named(s *ast.Asm, name string) bool {
	for _, o := range append(s.Outs[:len(s.Outs):len(s.Outs)], s.Ins...) {
		if o.Name == name {
			return true
		}
	}
	for _, l := range s.Labels {
		if l.Name == name {
			return true
		}
	}
	return false
}
