package ir

import (
	"math"

	"ushell/cc/ast"
	"ushell/cc/ctype"
)

// cast converts X to T.
func (l *lower) cast(e *ast.Cast) val {
	from, to := e.X.Type(), e.T
	if to.Kind == ctype.Void {
		l.effect(e.X)
		return val{k: true}
	}
	if isAggregate(from) { // a cast of a struct to itself, or an array that did not decay
		return val{r: l.address(l.aggregate(e.X))}
	}
	if to.Kind == ctype.Bool {
		return l.toBool(e.X)
	}
	return l.convert(l.expr(e.X), from, to)
}

// toBool is e as 0 or 1.
func (l *lower) toBool(e ast.Expr) val {
	t := e.Type()
	switch x := e.(type) {
	case *ast.Binary:
		switch x.Op {
		case ast.LogAnd, ast.LogOr, ast.Eq, ast.Ne, ast.Lt, ast.Le, ast.Gt, ast.Ge:
			return l.expr(e)
		}
	case *ast.Unary:
		if x.Op == ast.LogNot {
			return l.expr(e)
		}
	}
	if t.Kind == ctype.Bool {
		return l.expr(e)
	}
	return l.isZero(l.expr(e), t, Ne)
}

// convert makes x, of the scalar type from, one of the scalar type to.
func (l *lower) convert(x val, from, to *ctype.Type) val {
	from, to = base(from), base(to)
	cf, ct := classOf(from), classOf(to)
	if to.Kind == ctype.Bool {
		return l.isZero(x, from, Ne)
	}
	switch {
	case isFloat(from) && isFloat(to):
		if cf == ct {
			return x
		}
		return val{r: l.value(ct, &Ins{Op: FToF, A: x.r})}
	case isFloat(from):
		return l.floatToInt(x, to)
	case isFloat(to):
		if cf == Cap {
			x, from = l.toInt(x), longType(isSigned(from))
		}
		if x.k {
			return val{r: l.value(ct, &Ins{Op: FConst, F: intToFloat(x.n, isSigned(from) || from.Size < 4, from.Size, ct)})}
		}
		in := &Ins{Op: IntToF, A: x.r, W: 8, Signed: true}
		if from.Size <= 4 {
			in.W = 4
		}
		if !isSigned(from) && from.Size >= 4 {
			in.Signed = false
		}
		return val{r: l.value(ct, in)}
	case cf == Cap && ct == Cap:
		return x
	case cf == Cap:
		return l.intToInt(l.toInt(x), longType(true), to)
	case ct == Cap:
		x = l.intToInt(x, from, longType(true))
		if x.k {
			return x
		}
		return val{r: l.value(Cap, &Ins{Op: CapNull, A: x.r})}
	}
	return l.intToInt(x, from, to)
}

func longType(signed bool) *ctype.Type {
	if signed {
		return &ctype.Type{Kind: ctype.Long, Size: 8, Align: 8}
	}
	return &ctype.Type{Kind: ctype.ULong, Size: 8, Align: 8}
}

// toInt is the address of x.
func (l *lower) toInt(x val) val {
	if x.k {
		return x
	}
	return val{r: l.capAddr(x)}
}

// intToInt converts between integers kept in an Int.
func (l *lower) intToInt(x val, from, to *ctype.Type) val {
	if x.k {
		n := x.n
		if from.Size == 4 && !isSigned(from) {
			n = int64(uint32(n))
		}
		return val{k: true, n: canonical(n, to)}
	}
	switch f, t := from.Size, to.Size; {
	case from.Kind == ctype.Bool:
		return x
	case t == 8:
		if f == 4 && !isSigned(from) {
			return l.ext(x, 4, false)
		}
		return x
	case t == 4:
		if f <= 4 {
			return x
		}
		return l.ext(x, 4, true)
	case f < t && (isSigned(to) || !isSigned(from)), f == t && isSigned(from) == isSigned(to):
		return x
	}
	return l.ext(x, uint8(to.Size), isSigned(to))
}

func (l *lower) ext(x val, w uint8, signed bool) val {
	return val{r: l.value(Int, &Ins{Op: Ext, W: w, Signed: signed, A: x.r})}
}

func (l *lower) floatToInt(x val, to *ctype.Type) val {
	in := &Ins{Op: FToInt, A: x.r, W: 8, Signed: true}
	if to.Size <= 4 {
		in.W = 4
	}
	if !isSigned(to) && to.Size >= 4 && classOf(to) == Int || to.Kind == ctype.UIntCap {
		in.Signed = false
	}
	v := val{r: l.value(Int, in)}
	switch {
	case classOf(to) == Cap:
		return val{r: l.value(Cap, &Ins{Op: CapNull, A: v.r})}
	case to.Size < 4:
		return l.ext(v, uint8(to.Size), isSigned(to))
	}
	return v
}

// intToFloat is the number n, of size bytes, rounded as a register of class c has it.
func intToFloat(n int64, signed bool, size int64, c Class) float64 {
	u := uint64(n)
	if size == 4 {
		u = uint64(uint32(n))
	}
	switch {
	case c == F32 && signed:
		return float64(float32(n))
	case c == F32:
		return float64(float32(u))
	case signed:
		return float64(n)
	}
	return float64(u)
}

// foldInt computes a op b in w bytes.
func foldInt(op Op, a, b int64, w uint8) (int64, bool) {
	if w == 4 {
		return foldWord(op, int32(a), int32(b))
	}
	switch op {
	case Add:
		return a + b, true
	case Sub:
		return a - b, true
	case Mul:
		return a * b, true
	case And:
		return a & b, true
	case Or:
		return a | b, true
	case Xor:
		return a ^ b, true
	case Shl:
		return a << (uint(b) & 63), true
	case Shr:
		return int64(uint64(a) >> (uint(b) & 63)), true
	case Sar:
		return a >> (uint(b) & 63), true
	case DivU, RemU:
		if b == 0 {
			return 0, false
		}
		if op == DivU {
			return int64(uint64(a) / uint64(b)), true
		}
		return int64(uint64(a) % uint64(b)), true
	case Div, Rem:
		if b == 0 || a == math.MinInt64 && b == -1 {
			return 0, false
		}
		if op == Div {
			return a / b, true
		}
		return a % b, true
	}
	return 0, false
}

func foldWord(op Op, a, b int32) (int64, bool) {
	switch op {
	case Add:
		return int64(a + b), true
	case Sub:
		return int64(a - b), true
	case Mul:
		return int64(a * b), true
	case And:
		return int64(a & b), true
	case Or:
		return int64(a | b), true
	case Xor:
		return int64(a ^ b), true
	case Shl:
		return int64(a << (uint(b) & 31)), true
	case Shr:
		return int64(int32(uint32(a) >> (uint(b) & 31))), true
	case Sar:
		return int64(a >> (uint(b) & 31)), true
	case DivU, RemU:
		if b == 0 {
			return 0, false
		}
		if op == DivU {
			return int64(int32(uint32(a) / uint32(b))), true
		}
		return int64(int32(uint32(a) % uint32(b))), true
	case Div, Rem:
		if b == 0 || a == math.MinInt32 && b == -1 {
			return 0, false
		}
		if op == Div {
			return int64(a / b), true
		}
		return int64(a % b), true
	}
	return 0, false
}
