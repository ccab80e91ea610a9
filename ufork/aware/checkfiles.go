package aware

import "ushell/cap"

// What the kernel itself has in use beside page tables: open files, pipes, and the
// contents of files. Each must be somebody's, and be counted right.

const capsOfFrame = 4096 / cap.SizeBytes

// files compares what is open with the descriptors that lead there.
func (c *checker) files() {
	k, m, t := c.k, c.m, &c.k.files
	descriptors := map[uint64]int{}
	for _, p := range k.Procs(m) {
		for fd := range t.count() {
			if at := t.open(m, p, fd); at != 0 {
				descriptors[at]++
			}
		}
	}
	ends, holders := map[uint64][2]int{}, map[uint64]int{}
	for i := range t.files.n {
		at := t.files.place(i)
		refs := int(t.refs.get(m, at))
		if refs != descriptors[at] {
			c.say("open file %d has %d references, but %d descriptors lead to it", i, refs, descriptors[at])
		}
		if refs == 0 {
			continue
		}
		switch kind := t.kind.get(m, at); fileKinds[min(kind, uint64(len(fileKinds)-1))] {
		case "pipe":
			e := ends[t.pipe.get(m, at)]
			e[t.end.get(m, at)&1]++
			ends[t.pipe.get(m, at)] = e
		case "file":
			holders[t.inode.get(m, at)]++
		}
	}
	c.pipes(ends)
	c.inodes(holders)
}

// pipes are those that files are open at, so many at each end.
func (c *checker) pipes(ends map[uint64][2]int) {
	t := &c.k.files
	for i := range t.pipes.n {
		at := t.pipes.place(i)
		open := 0
		for end := range uint64(2) {
			n, _ := c.m.Read(at+t.ends.off+4*end, 4)
			if int(n) != ends[at][end] {
				c.say("end %d of pipe %d is said to be open %d times, but is %d", end, i, n, ends[at][end])
			}
			open += int(n)
		}
		for end := range uint64(2) {
			buffer, _ := c.m.ReadCap(at + t.buffer.off + cap.SizeBytes*end)
			if buffer.Tag {
				c.uses[buffer.Addr]++
			}
			if buffer.Tag != (open > 0) {
				c.say("pipe %d is open %d times, its buffer is %v", i, open, buffer)
			}
		}
	}
}

// inodes are the files, with or without a name.
func (c *checker) inodes(holders map[uint64]int) {
	t := &c.k.files
	for i := range t.inodes.n {
		at := t.inodes.place(i)
		want := holders[at]
		if t.used.get(c.m, at) != 0 {
			if first, _ := c.m.Read(at+t.name.off, 1); first != 0 {
				want++ // the name holds it too
			}
			if n := int(t.holders.get(c.m, at)); n != want || n == 0 {
				c.say("file %d is said to have %d holders, but has %d", i, n, want)
			}
		} else if want != 0 {
			c.say("file %d is gone, but open %d times", i, want)
		}
		index, _ := c.m.ReadCap(at + t.index.off)
		c.contents(index, 2)
	}
}

// contents counts a frame that v leads to, with those that it is the index of, so
// many levels of them.
func (c *checker) contents(v cap.Cap, levels int) {
	if !v.Tag {
		return
	}
	c.uses[v.Addr]++
	for i := range uint64(capsOfFrame) {
		if levels == 0 {
			return
		}
		below, _ := c.m.ReadCap(v.Addr + i*cap.SizeBytes)
		c.contents(below, levels-1)
	}
}
