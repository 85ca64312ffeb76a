// Package chart draws pay as SVG: densities, waterfalls, dots with ranges, fans of quantiles, calibration
// plots and a tile-grid map of the world. A chart is made from numbers alone and is data itself: a Figure
// with a title, a description, marks and a table. It does no input or output and knows no clock.
//
// Its opinion: type does not scale. A Figure has a height in pixels and the width of whatever holds it;
// positions across are percentages, so the same markup is legible on a phone and on a wide screen, and only
// curves stretch. Colours are classes, which a style sheet paints in light and dark; a Figure that stands
// alone (SVG) carries the light colours as attributes. It holds no style attribute and no script, so it
// passes the strictest content security policy. Text and numbers are escaped by html/template.
//
// Its limit: a curve is drawn through thirteen quantiles and smoothed; its shape between them, and beyond
// the 5th and 95th percentile, is a convention (see pay.Distribution).
package chart
