package asm

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write golden files")

// TestErrors compares what is said about sources full of mistakes.
func TestErrors(t *testing.T) {
	files, err := filepath.Glob("testdata/errors/*.s")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Build("x", []Source{{filepath.Base(name), string(text)}}, Options{})
		es, ok := err.(Errors)
		if !ok {
			t.Errorf("%s: %v", name, err)
			continue
		}
		golden := strings.TrimSuffix(name, ".s") + ".golden"
		got := es.Pretty() + "\n"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s: %v, got\n%s", golden, err, got)
		}
	}
}

// TestErrorText checks the forms of an error.
func TestErrorText(t *testing.T) {
	_, err := Build("x", []Source{{"dir/é.s", "\tnop\n é:\tbad é # nothing\r\n"}}, Options{})
	es := err.(Errors)
	if len(es) != 1 || es.Error() != "dir/é.s:2:6: there is no instruction bad" {
		t.Errorf("%v", err)
	}
	if p := es.Pretty(); p != es.Error()+"\n     é:\tbad é # nothing\n       \t^" {
		t.Errorf("%q", p)
	}
	if s := (Error{Msg: "alone", Hint: "hint"}).Pretty(); s != "alone; hint" {
		t.Error(s)
	}
	_, err = Build("x", nil, Options{Entry: "main"})
	if err == nil || err.Error() != "the entry main is not defined" {
		t.Errorf("%v", err)
	}
}

// TestBetweenUnits: what two sources do not agree on.
func TestBetweenUnits(t *testing.T) {
	_, err := Build("x", []Source{
		{"a.s", ".globl f, N, same\nf: nop\nN = 1\nsame = 2\n"},
		{"b.s", ".globl f, N, same\nf: nop\nN = 3\nsame = 2\ncall hidden\n"},
		{"c.s", "hidden: call f\n"},
	}, Options{})
	want := "b.s:2:1: f is defined twice; it is also defined at a.s:2\nb.s:3:1: N is defined twice; it is also defined at a.s:3\nb.s:5:6: hidden is not defined"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	_, err = Build("x", []Source{{"a.s", "call hidden\n"}, {"b.s", "hidden: nop\n"}}, Options{})
	if err == nil || err.Error() != "a.s:1:6: hidden is not defined" {
		t.Errorf("%v", err)
	}
}

// TestNotText: bytes that are no assembly.
func TestNotText(t *testing.T) {
	for _, text := range []string{"\x7fELF\x02\x01\x00", "nop\n\xff\xfe", "\x00"} {
		if _, err := Build("x", []Source{{"x.s", text}}, Options{}); err == nil || !strings.HasPrefix(err.Error(), "x.s:1:1: this is not a text file") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestDisassemble(t *testing.T) {
	for word, want := range map[string]string{
		"0x06c5857b":  "yadd a0, a1, a2",
		" 06C5857B ":  "yadd a0, a1, a2",
		"0X00000013":  "addi zero, zero, 0",
		"00000000":    "error: 00000000 is no instruction of this machine",
		"0001":        "c.nop",
		"2108":        "c.ly a0, 0(a0)",
		"0000":        "error: 0000 is no instruction of this machine",
		"00000001":    "error: 00000001 begins with an instruction of 16 bits: expected 4 digits",
		"0003":        "error: 0003 begins a longer instruction: expected 8 digits",
		"":            `error: "" is not an instruction word: expected 4 or 8 hexadecimal digits`,
		"123456789":   `error: "123456789" is not an instruction word: expected 4 or 8 hexadecimal digits`,
		"0x0x000013":  `error: "0x0x000013" is not an instruction word: expected 4 or 8 hexadecimal digits`,
		"addi a0, a0": `error: "addi a0, a0" is not an instruction word: expected 4 or 8 hexadecimal digits`,
		"+0000013":    `error: "+0000013" is not an instruction word: expected 4 or 8 hexadecimal digits`,
	} {
		got, err := Disassemble(word, false)
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"adi", "addi"}, {"ad", "add"}, {"foo", ""}, {"yadi", "yaddi"}, {"x", ""}, {"", ""}, {strings.Repeat("addi", 50), ""},
	} {
		if got := nearest(c.word, []string{"add", "addi", "nop", "yaddi", "not"}); got != c.want {
			t.Errorf("%.10s: %q, want %q", c.word, got, c.want)
		}
	}
}
