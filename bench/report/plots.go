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

// chart is a plot of one metric by the number of customers, with a line for each client.
type chart struct {
	file, title, axis string
	bench, unit       string
	format            func(float64) string
}

func plots() []chart {
	return []chart{
		{"time.svg", "Time to read all customers", "time", "List", unitTime, seconds},
		{"allocated.svg", "Memory allocated to read all customers", "bytes allocated", "List", unitBytes, decimal},
		{"heap.svg", "Live heap while reading all customers", "live heap", "Heap", unitLive, decimal},
	}
}

func (c chart) save(d *data) error {
	p := plot.New()
	p.Title.Text = c.title + ", one account each"
	p.X.Label.Text = "customers"
	p.Y.Label.Text = c.axis
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker = decades(func(v float64) string { return thousands(int(v)) })
	p.Y.Tick.Marker = decades(c.format)
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Padding = vg.Points(2)
	for _, style := range []*text.Style{
		&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle,
		&p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle,
	} {
		style.Font.Variant = "Sans"
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{Y: 225}, color.Gray{Y: 225}
	p.Add(grid)
	for i, client := range clients() {
		if err := c.addLine(p, d, client, styles()[i]); err != nil {
			return err
		}
	}
	return write(p, c.file)
}

// write writes p as an SVG, with fonts whose glyphs have the same widths.
func write(p *plot.Plot, file string) error {
	canvas := vgsvg.New(7*vg.Inch, 4.5*vg.Inch)
	p.Draw(draw.Crop(draw.New(canvas), vg.Points(6), -vg.Points(18), vg.Points(6), -vg.Points(6)))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return err
	}
	const family = "font-family:Liberation Sans"
	svg := bytes.ReplaceAll(b.Bytes(), []byte(family), []byte(family+",Arial,Helvetica,sans-serif"))
	return os.WriteFile(file, svg, 0o644) //nolint:gosec // everyone may read it
}

// addLine adds the line of one client, if it was measured.
func (c chart) addLine(p *plot.Plot, d *data, client client, style style) error {
	var points plotter.XYs
	for _, s := range growthSizes() {
		if v := median(d.of(list(c.bench, s, client.name), c.unit)); v > 0 { // false for NaN
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
	line.Color, marks.Color = style.color, style.color
	line.Width, marks.Shape, marks.Radius = vg.Points(style.width), style.shape, vg.Points(2.5)
	if style.dashed {
		line.Dashes = []vg.Length{vg.Points(4), vg.Points(3)}
	}
	p.Add(line, marks)
	title := client.title
	if strings.HasPrefix(client.name, "ours") {
		title = "ours, " + title
	}
	p.Legend.Add(title, line, marks)
	return nil
}

// style is the style of a line.
type style struct {
	color  color.RGBA
	width  float64
	shape  draw.GlyphDrawer
	dashed bool
}

// styles returns the styles of the clients, in the order of clients. The palette is that of Okabe and Ito, which people
// with colour blindness can distinguish.
func styles() []style {
	return []style{
		{color.RGBA{0, 114, 178, 255}, 2.5, draw.CircleGlyph{}, false},
		{color.RGBA{86, 180, 233, 255}, 1.5, draw.CircleGlyph{}, false},
		{color.RGBA{230, 159, 0, 255}, 1.5, draw.SquareGlyph{}, false},
		{color.RGBA{213, 94, 0, 255}, 1.5, draw.TriangleGlyph{}, false},
		{color.RGBA{204, 121, 167, 255}, 1.5, draw.PyramidGlyph{}, false},
		{color.RGBA{120, 120, 120, 255}, 1, draw.CrossGlyph{}, true},
	}
}

// decades places a labelled tick at each power of ten and unlabelled ticks between them.
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
