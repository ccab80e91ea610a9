package rv

import (
	"ushell/cc/ast"
	"ushell/cc/ir"
)

// needed finds what of the unit can be left out: static functions and objects that
// nothing needs that is seen from outside. nil: all is needed.
func (e *emitter) needed(u *ir.Unit) map[*ast.Object]bool {
	if e.opt.Opt == 0 || len(u.Src.Asm) > 0 {
		return nil
	}
	bodies := make(map[*ast.Object]*ir.Func, len(u.Funcs))
	for _, f := range u.Funcs {
		bodies[f.Obj] = f
	}
	seen := map[*ast.Object]bool{}
	var work []*ast.Object
	need := func(o *ast.Object) {
		if o != nil && !seen[o] {
			seen[o] = true
			work = append(work, o)
		}
	}
	aliased := map[string]bool{}
	for _, o := range u.Src.Objects {
		aliased[o.Attr.Alias] = true
	}
	root := func(o *ast.Object) {
		if o.Global || o.Attr.Used || o.Attr.Constructor || o.Attr.Destructor || o.Attr.Alias != "" || o.Attr.Section != "" || aliased[o.Sym] {
			need(o)
		}
	}
	for _, o := range u.Src.Objects {
		root(o)
	}
	for _, f := range u.Funcs {
		root(f.Obj)
	}
	for len(work) > 0 {
		o := work[len(work)-1]
		work = work[:len(work)-1]
		for i := range o.Init {
			if c := o.Init[i].Const; c != nil {
				need(c.Base)
			}
		}
		if f := bodies[o]; f != nil {
			names(f, need)
		}
	}
	return seen
}

// names calls need with every object that a function names.
func names(f *ir.Func, need func(*ast.Object)) {
	for _, b := range f.Blocks {
		for _, in := range b.Ins {
			need(in.Sym)
			if in.Call != nil {
				need(in.Call.Sym)
			}
			if in.Asm != nil {
				for _, list := range [][]ir.AsmArg{in.Asm.Outs, in.Asm.Ins} {
					for i := range list {
						need(list[i].Sym)
					}
				}
			}
		}
	}
}
