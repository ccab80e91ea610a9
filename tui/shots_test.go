package tui

import (
	"flag"
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"ushell/screenshots/render"
)

var shots = flag.String("shots", "", "directory for pictures of the golden frames")

// picture draws what a golden file holds, for people to look at.
func picture(t *testing.T, name, content string, w, h int) {
	t.Helper()
	if *shots == "" {
		return
	}
	out, err := os.Create(filepath.Join(*shots, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	o := render.Options{W: w, H: h, Size: 15, FG: color.RGBA{0xd3, 0xda, 0xe3, 255}, BG: color.RGBA{0x11, 0x15, 0x1b, 255}, Margin: 8}
	if err := render.PNG(out, content, o); err != nil {
		t.Fatal(err)
	}
}
