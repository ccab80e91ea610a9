package asm

import (
	"bytes"
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ushell/image"
)

// variety is a source with everything that objects can hold.
const variety = `	.globl _start, f, shared
	.weak w, absent
	.hidden f
_start:	call elsewhere
	beqz a0, elsewhere
	c.j elsewhere
	la a0, w
	la a1, .Lx+4
	lla a2, elsewhere
	addi a3, a3, n * 2
	lui a4, %hi(n)
	lw a4, %lo(n)(a4)
	sw a4, %lo(n)(a4)
1:	auipc a5, %pcrel_hi(x)
	ld a5, %pcrel_lo(1b)(a5)
	.probe hook, slot=16(a0), old=a1, size=4
	.option nocapmode
	la a0, x
f:	ret
w:	ret
	.size f, . - f
	.set shared, 17
	.set sum, n + m * 3
	.comm c, 40, 16
	.data
	.p2align 4
.Lx:	.zero 8
x:	.chericap f, elsewhere + 8
	.dword elsewhere - f, x, sum, n - m
	.word elsewhere - f
	.half elsewhere - f, n
	.byte elsewhere - f, n
	.section .init_array.5,"aw"
	.chericap f
	.section .rodata.x,"a"
	.word f - .
	.bss
	.zero 100
`

const varietyRest = ".text\n.globl elsewhere, n, m\n.balign 2\nelsewhere: ret\nn = 7\nm = 2\n"

// image of all that the linker says, for comparison.
func imageText(im *image.Image) string {
	return fmt.Sprintf("%#x %+v %+v %+v %+v %+v", im.Entry, im.Sections, im.Symbols, im.Lines, im.Probes, im.CapRelocs)
}

// TestMarshal: what is read links to the same image, and is written as the same
// bytes.
func TestMarshal(t *testing.T) {
	for _, text := range []string{variety, debugSample + varietyRest, "", linked} {
		objs := mustAssemble(t, Options{}, text, varietyRest+".globl shared_data\nshared_data: nop\n")[:1]
		if text == variety {
			objs = mustAssemble(t, Options{}, text, varietyRest)
		}
		if text == linked {
			objs = mustAssemble(t, Options{}, text, varietyRest+".globl shared_data\nshared_data: nop\n")
		}
		var again []*Object
		for _, o := range objs {
			b, err := o.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			file, err := WriteObject(o)
			if err != nil {
				t.Fatal(err)
			}
			o2 := &Object{}
			if err := o2.UnmarshalBinary(b); err != nil {
				t.Fatal(err)
			}
			o3, err := ReadObject(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range []*Object{o2, o3} {
				if c, err := x.MarshalBinary(); err != nil || !bytes.Equal(b, c) {
					t.Errorf("written again it is different: %v", err)
				}
			}
			for n := range len(b) {
				if new(Object).UnmarshalBinary(b[:n]) == nil {
					t.Fatalf("%d of %d bytes are an object", n, len(b))
				}
			}
			again = append(again, o2)
		}
		a, b := mustLink(t, objs), mustLink(t, again)
		if imageText(a) != imageText(b) {
			t.Errorf("got\n%s\nwant\n%s", imageText(b), imageText(a))
		}
	}
}

// TestReadObjectErrors: what is no object file of ours.
func TestReadObjectErrors(t *testing.T) {
	file, err := WriteObject(mustAssemble(t, Options{}, "nop\n")[0])
	if err != nil {
		t.Fatal(err)
	}
	exe, err := mustBuild(t, Options{}, "nop\n").WriteELF()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		b    []byte
		want string
	}{
		{nil, "this is no object file: "},
		{[]byte("hello"), "this is no object file: "},
		{exe, "this is no object file for RV64: ET_DYN"},
		{bytes.ReplaceAll(file, []byte(".ushell.object"), []byte(".ushell.nothing")[:14]), "this object file has no section .ushell.object"},
		{bytes.ReplaceAll(file, []byte("ushobj"), []byte("ushobk")), "object file: this is no object, or one of another version"},
	} {
		if _, err := ReadObject(c.b); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// TestELFObject: the file says to others what it says to us.
func TestELFObject(t *testing.T) {
	o := mustAssemble(t, Options{}, variety)[0]
	b, err := WriteObject(o)
	if err != nil {
		t.Fatal(err)
	}
	f, err := elf.NewFile(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for i := range o.Sections {
		s := &o.Sections[i]
		x := f.Section(s.Name)
		if x == nil || x.Size != s.Size || x.Addralign != s.Align {
			t.Errorf("section %s: %+v", s.Name, x)
			continue
		}
		if s.NoBits {
			continue
		}
		if data, err := x.Data(); err != nil || !bytes.Equal(data, s.Data) {
			t.Errorf("the bytes of %s are different: %v", s.Name, err)
		}
	}
	syms, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]elf.Symbol{}
	for _, s := range syms {
		found[s.Name] = s
	}
	for name, want := range map[string]string{"f": "STB_GLOBAL STT_FUNC SHN_UNDEF+1 STV_HIDDEN", "elsewhere": "STB_GLOBAL STT_NOTYPE SHN_UNDEF STV_DEFAULT",
		"absent": "", "w": "STB_WEAK STT_FUNC SHN_UNDEF+1 STV_DEFAULT", "shared": "STB_GLOBAL STT_NOTYPE SHN_ABS STV_DEFAULT",
		"c": "STB_GLOBAL STT_OBJECT SHN_COMMON STV_DEFAULT", ".Lx": "STB_LOCAL STT_OBJECT SHN_UNDEF+2 STV_DEFAULT"} {
		s, ok := found[name]
		got := ""
		if ok {
			got = fmt.Sprint(elf.ST_BIND(s.Info), " ", elf.ST_TYPE(s.Info), " ", s.Section, " ", elf.ST_VISIBILITY(s.Other))
		}
		if got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for _, tool := range [][]string{{"readelf", "-W", "-h", "-S", "-s", "-r"}, {"objdump", "-h", "-t"}} {
		checkTool(t, b, tool)
	}
}

// checkTool runs a tool on a file and expects it not to complain. It is skipped
// where there is no such tool.
func checkTool(t *testing.T, file []byte, tool []string) {
	t.Helper()
	exe, err := exec.LookPath(tool[0])
	if err != nil {
		t.Logf("no %s here", tool[0])
		return
	}
	name := filepath.Join(t.TempDir(), "x.o")
	if err := os.WriteFile(name, file, 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(exe, append(tool[1:], name)...).CombinedOutput()
	text := string(out)
	if err != nil || strings.Contains(strings.ToLower(text), "warning") || strings.Contains(strings.ToLower(text), "error") {
		t.Errorf("%v: %v\n%s", tool, err, text)
	}
}

// FuzzUnmarshal: whatever the bytes, there is an object that can be linked or
// not, or an error.
func FuzzUnmarshal(f *testing.F) {
	for _, text := range []string{variety, varietyRest, debugSample, "a = b\n.dword a\n"} {
		o, err := Assemble(Source{"a.s", text}, Options{})
		if err != nil {
			f.Fatal(err)
		}
		b, err := o.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	rest, err := Assemble(Source{"rest.s", varietyRest}, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		o := &Object{}
		if o.UnmarshalBinary(b) != nil {
			return
		}
		if _, err := o.MarshalBinary(); err != nil {
			t.Errorf("what was read can't be written: %v", err)
		}
		if _, err := WriteObject(o); err != nil {
			t.Errorf("what was read can't be written: %v", err)
		}
		if _, err := Link("x", []*Object{o, rest}, [][]*Object{{rest}}, Options{}); err != nil && err.Error() == "" {
			t.Error("an error without a text")
		}
	})
}

// TestDamaged: an object with a wrong byte is refused, or linked like any other.
func TestDamaged(t *testing.T) {
	objs := mustAssemble(t, Options{NoLines: true}, variety, varietyRest)
	good, err := objs[0].MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		for _, x := range []byte{1, 2, 0x40, 0x80, 0xff} {
			b := bytes.Clone(good)
			b[i] ^= x
			o := &Object{}
			if o.UnmarshalBinary(b) != nil {
				continue
			}
			if _, err := WriteObject(o); err != nil {
				t.Errorf("byte %d: %v", i, err)
			}
			if _, err := Link("x", []*Object{o, objs[1]}, nil, Options{}); err != nil && err.Error() == "" {
				t.Errorf("byte %d: an error without a text", i)
			}
		}
	}
}
