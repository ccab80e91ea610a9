package ufork

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"ushell"
	"ushell/asm"
)

// objects is a set of sources that ship with ushell, compiled.
type objects struct {
	All     []*asm.Object // in the order of the sources' names
	Start   []*asm.Object // those of them where programs begin
	Archive []*asm.Object // the others
}

// The sets: the C library, what it needs of each kernel, and the µFork kernel
// itself. They are named by what runs a program where that is the difference.
const librarySet = Kernel("libc")

func runtimeSet(kind Kernel) Kernel { return "libc-" + kind }

// setFiles are the sources of a set in the order of their names.
func setFiles(set Kernel) ([]Source, error) {
	switch set {
	case UFork:
		return kernelFiles()
	case librarySet:
		return libraryFiles("ufork/libc/src")
	case runtimeSet(Bare):
		return libraryFiles("ufork/libc/bare")
	}
	return libraryFiles("ufork/libc/kernel")
}

var built struct {
	sync.Mutex
	sets map[Kernel]*objects
}

// buildSet compiles a set, or takes it from the cache in the user's cache folder.
// It is done once in a process.
func buildSet(set Kernel) (*objects, error) {
	built.Lock()
	defer built.Unlock()
	if o := built.sets[set]; o != nil {
		return o, nil
	}
	srcs, err := setFiles(set)
	if err != nil {
		return nil, err
	}
	o, err := cachedSet(cacheFile(set), set, srcs)
	if err != nil {
		return nil, err
	}
	if built.sets == nil {
		built.sets = map[Kernel]*objects{}
	}
	built.sets[set] = o
	return o, nil
}

// libraryFiles are the sources in a folder of the library.
func libraryFiles(dir string) ([]Source, error) {
	var srcs []Source
	err := fs.WalkDir(ushell.Library, dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) != ".c" && path.Ext(p) != ".s" {
			return err
		}
		b, err := ushell.Library.ReadFile(p)
		srcs = append(srcs, Source{p, b})
		return err
	})
	return srcs, err
}

// isStart says whether a file of the library is where programs begin.
func isStart(name string) bool { return strings.HasPrefix(path.Base(name), "crt") }

// setFlags are how a set is compiled: the kernel with debug information, as it
// can be stepped; the library without, so that a step goes over its functions.
func setFlags(set Kernel) *CFlags {
	f := &CFlags{Opt: 1, embedded: true}
	if set != UFork {
		f.NoDebug = true
	}
	return f
}

// cachedSet is the set in file, if that holds it; otherwise it is compiled and
// written there. A cache that does not work is none.
func cachedSet(file string, set Kernel, srcs []Source) (*objects, error) {
	if file != "" {
		if b, err := os.ReadFile(file); err == nil {
			if o, err := unpack(b, srcs); err == nil {
				return o, nil
			}
		}
	}
	o, packed, err := compileSet(srcs, setFlags(set))
	if err != nil {
		return nil, err
	}
	if file != "" {
		writeCache(file, packed)
	}
	return o, nil
}

// compileSet compiles the sources, several at a time.
func compileSet(srcs []Source, flags *CFlags) (*objects, []byte, error) {
	// Most of what a compiler allocates lives as long as its source: collecting it
	// seldom takes memory for a moment, and half of the time less.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	packed := make([][]byte, len(srcs))
	errs := make([]error, len(srcs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				packed[i], errs[i] = compileMember(srcs[i], flags)
			}
		})
	}
	for i := range srcs {
		next <- i
	}
	close(next)
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	all := pack(packed)
	// The objects are read back, so that a cached set and a fresh one are
	// the same by construction.
	o, err := unpack(all, srcs)
	return o, all, err
}

func compileMember(src Source, flags *CFlags) ([]byte, error) {
	obj, said, err := Translate(src, flags)
	if err != nil {
		return nil, err
	}
	if obj == nil {
		return nil, said.Err()
	}
	return obj.MarshalBinary()
}

const packMagic = "ushell-objects-1\n"

// pack is a file of objects: the magic, their number, each with its length, and
// a digest of all that.
func pack(objs [][]byte) []byte {
	b := []byte(packMagic)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(objs)))
	for _, o := range objs {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(o)))
		b = append(b, o...)
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

var errPack = errors.New("the file is no set of objects")

// unpack reads what pack wrote.
func unpack(b []byte, srcs []Source) (*objects, error) {
	if len(b) < len(packMagic)+4+sha256.Size || !bytes.HasPrefix(b, []byte(packMagic)) {
		return nil, errPack
	}
	body, sum := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(sum, want[:]) {
		return nil, errPack
	}
	b = body[len(packMagic):]
	if int(binary.LittleEndian.Uint32(b)) != len(srcs) {
		return nil, errPack
	}
	b = b[4:]
	o := &objects{}
	for i := range srcs {
		if len(b) < 4 || uint64(len(b)-4) < uint64(binary.LittleEndian.Uint32(b)) {
			return nil, errPack
		}
		n := binary.LittleEndian.Uint32(b)
		obj := &asm.Object{}
		if err := obj.UnmarshalBinary(b[4 : 4+n]); err != nil {
			return nil, fmt.Errorf("%s: %w", srcs[i].Name, err)
		}
		b = b[4+n:]
		o.All = append(o.All, obj)
		if isStart(srcs[i].Name) {
			o.Start = append(o.Start, obj)
		} else {
			o.Archive = append(o.Archive, obj)
		}
	}
	return o, nil
}

// maxCached is how many files the cache keeps: each version of ushell has its own.
const maxCached = 16

// cacheFile is where a set is kept, "" when there is no place. Its name has a
// digest of this very program: the compiler and the sources are part of it.
func cacheFile(set Kernel) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	key := programKey()
	if key == "" {
		return ""
	}
	return filepath.Join(dir, "ushell", fmt.Sprintf("objects-%s-%s", set, key))
}

// programKey is a digest of the file that is executed, "" when it can't be read.
var programKey = sync.OnceValue(func() string {
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	b, err := os.ReadFile(exe)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
})

// writeCache writes the file by renaming it, so that nobody sees a part of it,
// and takes away old ones. What fails is left: the next process compiles again.
func writeCache(file string, b []byte) {
	dir := filepath.Dir(file)
	if os.MkdirAll(dir, 0o755) != nil {
		return
	}
	tmp, err := os.CreateTemp(dir, "tmp-*")
	if err != nil {
		return
	}
	_, err = tmp.Write(b)
	if cerr := tmp.Close(); err != nil || cerr != nil || os.Rename(tmp.Name(), file) != nil {
		os.Remove(tmp.Name())
		return
	}
	pruneCache(dir)
}

// pruneCache keeps the newest files.
func pruneCache(dir string) {
	type old struct {
		name string
		mod  int64
	}
	var all []old
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), "objects-") {
			all = append(all, old{e.Name(), info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(all, func(a, b old) int { return int(min(1, max(-1, b.mod-a.mod))) })
	for i := maxCached; i < len(all); i++ {
		os.Remove(filepath.Join(dir, all[i].name))
	}
}
