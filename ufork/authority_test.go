package ufork

import (
	"testing"

	"ushell/cap"
	"ushell/isa"
	"ushell/machine"
)

// kernelFunction is a function of the kernel's that takes an integer, on a machine
// that has come to kmain: it is called as if kmain's first instruction were a call.
type kernelFunction struct {
	*guest
	at    uint64
	home  cap.Cap
	stops *machine.Stops
}

func callable(t *testing.T, name string) *kernelFunction {
	t.Helper()
	f := &kernelFunction{guest: boot(t, loadGuest(t, "testdata/entered.c", CFlags{}, KernelOptions{}))}
	kmain, _ := f.symbol("kmain")
	f.stops = &machine.Stops{At: map[uint64]bool{kmain: true}}
	f.m.RunUntil(10_000_000, f.stops)
	f.at, _ = f.symbol(name)
	f.home = f.m.PCC
	return f
}

// call answers what the function returns. The registers are set directly, not by the
// journal: this machine is good for nothing else any more.
func (f *kernelFunction) call(arg uint64) int64 {
	f.t.Helper()
	f.m.X[10], f.m.X[1] = cap.Null(arg), f.home.Seal()
	f.m.SetPC(f.at)
	if _, stopped := f.m.RunUntil(10_000, f.stops); !stopped || f.m.PCC != f.home {
		f.t.Fatalf("the call with %#x does not return: %v", arg, f.m.PCC)
	}
	return int64(f.m.X[10].Addr)
}

// TestAddressRegister compares what the kernel finds in an instruction with the
// machine's own decoder: all compressed encodings in both pointer modes, and each
// other instruction with some registers.
func TestAddressRegister(t *testing.T) {
	f := callable(t, "address_register")
	memory, others := 0, 0
	look := func(raw uint32, intMode bool) {
		in := isa.Decode(raw, intMode)
		if in.Op == isa.Invalid {
			return // no such instruction gets as far as an access
		}
		want := int64(-1)
		if in.Op.Row().Roles.Mem != isa.NoMem {
			want = int64(in.Rs1)
			memory++
		} else {
			others++
		}
		if got := int64(int32(f.call(uint64(raw)))); got != want {
			t.Errorf("%#x, %s: register %d, not %d", raw, in.Op.Row().Name, got, want)
		}
	}
	for raw := uint32(0); raw < 1<<16 && !t.Failed(); raw++ {
		if raw&3 != 3 {
			// What stands in the other half does not matter.
			look(raw, false)
			look(raw, true)
		}
	}
	for _, row := range isa.Rows() {
		for _, regs := range []uint32{0, 10<<7 | 18<<15 | 5<<20, 31<<7 | 31<<15 | 31<<20, 1<<7 | 8<<15 | 9<<20} {
			raw := row.Match | regs&^row.Mask
			look(raw, false)
			look(raw|3<<25&^row.Mask, false)
		}
	}
	t.Logf("%d that go to memory, %d others", memory, others)
	if memory < 30_000 || others < 20_000 {
		t.Error("too few")
	}
}
