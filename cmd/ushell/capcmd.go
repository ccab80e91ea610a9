package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ushell/cap"
)

type capCmd struct {
	Decode capDecodeCmd `cmd:"" help:"Decode the two halves of a capability."`
	Bounds capBoundsCmd `cmd:"" help:"Set bounds on the infinite capability, rounding where needed."`
}

type capDecodeCmd struct {
	Words []string `arg:"" name:"META ADDR [TAG]" help:"Upper half, lower half, tag (hexadecimal; the tag is 1 unless given), or - for one request a line."`
	JSON  bool     `name:"json" help:"Answer JSON."`
}

type capBoundsCmd struct {
	Words []string `arg:"" name:"ADDR LEN" help:"Base and length in bytes (hexadecimal), or - for one request a line."`
	JSON  bool     `name:"json" help:"Answer JSON."`
}

// decoded is the answer to cap decode.
type decoded struct {
	Tag     bool   `json:"tag"`
	Address string `json:"address"`
	Base    string `json:"base"`
	Top     string `json:"top"`
	Length  string `json:"length"`
	Perms   string `json:"perms"`
	Sealed  bool   `json:"sealed"`
	Valid   bool   `json:"valid"`
}

// bounded is the answer to cap bounds.
type bounded struct {
	Exact    bool   `json:"exact"`
	Base     string `json:"base"`
	Top      string `json:"top"`
	Length   string `json:"length"`
	Metadata string `json:"metadata"`
	Mask     string `json:"mask"`
}

// hexNumber reads up to 64 bits in hexadecimal, with or without 0x.
func hexNumber(what, s string) (uint64, error) {
	digits := strings.TrimPrefix(strings.TrimPrefix(s, "0x"), "0X")
	v, err := strconv.ParseUint(digits, 16, 64)
	if err != nil {
		return 0, fmt.Errorf("%s %q is not a hexadecimal number of at most 64 bits", what, s)
	}
	return v, nil
}

func decodeRequest(words []string) (cap.Cap, error) {
	if len(words) != 2 && len(words) != 3 {
		return cap.Cap{}, fmt.Errorf("expected META ADDR [TAG], not %d words", len(words))
	}
	meta, err := hexNumber("META", words[0])
	if err != nil {
		return cap.Cap{}, err
	}
	addr, err := hexNumber("ADDR", words[1])
	if err != nil {
		return cap.Cap{}, err
	}
	c := cap.Cap{Addr: addr, Meta: meta, Tag: true}
	if len(words) == 3 {
		tag, err := hexNumber("TAG", words[2])
		if err != nil || tag > 1 {
			return c, fmt.Errorf("TAG %q is neither 0 nor 1", words[2])
		}
		c.Tag = tag == 1
	}
	return c, nil
}

func decode(c cap.Cap) decoded {
	b := c.Bounds()
	return decoded{Tag: c.Tag, Address: fmt.Sprintf("%#x", c.Addr), Base: fmt.Sprintf("%#x", b.Base), Top: b.Top.String(),
		Length: b.Length().String(), Perms: strings.Join(c.PermNames(), " "), Sealed: c.Sealed(), Valid: b.Valid}
}

func boundsRequest(words []string) (addr, length uint64, err error) {
	if len(words) != 2 {
		return 0, 0, fmt.Errorf("expected ADDR LEN, not %d words", len(words))
	}
	if addr, err = hexNumber("ADDR", words[0]); err != nil {
		return 0, 0, err
	}
	length, err = hexNumber("LEN", words[1])
	if err == nil && (cap.Wide{Lo: addr}).Add(length).Cmp(cap.Wide{Hi: 1}) > 0 {
		err = fmt.Errorf("ADDR + LEN is beyond the end of the address space")
	}
	return addr, length, err
}

func bounds(addr, length uint64) bounded {
	c := cap.Root(addr).SetBoundsRounded(length)
	b := c.Bounds()
	return bounded{Exact: cap.SetBoundsExact(addr, length), Base: fmt.Sprintf("%#x", b.Base), Top: b.Top.String(),
		Length: b.Length().String(), Metadata: fmt.Sprintf("%#x", c.Meta), Mask: fmt.Sprintf("%#x", cap.AlignMask(length))}
}

// answer answers one request, or, for "-", one a line of standard input.
func (e *env) answer(words []string, asJSON bool, one func(words []string) (any, string, error)) error {
	enc := json.NewEncoder(e.stdout)
	if len(words) == 1 && words[0] == "-" {
		return batch(e.stdin, enc, one)
	}
	v, text, err := one(words)
	if err != nil {
		return err
	}
	if asJSON {
		return enc.Encode(v)
	}
	_, err = fmt.Fprint(e.stdout, text)
	return err
}

func batch(r io.Reader, enc *json.Encoder, one func(words []string) (any, string, error)) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		words := strings.Fields(sc.Text())
		if len(words) == 0 {
			continue
		}
		v, _, err := one(words)
		if err != nil {
			v = map[string]string{"error": err.Error()}
		}
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	return sc.Err()
}

func (c capDecodeCmd) Run(e *env) error {
	return e.answer(c.Words, c.JSON, func(words []string) (any, string, error) {
		v, err := decodeRequest(words)
		if err != nil {
			return nil, "", err
		}
		d := decode(v)
		note := ""
		if !d.Valid {
			note = "  the bounds are malformed\n"
		}
		return d, fmt.Sprintf("%s\n  address  %s\n  bounds   %s to %s, length %s\n  perms    %s\n  sealed   %v\n  tag      %v\n%s",
			v, d.Address, d.Base, d.Top, d.Length, d.Perms, d.Sealed, d.Tag, note), nil
	})
}

func (c capBoundsCmd) Run(e *env) error {
	return e.answer(c.Words, c.JSON, func(words []string) (any, string, error) {
		addr, length, err := boundsRequest(words)
		if err != nil {
			return nil, "", err
		}
		b := bounds(addr, length)
		exact := "exactly representable"
		if !b.Exact {
			exact = "not exactly representable; rounded outwards"
		}
		return b, fmt.Sprintf("%s\n  bounds   %s to %s, length %s\n  metadata %s\n  mask     %s\n", exact, b.Base, b.Top, b.Length, b.Metadata, b.Mask), nil
	})
}
