package traces_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ushell/asm"
	"ushell/cap"
	"ushell/image"
	"ushell/machine"
	"ushell/traces"
)

var update = flag.Bool("update", false, "write the golden files")

// program has one of every effect.
const program = `
_start:	ymodeswy
	csrr s0, mtvec                  # a root
	lla t0, buffer
	yaddrw s1, s0, t0
	ybndswi s1, s1, 32
	li a0, 0x1234
	sd a0, 0(s1)
	sb a0, 15(s1)
	sw a0, 6(s1)                    # parts of both halves
	sd a0, 12(s1)                   # parts of two granules
	sy s1, 0(s1)                    # a tag appears
	ly a1, 0(s1)
	lbu a2, 1(s1)
	sh a0, 2(s1)                    # and vanishes
	sy s1, 16(s1)
	sy a0, 16(s1)                   # vanishes under an integer
	li t0, 0x10000000
	yaddrw s2, s0, t0
	li a0, '\n'
	sb a0, 0(s2)                    # the console
	lla t0, handler
	yaddrw t1, s0, t0
	csrw mtvec, t1
	ld a0, 32(s1)                   # past the bounds
	sd zero, 0(s1)
	jalr ra, 0(s1)                  # no instruction there, and no handler reached
handler: csrr a0, mcause
	li t0, 34
	csrrw t2, mscratch, a0
	bltu a0, t0, 2f
1:	j 1b
2:	csrw mtvec, s0
	csrr t0, mepc
	yaddi t0, t0, 4
	csrw mepc, t0
	mret
	.bss
	.balign 16
buffer:	.zero 32
`

func boot(t testing.TB, text string) (*machine.Machine, *image.Image) {
	t.Helper()
	im, err := asm.Build("test", []asm.Source{{Name: "test.s", Text: text}}, asm.Options{Base: machine.RAMBase})
	if err != nil {
		t.Fatal(err)
	}
	m := machine.New(machine.Config{})
	if !m.LoadBytes(im.Base, im.Flatten()) {
		t.Fatal("it does not fit")
	}
	m.SetPC(im.Entry)
	return m, im
}

func TestGolden(t *testing.T) {
	m, im := boot(t, program)
	var out bytes.Buffer
	tr := traces.NewText(&out, im)
	var e machine.Effects
	for range 39 {
		m.Step(&e)
		if err := tr.Add(&e); err != nil {
			t.Fatal(err)
		}
	}
	if out.Len() > 0 {
		t.Error("lines are written one by one")
	}
	if err := tr.Close(); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "text.golden")
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("got\n%s\nwant\n%s", out.Bytes(), want)
	}
}

// TestWrites: what is written from outside has a line for each write.
func TestWrites(t *testing.T) {
	m, im := boot(t, "_start: nop\n nop\n")
	var out bytes.Buffer
	tr := traces.NewText(&out, im)
	var e machine.Effects
	m.Step(&e)
	if err := tr.Add(&e); err != nil {
		t.Fatal(err)
	}
	for _, w := range []machine.Write{
		{Kind: machine.WriteBytes, At: machine.RAMBase + 0x100, Data: []byte{1, 2}},
		{Kind: machine.WriteBytes, At: machine.RAMBase + 0x100, Data: []byte{1, 0, 0, 0, 0, 0, 0, 9, 3}},
		{Kind: machine.WriteCap, At: machine.RAMBase + 0x100, Cap: cap.Root(64).SetBounds(16)},
		{Kind: machine.WriteReg, At: 10, Cap: cap.Null(5)},
		{Kind: machine.WriteReg, At: machine.AuthPCC, Cap: cap.Root(64).SetBounds(16)},
		{Kind: machine.WriteFloat, At: 10, Cap: cap.Null(5)},
		{Kind: machine.WriteCSR, At: 0x340, Cap: cap.Null(5)},
	} {
		if err := m.AddWrite(w); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range m.Input().Writes() {
		if err := tr.AddWrite(0x80000004, &w); err != nil {
			t.Fatal(err)
		}
	}
	if err := tr.Close(); err != nil {
		t.Fatal(err)
	}
	const want = `0	0x80000000	addi zero, zero, 0
1	0x80000004	-	outside w2[0x80000100]=0x201
1	0x80000004	-	outside w8[0x80000100]=0x900000000000001; w1[0x80000108]=0x3
1	0x80000004	-	outside w16[0x80000100]=0x40 [rwxRWa,0x40-0x50]
1	0x80000004	-	outside a0=0x5
1	0x80000004	-	outside pcc=0x40 [rwxRWa,0x40-0x50]
1	0x80000004	-	outside fa0=0x5
1	0x80000004	-	outside mscratch=0x5
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestCodeChanges executes two instructions at one place.
func TestCodeChanges(t *testing.T) {
	m, im := boot(t, "_start: addi a0, a0, 1\n\taddi a0, a0, 2\n")
	im.Symbols = nil
	var out strings.Builder
	tr := traces.NewText(&out, im)
	var e machine.Effects
	for range 2 {
		m.Step(&e)
		tr.Add(&e)
		word, _ := m.Read(machine.RAMBase+4, 4)
		m.LoadBytes(machine.RAMBase, []byte{byte(word), byte(word >> 8), byte(word >> 16), byte(word >> 24)})
		m.SetPC(machine.RAMBase)
	}
	tr.Close()
	const want = "0\t0x80000000\taddi a0, a0, 1\ta0=0x1\n1\t0x80000000\taddi a0, a0, 2\ta0=0x3\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

// TestNames has a symbol whose name would break the line.
func TestNames(t *testing.T) {
	m, im := boot(t, "_start: j _start\n")
	for i := range im.Symbols {
		if im.Symbols[i].Name == "_start" {
			im.Symbols[i].Name = "a\tb\nc" + strings.Repeat("x", 5000)
		}
	}
	var out strings.Builder
	tr := traces.NewText(&out, im)
	var e machine.Effects
	m.Step(&e)
	tr.Add(&e)
	tr.Close()
	line := out.String()
	if strings.Count(line, "\n") != 1 || strings.Count(line, "\t") != 2 || len(line) > 1100 || !strings.Contains(line, "jal zero, a?b?cxxx") {
		t.Errorf("%q", line)
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestErrors writes where nothing can be written.
func TestErrors(t *testing.T) {
	m, im := boot(t, "_start: j _start\n")
	tr := traces.NewText(full{}, im)
	var e machine.Effects
	m.Step(&e)
	for range 1_000_000 {
		if err := tr.Add(&e); err != nil {
			if err != errFull || tr.Close() != errFull {
				t.Errorf("error %v", err)
			}
			return
		}
	}
	t.Error("no error")
}

// loop is a mix of integer work, data and capability loads and stores, bounds,
// branches and calls.
const loop = `
_start:	ymodeswy
	csrr s0, mtvec
	lla t0, buffer
	yaddrw s1, s0, t0
	ybndswi s1, s1, 64
	sy s1, 16(s1)
1:	ly a1, 16(s1)
	ld a2, 0(a1)
	addi a2, a2, 3
	sd a2, 0(a1)
	xor a3, a2, a4
	slli a4, a3, 7
	ybndswi a5, a1, 16
	sd a3, 8(a5)
	call f
	sy a1, 32(a1)
	j 1b
f:	add a6, a6, a4
	ret
	.bss
	.balign 16
buffer:	.zero 64
`

// BenchmarkWriter is the writer alone, on steps that were recorded before. A
// line is an operation.
func BenchmarkWriter(b *testing.B) {
	m, im := boot(b, loop)
	effects := make([]machine.Effects, 1024)
	for i := range effects {
		m.Step(&effects[i])
	}
	f, err := os.Create(filepath.Join(b.TempDir(), "trace"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	tr := traces.NewText(f, im)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		tr.Add(&effects[i%len(effects)])
	}
	if err := tr.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mlines/s")
}

// BenchmarkText is the whole of tracing: the step with its effects, and the
// line. A line is an operation.
func BenchmarkText(b *testing.B) {
	for _, to := range []string{"discard", "file", "none"} {
		b.Run(to, func(b *testing.B) {
			m, im := boot(b, loop)
			var w io.Writer = io.Discard
			if to == "file" {
				f, err := os.Create(filepath.Join(b.TempDir(), "trace"))
				if err != nil {
					b.Fatal(err)
				}
				defer f.Close()
				w = f
			}
			tr := traces.NewText(w, im)
			var e machine.Effects
			b.ReportAllocs()
			for b.Loop() {
				m.Step(&e)
				if to != "none" {
					tr.Add(&e)
				}
			}
			if err := tr.Close(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mlines/s")
		})
	}
}
