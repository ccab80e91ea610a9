package parse

import (
	"strings"

	"ushell/cc/ctype"
)

// libFunc is a function of the C library that the compiler knows.
type libFunc struct {
	sig      string // see signature
	header   string
	format   *formatAttr
	noReturn bool
}

// signature makes a function type of a short notation: the result, then the
// parameters, one letter each; '.' at the end for a variadic one.
func signature(sig string) *ctype.Type {
	var params []ctype.Param
	variadic := false
	for i := 1; i < len(sig); i++ {
		if sig[i] == '.' {
			variadic = true
			break
		}
		params = append(params, ctype.Param{Type: letter(sig[i])})
	}
	return ctype.FuncOf(letter(sig[0]), params, variadic)
}

var (
	vaListType = ctype.Basic(ctype.VaList)
	doublePtr  = ctype.PointerTo(doubleType)
	charPtrPtr = ctype.PointerTo(charPtr)
	intPtr     = ctype.PointerTo(intType)
	comparator = ctype.PointerTo(ctype.FuncOf(intType, []ctype.Param{{Type: constVoid}, {Type: constVoid}}, false))
	exitFunc   = ctype.PointerTo(ctype.FuncOf(voidType, nil, false))
)

// letter is the type that a letter stands for.
func letter(c byte) *ctype.Type {
	switch c {
	case 'v':
		return voidType
	case 'b':
		return boolType
	case 'i':
		return intType
	case 'u':
		return uintType
	case 'h':
		return ctype.Basic(ctype.UShort)
	case 'l':
		return longType
	case 'm':
		return sizeType
	case 'L':
		return ctype.Basic(ctype.LongLong)
	case 'M':
		return ctype.Basic(ctype.ULongLong)
	case 'f':
		return ctype.Basic(ctype.Float)
	case 'd':
		return doubleType
	case 'D':
		return ctype.Basic(ctype.LongDouble)
	case 'p':
		return voidPtr
	case 'k':
		return constVoid
	case 'S':
		return charPtr
	case 'C':
		return constChar
	case 'A':
		return vaListType
	case 'P':
		return doublePtr
	case 'I':
		return intPtr
	case 'T':
		return charPtrPtr
	case 'Q':
		return comparator
	case 'E':
		return exitFunc
	}
	return intType
}

// library are the functions of the C library whose types are known without a
// header: calls of __builtin_X become calls of X, and a call without a
// declaration says which header is missing.
var library = map[string]libFunc{}

func init() {
	for _, line := range []string{
		"string.h memcpy=ppkm memmove=ppkm memset=ppim memcmp=ikkm memchr=pkim strlen=mC strcpy=SSC strncpy=SSCm strcat=SSC",
		"string.h strncat=SSCm strcmp=iCC strncmp=iCCm strchr=SCi strrchr=SCi strstr=SCC strdup=SC strndup=SCm strspn=mCC",
		"string.h strcspn=mCC strpbrk=SCC strtok=SSC strtok_r=SSCT strerror=Si strcoll=iCC strxfrm=mSCm mempcpy=ppkm",
		"string.h stpcpy=SSC stpncpy=SSCm strnlen=mCm memrchr=pkim strchrnul=SCi strsep=STC strlcpy=mSCm strlcat=mSCm",
		"strings.h strcasecmp=iCC strncasecmp=iCCm bzero=vpm bcmp=ikkm bcopy=vkpm index=SCi rindex=SCi ffs=ii",
		"stdio.h printf=iC. sprintf=iSC. snprintf=iSmC. vprintf=iCA vsprintf=iSCA vsnprintf=iSmCA puts=iC putchar=ii",
		"stdio.h getchar=i perror=vC scanf=iC. sscanf=iCC. remove=iC rename=iCC",
		"stdlib.h malloc=pm calloc=pmm realloc=ppm free=vp abort=v exit=vi _Exit=vi abs=ii labs=ll llabs=LL atoi=iC atol=lC atoll=LC",
		"stdlib.h atof=dC strtol=lCTi strtoul=mCTi strtoll=LCTi strtoull=MCTi strtod=dCT strtof=fCT rand=i srand=vu getenv=SC",
		"stdlib.h system=iC qsort=vpmmQ bsearch=pkkmmQ atexit=iE aligned_alloc=pmm setenv=iCCi",
		"ctype.h isalpha=ii isdigit=ii isalnum=ii isspace=ii isupper=ii islower=ii ispunct=ii isprint=ii iscntrl=ii isgraph=ii",
		"ctype.h isxdigit=ii isblank=ii toupper=ii tolower=ii",
		"math.h sin=dd cos=dd tan=dd asin=dd acos=dd atan=dd atan2=ddd sinh=dd cosh=dd tanh=dd exp=dd exp2=dd expm1=dd log=dd log2=dd",
		"math.h log10=dd log1p=dd pow=ddd sqrt=dd cbrt=dd hypot=ddd floor=dd ceil=dd round=dd trunc=dd rint=dd nearbyint=dd fmod=ddd",
		"math.h fabs=dd fmax=ddd fmin=ddd fdim=ddd fma=dddd copysign=ddd ldexp=ddi frexp=ddI modf=ddP lround=ld lrint=ld llround=Ld",
		"math.h sinf=ff cosf=ff tanf=ff expf=ff logf=ff powf=fff sqrtf=ff floorf=ff ceilf=ff roundf=ff truncf=ff fmodf=fff fabsf=ff",
		"math.h fmaxf=fff fminf=fff copysignf=fff fabsl=DD sqrtl=DD copysignl=DDD floorl=DD ceill=DD powl=DDD fmodl=DDD ldexpl=DDi",
		"math.h remainder=ddd logb=dd ilogb=id scalbn=ddi nan=dC atan2f=fff hypotf=fff lroundf=lf ldexpf=ffi frexpf=ffI sinl=DD cosl=DD",
		"unistd.h read=lipm write=likm close=ii fork=i getpid=i getppid=i pipe=iI dup=ii dup2=iii sleep=uu usleep=iu execv=iCT execve=iCTT",
		"unistd.h unlink=iC chdir=iC sbrk=pl _exit=vi getcwd=SSm isatty=ii access=iCi execl=iCC. execvp=iCT",
		"sys/wait.h wait=iI waitpid=iiIi",
		"signal.h kill=iii raise=ii",
		"sys/mman.h mmap=ppmiiil munmap=ipm mprotect=ipmi",
		"fcntl.h open=iCi.",
		" alloca=pm",
	} {
		words := strings.Split(line, " ")
		for _, w := range words[1:] {
			name, sig, _ := strings.Cut(w, "=")
			library[name] = libFunc{sig: sig, header: words[0]}
		}
	}
	for name, f := range map[string]formatAttr{"printf": {fmt: 1, first: 2}, "sprintf": {fmt: 2, first: 3},
		"snprintf": {fmt: 3, first: 4}, "vprintf": {fmt: 1}, "vsprintf": {fmt: 2}, "vsnprintf": {fmt: 3},
		"scanf": {scan: true, fmt: 1, first: 2}, "sscanf": {scan: true, fmt: 2, first: 3}} {
		l := library[name]
		l.format = &f
		library[name] = l
	}
	for _, name := range []string{"abort", "exit", "_exit", "_Exit"} {
		l := library[name]
		l.noReturn = true
		library[name] = l
	}
}

// others are functions that a missing header declares, of types that are not known here.
func init() {
	for _, line := range []string{
		"stdio.h fprintf vfprintf fopen fclose fread fwrite fgets fputs fgetc fputc getc putc ungetc fseek ftell rewind fflush feof ferror fscanf freopen setvbuf fdopen fileno tmpfile getline popen pclose setbuf",
		"time.h time clock localtime gmtime strftime mktime difftime nanosleep clock_gettime",
		"signal.h signal sigaction", "setjmp.h setjmp longjmp", "sys/stat.h stat fstat mkdir", "pthread.h pthread_create pthread_join",
		"stdlib.h div ldiv",
		"cheriintrin.h cheri_address_get cheri_address_set cheri_base_get cheri_length_get cheri_offset_get cheri_offset_set cheri_bounds_set cheri_bounds_set_exact cheri_perms_get cheri_perms_and cheri_tag_get cheri_tag_clear cheri_is_valid cheri_is_equal_exact cheri_is_subset cheri_type_get cheri_seal cheri_unseal cheri_is_sealed cheri_representable_length cheri_representable_alignment_mask cheri_ddc_get cheri_pcc_get",
	} {
		words := strings.Split(line, " ")
		for _, w := range words[1:] {
			nameHeaders[w] = words[0]
		}
	}
}
