package image

import (
	"bytes"
	"cmp"
	"debug/elf"
	"encoding/binary"
	"path"
	"slices"
)

// Lines of an ELF file that another toolchain made: DWARF line number programs
// (DWARF 5, section 6.2; versions 2 to 5). What is damaged is left out, as a
// program runs without its lines. The standard library's debug/dwarf is not
// used because it allocates as many names as a file claims to have.

// Limits on the source files of one ELF file.
const (
	maxFiles     = 1 << 16
	maxFileNames = 16 << 20 // bytes of all names together
)

// Opcodes of line number programs, and what their tables are made of.
const (
	lnsCopy             = 1
	lnsAdvancePC        = 2
	lnsAdvanceLine      = 3
	lnsSetFile          = 4
	lnsSetColumn        = 5
	lnsConstAddPC       = 8
	lnsFixedAdvancePC   = 9
	lneEndSequence      = 1
	lneSetAddress       = 2
	lnctPath            = 1
	lnctDirectory       = 2
	formData2           = 0x05
	formBlock           = 0x09
	formData1           = 0x0b
	formData4           = 0x06
	formData8           = 0x07
	formString          = 0x08
	formStrp            = 0x0e
	formUdata           = 0x0f
	formData16          = 0x1e
	formLineStrp        = 0x1f
	dwarfLongLength     = 0xffffffff
	dwarfReservedLength = 0xfffffff0
)

// lineRow is a row of the matrix that a line number program describes: from
// addr to the next row the code is of this line, or of none.
type lineRow struct {
	addr      uint64
	file      int // index into the image's Files, -1 for no line
	line, col int
}

// lineUnit reads the line number program of one unit.
type lineUnit struct {
	r         *reader
	d         decoder
	long      bool // 64-bit DWARF
	version   uint64
	addrSize  int
	minLength uint64
	lineBase  int64
	lineRange uint64
	opBase    uint64
	opLengths []byte
	dirs      []string
	files     []unitFile
}

// unitFile is a file that a unit names.
type unitFile struct {
	dir  uint64
	name string
	at   int // index into the image's Files, from 1; 0 until a row needs it
}

// dwarf is what the units share.
type dwarf struct {
	lineStr, str string
	index        map[string]int // of the image's files, by name
	nameBytes    int
	rows         []lineRow
}

// dwarfLines reads .debug_line.
func (r *reader) dwarfLines() {
	get := func(name string) []byte {
		i := r.byName(name)
		if i < 0 || elf.SectionFlag(r.secs[i].Flags)&elf.SHF_COMPRESSED != 0 {
			return nil
		}
		b, _ := r.contents(i)
		return b
	}
	b := get(".debug_line")
	if len(b) == 0 {
		return
	}
	dw := &dwarf{lineStr: string(get(".debug_line_str")), str: string(get(".debug_str")), index: map[string]int{}}
	for d := (decoder{b: b}); len(d.b) > 0 && d.err == nil; {
		u := &lineUnit{r: r}
		n := d.fixed(4)
		if n == dwarfLongLength {
			u.long = true
			n = d.fixed(8)
		} else if n >= dwarfReservedLength {
			break
		}
		u.d = decoder{b: d.bytes(n)}
		if d.err == nil && u.header(dw) {
			u.run(dw)
		}
	}
	r.im.Lines = spread(r.im, dw.rows)
	if r.im.Lines == nil {
		r.im.Files = nil
	}
}

// fixed is a little-endian number of size bytes.
func (d *decoder) fixed(size int) (v uint64) {
	for i, b := range d.bytes(uint64(size)) {
		v |= uint64(b) << (8 * i)
	}
	return v
}

func (d *decoder) bytes(n uint64) []byte {
	if n > uint64(len(d.b)) {
		d.fail("it ends too early")
		return nil
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) sleb() int64 {
	var v int64
	for shift := 0; ; shift += 7 {
		b := d.fixed(1)
		if shift < 64 {
			v |= int64(b&0x7f) << shift
		}
		if b < 0x80 || d.err != nil {
			if shift < 57 && b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
}

func (d *decoder) cstring() string {
	n := bytes.IndexByte(d.b[:min(len(d.b), maxName)], 0)
	if n < 0 {
		d.fail("a string does not end")
		return ""
	}
	s := string(d.b[:n])
	d.b = d.b[n+1:]
	return s
}

// offset is an offset into a section.
func (u *lineUnit) offset() uint64 {
	if u.long {
		return u.d.fixed(8)
	}
	return u.d.fixed(4)
}

// header reads what stands before the program. It says whether that is sound.
func (u *lineUnit) header(dw *dwarf) bool {
	d := &u.d
	u.version = d.fixed(2)
	u.addrSize = 8
	if u.version >= 5 {
		u.addrSize = int(d.fixed(1))
		d.fixed(1) // size of segment selectors
	}
	length := u.offset()
	if d.err != nil || u.version < 2 || u.version > 5 || u.addrSize != 8 || length > uint64(len(d.b)) {
		return false
	}
	program := decoder{b: d.b[length:]}
	d.b = d.b[:length]
	u.minLength = d.fixed(1)
	if u.version >= 4 {
		d.fixed(1) // operations in an instruction: 1 but for VLIW
	}
	d.fixed(1) // whether rows begin statements
	u.lineBase = int64(int8(d.fixed(1)))
	u.lineRange = d.fixed(1)
	u.opBase = d.fixed(1)
	if d.err != nil || u.opBase == 0 || u.lineRange == 0 {
		return false
	}
	u.opLengths = d.bytes(u.opBase - 1)
	if u.version >= 5 {
		for _, e := range u.entries(dw) {
			u.dirs = append(u.dirs, e.name)
		}
		u.files = u.entries(dw)
	} else {
		u.oldTables()
	}
	ok := d.err == nil
	u.d = program
	return ok
}

// oldTables reads the directories and files of DWARF 2 to 4. They are numbered
// from 1; directory 0, that of the compilation, stands elsewhere.
func (u *lineUnit) oldTables() {
	u.dirs, u.files = []string{""}, []unitFile{{}}
	for s := u.d.cstring(); s != ""; s = u.d.cstring() {
		u.dirs = append(u.dirs, s)
	}
	for s := u.d.cstring(); s != ""; s = u.d.cstring() {
		u.files = append(u.files, unitFile{name: s, dir: u.d.uint()})
		u.d.uint() // time
		u.d.uint() // size
	}
}

// entries reads a table of directories or files of DWARF 5.
func (u *lineUnit) entries(dw *dwarf) []unitFile {
	type field struct{ kind, form uint64 }
	var fields []field
	for range u.d.fixed(1) {
		fields = append(fields, field{u.d.uint(), u.d.uint()})
	}
	n := u.d.uint()
	if len(fields) == 0 && n > 0 || n > uint64(len(u.d.b)) {
		u.d.fail("more entries than bytes")
	}
	var out []unitFile
	for i := uint64(0); i < n && u.d.err == nil; i++ {
		var f unitFile
		for _, x := range fields {
			s, v := u.form(dw, x.form)
			switch x.kind {
			case lnctPath:
				f.name = s
			case lnctDirectory:
				f.dir = v
			}
		}
		out = append(out, f)
	}
	return out
}

// form reads a value of the given form, a string or a number.
func (u *lineUnit) form(dw *dwarf, form uint64) (string, uint64) {
	strAt := func(table string, off uint64) string {
		if off >= uint64(len(table)) {
			return ""
		}
		return text(table[off:], 0)
	}
	d := &u.d
	switch form {
	case formString:
		return d.cstring(), 0
	case formLineStrp:
		return strAt(dw.lineStr, u.offset()), 0
	case formStrp:
		return strAt(dw.str, u.offset()), 0
	case formUdata:
		return "", d.uint()
	case formData1:
		return "", d.fixed(1)
	case formData2:
		return "", d.fixed(2)
	case formData4:
		return "", d.fixed(4)
	case formData8:
		return "", d.fixed(8)
	case formData16:
		d.bytes(16)
	case formBlock:
		d.bytes(d.uint())
	default:
		d.fail("unknown form")
	}
	return "", 0
}

// file is the index into the image's files of file n of the unit, -1 if there
// is none.
func (u *lineUnit) file(dw *dwarf, n uint64) int {
	if n >= uint64(len(u.files)) {
		return -1
	}
	f := &u.files[n]
	if f.at != 0 || f.name == "" {
		return f.at - 1
	}
	name := f.name
	if f.dir < uint64(len(u.dirs)) && !path.IsAbs(name) {
		name = path.Join(u.dirs[f.dir], name)
		if !path.IsAbs(name) && f.dir > 0 {
			name = path.Join(u.dirs[0], name)
		}
	}
	at, ok := dw.index[name]
	if !ok {
		if dw.nameBytes += len(name); len(dw.index) >= maxFiles || dw.nameBytes > maxFileNames {
			return -1
		}
		u.r.im.Files = append(u.r.im.Files, File{Name: name})
		at = len(dw.index)
		dw.index[name] = at
	}
	f.at = at + 1
	return at
}

// run executes the line number program. Each of its bytes makes at most one
// row.
func (u *lineUnit) run(dw *dwarf) {
	type state struct {
		addr, file uint64
		line       int64
		col        uint64
	}
	start := state{file: 1, line: 1}
	s, d := start, &u.d
	emit := func(end bool) {
		row := lineRow{addr: s.addr, file: -1, line: int(int32(s.line)), col: int(int32(s.col))}
		if !end && row.line > 0 {
			row.file = u.file(dw, s.file)
		}
		row.col = max(row.col, 0)
		dw.rows = append(dw.rows, row)
	}
	special := func(op uint64) {
		s.addr += (op - u.opBase) / u.lineRange * u.minLength
		s.line += u.lineBase + int64((op-u.opBase)%u.lineRange)
	}
	for len(d.b) > 0 && d.err == nil {
		op := d.fixed(1)
		if op >= u.opBase {
			special(op)
			emit(false)
			continue
		}
		switch op {
		case 0:
			ext := decoder{b: d.bytes(d.uint())}
			switch ext.fixed(1) {
			case lneEndSequence:
				emit(true)
				s = start
			case lneSetAddress:
				s.addr = ext.fixed(8)
			}
		case lnsCopy:
			emit(false)
		case lnsAdvancePC:
			s.addr += d.uint() * u.minLength
		case lnsAdvanceLine:
			s.line += d.sleb()
		case lnsSetFile:
			s.file = d.uint()
		case lnsSetColumn:
			s.col = d.uint()
		case lnsConstAddPC:
			s.addr += (255 - u.opBase) / u.lineRange * u.minLength
		case lnsFixedAdvancePC:
			s.addr += d.fixed(2)
		default:
			for range u.opLengths[op-1] {
				d.uint()
			}
		}
	}
}

// spread gives each instruction the line of the last row at or before it.
func spread(im *Image, rows []lineRow) []Line {
	slices.SortStableFunc(rows, func(x, y lineRow) int {
		// The end of one sequence is often the beginning of another one.
		return cmp.Or(cmp.Compare(x.addr, y.addr), cmp.Compare(min(x.file, 0), min(y.file, 0)))
	})
	var out []Line
	secs := im.Sections
	for i, row := range rows {
		for len(secs) > 0 && secs[0].Addr <= row.addr && !secs[0].holds(row.addr) {
			secs = secs[1:]
		}
		if len(secs) == 0 || row.file < 0 || i+1 == len(rows) || rows[i+1].addr == row.addr {
			continue
		}
		sec := &secs[0]
		if !sec.holds(row.addr) || sec.Flags&Exec == 0 {
			continue
		}
		end := min(rows[i+1].addr, sec.Addr+uint64(len(sec.Data)))
		for at := row.addr; at < end; {
			out = append(out, Line{Addr: at, File: row.file, Line: row.line, Col: row.col})
			at += instBytes(sec.Data[at-sec.Addr:])
		}
	}
	return out
}

// instBytes is the length of the instruction at the beginning of code, by the
// base encoding of lengths: 2 or 4.
func instBytes(code []byte) uint64 {
	if len(code) >= 2 && binary.LittleEndian.Uint16(code)&3 == 3 {
		return 4
	}
	return 2
}
