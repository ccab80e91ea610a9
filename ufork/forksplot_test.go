package ufork

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// plot is a picture with logarithmic axes: something over the size of the heap of
// big_heap, a line for each strategy.
type plot struct {
	title  string
	lo, hi float64 // of the vertical axis
	ticks  []tick
	lines  []*line
}

type tick struct {
	at   float64
	text string
}

// line is one of the plot, with a value for each heap of heaps that is not 0.
type line struct {
	class, name string
	last        string // the last value, in words
	y           []float64
	at          float64 // of its label, in pixels
}

// heaps are the sizes of heaps, in MiB, from left to right.
var heaps = []int{1, 4, 16, 64}

// strategyNames say in words what the strategies are.
var strategyNames = []string{"full copy", "copy on access", "copy on pointer access"}

// newPlot takes value from the runs of big_heap, and the bound that was asked for.
func newPlot(runs []*measured, value func(*measured) uint64, asked func(full, coa, copa *measured) uint64, unit string) *plot {
	p := &plot{}
	for i, class := range Strategies {
		p.lines = append(p.lines, &line{class: class, name: strategyNames[i]})
	}
	limit := &line{class: "asked", name: "most that was asked for"}
	for _, mib := range heaps {
		full, coa, copa := forksOf(runs, fmt.Sprintf("big_heap %d", mib))
		for i, r := range []*measured{full, coa, copa} {
			p.lines[i].y = append(p.lines[i].y, float64(value(r)))
			p.lines[i].last = thousands(value(r)) + unit
		}
		bound := uint64(0)
		if slices.Contains(bigHeaps, mib) {
			bound = asked(full, coa, copa)
			limit.last = thousands(bound) + unit
		}
		limit.y = append(limit.y, float64(bound))
	}
	p.lines = append(p.lines, limit)
	return p
}

func instructionsPlot(runs []*measured) *plot {
	p := newPlot(runs, func(r *measured) uint64 { return r.Instructions },
		func(_, _, copa *measured) uint64 { return most(copa) }, "")
	p.title = "Instructions of a fork, over the size of the heap"
	p.lo, p.hi = 1e4, 1.6e8
	p.ticks = []tick{{1e4, "10,000"}, {1e5, "100,000"}, {1e6, "1 million"}, {1e7, "10 million"}, {1e8, "100 million"}}
	return p
}

func memoryPlot(runs []*measured) *plot {
	p := newPlot(runs, func(r *measured) uint64 { return r.kib() },
		func(full, coa, _ *measured) uint64 { return min(full.kib()/10, coa.kib()/5) }, " KiB")
	p.title = "Private memory of the child, over the size of the heap"
	p.lo, p.hi = 16, 1.3e5
	for kib := 16; kib <= 64<<10; kib *= 4 {
		text := fmt.Sprintf("%d KiB", kib)
		if kib >= 1024 {
			text = fmt.Sprintf("%d MiB", kib>>10)
		}
		p.ticks = append(p.ticks, tick{float64(kib), text})
	}
	return p
}

// Measures of a plot, in pixels.
const (
	plotWidth, plotHeight = 700, 420
	plotLeft, plotRight   = 100, 490
	plotTop, plotBottom   = 56, 360
	labelGap              = 36 // between the labels of lines
)

// plotStyle is readable on light and dark pages; lines that lie on each other
// differ in width.
const plotStyle = `<style>
text { font: 13px sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: bold; }
.value { fill: #59636e; }
.page { fill: #ffffff; stroke: #d1d9e0; }
.grid { stroke: #d1d9e0; }
.line { fill: none; stroke-linejoin: round; }
.full { stroke: #bc4c00; stroke-width: 2.5; }
.coa { stroke: #0969da; stroke-width: 2.5; }
.coa.line { stroke-width: 7; stroke-opacity: 0.45; }
.copa { stroke: #1a7f37; stroke-width: 2.5; }
.asked { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 2 5; }
.mark { fill: #ffffff; }
.lead { fill: none; stroke: #59636e; stroke-width: 0.8; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.value { fill: #9198a1; }
.page { fill: #0d1117; stroke: #3d444d; }
.grid { stroke: #3d444d; }
.full { stroke: #f0883e; }
.coa { stroke: #4493f8; }
.copa { stroke: #3fb950; }
.asked { stroke: #9198a1; }
.mark { fill: #0d1117; }
.lead { stroke: #9198a1; }
}
</style>
`

// x is where the heap number i is.
func (p *plot) x(i int) float64 {
	return plotLeft + 30 + (plotRight-plotLeft-60)*math.Log2(float64(heaps[i])/float64(heaps[0]))/math.Log2(float64(heaps[len(heaps)-1])/float64(heaps[0]))
}

// y is where a value is.
func (p *plot) y(v float64) float64 {
	return plotBottom - (plotBottom-plotTop)*math.Log(v/p.lo)/math.Log(p.hi/p.lo)
}

func (p *plot) svg() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n<title>%s</title>\n%s",
		plotWidth, plotHeight, plotWidth, plotHeight, p.title, plotStyle)
	fmt.Fprintf(&b, "<rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n", plotWidth-1, plotHeight-1)
	text := func(class, anchor string, x, y float64, s string) {
		fmt.Fprintf(&b, "<text class=%q text-anchor=%q x=\"%.1f\" y=\"%.1f\">%s</text>\n", class, anchor, x, y, s)
	}
	text("title", "start", 20, 30, p.title)
	for _, t := range p.ticks {
		y := p.y(t.at)
		fmt.Fprintf(&b, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>\n", plotLeft, y, plotRight)
		text("tick", "end", plotLeft-8, y+4.5, t.text)
	}
	for i, mib := range heaps {
		fmt.Fprintf(&b, "<path class=\"grid\" d=\"M%.1f %dV%d\"/>\n", p.x(i), plotTop, plotBottom)
		text("tick", "middle", p.x(i), plotBottom+22, fmt.Sprintf("%d MiB", mib))
	}
	text("value", "middle", (plotLeft+plotRight)/2, plotBottom+44, "heap of big_heap, both axes logarithmic")
	for _, l := range p.lines {
		p.curve(&b, l)
	}
	p.place()
	for _, l := range p.lines {
		end := p.y(l.y[len(l.y)-1])
		fmt.Fprintf(&b, "<path class=\"lead\" d=\"M%.1f %.1fL%d %.1fh8\"/>\n", p.x(len(heaps)-1)+9, end, plotRight+8, l.at)
		text("name", "start", plotRight+22, l.at, l.name)
		text("value", "start", plotRight+22, l.at+16, l.last)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// curve draws a line and a mark at each of its points: a square, a circle, a
// diamond.
func (p *plot) curve(b *strings.Builder, l *line) {
	path, marks := "", ""
	for i, v := range l.y {
		if v == 0 {
			continue
		}
		x, y := p.x(i), p.y(v)
		op := "L"
		if path == "" {
			op = "M"
		}
		path += fmt.Sprintf("%s%.1f %.1f", op, x, y)
		switch l.class {
		case "full":
			marks += fmt.Sprintf("<path class=\"full mark\" d=\"M%.1f %.1fh9v9h-9z\"/>\n", x-4.5, y-4.5)
		case "coa":
			marks += fmt.Sprintf("<circle class=\"coa mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"7\"/>\n", x, y)
		case "copa":
			marks += fmt.Sprintf("<path class=\"copa mark\" d=\"M%.1f %.1fl5 5l-5 5l-5 -5z\"/>\n", x, y-5)
		}
	}
	fmt.Fprintf(b, "<path class=\"line %s\" d=\"%s\"/>\n%s", l.class, path, marks)
}

// place gives each line's label a place at the right that is near its end and
// covers no other.
func (p *plot) place() {
	byEnd := slices.Clone(p.lines)
	end := func(l *line) float64 { return p.y(l.y[len(l.y)-1]) }
	slices.SortStableFunc(byEnd, func(a, b *line) int { return int(math.Copysign(1, end(a)-end(b))) })
	for i, l := range byEnd {
		l.at = end(l)
		if i > 0 {
			l.at = max(l.at, byEnd[i-1].at+labelGap)
		}
	}
}
