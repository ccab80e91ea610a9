package parse

import (
	"strings"

	"ushell/cc/ast"
	"ushell/cc/ctype"
	"ushell/cc/diag"
	"ushell/cc/token"
)

// seqCst is __ATOMIC_SEQ_CST, acquire and release what their names say.
const (
	acquire = 2
	release = 3
	seqCst  = 5
)

// atomicArgs says how many arguments an __atomic_ builtin takes.
var atomicArgs = map[string]int{"load_n": 2, "store_n": 3, "exchange_n": 3, "compare_exchange_n": 6, "load": 3, "store": 3,
	"exchange": 4, "compare_exchange": 6, "test_and_set": 2, "clear": 2, "thread_fence": 1, "signal_fence": 1,
	"fetch_add": 3, "fetch_sub": 3, "fetch_and": 3, "fetch_or": 3, "fetch_xor": 3, "fetch_nand": 3,
	"add_fetch": 3, "sub_fetch": 3, "and_fetch": 3, "or_fetch": 3, "xor_fetch": 3, "nand_fetch": 3}

// atomic reads the call of an __atomic_ or __sync_ builtin.
func (p *parser) atomic(t *token.Token) ast.Expr {
	p.next()
	args, at := p.builtinArgs(t)
	for _, a := range args {
		if a.Type().Kind == ctype.Error {
			return p.errNode(at)
		}
	}
	if name, ok := strings.CutPrefix(t.Text, "__sync_"); ok {
		return p.sync(t, name, args, at)
	}
	name := strings.TrimPrefix(t.Text, "__atomic_")
	if name == "is_lock_free" || name == "always_lock_free" {
		n, ok := int64(0), false
		if len(args) > 0 {
			n, ok = p.evalInt(args[0])
		}
		return p.intNode(b2i(ok && n <= 16 && n&(n-1) == 0), boolType, at)
	}
	n, ok := atomicArgs[name]
	if !ok {
		p.errorf(t.Span(), "unknown builtin '%s'", t.Text)
		return p.errNode(at)
	}
	if !p.wantArgs(t, args, n, at) {
		return p.errNode(at)
	}
	return p.atomicNode(t, name, args, at)
}

// pointee is what an atomic builtin works on: what its first argument points at.
func (p *parser) pointee(t *token.Token, arg ast.Expr, name string) *ctype.Type {
	pt := arg.Type()
	if !pt.IsPointer() || pt.Elem.Kind == ctype.Func {
		p.errorf(*arg.Span(), "'%s' requires a pointer: this is %s", t.Text, pt.Quoted())
		return nil
	}
	e := pt.Elem.Unqualified()
	generic := name == "load" || name == "store" || name == "exchange" || name == "compare_exchange"
	loose := name == "test_and_set" || name == "clear"
	switch {
	case loose && (e.Kind == ctype.Void || e.IsScalar()):
		return e
	case generic && e.Complete():
		return e
	case !e.IsInteger() && !e.IsPointer():
		p.errorf(*arg.Span(), "'%s' requires a pointer to an integer or a pointer: this is %s", t.Text, pt.Quoted())
		return nil
	case pt.Elem.Qual&ctype.Const != 0 && name != "load_n" && name != "load":
		p.errorf(*arg.Span(), "'%s' changes what its first argument points at, which is const: %s", t.Text, pt.Quoted())
		return nil
	}
	return e
}

// atomicNode converts the arguments of an __atomic_ builtin whose number is right.
func (p *parser) atomicNode(t *token.Token, name string, args []ast.Expr, at diag.Span) ast.Expr {
	pass := func(i int, typ *ctype.Type) {
		args[i] = p.assign(args[i], typ, context{what: passing, name: t.Text, n: i + 1})
	}
	full := "__atomic_" + name
	if name == "thread_fence" || name == "signal_fence" {
		pass(0, intType)
		return builtinNode("__atomic_thread_fence", voidType, at, args...)
	}
	e := p.pointee(t, args[0], name)
	if e == nil {
		return p.errNode(at)
	}
	result, orders := voidType, 1
	switch name {
	case "load_n":
		result = e
	case "store_n", "exchange_n":
		pass(1, e)
		if name == "exchange_n" {
			result = e
		}
	case "compare_exchange_n", "compare_exchange":
		pass(1, ctype.PointerTo(e))
		if name == "compare_exchange_n" {
			pass(2, e)
		} else {
			pass(2, ctype.PointerTo(e.Qualify(ctype.Const)))
		}
		pass(3, boolType)
		result, orders = boolType, 2
	case "load":
		pass(1, ctype.PointerTo(e))
	case "store":
		pass(1, ctype.PointerTo(e.Qualify(ctype.Const)))
	case "exchange":
		pass(1, ctype.PointerTo(e.Qualify(ctype.Const)))
		pass(2, ctype.PointerTo(e))
	case "test_and_set":
		result = boolType
	case "clear":
	default: // an operation; on a pointer it moves by bytes
		v := e
		if e.IsPointer() {
			v = longType
		}
		pass(1, v)
		result = e
	}
	for i := len(args) - orders; i < len(args); i++ {
		pass(i, intType)
	}
	b := builtinNode(full, result, at, args...)
	b.Of = e
	return b
}

// sync is a __sync_ builtin, by those that replaced them.
func (p *parser) sync(t *token.Token, name string, args []ast.Expr, at diag.Span) ast.Expr {
	order := func(n int64) ast.Expr { return p.intNode(n, intType, at) }
	want := func(n int) bool {
		if len(args) > n {
			args = args[:n] // a list of protected variables may follow
		}
		return p.wantArgs(t, args, n, at)
	}
	for _, size := range []string{"_1", "_2", "_4", "_8", "_16"} {
		name = strings.TrimSuffix(name, size)
	}
	switch name {
	case "synchronize":
		return builtinNode("__atomic_thread_fence", voidType, at, order(seqCst))
	case "lock_test_and_set":
		if !want(2) {
			return p.errNode(at)
		}
		return p.atomicNode(t, "exchange_n", append(args, order(acquire)), at)
	case "lock_release":
		if !want(1) {
			return p.errNode(at)
		}
		return p.atomicNode(t, "store_n", append(args, order(0), order(release)), at)
	case "bool_compare_and_swap", "val_compare_and_swap":
		if !want(3) {
			return p.errNode(at)
		}
		return p.compareAndSwap(t, name[0] == 'v', args, at)
	}
	op, ok := strings.CutPrefix(name, "fetch_and_")
	if ok {
		name = "fetch_" + op
	} else if op, ok = strings.CutSuffix(name, "_and_fetch"); ok {
		name = op + "_fetch"
	}
	if _, known := atomicArgs[name]; !ok || !known {
		p.errorf(t.Span(), "unknown builtin '%s'", t.Text)
		return p.errNode(at)
	}
	if !want(2) {
		return p.errNode(at)
	}
	return p.atomicNode(t, name, append(args, order(seqCst)), at)
}

// compareAndSwap is __sync_..._compare_and_swap(p, old, new): old is kept in a
// variable that the exchange sets to what was there.
func (p *parser) compareAndSwap(t *token.Token, val bool, args []ast.Expr, at diag.Span) ast.Expr {
	e := p.pointee(t, args[0], "exchange_n")
	if e == nil || p.fn == nil {
		return p.errNode(at)
	}
	old, body := p.keep(p.assign(args[1], e, context{what: passing, name: t.Text, n: 2}), at)
	old.AddrTaken = true
	addr := &ast.Addr{X: p.refNode(old, at)}
	addr.T, addr.Where = ctype.PointerTo(e), at
	zero := func(n int64) ast.Expr { return p.intNode(n, intType, at) }
	x := p.atomicNode(t, "compare_exchange_n", []ast.Expr{args[0], addr, args[2], zero(0), zero(seqCst), zero(seqCst)}, at)
	if val {
		s := &ast.ExprStmt{X: x}
		s.Where = at
		body.Stmts = append(body.Stmts, s)
		x = p.refNode(old, at)
	}
	return stmtValue(body, x, at)
}
