package image

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// What ELF has no place for stands in sections of our own (docs/elf.md). Each
// begins with the version of its format; what follows are numbers in LEB128,
// signed ones zigzag coded, and strings behind their length.
const (
	filesSection  = ".ushell.files"
	linesSection  = ".ushell.lines"
	probesSection = ".ushell.probes"
	capsSection   = ".ushell.caprelocs"
	debugSection  = ".ushell.debug"

	ownVersion = 2
)

// ownSections are the sections of our own, and how each is written and read.
var ownSections = []struct {
	name  string
	write func(*Image) []byte // nothing when there is nothing to say
	read  func(*Image, *decoder)
}{
	{filesSection, writeFiles, readFiles}, // before the lines, which refer to them
	{linesSection, writeLines, readLines},
	{probesSection, writeProbes, readProbes},
	{capsSection, writeCaps, readCaps},
	{debugSection, writeDebug, readDebug},
}

// own reads the sections of our own that the file has.
func (r *reader) own() error {
	for _, o := range ownSections {
		i := r.byName(o.name)
		if i < 0 {
			continue
		}
		b, err := r.contents(i)
		if err != nil {
			return err
		}
		d := &decoder{b: b}
		if v := d.uint(); v != ownVersion && d.err == nil {
			return fmt.Errorf("%s has version %d of its format, expected %d; write the file with this version of ushell", r.describe(i), v, ownVersion)
		}
		o.read(r.im, d)
		if d.err == nil && len(d.b) > 0 {
			d.fail("bytes behind the last entry")
		}
		if d.err != nil {
			return fmt.Errorf("%s is damaged: %w", r.describe(i), d.err)
		}
	}
	return nil
}

// decoder reads the numbers and strings of a section. After an error it reads
// zeros.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) fail(why string) {
	if d.err == nil {
		d.err = errors.New(why)
	}
	d.b = nil
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail("it ends within a number")
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.fail("it ends within a number")
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) text() string {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.fail("it ends within a string")
		return ""
	}
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}

// below is a number less than limit.
func (d *decoder) below(limit int, what string) int {
	v := d.uint()
	if v >= uint64(limit) && d.err == nil {
		d.fail(fmt.Sprintf("%s %d, expected less than %d", what, v, limit))
	}
	return int(min(v, uint64(max(limit-1, 0))))
}

// count is how many entries follow, each of at least size bytes.
func (d *decoder) count(size int) int {
	n := d.uint()
	if n > uint64(len(d.b)/size) {
		d.fail(fmt.Sprintf("%d entries don't fit %d bytes", n, len(d.b)))
		return 0
	}
	return int(n)
}

func putText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// begin is the beginning of a section with n entries.
func begin(n int) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, ownVersion), uint64(n))
}

func writeFiles(im *Image) []byte {
	if len(im.Files) == 0 {
		return nil
	}
	b := begin(len(im.Files))
	for _, f := range im.Files {
		b = putText(putText(b, f.Name), f.Text)
	}
	return b
}

func readFiles(im *Image, d *decoder) {
	for range d.count(2) {
		im.Files = append(im.Files, File{Name: d.text(), Text: d.text()})
	}
}

// lineFlagBits is how many bits of flags stand below the column.
const lineFlagBits = 2

func writeLines(im *Image) []byte {
	if len(im.Lines) == 0 {
		return nil
	}
	b := begin(len(im.Lines))
	var last Line
	for _, l := range im.Lines {
		b = binary.AppendUvarint(b, l.Addr-last.Addr)
		b = binary.AppendUvarint(b, uint64(l.File))
		b = binary.AppendVarint(b, int64(l.Line)-int64(last.Line))
		b = binary.AppendUvarint(b, uint64(l.Col)<<lineFlagBits|uint64(l.Flags))
		last = l
	}
	return b
}

func readLines(im *Image, d *decoder) {
	var last Line
	for range d.count(4) {
		l := Line{Addr: last.Addr + d.uint()}
		l.File = d.below(len(im.Files), "file")
		l.Line = last.Line + int(d.int())
		col := d.below(math.MaxInt32, "column")
		l.Col, l.Flags = col>>lineFlagBits, LineFlags(col&(1<<lineFlagBits-1))
		if l.Line < 0 || l.Line > math.MaxInt32 {
			d.fail(fmt.Sprintf("line %d", l.Line))
		}
		if d.err != nil {
			return
		}
		im.Lines = append(im.Lines, l)
		last = l
	}
	slices.SortStableFunc(im.Lines, func(x, y Line) int { return cmp.Compare(x.Addr, y.Addr) })
}

func writeProbes(im *Image) []byte {
	if len(im.Probes) == 0 {
		return nil
	}
	b := begin(len(im.Probes))
	for _, p := range im.Probes {
		b = binary.AppendUvarint(putText(b, p.Name), p.Addr)
		b = binary.AppendUvarint(b, uint64(len(p.Args)))
		for _, a := range p.Args {
			b = append(putText(b, a.Name), byte(a.Kind), a.Reg)
			b = binary.AppendVarint(b, a.Off)
			b = binary.AppendUvarint(b, a.Value)
		}
	}
	return b
}

func readProbes(im *Image, d *decoder) {
	for range d.count(3) {
		p := Probe{Name: d.text(), Addr: d.uint()}
		for range d.count(5) {
			p.Args = append(p.Args, ProbeArg{
				Name: d.text(),
				Kind: ArgKind(d.below(int(ArgConst)+1, "kind of argument")),
				Reg:  uint8(d.below(32, "register")),
				Off:  d.int(), Value: d.uint(),
			})
		}
		im.Probes = append(im.Probes, p)
	}
}

func writeCaps(im *Image) []byte {
	if len(im.CapRelocs) == 0 {
		return nil
	}
	b := begin(len(im.CapRelocs))
	for _, c := range im.CapRelocs {
		b = binary.AppendUvarint(b, c.Slot)
		b = binary.AppendUvarint(b, c.Object)
		b = binary.AppendVarint(b, c.Offset)
		b = binary.AppendUvarint(b, c.Size)
		sealed := byte(0)
		if c.Sealed {
			sealed = 1
		}
		b = append(b, byte(c.Kind), sealed)
	}
	return b
}

func readCaps(im *Image, d *decoder) {
	for range d.count(6) {
		im.CapRelocs = append(im.CapRelocs, CapReloc{
			Slot: d.uint(), Object: d.uint(), Offset: d.int(), Size: d.uint(),
			Kind:   CapKind(d.below(int(CapCode)+1, "kind of capability")),
			Sealed: d.below(2, "seal") == 1,
		})
	}
}
