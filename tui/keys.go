package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ushell/views"
)

// binding is a key, or several that mean the same: what it is called, what it
// does, what the help says. The footer and the help are made of this table.
type binding struct {
	keys    []string // as tea.KeyPressMsg.String writes them
	show    string   // "" shows the keys
	title   string
	group   string
	help    string
	command string                 // command line that the engine runs
	do      func(m *Model) tea.Cmd // or what happens here
	always  bool                   // works while a command runs
}

// Groups of the help, in their order.
const (
	groupRun   = "Forward"
	groupBack  = "Backward"
	groupFork  = "Forks"
	groupGo    = "Breakpoints and places"
	groupLook  = "Panes"
	groupOther = "Commands and help"
)

// bindings is the one table of keys.
var bindings = []binding{
	{keys: []string{"s"}, title: "step", group: groupRun, help: "run to the next source line, into calls", command: "step"},
	{keys: []string{"i", "right"}, show: "i →", title: "instruction", group: groupRun, help: "run one instruction", command: "stepi"},
	{keys: []string{"n"}, title: "over", group: groupRun, help: "run to the next source line, over calls", command: "next"},
	{keys: []string{"f"}, title: "finish", group: groupRun, help: "run until the present function returns", command: "finish"},
	{keys: []string{"c"}, title: "continue", group: groupRun, help: "run to a breakpoint, a fault or the end; ctrl+c interrupts", command: "continue"},

	{keys: []string{"S"}, title: "step back", group: groupBack, help: "go back to the previous source line", command: "reverse-step"},
	{keys: []string{"I", "left"}, show: "I ←", title: "instruction back", group: groupBack, help: "go back one instruction", command: "reverse-stepi"},
	{keys: []string{"N"}, title: "over, back", group: groupBack, help: "go back one source line, over calls", command: "reverse-next"},
	{keys: []string{"F"}, title: "to the call", group: groupBack, help: "go back to where the present function was called", command: "reverse-finish"},
	{keys: []string{"C"}, title: "continue back", group: groupBack, help: "go back to a breakpoint, or to the start of history", command: "reverse-continue"},

	{keys: []string{"r"}, title: "rewrite", group: groupFork, help: "run to the next pointer that a fork rewrites", do: nextRewrite},
	{keys: []string{"R"}, title: "rewrite, back", group: groupFork, help: "go back to the previous pointer that a fork rewrote", do: previousRewrite},
	{keys: []string{"t"}, title: "page fault", group: groupFork, help: "run to the next fault that a fork has arranged: copy on write, on access, on pointer access", do: nextFault},
	{keys: []string{"T"}, title: "page fault, back", group: groupFork, help: "go back to the previous one", do: previousFault},
	{keys: []string{"l"}, title: "leave kernel", group: groupFork, help: "run until the kernel returns to a program", command: "leave"},
	{keys: []string{"o"}, title: "into kernel", group: groupFork, help: "run until the kernel begins to work for this µprocess: the next system call, or a fault", command: "enter"},
	{keys: []string{"O"}, title: "before kernel", group: groupFork, help: "go back to the instruction of the program with which the kernel was entered", command: "reverse-enter"},

	{keys: []string{"b"}, title: "break", group: groupGo, help: "set or delete a breakpoint at the cursor of source or code, otherwise at the current line", do: toggleBreak},
	{keys: []string{"g"}, title: "go to", group: groupGo, help: "go to a position in time: 120, start, end, 50%", do: askGoto},
	{keys: []string{"u"}, title: "caller", group: groupGo, help: "show the variables and the line of the function that called", command: "up"},
	{keys: []string{"d"}, title: "callee", group: groupGo, help: "undo u", command: "down"},
	{keys: []string{"p"}, title: "print", group: groupGo, help: "print an expression of C: *head, a[2:5], $a0, (struct node *)$a1", do: askPrint},
	{keys: []string{"e"}, title: "explain", group: groupGo, help: "explain the fault at which the machine stands", do: explain},

	{keys: []string{"tab"}, title: "next pane", group: groupLook, help: "use the next pane", do: func(m *Model) tea.Cmd { return m.focusNext(1) }},
	{keys: []string{"shift+tab"}, title: "previous pane", group: groupLook, help: "use the previous pane", do: func(m *Model) tea.Cmd { return m.focusNext(-1) }},
	{keys: []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"}, show: "0-9", title: "pane", group: groupLook, help: "use a pane: 1 source, 2 code, 3 registers, 4 address space, 5 memory, 6 fork, 7 console; in a C program 8 variables, 9 calls; 0 µprocesses under the kernel ufork", do: focusNumber},
	{keys: []string{"v"}, title: "floating point", group: groupLook, help: "show the floating-point registers f0 to f31 and fcsr in place of the others, and back", do: toggleFloat},
	{keys: []string{"+", "="}, show: "+", title: "zoom", group: groupLook, help: "give the pane the whole window", do: func(m *Model) tea.Cmd { return m.zoom(true) }},
	{keys: []string{"_", "-"}, show: "_", title: "unzoom", group: groupLook, help: "show all panes again", do: func(m *Model) tea.Cmd { return m.zoom(false) }},
	{keys: []string{"up", "k"}, show: "up k", title: "up", group: groupLook, help: "move the cursor of the pane up, scroll what is open", do: func(m *Model) tea.Cmd { return m.move(-1) }, always: true},
	{keys: []string{"down", "j"}, show: "down j", title: "down", group: groupLook, help: "move the cursor of the pane down", do: func(m *Model) tea.Cmd { return m.move(1) }, always: true},
	{keys: []string{"pgup"}, title: "page up", group: groupLook, help: "a page up", do: func(m *Model) tea.Cmd { return m.move(-m.page()) }, always: true},
	{keys: []string{"pgdown"}, title: "page down", group: groupLook, help: "a page down", do: func(m *Model) tea.Cmd { return m.move(m.page()) }, always: true},
	{keys: []string{"home"}, title: "first", group: groupLook, help: "to the first row", do: func(m *Model) tea.Cmd { return m.toEnd(false) }, always: true},
	{keys: []string{"end"}, title: "last", group: groupLook, help: "to the last row", do: func(m *Model) tea.Cmd { return m.toEnd(true) }, always: true},
	{keys: []string{"enter"}, title: "follow", group: groupLook, help: "show in memory what the row points at: a register, a tagged granule, the slot of a rewrite, a region, a variable; list the pages of a µprocess, and why they are as they are; select the function of a row of calls; look at the µprocess of a row, esc at the one that runs again", do: follow},
	{keys: []string{"backspace"}, show: "bksp", title: "return", group: groupLook, help: "go back to the memory shown before enter", do: unfollow},
	{keys: []string{"/"}, title: "search", group: groupLook, help: "search in the pane, or in what is open; / and enter finds the next", do: askSearch},
	{keys: []string{"y"}, title: "copy", group: groupLook, help: "copy the row at the cursor, or the fault, to the clipboard", do: copyRow},

	{keys: []string{":"}, title: "command", group: groupOther, help: "type a command; enter alone repeats the last one, up and down recall", do: askCommand},
	{keys: []string{"?"}, title: "help", group: groupOther, help: "these keys; \":help\" lists the commands", do: toggleHelp, always: true},
	{keys: []string{"esc"}, title: "close", group: groupOther, help: "close what is open, forget keys that wait for a command to end, a search or a message, return to the current line", do: escape, always: true},
	{keys: []string{"ctrl+l"}, title: "redraw", group: groupOther, help: "draw the screen again", do: func(*Model) tea.Cmd { return tea.ClearScreen }, always: true},
	{keys: []string{"ctrl+c"}, title: "quit", group: groupOther, help: "interrupt what runs; quit when nothing runs (\":q\" quits too)", do: interruptOrQuit, always: true},
}

// byKey finds the binding of a key.
var byKey = func() map[string]*binding {
	out := map[string]*binding{}
	for i := range bindings {
		for _, k := range bindings[i].keys {
			out[k] = &bindings[i]
		}
	}
	return out
}()

// keyHelp is the table as the footer and the help show it.
func keyHelp() []views.KeyHelp {
	out := make([]views.KeyHelp, len(bindings))
	for i, b := range bindings {
		show := b.show
		if show == "" {
			show = b.keys[0]
		}
		out[i] = views.KeyHelp{Show: show, Title: b.title, Group: b.group, Help: b.help}
	}
	return out
}

func nextRewrite(m *Model) tea.Cmd {
	m.showFork()
	return m.exec("next-rewrite")
}

func previousRewrite(m *Model) tea.Cmd {
	m.showFork()
	return m.exec("previous-rewrite")
}

func nextFault(m *Model) tea.Cmd {
	m.showFork()
	return m.exec("next-event page-fault")
}

func previousFault(m *Model) tea.Cmd {
	m.showFork()
	return m.exec("previous-event page-fault")
}

// toggleBreak sets or deletes a breakpoint at the row that is pointed at.
func toggleBreak(m *Model) tea.Cmd {
	f := m.frame
	addr, where := f.PC, address(f.PC)
	i := views.CodeIndex(f, &m.state)
	line := 0
	switch {
	case m.state.Focus == views.Code && i >= 0:
		addr, where = f.Code[i].Addr, address(f.Code[i].Addr)
	case m.state.Focus == views.Source && f.Source.Text != "":
		line = views.SourceLine(f, &m.state)
	case f.Source.Text != "" && f.Source.Line > 0:
		line = f.Source.Line
	}
	if line > 0 {
		where = fmt.Sprintf("%s:%d", f.Source.Name, line)
	}
	for _, b := range f.Breaks {
		if line == 0 && b.Addr == addr || line > 0 && m.breakOnLine(b.Addr, b.Where, where, line) {
			return m.exec(fmt.Sprintf("delete %d", b.N))
		}
	}
	return m.exec("break " + where)
}

// breakOnLine says whether a breakpoint is one of that line.
func (m *Model) breakOnLine(addr uint64, at, where string, line int) bool {
	if at == where {
		return true
	}
	if !m.frame.Source.Marks[line] {
		return false
	}
	for _, c := range m.frame.Code {
		if c.Addr == addr && c.Line == line {
			return true
		}
	}
	return false
}

// address is an address as commands take it: *0x80001000.
func address(n uint64) string { return fmt.Sprintf("*%#x", n) }

func explain(m *Model) tea.Cmd {
	if m.frame.Fault == nil {
		m.say("The machine does not stand at a fault.")
		return nil
	}
	m.open(views.FaultOverlay)
	return nil
}

func focusNumber(m *Model) tea.Cmd {
	p := views.Pane((m.key[0] - '0' + 9) % 10)
	if m.focus(p); m.state.Focus != p {
		m.say("There is no " + p.String() + " pane here.")
	}
	return nil
}

// toggleFloat switches the registers pane, and brings it into view.
func toggleFloat(m *Model) tea.Cmd {
	m.focus(views.Registers)
	m.state.Float = !m.state.Float
	m.state.Cursor[views.Registers] = 0
	return m.refresh()
}

func toggleHelp(m *Model) tea.Cmd {
	if m.state.Overlay == views.HelpOverlay {
		m.open(m.under)
		return nil
	}
	m.under = views.NoOverlay
	if m.state.Overlay == views.FaultOverlay {
		m.under = views.FaultOverlay
	}
	m.open(views.HelpOverlay)
	return nil
}

// escape closes one thing: what is open, then a message or a search, then a
// zoom, then the distance of the cursor from the current line.
func escape(m *Model) tea.Cmd {
	st := &m.state
	switch {
	case st.Overlay == views.HelpOverlay:
		m.open(m.under)
	case st.Overlay != views.NoOverlay:
		m.open(views.NoOverlay)
	case st.Message != "" || st.Search != "":
		st.Message, st.Search = "", ""
	case m.frame.Viewing != 0:
		return m.exec("proc 0")
	case st.Cursor[st.Focus] != 0 && st.Focus != views.Map && st.Focus != views.Registers:
		st.Cursor[st.Focus] = 0
		return m.refresh()
	default:
		st.Zoomed = false
	}
	return nil
}

func interruptOrQuit(m *Model) tea.Cmd {
	if !m.running || m.state.Interrupting {
		return m.quit()
	}
	m.queue, m.state.Waiting = nil, ""
	m.state.Running, m.state.Interrupting = true, true
	m.engine.Interrupt()
	m.say("Interrupting; ctrl+c again quits.")
	return nil
}

// follow shows in memory what the row at the cursor points at.
func follow(m *Model) tea.Cmd {
	f, st := m.frame, &m.state
	_, at := views.Rows(f, st)
	if at < 0 {
		m.say("There is nothing to follow here.")
		return nil
	}
	v := m.view
	v.MemFollow = ""
	switch st.Focus {
	case views.Registers:
		if m.state.Float {
			m.say("Floating-point registers point nowhere; v shows the others.")
			return nil
		}
		v.MemFollow = views.RegList(f)[at].Name
	case views.Map:
		r := views.MapList(f)[at]
		if len(r.Pages) > 0 {
			return m.exec(fmt.Sprintf("pages %d", r.PID))
		}
		v.MemAddr = r.Base
	case views.Procs:
		return m.exec(fmt.Sprintf("proc %d", f.Procs[at].PID))
	case views.Memory:
		g := f.Mem.Lines[at]
		if !g.Tag {
			m.say("This granule holds no capability to follow.")
			return nil
		}
		v.MemAddr = g.Cap.Addr
	case views.Fork:
		_, rw := views.RewriteAt(f, st)
		v.MemAddr = rw.Slot
	case views.Calls:
		return m.exec(fmt.Sprintf("frame %d", f.Calls[at].N))
	case views.Locals:
		l := views.LocalList(f)[at].Local
		switch {
		case l != nil && l.IsCap && l.Cap.Addr != 0:
			v.MemAddr = l.Cap.Addr
		case l != nil && l.HasAddr:
			v.MemAddr = l.Addr
		default:
			m.say("This is not in memory and points nowhere.")
			return nil
		}
	default:
		m.say("enter follows what registers (3), address space (4), memory (5), fork (6) and variables (8) show.")
		return nil
	}
	m.back = append(m.back, place{m.view, st.Cursor[views.Memory], m.auto})
	m.view, m.auto = v, false
	st.Cursor[views.Memory] = 0
	st.CanReturn = true
	if l := views.Arrange(m.w, m.h, st.Form()); !l.Shows(views.Memory, st.Focus) {
		m.focus(views.Memory)
	}
	return m.refresh()
}

func unfollow(m *Model) tea.Cmd {
	if len(m.back) == 0 {
		m.say("Memory was not reached by following anything.")
		return nil
	}
	last := m.back[len(m.back)-1]
	m.back = m.back[:len(m.back)-1]
	m.view, m.auto = last.view, last.auto
	m.followMoment()
	m.state.Cursor[views.Memory] = last.cursor
	m.state.CanReturn = len(m.back) > 0
	return m.refresh()
}

func copyRow(m *Model) tea.Cmd {
	if m.state.Overlay != views.NoOverlay {
		rows, _ := m.painter.OverlayRows(m.frame, &m.state, m.w, m.h)
		return m.copied(rows...)
	}
	rows, at := views.Rows(m.frame, &m.state)
	if at < 0 {
		m.say("There is nothing to copy here.")
		return nil
	}
	return m.copied(rows[at])
}
