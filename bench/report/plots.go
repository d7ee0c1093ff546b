package main

import (
	"bytes"
	"image/color"
	"math"
	"os"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// picture is a plot of one figure by the number of customers, all clients in one.
type picture struct {
	file, title, axis string
	bench, unit       string
	format            func(float64) string
}

func plots() []picture {
	return []picture{
		{"time.svg", "Time to read all customers", "time", "List", unitTime, seconds},
		{"allocated.svg", "Memory allocated to read all customers", "bytes allocated", "List", unitBytes, decimal},
		{"heap.svg", "Live heap while reading all customers", "live heap", "Heap", unitLive, decimal},
	}
}

func (p picture) save(d *data) error {
	chart := plot.New()
	chart.Title.Text = p.title + ", one account each"
	chart.X.Label.Text = "customers"
	chart.Y.Label.Text = p.axis
	chart.X.Scale, chart.Y.Scale = plot.LogScale{}, plot.LogScale{}
	chart.X.Tick.Marker = decades(func(v float64) string { return thousands(int(v)) })
	chart.Y.Tick.Marker = decades(p.format)
	chart.Legend.Top, chart.Legend.Left = true, true
	chart.Legend.Padding = vg.Points(2)
	for _, style := range []*text.Style{
		&chart.Title.TextStyle, &chart.X.Label.TextStyle, &chart.Y.Label.TextStyle,
		&chart.X.Tick.Label, &chart.Y.Tick.Label, &chart.Legend.TextStyle,
	} {
		style.Font.Variant = "Sans"
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{Y: 225}, color.Gray{Y: 225}
	chart.Add(grid)
	for i, c := range clients() {
		if err := p.add(chart, d, c, i); err != nil {
			return err
		}
	}
	return write(chart, p.file)
}

// write makes an SVG whose text looks alike wherever a font with the widths of Arial is.
func write(chart *plot.Plot, file string) error {
	canvas := vgsvg.New(7*vg.Inch, 4.5*vg.Inch)
	chart.Draw(draw.Crop(draw.New(canvas), vg.Points(6), -vg.Points(18), vg.Points(6), -vg.Points(6)))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return err
	}
	const family = "font-family:Liberation Sans"
	svg := bytes.ReplaceAll(b.Bytes(), []byte(family), []byte(family+",Arial,Helvetica,sans-serif"))
	return os.WriteFile(file, svg, 0o644) //nolint:gosec // a picture for everyone to see
}

// add draws the line of one client, when there is one.
func (p picture) add(chart *plot.Plot, d *data, c client, i int) error {
	var points plotter.XYs
	for _, s := range growthSizes() {
		if v := median(d.of(list(p.bench, s, c.name), p.unit)); v > 0 { // of nothing it is not a number
			points = append(points, plotter.XY{X: float64(s.n), Y: v})
		}
	}
	if len(points) == 0 {
		return nil
	}
	line, marks, err := plotter.NewLinePoints(points)
	if err != nil {
		return err
	}
	look := looks()[i]
	line.Color, marks.Color = look.color, look.color
	line.Width, marks.Shape, marks.Radius = vg.Points(look.width), look.shape, vg.Points(2.5)
	if look.dashed {
		line.Dashes = []vg.Length{vg.Points(4), vg.Points(3)}
	}
	chart.Add(line, marks)
	title := c.title
	if strings.HasPrefix(c.name, "ours") {
		title = "ours, " + title
	}
	chart.Legend.Add(title, line, marks)
	return nil
}

type look struct {
	color  color.RGBA
	width  float64
	shape  draw.GlyphDrawer
	dashed bool
}

// looks go with clients. The colours are Okabe and Ito's, which most people can tell apart.
func looks() []look {
	return []look{
		{color.RGBA{0, 114, 178, 255}, 2.5, draw.CircleGlyph{}, false},
		{color.RGBA{86, 180, 233, 255}, 1.5, draw.CircleGlyph{}, false},
		{color.RGBA{230, 159, 0, 255}, 1.5, draw.SquareGlyph{}, false},
		{color.RGBA{213, 94, 0, 255}, 1.5, draw.TriangleGlyph{}, false},
		{color.RGBA{204, 121, 167, 255}, 1.5, draw.PyramidGlyph{}, false},
		{color.RGBA{120, 120, 120, 255}, 1, draw.CrossGlyph{}, true},
	}
}

// decades is an axis with a labelled tick at each power of ten.
type decades func(float64) string

// Ticks implements [plot.Ticker].
func (label decades) Ticks(low, high float64) (ticks []plot.Tick) {
	for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
		v := math.Pow(10, e)
		ticks = append(ticks, plot.Tick{Value: v, Label: label(v)})
		for m := 2.0; m < 10; m++ {
			ticks = append(ticks, plot.Tick{Value: m * v})
		}
	}
	return ticks
}
