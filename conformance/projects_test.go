//go:build csuites

package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestProjects compiles programs that many people use and runs their own
// tests; for Lua also some lines of ours.
func TestProjects(t *testing.T) {
	var trials []trial
	trials = append(trials, cjsonTrials(t)...)
	trials = append(trials, tinyexprTrials()...)
	trials = append(trials, sdsTrials()...)
	trials = append(trials, luaTrials(t)...)
	if len(trials) == 0 {
		t.Skip("no checkout is named")
	}
	runSuite(t, "testdata/projects.tsv", trials)
}

// cjsonTrials are cJSON's unit tests, as far as they don't read files.
func cjsonTrials(t *testing.T) []trial {
	dir := os.Getenv("USHELL_CJSON")
	if dir == "" {
		return nil
	}
	trials := []trial{{"cjson/test.c", func(tmp string) (string, string) {
		prog, reason := compile(tmp, filepath.Join(dir, "test.c"), filepath.Join(dir, "cJSON.c"))
		if prog == "" {
			return "compile", reason
		}
		o := execute(prog, "")
		if !strings.Contains(o.stdout, "\"name\":\t\"Jack (\\\"Bee\\\") Nimble\"") {
			return "output", clip(lastLine(o.stdout, o.stderr))
		}
		return verdictOf(o, 0, o.stdout)
	}}}
	needFiles := []string{"parse_examples.c", "json_patch_tests.c", "unity_setup.c"}
	unity := filepath.Join(dir, "tests", "unity", "src")
	for _, name := range sources(t, filepath.Join(dir, "tests"), "*.c") {
		if slices.Contains(needFiles, name) {
			continue
		}
		trials = append(trials, trial{"cjson/tests/" + name, func(tmp string) (string, string) {
			args := []string{"-I", unity, filepath.Join(dir, "tests", name), filepath.Join(unity, "unity.c")}
			args = append(args, linkedSources(dir, name)...)
			prog, reason := compile(tmp, args...)
			if prog == "" {
				return "compile", reason
			}
			o := execute(prog, "")
			if o.status == 0 && !strings.Contains(o.stdout, " 0 Failures") {
				return "output", clip(lastLine(o.stdout, o.stderr))
			}
			return verdictOf(o, 0, o.stdout)
		}})
	}
	return trials
}

// linkedSources are what a unit test of cJSON doesn't include itself.
func linkedSources(dir, name string) []string {
	text, err := os.ReadFile(filepath.Join(dir, "tests", name))
	common, err2 := os.ReadFile(filepath.Join(dir, "tests", "common.h"))
	if err != nil || err2 != nil {
		return nil
	}
	all := string(text)
	if strings.Contains(all, `"common.h"`) {
		all += string(common)
	}
	var out []string
	if !strings.Contains(all, "cJSON.c\"") {
		out = append(out, filepath.Join(dir, "cJSON.c"))
	}
	if strings.Contains(all, "cJSON_Utils.h") {
		out = append(out, filepath.Join(dir, "cJSON_Utils.c"))
	}
	return out
}

// tinyexprTrials are tinyexpr's own tests, in both of its configurations.
func tinyexprTrials() []trial {
	dir := os.Getenv("USHELL_TINYEXPR")
	if dir == "" {
		return nil
	}
	var trials []trial
	for name, flags := range map[string][]string{"smoke": nil, "smoke_pr": {"-D", "TE_POW_FROM_RIGHT", "-D", "TE_NAT_LOG"}} {
		trials = append(trials, trial{"tinyexpr/" + name, func(tmp string) (string, string) {
			prog, reason := compile(tmp, append(flags, filepath.Join(dir, "smoke.c"), filepath.Join(dir, "tinyexpr.c"))...)
			if prog == "" {
				return "compile", reason
			}
			o := execute(prog, "")
			if o.status == 0 && !strings.Contains(o.stdout, "ALL TESTS PASSED") {
				return "output", clip(lastLine(o.stdout, o.stderr))
			}
			return verdictOf(o, 0, o.stdout)
		}})
	}
	return trials
}

// sdsTrials are the tests that sds carries in its source.
func sdsTrials() []trial {
	dir := os.Getenv("USHELL_SDS")
	if dir == "" {
		return nil
	}
	return []trial{{"sds/sds-test", func(tmp string) (string, string) {
		prog, reason := compile(tmp, "-D", "SDS_TEST_MAIN", filepath.Join(dir, "sds.c"))
		if prog == "" {
			return "compile", reason
		}
		o := execute(prog, "")
		if strings.Contains(o.stdout, "FAILED") || !strings.Contains(o.stdout, " 0 failed") {
			return "output", clip(lastLine(o.stdout, o.stderr))
		}
		return verdictOf(o, 0, o.stdout)
	}}}
}

// luaLines are scripts of ours and what they print.
var luaLines = []struct{ name, script, out string }{
	{"arithmetic", `print(7//2, -7//2, 7%-3, 2^10, 7/2, 1e15, 2^53|0, 3 & 5, 1<<62, 0x10p2, math.maxinteger+1 == math.mininteger)`,
		"3\t-4\t-2\t1024.0\t3.5\t1e+15\t9007199254740992\t1\t4611686018427387904\t64.0\ttrue\n"},
	{"strings", `print(("x"):rep(3, "-"), #"abc", ("hello"):upper(), ("a,b,c"):gsub(",", ";"), ("%5.2f|%-5d|%q"):format(3.14159, 42, "a\n"))`,
		"x-x-x\t3\tHELLO\ta;b;c\t 3.14|42   |\"a\\\n\"\n"},
	{"tables", `local t = {} for i = 1, 100 do t[i] = (i * 37) % 101 end table.sort(t) print(t[1], t[50], t[100], #t, select("#", table.unpack(t)))`,
		"1\t50\t100\t100\t100\n"},
	{"closures", `local function counter() local n = 0 return function() n = n + 1 return n end end local a, b = counter(), counter() a() a() print(a(), b())`,
		"3\t1\n"},
	{"coroutines", `local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) coroutine.yield(b * 2) return "end" end) print(co(1), co(10), co())`,
		"2\t20\tend\n"},
	{"errors", `print(pcall(function() error({code = 7}) end)) print(select(2, pcall(function() local x = nil; return x.y end)))`,
		""},
	{"metatables", `local V = {} V.__index = V V.__add = function(a, b) return setmetatable({x = a.x + b.x}, V) end V.__tostring = function(v) return "V" .. v.x end print(tostring(setmetatable({x = 1}, V) + setmetatable({x = 2}, V)))`,
		"V3\n"},
	{"collector", `local keep = {} for i = 1, 20000 do local t = {i, tostring(i)} if i % 1000 == 0 then keep[#keep + 1] = t end end collectgarbage() print(#keep, keep[20][2], collectgarbage("count") < 4000)`,
		"20\t20000\ttrue\n"},
	{"weak", `local w = setmetatable({}, {__mode = "k"}) for i = 1, 10 do w[{}] = i end collectgarbage() local n = 0 for _ in pairs(w) do n = n + 1 end print(n)`,
		"0\n"},
	{"packing", `print(string.unpack("<i4 z s1", string.pack("<i4 z s1", -2, "abc", "xy")))`, "-2\tabc\txy\t12\n"},
}

// luaSuites are those of Lua's tests that need neither files nor modules.
var luaSuites = strings.Fields(`bitwise bwcoercion calls closure code constructs coroutine cstack db errors events gc gengc goto
	literals locals math nextvar pm sort strings tpack utf8 vararg`)

// luaRunner reads two modules and a test from standard input, each behind its
// length, and runs the test under its name.
const luaRunner = `_port = true; _soft = true; _nomsg = true
	local function part() local n = io.read("n", "l"); return io.read(n) end
	for _, name in ipairs{"tracegc", "bwcoercion"} do package.preload[name] = assert(load(part(), "@" .. name .. ".lua")) end
	assert(load(part(), "@%s.lua"))()`

// luaTrials are lua.c with our lines, and Lua's own tests read from standard
// input.
func luaTrials(t *testing.T) []trial {
	dir := os.Getenv("USHELL_LUA")
	if dir == "" {
		return nil
	}
	lua, reason := buildLua(t, dir)
	var trials []trial
	add := func(name string, run func() outcome, out string) {
		trials = append(trials, trial{"lua/" + name, func(string) (string, string) {
			if lua == "" {
				return "compile", reason
			}
			o := run()
			if out == "" {
				out = o.stdout
			}
			return verdictOf(o, 0, out)
		}})
	}
	for _, l := range luaLines {
		add(l.name, func() outcome { return execute(lua, "", "-e", l.script) }, l.out)
	}
	for _, name := range luaSuites {
		add("testes/"+name+".lua", func() outcome {
			var input strings.Builder
			for _, part := range []string{"tracegc", "bwcoercion", name} {
				text, err := os.ReadFile(filepath.Join(dir, "testes", part+".lua"))
				if err != nil {
					return outcome{-1, "", err.Error()}
				}
				fmt.Fprintf(&input, "%d\n%s", len(text), text)
			}
			return execute(lua, input.String(), "-e", fmt.Sprintf(luaRunner, name))
		}, "")
	}
	return trials
}

// buildLua compiles Lua in its standard configuration.
func buildLua(t *testing.T, dir string) (prog, reason string) {
	t.Helper()
	if _, err := ushell(); err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, name := range sources(t, dir, "*.c") {
		if name != "ltests.c" && name != "onelua.c" {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return compile(t.TempDir(), files...)
}
