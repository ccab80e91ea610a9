package parse

import (
	"math"
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// prototypes are the builtins with fixed types that reach the tree as ast.Builtin.
var prototypes = map[string]string{
	"alloca": "pm", "alloca_with_align": "pmm", "unreachable": "v", "trap": "v", "frame_address": "pu", "return_address": "pu",
	"bswap16": "hh", "bswap32": "uu", "bswap64": "mm",
	"clz": "iu", "clzl": "im", "clzll": "iM", "ctz": "iu", "ctzl": "im", "ctzll": "iM", "popcount": "iu", "popcountl": "im",
	"popcountll": "iM", "parity": "iu", "parityl": "im", "parityll": "iM", "ffs": "ii", "ffsl": "il", "ffsll": "iL",
	"clrsb": "ii", "clrsbl": "il", "clrsbll": "iL",
	"fabs": "dd", "fabsf": "ff", "fabsl": "DD", "sqrt": "dd", "sqrtf": "ff", "sqrtl": "DD",
	"copysign": "ddd", "copysignf": "fff", "copysignl": "DDD",
	"cheri_address_get": "mk", "cheri_address_set": "pkm", "cheri_base_get": "mk", "cheri_length_get": "mk",
	"cheri_offset_get": "mk", "cheri_offset_set": "pkm", "cheri_offset_increment": "pkl", "cheri_bounds_set": "pkm",
	"cheri_bounds_set_exact": "pkm", "cheri_perms_get": "mk", "cheri_perms_and": "pkm", "cheri_perms_check": "vkm",
	"cheri_tag_get": "bk", "cheri_tag_clear": "pk", "cheri_sealed_get": "bk", "cheri_type_get": "lk", "cheri_seal": "pkk",
	"cheri_unseal": "pkk", "cheri_seal_entry": "pk", "cheri_flags_get": "mk", "cheri_flags_set": "pkm",
	"cheri_equal_exact": "bkk", "cheri_subset_test": "bkk", "cheri_top_get": "mk", "cheri_cap_build": "pkk",
	"cheri_conditional_seal": "pkk", "cheri_cap_type_copy": "pkk", "cheri_copy_from_high": "mk", "cheri_copy_to_high": "pkm",
	"cheri_high_get": "mk", "cheri_high_set": "pkm",
	"cheri_representable_alignment_mask": "mm", "cheri_round_representable_length": "mm",
	"cheri_program_counter_get": "p", "cheri_stack_get": "p", "cheri_global_data_get": "p",
}

// builtin reads the use of a name that begins with __ and is not declared. It
// answers nil, and has read nothing, when that is no builtin.
func (p *parser) builtin() ast.Expr {
	t := p.tok
	if strings.HasPrefix(t.Text, "__atomic_") || strings.HasPrefix(t.Text, "__sync_") {
		if !p.peek(1).Is("(") {
			return nil
		}
		return p.atomic(t)
	}
	name, ok := strings.CutPrefix(t.Text, "__builtin_")
	if !ok {
		return nil
	}
	call := p.peek(1).Is("(")
	if sig, ok := prototypes[name]; ok && call {
		return p.typedBuiltin(t, t.Text, sig)
	}
	if f := constants[name]; f != nil && call {
		p.next()
		_, at := p.builtinArgs(t)
		return p.floatNode(f.value, letter(f.kind), at)
	}
	if f := builtins[name]; f != nil && call {
		p.next()
		return f(p, t)
	}
	if lib, ok := library[name]; ok {
		p.next()
		return p.libraryBuiltin(t, name, lib)
	}
	return nil
}

// libraryBuiltin is __builtin_X as the function X of the library.
func (p *parser) libraryBuiltin(t *token.Token, name string, lib libFunc) ast.Expr {
	o := p.externs[name]
	if o == nil || o.Storage != ast.Fn {
		o = p.declareBuiltin(name, signature(lib.sig), t.Span(), false)
		p.infoOf(o).builtin = true
	}
	o.Used = true
	return p.refNode(o, t.Span())
}

// builtinArgs reads ( arguments ), from the parenthesis on.
func (p *parser) builtinArgs(t *token.Token) (args []ast.Expr, at diag.Span) {
	open := p.opening()
	p.deeper()
	for !p.is(")") && !p.bad {
		args = append(args, p.value(p.assignment()))
		if !p.accept(",") {
			break
		}
	}
	p.shallower()
	end := p.tok.Span()
	p.closing(")", open)
	return args, cover(t.Loc, t.Span(), end)
}

// builtinNode is a builtin in the tree.
func builtinNode(name string, t *ctype.Type, at diag.Span, args ...ast.Expr) *ast.Builtin {
	b := &ast.Builtin{Name: name, Args: args}
	b.T, b.Where = t, at
	return b
}

// wantArgs checks the number of arguments of a builtin.
func (p *parser) wantArgs(t *token.Token, args []ast.Expr, n int, at diag.Span) bool {
	for _, a := range args {
		if a.Type().Kind == ctype.Error {
			return false
		}
	}
	if len(args) != n {
		if !p.bad {
			few := "too few"
			if len(args) > n {
				few = "too many"
			}
			p.errorf(at, "%s arguments: '%s' takes %s, and is given %d", few, t.Text, count(n, "argument"), len(args))
		}
		return false
	}
	return true
}

// typedBuiltin reads the call of the builtin name, which has a fixed type.
func (p *parser) typedBuiltin(t *token.Token, name, sig string) ast.Expr {
	p.next()
	args, at := p.builtinArgs(t)
	if !p.wantArgs(t, args, len(sig)-1, at) {
		return p.errNode(at)
	}
	result := letter(sig[0])
	cheri := strings.HasPrefix(name, "__builtin_cheri_")
	for i := range args {
		want := letter(sig[i+1])
		if cheri && sig[i+1] == 'k' {
			if at := args[i].Type().Unqualified(); at.IsCapInt() && i == 0 && sig[0] == 'p' {
				result = at // a capability integer stays one
			}
			if at := args[i].Type().Unqualified(); at.IsCapInt() || at.IsPointer() {
				args[i] = p.cast(args[i], voidPtr, false)
				continue
			}
			want = voidPtr
		}
		args[i] = p.assign(args[i], want, context{what: passing, name: t.Text, n: i + 1})
	}
	if p.fn != nil && strings.HasPrefix(name, "__builtin_alloca") {
		p.fn.Uses = true
	}
	if e := p.foldBuiltin(name, args, at); e != nil {
		return e
	}
	if result.IsCapInt() {
		return p.cast(builtinNode(name, voidPtr, at, args...), result, false)
	}
	return builtinNode(name, result, at, args...)
}

// constant floating values.
type floatConst struct {
	kind  byte
	value float64
}

var constants = map[string]*floatConst{
	"inf": {'d', math.Inf(1)}, "inff": {'f', math.Inf(1)}, "infl": {'D', math.Inf(1)},
	"huge_val": {'d', math.Inf(1)}, "huge_valf": {'f', math.Inf(1)}, "huge_vall": {'D', math.Inf(1)},
	"nan": {'d', math.NaN()}, "nanf": {'f', math.NaN()}, "nanl": {'D', math.NaN()},
	"nans": {'d', math.NaN()}, "nansf": {'f', math.NaN()}, "nansl": {'D', math.NaN()},
}

// builtins are those that need more than types. They are called with the
// parenthesis to be read.
var builtins map[string]func(*parser, *token.Token) ast.Expr

func init() {
	builtins = map[string]func(*parser, *token.Token) ast.Expr{
		"expect": (*parser).expectBuiltin, "expect_with_probability": (*parser).expectBuiltin,
		"constant_p": (*parser).constantP, "assume_aligned": (*parser).firstArg, "prefetch": (*parser).prefetch,
		"assume": (*parser).noEffect, "object_size": (*parser).objectSize, "dynamic_object_size": (*parser).objectSize,
		"LINE": (*parser).placeBuiltin, "FILE": (*parser).placeBuiltin, "FUNCTION": (*parser).placeBuiltin,
		"classify_type": (*parser).classifyType, "signbit": (*parser).classify, "signbitf": (*parser).classify, "signbitl": (*parser).classify,
		"add_overflow": (*parser).overflow, "sub_overflow": (*parser).overflow, "mul_overflow": (*parser).overflow,
		"extract_return_addr": (*parser).firstArg, "is_aligned": (*parser).alignBuiltin, "align_up": (*parser).alignBuiltin,
		"align_down": (*parser).alignBuiltin, "cheri_cast": (*parser).firstArg, "launder": (*parser).firstArg,
	}
	for _, n := range []string{"isnan", "isinf", "isfinite", "finite", "isinf_sign", "isnormal"} {
		builtins[n] = (*parser).classify
		builtins[n+"f"] = (*parser).classify
		builtins[n+"l"] = (*parser).classify
	}
	for _, n := range []string{"isgreater", "isgreaterequal", "isless", "islessequal", "islessgreater", "isunordered"} {
		builtins[n] = (*parser).unordered
	}
	for _, op := range []string{"add", "sub", "mul"} {
		for _, k := range []string{"s", "u"} {
			for _, w := range []string{"", "l", "ll"} {
				builtins[k+op+w+"_overflow"] = (*parser).overflow
			}
		}
	}
}

// expectBuiltin is __builtin_expect(x, y): x as a long.
func (p *parser) expectBuiltin(t *token.Token) ast.Expr {
	args, at := p.builtinArgs(t)
	n := 2
	if strings.HasSuffix(t.Text, "probability") {
		n = 3
	}
	if !p.wantArgs(t, args, n, at) {
		return p.errNode(at)
	}
	if args[0].Type().IsPointer() {
		args[0] = p.notZero(args[0])
	}
	e := p.assign(args[0], longType, context{what: passing, name: t.Text, n: 1})
	if !idle(args[1]) && p.fn != nil { // it is evaluated, for its effects
		o, body := p.keep(e, at)
		s := &ast.ExprStmt{X: args[1]}
		s.Where = at
		body.Stmts = append(body.Stmts, s)
		return stmtValue(body, p.refNode(o, at), at)
	}
	*e.Span() = at
	return e
}

// notZero is x != 0.
func (p *parser) notZero(x ast.Expr) ast.Expr {
	return p.logNot(p.logNot(x, *x.Span()), *x.Span())
}

func (p *parser) firstArg(t *token.Token) ast.Expr {
	args, at := p.builtinArgs(t)
	if len(args) == 0 {
		p.wantArgs(t, args, 1, at)
		return p.errNode(at)
	}
	return p.cast(args[0], args[0].Type(), false)
}

func (p *parser) noEffect(t *token.Token) ast.Expr {
	p.unevaled++
	_, at := p.builtinArgs(t)
	p.unevaled--
	return p.explicitCast(t, p.intNode(0, intType, at), voidType)
}

// prefetch does nothing but to evaluate the address.
func (p *parser) prefetch(t *token.Token) ast.Expr {
	args, at := p.builtinArgs(t)
	if len(args) < 1 || len(args) > 3 {
		p.wantArgs(t, args, 1, at)
		return p.errNode(at)
	}
	p.assign(args[0], constVoid, context{what: passing, name: t.Text, n: 1})
	x := args[0]
	if idle(x) || x.Type().Kind == ctype.Error {
		x = p.intNode(0, intType, at)
	}
	return p.explicitCast(t, x, voidType)
}

func (p *parser) constantP(t *token.Token) ast.Expr {
	p.unevaled++
	args, at := p.builtinArgs(t)
	p.unevaled--
	if !p.wantArgs(t, args, 1, at) {
		return p.errNode(at)
	}
	c, ok := p.eval(args[0])
	ok = ok && (c.Base == nil || c.Base.Data != nil && c.Int == 0)
	return p.intNode(b2i(ok), intType, at)
}

func (p *parser) objectSize(t *token.Token) ast.Expr {
	p.unevaled++
	args, at := p.builtinArgs(t)
	p.unevaled--
	if !p.wantArgs(t, args, 2, at) {
		return p.errNode(at)
	}
	v := int64(-1)
	if n, ok := p.evalInt(args[1]); ok && n >= 2 {
		v = 0
	}
	return p.intNode(v, sizeType, at)
}

func (p *parser) placeBuiltin(t *token.Token) ast.Expr {
	_, at := p.builtinArgs(t)
	name, line, _ := p.Files.Presumed(t.Loc.Outer())
	switch t.Text {
	case "__builtin_LINE":
		return p.intNode(int64(line), intType, at)
	case "__builtin_FUNCTION":
		return p.funcName(t)
	}
	return p.refNode(p.literal([]byte(name+"\x00"), p.char(), false), at)
}

// classifyType is __builtin_classify_type, with GCC's numbers.
func (p *parser) classifyType(t *token.Token) ast.Expr {
	p.unevaled++
	args, at := p.builtinArgs(t)
	p.unevaled--
	if !p.wantArgs(t, args, 1, at) {
		return p.errNode(at)
	}
	v := int64(-1)
	switch typ := args[0].Type(); {
	case typ.Kind == ctype.Void:
		v = 0
	case typ.IsInteger():
		v = 1
	case typ.IsPointer():
		v = 5
	case typ.IsFloat():
		v = 8
	case typ.Kind == ctype.Struct:
		v = 12
	case typ.Kind == ctype.Union:
		v = 13
	}
	return p.intNode(v, intType, at)
}

// fabsOf is |x| of a floating value.
func (p *parser) fabsOf(x ast.Expr, at diag.Span) ast.Expr {
	name := map[ctype.Kind]string{ctype.Float: "__builtin_fabsf", ctype.Double: "__builtin_fabs", ctype.LongDouble: "__builtin_fabsl"}[x.Type().Kind]
	if e := p.foldBuiltin(name, []ast.Expr{x}, at); e != nil {
		return e
	}
	return builtinNode(name, x.Type().Unqualified(), at, x)
}

// classify is isnan and the like: comparisons of the absolute value, false for a NaN.
func (p *parser) classify(t *token.Token) ast.Expr {
	args, at := p.builtinArgs(t)
	if !p.wantArgs(t, args, 1, at) {
		return p.errNode(at)
	}
	x := args[0]
	if !x.Type().IsArith() {
		p.errorf(*x.Span(), "'%s' requires a number: this is %s", t.Text, x.Type().Quoted())
		return p.errNode(at)
	}
	if !x.Type().IsFloat() {
		x = p.cast(x, doubleType, false)
	}
	name := strings.TrimPrefix(t.Text, "__builtin_")
	ft := x.Type().Unqualified()
	compare := func(op ast.Op, x ast.Expr, v float64) ast.Expr {
		y := p.floatNode(v, ft, at)
		if e := p.foldCompare(op, x, y, ft, at); e != nil {
			return e
		}
		b := &ast.Binary{Op: op, X: x, Y: y}
		b.T, b.Where = intType, at
		return b
	}
	most, least := math.MaxFloat64, 0x1p-1022
	if ft.Kind == ctype.Float {
		most, least = math.MaxFloat32, 0x1p-126
	}
	switch {
	case strings.HasPrefix(name, "isnan"):
		return p.logNot(compare(ast.Le, p.fabsOf(x, at), math.Inf(1)), at)
	case strings.HasPrefix(name, "isinf_sign"):
		return p.isinfSign(x, compare, at)
	case strings.HasPrefix(name, "isinf"):
		return compare(ast.Eq, p.fabsOf(x, at), math.Inf(1))
	case strings.HasPrefix(name, "isnormal"):
		o, body := p.keep(p.fabsOf(x, at), at)
		b := &ast.Binary{Op: ast.LogAnd, X: compare(ast.Ge, p.refNode(o, at), least), Y: compare(ast.Le, p.refNode(o, at), most)}
		b.T, b.Where = intType, at
		return stmtValue(body, b, at)
	case strings.HasPrefix(name, "signbit"):
		if n, ok := x.(*ast.Float); ok {
			return p.intNode(b2i(math.Signbit(n.Value)), intType, at)
		}
		return builtinNode("__builtin_signbit", intType, at, p.cast(x, doubleType, false))
	}
	return compare(ast.Le, p.fabsOf(x, at), most)
}

// isinfSign is 1 for infinity, -1 for its negative, else 0.
func (p *parser) isinfSign(x ast.Expr, compare func(ast.Op, ast.Expr, float64) ast.Expr, at diag.Span) ast.Expr {
	o, body := p.keep(x, at)
	b := &ast.Binary{Op: ast.Sub, X: compare(ast.Eq, p.refNode(o, at), math.Inf(1)), Y: compare(ast.Eq, p.refNode(o, at), math.Inf(-1))}
	b.T, b.Where = intType, at
	return stmtValue(body, b, at)
}

// keep is a variable that holds the value x, and a block that gives it to it.
func (p *parser) keep(x ast.Expr, at diag.Span) (*ast.Object, *ast.Block) {
	o := p.temp(x.Type().Unqualified(), at)
	v := &ast.VarDecl{Obj: o, Init: []ast.Init{{Type: o.Type, Value: x}}}
	v.Where = at
	b := &ast.Block{Vars: []*ast.Object{o}, Stmts: []ast.Stmt{v}, Parent: p.scope.block}
	b.Where, b.End = at, at.At.Outer()
	return o, b
}

// stmtValue is ({ body; value; }).
func stmtValue(body *ast.Block, value ast.Expr, at diag.Span) ast.Expr {
	e := &ast.StmtExpr{Body: body, Value: value}
	e.T, e.Where = value.Type().Unqualified(), at
	return e
}

// unordered is isless and the like.
func (p *parser) unordered(t *token.Token) ast.Expr {
	args, at := p.builtinArgs(t)
	if !p.wantArgs(t, args, 2, at) {
		return p.errNode(at)
	}
	x, y := args[0], args[1]
	if !x.Type().IsArith() || !y.Type().IsArith() {
		p.errorf(at, "'%s' requires numbers: these are %s and %s", t.Text, x.Type().Quoted(), y.Type().Quoted())
		return p.errNode(at)
	}
	common := ctype.Common(x.Type(), y.Type())
	if !common.IsFloat() {
		common = doubleType
	}
	x, y = p.cast(x, common, false), p.cast(y, common, false)
	op, ok := map[string]ast.Op{"isgreater": ast.Gt, "isgreaterequal": ast.Ge, "isless": ast.Lt, "islessequal": ast.Le}[strings.TrimPrefix(t.Text, "__builtin_")]
	bin := func(op ast.Op, x, y ast.Expr) ast.Expr {
		b := &ast.Binary{Op: op, X: x, Y: y}
		b.T, b.Where = intType, at
		return b
	}
	if ok {
		return bin(op, x, y)
	}
	xo, body := p.keep(x, at)
	yo, more := p.keep(y, at)
	body.Vars, body.Stmts = append(body.Vars, more.Vars...), append(body.Stmts, more.Stmts...)
	rx, ry := func() ast.Expr { return p.refNode(xo, at) }, func() ast.Expr { return p.refNode(yo, at) }
	if strings.HasSuffix(t.Text, "islessgreater") {
		return stmtValue(body, bin(ast.Or, bin(ast.Lt, rx(), ry()), bin(ast.Gt, rx(), ry())), at)
	}
	return stmtValue(body, bin(ast.Or, bin(ast.Ne, rx(), rx()), bin(ast.Ne, ry(), ry())), at)
}

// overflow is __builtin_add_overflow(a, b, &r) and those for one type.
func (p *parser) overflow(t *token.Token) ast.Expr {
	args, at := p.builtinArgs(t)
	if !p.wantArgs(t, args, 3, at) {
		return p.errNode(at)
	}
	name := strings.TrimSuffix(strings.TrimPrefix(t.Text, "__builtin_"), "_overflow")
	r := args[2].Type()
	if !r.IsPointer() || !r.Elem.IsInteger() || r.Elem.Kind == ctype.Bool || r.Elem.Qual&ctype.Const != 0 {
		p.errorf(*args[2].Span(), "the result of '%s' needs a pointer to an integer: this is %s", t.Text, r.Quoted())
		return p.errNode(at)
	}
	if len(name) > 3 || name[0] == 'u' || name[0] == 's' && name[1:] != "ub" {
		if name[0] == 's' || name[0] == 'u' {
			k := map[string]byte{"s": 'i', "u": 'u', "sl": 'l', "ul": 'm', "sll": 'L', "ull": 'M'}[name[:1]+name[4:]]
			typ := letter(k)
			for i := range 2 {
				args[i] = p.assign(args[i], typ, context{what: passing, name: t.Text, n: i + 1})
			}
			args[2] = p.assign(args[2], ctype.PointerTo(typ), context{what: passing, name: t.Text, n: 3})
			name = name[1:4]
		}
	}
	for _, a := range args[:2] {
		if !a.Type().IsInteger() {
			p.errorf(*a.Span(), "'%s' requires an integer: this is %s", t.Text, a.Type().Quoted())
			return p.errNode(at)
		}
	}
	b := builtinNode("__builtin_"+name+"_overflow", boolType, at, args...)
	b.Of = r.Elem.Unqualified()
	return b
}

// alignBuiltin is __builtin_is_aligned, align_up and align_down.
func (p *parser) alignBuiltin(t *token.Token) ast.Expr {
	args, at := p.builtinArgs(t)
	if !p.wantArgs(t, args, 2, at) {
		return p.errNode(at)
	}
	x, n := args[0], p.cast(args[1], sizeType, false)
	typ := x.Type().Unqualified()
	if !typ.IsInteger() && !typ.IsPointer() {
		p.errorf(*x.Span(), "'%s' requires an integer or a pointer: this is %s", t.Text, typ.Quoted())
		return p.errNode(at)
	}
	xo, body := p.keep(x, at)
	no, more := p.keep(p.arith(ast.Sub, n, p.intNode(1, sizeType, at), sizeType, at), at)
	body.Vars, body.Stmts = append(body.Vars, more.Vars...), append(body.Stmts, more.Stmts...)
	addr := p.cast(p.refNode(xo, at), sizeType, false)
	mask := p.refNode(no, at)
	if strings.HasSuffix(t.Text, "is_aligned") {
		return stmtValue(body, p.logNot(p.arith(ast.And, addr, mask, sizeType, at), at), at)
	}
	var delta ast.Expr
	if strings.HasSuffix(t.Text, "up") {
		delta = p.arith(ast.And, p.unaryNode(ast.Neg, addr, at), mask, sizeType, at)
	} else {
		delta = p.unaryNode(ast.Neg, p.arith(ast.And, addr, mask, sizeType, at), at)
	}
	delta = p.cast(delta, longType, false)
	if typ.IsPointer() {
		return stmtValue(body, p.cast(p.move(ast.Add, p.cast(p.refNode(xo, at), charPtr, false), delta, at), typ, false), at)
	}
	b := &ast.Binary{Op: ast.Add, X: p.refNode(xo, at), Y: p.cast(delta, typ, false)}
	b.T, b.Where = typ, at
	return stmtValue(body, b, at)
}
