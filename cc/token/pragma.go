package token

import "ushell/cc/diag"

// pragma is #pragma with the tokens line behind it.
func (p *preprocessor) pragma(hash, dir *Token, line []Token) {
	word := func(i int) string {
		if i < len(line) {
			return line[i].Text
		}
		return ""
	}
	switch word(0) {
	case "once":
		if p.src.up == nil {
			p.diags.Warnf("", line[0].Span(), "#pragma once in the main file")
		}
		p.once[p.src.file.Path] = true
		return
	case "push_macro", "pop_macro":
		p.pushMacro(dir, line)
		return
	case "message":
		p.diags.Warnf("cpp", lineSpan(dir, line), "#pragma %s", spell(line))
		return
	case "GCC", "clang":
		switch word(1) {
		case "system_header":
			p.src.file.Sys = true
			return
		case "diagnostic":
			p.diagnostic(line)
		case "warning", "error":
			p.pragmaMessage(dir, line)
			return
		}
	case "pack", "redefine_extname":
		line = p.expandAll(line)
	case "weak", "STDC":
	case "":
		return
	default:
		p.diags.Warnf("unknown-pragmas", line[0].Span(), "unknown pragma '%s' is ignored", shorten(word(0)))
	}
	t := Token{Kind: Pragma, Text: spell(line), Loc: hash.Loc, Line: true, End: lineSpan(dir, line).End}
	if hash.Loc.Exp != nil {
		t.End = hash.End
	}
	p.emit(&t)
}

// diagnostic is #pragma GCC diagnostic.
func (p *preprocessor) diagnostic(line []Token) {
	verb, opt := "", ""
	if len(line) > 2 {
		verb = line[2].Text
	}
	if len(line) > 3 {
		if s, ok := Unquote(line[3:], &diag.List{Files: p.Files}); ok {
			opt = string(s.Data)
		}
	}
	if err := p.diags.Pragma(line[0].Loc.Outer(), verb, opt); err != nil {
		p.diags.Warnf("unknown-pragmas", lineSpan(&line[0], line), "%v", err)
	}
}

func (p *preprocessor) pragmaMessage(dir *Token, line []Token) {
	s, ok := Unquote(line[min(2, len(line)):], p.diags)
	switch {
	case !ok:
	case line[1].Text == "error":
		p.diags.Errorf(lineSpan(dir, line), "%s", s.Data)
	default:
		p.diags.Warnf("cpp", lineSpan(dir, line), "%s", s.Data)
	}
}

// pushMacro is #pragma push_macro("X") and pop_macro("X").
func (p *preprocessor) pushMacro(dir *Token, line []Token) {
	if len(line) != 4 || line[1].Text != "(" || line[2].Kind != String || line[3].Text != ")" {
		p.diags.Warnf("unknown-pragmas", lineSpan(dir, line), "#pragma %s takes a macro's name in quotes and parentheses", line[0].Text)
		return
	}
	_, body, _ := split(line[2].Text)
	n := p.names.of(body)
	if line[0].Text == "push_macro" {
		p.pushed[n] = append(p.pushed[n], n.macro)
		return
	}
	old := p.pushed[n]
	if len(old) == 0 {
		p.diags.Warnf("unknown-pragmas", lineSpan(dir, line), "#pragma pop_macro without a push_macro of '%s'", shorten(body))
		return
	}
	n.macro = old[len(old)-1]
	p.pushed[n] = old[:len(old)-1]
}
