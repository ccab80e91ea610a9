package expr

import (
	"fmt"
	"strings"
	"testing"
)

// written is what an assignment changes, in a line.
func (a Assignment) written() string {
	switch {
	case a.Register != "":
		return fmt.Sprintf("%s = %v", a.Register, a.Cap)
	case a.IsCap:
		return fmt.Sprintf("%#x = %v", a.Addr, a.Cap)
	}
	return fmt.Sprintf("%#x = % x", a.Addr, a.Data)
}

func TestAssign(t *testing.T) {
	e := testEnv(t)
	addr := func(name string, off uint64) string {
		s, ok := e.Image.Lookup(name)
		if !ok {
			t.Fatalf("no symbol %s", name)
		}
		return fmt.Sprintf("%#x", s.Value+off)
	}
	s, _ := e.Image.Lookup("node")
	node := at(s.Value, 48)
	frame := fmt.Sprintf("%#x", e.CFA-20)
	for _, c := range []struct{ text, want, note string }{
		{"n = 3", frame + " = 03 00 00 00", ""},
		{"n=-1", frame + " = ff ff ff ff", ""},
		{"n = array[2] * 5 + letter", frame + " = 80 00 00 00", ""},
		{"n = 2.9", frame + " = 02 00 00 00", ""},
		{"array[1] = n == 42 ? 7 : 8", addr("array", 4) + " = 07 00 00 00", ""},
		{"head->value = RED | BLUE", addr("node", 16) + " = 05 00 00 00", ""},
		{"letter = 'z'", addr("letter", 0) + " = 7a", ""},
		{"letter = 300", addr("letter", 0) + " = 2c", ""},
		{"yes = 17", addr("yes", 0) + " = 01", ""},
		{"colour = GREEN", addr("colour", 0) + " = 02 00 00 00", ""},
		{"pi = 1.5", addr("pi", 0) + " = 00 00 00 00 00 00 f8 3f", ""},
		{"pi = 2", addr("pi", 0) + " = 00 00 00 00 00 00 00 40", ""},
		{"head->real = f", addr("node", 32) + " = 00 00 00 00 00 00 f8 3f", ""},
		{"head->name[0] = 'x'", addr("node", 24) + " = 78", ""},
		// lo has 3 bits from bit 2, hi 5 from bit 11.
		{"head->lo = 2", addr("node", 20) + " = 08", ""},
		{"head->lo = 15", addr("node", 20) + " = 1c", ""},
		{"head->hi = -2", addr("node", 21) + " = f0", ""},
		{"node.hi = 0", addr("node", 21) + " = 00", ""},
		{"*(u8 *)&array = 9", addr("array", 0) + " = 09", ""},
		{"*(long *)text = 0x0102030405060708", addr("text", 0) + " = 08 07 06 05 04 03 02 01", ""},
		// Capabilities keep their tag, numbers have none.
		{"head = behind.next", addr("head_slot", 0) + " = 0x0", ""},
		{"head->next = head", addr("node", 0) + fmt.Sprintf(" = %v", node), ""},
		{"head->next = head + 1", addr("node", 0) + fmt.Sprintf(" = %v", node.SetAddr(node.Addr+48)), ""},
		{"head->next = 0", addr("node", 0) + " = 0x0", ""},
		{"head->next = 0x1234", addr("node", 0) + " = 0x1234", "an integer has no tag"},
		{"head = (node_t *)(unsigned long)head", addr("head_slot", 0) + fmt.Sprintf(" = %#x", node.Addr), "an integer has no tag"},
		{"head->next = &node", addr("node", 0) + fmt.Sprintf(" = %#x", node.Addr), "an integer has no tag"},
		{"head = head + 100000", addr("head_slot", 0) + fmt.Sprintf(" = %v", node.SetAddr(node.Addr+4800000)), "the tag is lost"},
		// Registers, and variables in them.
		{"$a2 = 5", "a2 = 0x5", ""},
		{"$a2 = -1", "a2 = 0xffffffffffffffff", ""},
		{"$a2 = head", fmt.Sprintf("a2 = %v", node), ""},
		{"$x12 = fmt", "x12 = 0x114c [", ""},
		{"fmt = 0", "a0 = 0x0", ""},
		{"first = 'c'", addr("text", 0) + " = 63", ""},
		{"f = 1.5", "fa0 = 0xffffffff3fc00000", ""},
		{"f = 2", "fa0 = 0xffffffff40000000", ""},
		{"$fa0 = 1", "fa0 = 0xffffffff3f800000", ""},
		{"$fa0 = 1.5", "fa0 = 0x3ff8000000000000", ""},
		{"$fa0 = 1.5f", "fa0 = 0xffffffff3fc00000", ""},
		{"$pcc = head", fmt.Sprintf("pcc = %v", node), ""},
	} {
		a, err := e.Assign(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := a.written(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
		if c.note == "" && a.Value.Note != "" || !strings.Contains(a.Value.Note, c.note) {
			t.Errorf("%s: the note is %q, want %q", c.text, a.Value.Note, c.note)
		}
	}
}

func TestAssignRefused(t *testing.T) {
	e := testEnv(t)
	for _, c := range []struct{ text, want string }{
		{"", "expected a variable, a place in memory or a $register, then = and a value"},
		{"n", "expected = and a value"},
		{"n ==", "expected = and a value"},
		{"n == 3", "expected = and a value"},
		{"n += 3", "+= is not understood here; write out = and the whole value"},
		{"n++", "++ is not understood here; write out = and the whole value"},
		{"n =", "the expression ends too early"},
		{"n = 3 4", "unexpected 4"},
		{"n = 3 = 4", "unexpected ="},
		{"= 3", "unexpected ="},
		{"n = nothing", "there is no nothing here"},
		{"n = gone", "this has no value: optimised out"},
		{"n = node", "a node_t can't become a int"},
		{"gone = 3", "this has no value: optimised out"},
		{"k = 3", "k is no variable; what lies at an address is *(long *)k"},
		{"RED = 3", "RED is no variable; what lies at an address is *(long *)RED"},
		{"text = 3", "text is no variable; what lies at an address is *(long *)text"},
		{"7 = 3", "this is no place that could be assigned to"},
		{"-n = 3", "this is no place that could be assigned to"},
		{"(long)n = 3", "this is no place that could be assigned to"},
		{"main = 3", "a function can't be assigned to"},
		{"node = *head", "only numbers and pointers can be assigned to, one at a time, not a node_t"},
		{"array = 3", "only numbers and pointers can be assigned to, one at a time, not a int[10]"},
		{"head->name = \"x\"", "only numbers and pointers can be assigned to, one at a time, not a char[8]"},
		{"head = pi", "a double can't become a pointer"},
		{"pi = head", "a pointer can't become a double"},
		{"*(char **)letter = 0", "0x71 is no place for a capability: it is no multiple of 16"},
		{"$q = 3", "there is no register q"},
		{"$s0 = 3", "s0 is not known in this frame"},
		{strings.Repeat("(", 1000), "the expression is nested too deep"},
	} {
		a, err := e.Assign(c.text)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %+v, %v, want %s", c.text, a, err, c.want)
		}
	}
}

// FuzzAssign: nothing that is typed does harm.
func FuzzAssign(f *testing.F) {
	for _, s := range []string{"n = 3", "head->lo = 2", "$fa0 = 1.5", "*(char **)0 = head", "head->next = head + 1", "f = 2", "(n) = (3)", "=", "n ? n : n = 2"} {
		f.Add(s)
	}
	e := testEnv(f)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := e.Assign(text)
		if err != nil {
			if x, ok := err.(*Error); !ok || x.Msg == "" || x.At < 0 {
				t.Errorf("%q: %#v", text, err)
			}
			return
		}
		if a.Register == "" && !a.IsCap && len(a.Data) == 0 {
			t.Errorf("%q changes nothing: %+v", text, a)
		}
	})
}
