//! A plot as SVG: a few curves of scores over a handful of values, with intervals. It stands alone: colors follow the viewer's
//! light or dark scheme, and a title and a description say in words what is drawn.

use std::fmt::Write as _;

/// A mean and its interval.
#[derive(Clone, Copy)]
pub struct Point {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

pub struct Series {
    pub name: String,
    /// By value on the x axis; none where it could not be scored.
    pub points: Vec<Option<Point>>,
}

pub struct Plot {
    pub title: String,
    pub description: String,
    pub x_name: String,
    pub y_name: String,
    /// The values on the x axis, as labels. They stand at equal distances: from one to the next is about a factor of three.
    pub x: Vec<String>,
    pub series: Vec<Series>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 590.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 316.0;
/// Between two curves at one value, so that their intervals stand side by side.
const APART: f64 = 7.0;
/// Least distance of two labels.
const LINE: f64 = 16.0;

/// The colors of the page; series differ in the shape of their marks as well.
const STYLE: &str = "\
text{font:13px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"DejaVu Sans\",sans-serif;fill:#1c2128}
.title{font-weight:600;font-size:15px}
.background{fill:#fff}
.grid{stroke:#deded6}
.axis{stroke:#83888f}
.s0{color:#565e68}.s1{color:#1c66b3}.s2{color:#a85200}.s3{color:#14703f}
.curve{fill:none;stroke:currentColor;stroke-width:2}
.bar{stroke:currentColor;stroke-width:1.5}
.mark,.name{fill:currentColor}
@media (prefers-color-scheme:dark){
text{fill:#e9ecf0}
.background{fill:#1a1f26}
.grid{stroke:#313843}
.axis{stroke:#78818d}
.s0{color:#a6aeb9}.s1{color:#76b6f5}.s2{color:#f3a559}.s3{color:#6ad19a}
.name{fill:currentColor}
}";
const COLORS: usize = 4;

impl Plot {
    pub fn svg(&self) -> String {
        let (low, high) = self.scale();
        let y = |value: f64| BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low);
        let between = (RIGHT - LEFT) / self.x.len() as f64;
        let x = |place: usize| LEFT + between * (place as f64 + 0.5);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" \
             aria-labelledby=\"title description\">\n<title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n<style>\n{STYLE}\n\
             </style>\n<rect class=\"background\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n",
            escaped(&self.title),
            escaped(&self.description)
        );
        text(&mut svg, "title", LEFT, 24.0, "start", &self.title);

        let tenths = ((low * 10.0).round() as i32, (high * 10.0).round() as i32);
        for tenth in (tenths.0..=tenths.1).filter(|tenth| tenth % 2 == 0) {
            let value = f64::from(tenth) / 10.0;
            line(&mut svg, if tenth == 0 { "axis" } else { "grid" }, [LEFT, y(value), RIGHT, y(value)]);
            text(&mut svg, "", LEFT - 8.0, y(value) + 4.5, "end", &format!("{value}"));
        }
        for (place, label) in self.x.iter().enumerate() {
            line(&mut svg, "axis", [x(place), BOTTOM, x(place), BOTTOM + 5.0]);
            text(&mut svg, "", x(place), BOTTOM + 20.0, "middle", label);
        }
        line(&mut svg, "axis", [LEFT, BOTTOM, RIGHT, BOTTOM]);
        text(&mut svg, "", (LEFT + RIGHT) / 2.0, BOTTOM + 44.0, "middle", &self.x_name);
        let middle = (TOP + BOTTOM) / 2.0;
        let _ = writeln!(
            svg,
            "<text x=\"18\" y=\"{middle:.1}\" text-anchor=\"middle\" transform=\"rotate(-90 18 {middle:.1})\">{}</text>",
            escaped(&self.y_name)
        );

        for (i, series) in self.series.iter().enumerate() {
            let aside = APART * (i as f64 - (self.series.len() - 1) as f64 / 2.0);
            let points = || series.points.iter().enumerate().filter_map(|(place, point)| Some((x(place) + aside, (*point)?)));
            let _ = writeln!(svg, "<g class=\"s{}\">", i % COLORS);
            let path: Vec<String> = points().map(|(x, point)| format!("{x:.1},{:.1}", y(point.value))).collect();
            let _ = writeln!(svg, "<polyline class=\"curve\" points=\"{}\"/>", path.join(" "));
            for (x, point) in points() {
                let (low, high) = (y(point.low), y(point.high));
                line(&mut svg, "bar", [x, low, x, high]);
                line(&mut svg, "bar", [x - 3.0, low, x + 3.0, low]);
                line(&mut svg, "bar", [x - 3.0, high, x + 3.0, high]);
                mark(&mut svg, i, x, y(point.value));
            }
            svg.push_str("</g>\n");
        }
        self.labels(&mut svg, y);
        svg.push_str("</svg>\n");
        svg
    }

    /// Whole fifths around everything that is drawn, 0 to 1 at least.
    fn scale(&self) -> (f64, f64) {
        let points = self.series.iter().flat_map(|series| series.points.iter().flatten());
        let (low, high) = points.fold((0.0, 1.0), |(low, high): (f64, f64), point| (low.min(point.low), high.max(point.high)));
        ((low * 5.0 - 1e-9).floor() / 5.0, (high * 5.0 + 1e-9).ceil() / 5.0)
    }

    /// Names at the ends of the curves, moved apart where they would overlap.
    fn labels(&self, svg: &mut String, y: impl Fn(f64) -> f64) {
        let mut labels: Vec<(f64, usize)> = Vec::new();
        for (i, series) in self.series.iter().enumerate() {
            labels.extend(series.points.iter().flatten().last().map(|point| (y(point.value), i)));
        }
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Down from the top, and never closer than a line to the one above; what would leave the plot pushes those above up.
        for i in 1..labels.len() {
            labels[i].0 = labels[i].0.max(labels[i - 1].0 + LINE);
        }
        let mut lowest = BOTTOM;
        for label in labels.iter_mut().rev() {
            label.0 = label.0.min(lowest);
            lowest = label.0 - LINE;
        }
        for (y, i) in labels {
            let _ = writeln!(svg, "<g class=\"s{}\">", i % COLORS);
            mark(svg, i, RIGHT + 12.0, y);
            text(svg, "name", RIGHT + 22.0, y + 4.5, "start", &self.series[i].name);
            svg.push_str("</g>\n");
        }
    }
}

fn text(svg: &mut String, class: &str, x: f64, y: f64, anchor: &str, words: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = writeln!(svg, "<text{class} x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", escaped(words));
}

fn line(svg: &mut String, class: &str, [x1, y1, x2, y2]: [f64; 4]) {
    let _ = writeln!(svg, "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>");
}

/// A disk, a square, a triangle, a diamond.
fn mark(svg: &mut String, series: usize, x: f64, y: f64) {
    let corners: &[(f64, f64)] = match series % COLORS {
        0 => {
            let _ = writeln!(svg, "<circle class=\"mark\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>");
            return;
        }
        1 => &[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)],
        2 => &[(0.0, -5.0), (5.0, 4.0), (-5.0, 4.0)],
        _ => &[(0.0, -5.5), (5.5, 0.0), (0.0, 5.5), (-5.5, 0.0)],
    };
    let points: Vec<String> = corners.iter().map(|(dx, dy)| format!("{:.1},{:.1}", x + dx, y + dy)).collect();
    let _ = writeln!(svg, "<polygon class=\"mark\" points=\"{}\"/>", points.join(" "));
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
