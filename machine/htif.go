package machine

// HTIF is the interface of test programs to a host: a command is a store to
// the word tohost, an answer is what the host then puts into fromhost. Device
// 0, command 0 ends the machine when the payload is odd, and is a proxied
// system call otherwise; device 1, command 1 prints a character. The host has
// taken the command when tohost is zero again.
const (
	htifPayload = 1<<48 - 1

	htifMostWrite = 1 << 16 // bytes of one write; more is written in part

	htifSysWrite = 64
	htifSysExit  = 93
	htifNoSys    = ^uint64(37) // -ENOSYS
)

// toHostWrite takes the command in tohost, if there is one.
func (m *Machine) toHostWrite() {
	v := m.mem.read(m.toHost, 8)
	device, command, payload := v>>56, v>>48&0xff, v&htifPayload
	switch {
	case v == 0:
		return
	case device == 0 && command == 0 && v&1 != 0:
		m.halt(uint32(v >> 1))
		return
	case device == 0 && command == 0:
		if !m.systemCall(payload) {
			return
		}
	case device == 1 && command == 1:
		m.uart.out = append(m.uart.out, byte(payload))
	}
	m.hostWrite(m.toHost, 0)
}

// systemCall answers the system call whose number, arguments and result are the
// words at at: write to standard output or standard error, and exit. false:
// there are no such words.
func (m *Machine) systemCall(at uint64) bool {
	if at%8 != 0 || !m.mem.holds(at, 8*8) {
		return false
	}
	word := func(i uint64) uint64 { return m.mem.read(at+8*i, 8) }
	result := htifNoSys
	switch number, fd, data, n := word(0), word(1), word(2), word(3); {
	case number == htifSysExit:
		m.halt(uint32(fd))
	case number == htifSysWrite && (fd == 1 || fd == 2) && m.mem.holds(data, n):
		result = min(n, htifMostWrite)
		for i := range result {
			m.uart.out = append(m.uart.out, byte(m.mem.read(data+i, 1)))
		}
	}
	m.hostWrite(at, result)
	if m.fromHost != 0 {
		m.hostWrite(m.fromHost, 1)
	}
	return true
}

// hostWrite is a store by the host.
func (m *Machine) hostWrite(at, v uint64) {
	m.beforeStore(at, 8)
	m.mem.write(at, 8, v)
}
