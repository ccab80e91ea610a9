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
	"slices"
	"strings"
	"sync"

	"ushell"
	"ushell/asm"
)

// Library is the C library in objects.
type Library struct {
	Start   []*asm.Object // always linked: where programs begin
	Archive []*asm.Object // linked when they define what is missing
}

// The folders of the library: what every program can use, and what depends on
// the kernel that runs it.
const (
	librarySources = "ufork/libc/src"
	bareSources    = "ufork/libc/bare"
)

var library struct {
	sync.Mutex
	built map[Kernel]*Library
}

// BuildLibrary compiles the C library for programs that kind runs, or takes it
// from the cache in the user's cache folder. It is done once in a process.
func BuildLibrary(kind Kernel) (*Library, error) {
	library.Lock()
	defer library.Unlock()
	if l := library.built[kind]; l != nil {
		return l, nil
	}
	srcs, err := libraryFiles(kind)
	if err != nil {
		return nil, err
	}
	l, err := cachedLibrary(cacheFile(kind), srcs)
	if err != nil {
		return nil, err
	}
	if library.built == nil {
		library.built = map[Kernel]*Library{}
	}
	library.built[kind] = l
	return l, nil
}

// libraryFiles are the library's sources in the order of their names.
func libraryFiles(kind Kernel) ([]Source, error) {
	dirs := []string{librarySources}
	if kind == Bare {
		dirs = append(dirs, bareSources)
	}
	var srcs []Source
	for _, dir := range dirs {
		err := fs.WalkDir(ushell.Library, dir, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(p) != ".c" && path.Ext(p) != ".s" {
				return err
			}
			b, err := ushell.Library.ReadFile(p)
			srcs = append(srcs, Source{p, b})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return srcs, nil
}

// isStart says whether a file of the library is where programs begin.
func isStart(name string) bool { return strings.HasPrefix(path.Base(name), "crt") }

// cachedLibrary is the library of file, if that holds it; otherwise it is
// compiled and written there. A cache that does not work is none.
func cachedLibrary(file string, srcs []Source) (*Library, error) {
	if file != "" {
		if b, err := os.ReadFile(file); err == nil {
			if l, err := unpackLibrary(b, srcs); err == nil {
				return l, nil
			}
		}
	}
	l, packed, err := compileLibrary(srcs)
	if err != nil {
		return nil, err
	}
	if file != "" {
		writeCache(file, packed)
	}
	return l, nil
}

// compileLibrary compiles the sources, several at a time.
func compileLibrary(srcs []Source) (*Library, []byte, error) {
	packed := make([][]byte, len(srcs))
	errs := make([]error, len(srcs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				packed[i], errs[i] = compileMember(srcs[i])
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
	// The objects are read back, so that a cached library and a fresh one are
	// the same by construction.
	l, err := unpackLibrary(all, srcs)
	return l, all, err
}

func compileMember(src Source) ([]byte, error) {
	obj, said, err := Translate(src, &CFlags{Opt: 1, NoDebug: true, Defines: []string{"__USHELL_LIBC__"}})
	if err != nil {
		return nil, err
	}
	if obj == nil {
		return nil, said.Err()
	}
	return obj.MarshalBinary()
}

const packMagic = "ushell-libc-1\n"

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

var errPack = errors.New("the file is no packed library")

// unpackLibrary reads what pack wrote.
func unpackLibrary(b []byte, srcs []Source) (*Library, error) {
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
	l := &Library{}
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
		if isStart(srcs[i].Name) {
			l.Start = append(l.Start, obj)
		} else {
			l.Archive = append(l.Archive, obj)
		}
	}
	return l, nil
}

// maxCached is how many libraries the cache keeps: each version of ushell has
// its own.
const maxCached = 8

// cacheFile is where the library for kind is kept, "" when there is no place. Its
// name has a digest of this very program: the compiler and the library's sources
// are part of it.
func cacheFile(kind Kernel) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	b, err := os.ReadFile(exe)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return filepath.Join(dir, "ushell", fmt.Sprintf("libc-%s-%s", kind, hex.EncodeToString(sum[:12])))
}

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
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), "libc-") {
			all = append(all, old{e.Name(), info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(all, func(a, b old) int { return int(min(1, max(-1, b.mod-a.mod))) })
	for i := maxCached; i < len(all); i++ {
		os.Remove(filepath.Join(dir, all[i].name))
	}
}
