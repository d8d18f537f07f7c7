//! A picture as SVG.

use svg::node::element::{Circle, Description, Element, Group, Path, Rectangle, Title};
use svg::node::{Blob, element::Line as Segment};
use svg::{Document, Node};

use crate::geometry::{Window, touches};
use crate::narrow::Column;
use crate::picture::{Caption, Colour, Key, Mark, Panel, Picture, Shape, Style};
use crate::range::ticks;
use crate::sample::{Line, Point};
use crate::theme::Palette;

/// The bundled fonts first, so that pixels are the same everywhere; then what systems have.
pub const FONTS: &str = "Noto Sans, Noto Sans Math, Noto Sans CJK SC, Noto Sans SC, \
                                PingFang SC, Microsoft YaHei, sans-serif";

const EDGE: f64 = 22.0;
const HEADING: f64 = 15.0;
const FORMULA: f64 = 14.5;
const LEGEND: f64 = 13.0;
const NOTE: f64 = 12.0;
const AXIS: f64 = 14.0;
const SAMPLE: f64 = 30.0;
/// The room under a panel, for numbers.
const UNDER: f64 = 20.0;

impl Picture {
    /// As SVG: one element with a title and a description for those who cannot see it. The same picture
    /// is the same text on every machine.
    pub fn svg(&self) -> String {
        let palette = self.theme.palette();
        let (width, height) = self.panel_size();
        let (across, down) = self.gaps();
        let columns = self.columns.max(1);
        let room = self.room();
        let across = across.max(room);
        let total = columns as f64 * (width + across) - across + room + EDGE;
        let mut body = Group::new();
        let mut y = self.head(&mut body, total, palette);
        for row in self.panels.chunks(columns) {
            let named = row.iter().any(|panel| panel.name.is_some());
            y += if named { 26.0 } else { 0.0 };
            for (i, panel) in row.iter().enumerate() {
                let left = room + i as f64 * (width + across);
                let small = columns > 1;
                let place = Place { panel, left, top: y, width, height, room, small };
                body.append(place.draw(palette));
            }
            y += height + down;
        }
        y = captions(&mut body, &self.caption, total, y - down + self.under() + 16.0, palette)
            .ceil();
        // Names that differ between pictures, since a page may hold several.
        let number = numbered(&format!("{}{}", self.title, self.description));
        let [title, description] = ["title", "desc"].map(|name| format!("{name}-{number:08x}"));
        let document = Document::new()
            .set("viewBox", format!("0 0 {} {}", n(total), n(y)))
            .set("width", n(total))
            .set("height", n(y))
            .set("role", "img")
            .set("aria-labelledby", format!("{title} {description}"))
            .set("lang", self.language.code())
            .set("font-family", FONTS)
            .add(Title::new(self.title.clone()).set("id", title))
            .add(
                Description::new()
                    .set("id", description)
                    .add(svg::node::Text::new(&self.description)),
            )
            .add(
                Rectangle::new()
                    .set("width", "100%")
                    .set("height", "100%")
                    .set("fill", palette.paper),
            )
            .add(body);
        format!("{document}\n")
    }

    fn panel_size(&self) -> (f64, f64) {
        match (self.columns, self.panels.len()) {
            (0 | 1, 0 | 1) => (596.0, 340.0),
            (0 | 1, _) => (596.0, 190.0),
            (2, _) => (320.0, 210.0),
            _ => (190.0, 130.0),
        }
    }

    /// The room to the left of a panel: more where numbers stand in it.
    fn room(&self) -> f64 {
        let edged = |panel: &Panel| panel.crossing().0 == panel.window.x.0;
        if self.panels.iter().any(edged) { 2.0 * EDGE } else { EDGE }
    }

    fn gaps(&self) -> (f64, f64) {
        let (across, down) = if self.columns > 2 { (20.0, 16.0) } else { (28.0, 18.0) };
        (across, down + self.under())
    }

    /// The room under a panel, where numbers stand in it.
    fn under(&self) -> f64 {
        let low = |panel: &Panel| panel.crossing().1 == panel.window.y.0;
        if self.panels.iter().any(low) { UNDER } else { 0.0 }
    }

    /// The heading and the legend; returns where the panels begin.
    fn head(&self, body: &mut Group, total: f64, palette: &Palette) -> f64 {
        let start = self.room();
        let mut x = start;
        let mut y = EDGE + 8.0;
        if let Some(heading) = &self.heading {
            body.append(formula(heading, x, y, HEADING, palette.ink, "start"));
            x += measured(heading, HEADING) + 28.0;
        }
        let widths: Vec<f64> = self.legend.iter().map(entry_width).collect();
        let whole: f64 = widths.iter().sum();
        // At the right end of the heading's line if there is room, else in lines of its own.
        if x + whole <= total - EDGE && self.heading.is_some() {
            x = total - EDGE - whole + 18.0;
        } else if self.heading.is_some() && !self.legend.is_empty() {
            (x, y) = (start, y + 22.0);
        }
        for (key, width) in self.legend.iter().zip(widths) {
            if x > start && x + width - 18.0 > total - EDGE {
                (x, y) = (start, y + 20.0);
            }
            entry(body, key, x, y, palette);
            x += width;
        }
        let empty = self.heading.is_none() && self.legend.is_empty();
        if empty { EDGE } else { y + 18.0 }
    }
}

fn entry_width(key: &Key) -> f64 {
    SAMPLE + 8.0 + measured(&key.label, LEGEND) + 18.0
}

fn entry(body: &mut Group, key: &Key, x: f64, y: f64, palette: &Palette) {
    let middle = y - 4.5;
    let path = format!("M{} {}h{}", n(x), n(middle), n(SAMPLE));
    let style = if key.style == Style::Steps { Style::Solid } else { key.style };
    body.append(stroked(path, key.colour, style, 2.0, palette));
    body.append(formula(&key.label, x + SAMPLE + 8.0, y, LEGEND, palette.ink, "start"));
}

/// The formulas and notes under the panels; returns the height of the sheet.
fn captions(
    body: &mut Group,
    caption: &[Caption],
    total: f64,
    mut y: f64,
    palette: &Palette,
) -> f64 {
    for caption in caption {
        let (size, fill) =
            if caption.note { (NOTE, palette.faint) } else { (FORMULA, palette.ink) };
        for line in wrapped(&caption.text, size, total - 2.0 * EDGE) {
            y += size * 1.5;
            body.append(formula(&line, total / 2.0, y - size * 0.35, size, fill, "middle"));
        }
    }
    y + if caption.is_empty() { 0.0 } else { 14.0 }
}

/// A panel, and where on the sheet it is.
struct Place<'a> {
    panel: &'a Panel,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    /// What is free to the left of it.
    room: f64,
    small: bool,
}

impl Place<'_> {
    fn x(&self, x: f64) -> f64 {
        let (low, high) = self.panel.window.x;
        self.left + (x - low) / (high - low) * self.width
    }

    fn y(&self, y: f64) -> f64 {
        let (low, high) = self.panel.window.y;
        self.top + (high - y) / (high - low) * self.height
    }

    fn at(&self, (x, y): Point) -> Point {
        (self.x(x), self.y(y))
    }

    fn draw(&self, palette: &Palette) -> Group {
        let mut group = Group::new();
        if let Some(name) = &self.panel.name {
            let size = if self.small { 12.5 } else { 13.5 };
            let line = wrapped(name, size, self.width).swap_remove(0);
            group.append(formula(&line, self.left, self.top - 14.0, size, palette.ink, "start"));
        }
        let (axis_x, axis_y) = self.at(self.panel.crossing());
        let across = if self.small { 6 } else { 9 };
        let up = (self.height / if self.small { 30.0 } else { 40.0 }) as usize;
        let xs = ticks(self.panel.window.x, across);
        let ys = ticks(self.panel.window.y, up);
        self.grid(&mut group, &xs, &ys, palette);
        self.guides(&mut group, palette);
        self.axes(&mut group, axis_x, axis_y, palette);
        for mark in &self.panel.marks {
            group.append(self.mark(mark, palette));
        }
        if self.panel.filled() {
            self.level(&mut group, palette);
        }
        // Numbers last, on a rim of paper, so that no curve strikes them out.
        self.numbers(&mut group, &xs, &ys, (axis_x, axis_y), palette);
        group
    }

    fn grid(
        &self,
        group: &mut Group,
        xs: &[(f64, String)],
        ys: &[(f64, String)],
        palette: &Palette,
    ) {
        let mut path = String::new();
        for (x, _) in xs {
            path += &format!("M{} {}v{}", n(self.x(*x)), n(self.top), n(self.height));
        }
        for (y, _) in ys {
            path += &format!("M{} {}h{}", n(self.left), n(self.y(*y)), n(self.width));
        }
        group.append(Path::new().set("d", path).set("stroke", palette.grid).set("fill", "none"));
    }

    fn guides(&self, group: &mut Group, palette: &Palette) {
        for guide in &self.panel.guides {
            let y = self.y(guide.level);
            group.append(
                Segment::new()
                    .set("x1", n(self.left))
                    .set("x2", n(self.left + self.width))
                    .set("y1", n(y))
                    .set("y2", n(y))
                    .set("stroke", palette.faint)
                    .set("stroke-dasharray", "2 3"),
            );
        }
    }

    /// The line of no error, across what is filled.
    fn level(&self, group: &mut Group, palette: &Palette) {
        let path = format!("M{} {}h{}", n(self.left), n(self.y(0.0)), n(self.width));
        let line = Path::new().set("d", path).set("fill", "none");
        group.append(line.set("stroke", palette.ink).set("stroke-width", "0.8"));
    }

    /// The axes, each with an arrow at its end.
    fn axes(&self, group: &mut Group, axis_x: f64, axis_y: f64, palette: &Palette) {
        let right = self.left + self.width;
        let path = format!(
            "M{} {}H{}M{} {}V{}",
            n(self.left),
            n(axis_y),
            n(right + 4.0),
            n(axis_x),
            n(self.top + self.height),
            n(self.top - 4.0)
        );
        group.append(Path::new().set("d", path).set("stroke", palette.ink).set("fill", "none"));
        let arrows = format!(
            "M{} {}l-8 -3.2v6.4zM{} {}l-3.2 8h6.4z",
            n(right + 10.0),
            n(axis_y),
            n(axis_x),
            n(self.top - 10.0)
        );
        group.append(Path::new().set("d", arrows).set("fill", palette.ink));
    }

    fn mark(&self, mark: &Mark, palette: &Palette) -> Group {
        let mut group = Group::new();
        match &mark.shape {
            Shape::Line(line) => self.line(&mut group, line, mark, palette),
            Shape::Band(columns) => {
                let colour = colour(mark.colour, palette);
                let path = self.band(columns);
                group.append(
                    Path::new()
                        .set("d", path)
                        .set("fill", colour)
                        .set("fill-opacity", "0.45")
                        .set("stroke", colour)
                        .set("stroke-width", "0.6"),
                );
            }
        }
        group
    }

    fn line(&self, group: &mut Group, line: &Line, mark: &Mark, palette: &Palette) {
        let mut path = String::new();
        for piece in &line.pieces {
            for (i, point) in piece.iter().enumerate() {
                let (x, y) = self.at(*point);
                path += &format!("{}{} {}", if i == 0 { "M" } else { "L" }, n(x), n(y));
            }
        }
        let width = if self.small { 1.8 } else { 2.2 };
        group.append(stroked(path, mark.colour, mark.style, width, palette));
        if mark.style == Style::Thin {
            return;
        }
        // At a jump: a full dot where the line is, a ring where it only comes near.
        let radius = if self.small { 2.4 } else { 3.2 };
        for end in &line.ends {
            let (x, y) = self.at(end.at);
            let fill = if end.taken { colour(mark.colour, palette) } else { palette.paper };
            group.append(
                Circle::new()
                    .set("cx", n(x))
                    .set("cy", n(y))
                    .set("r", n(radius))
                    .set("fill", fill)
                    .set("stroke", colour(mark.colour, palette))
                    .set("stroke-width", "1.3"),
            );
        }
    }

    /// The outline of columns from their least to their greatest value.
    fn band(&self, columns: &[Column]) -> String {
        let mut path = String::new();
        // Columns that touch share an outline.
        for run in columns.chunk_by(|a, b| a.to == b.from) {
            let mut outline = Vec::new();
            for column in run {
                outline.extend([(column.from, column.greatest), (column.to, column.greatest)]);
            }
            for column in run.iter().rev() {
                outline.extend([(column.to, column.least), (column.from, column.least)]);
            }
            for (i, point) in outline.into_iter().enumerate() {
                let (x, y) = self.at(point);
                path += &format!("{}{} {}", if i == 0 { "M" } else { "L" }, n(x), n(y));
            }
            path.push('Z');
        }
        path
    }

    /// The numbers along the axes and the axes' names, each on the side where curves cross fewer of them.
    fn numbers(
        &self,
        group: &mut Group,
        xs: &[(f64, String)],
        ys: &[(f64, String)],
        (axis_x, axis_y): Point,
        palette: &Palette,
    ) {
        let size = if self.small { 10.0 } else { 11.5 };
        let right = self.left + self.width;
        let (below, above): (Vec<Label>, Vec<Label>) = xs
            .iter()
            .map(|(x, label)| (self.x(*x), label))
            // Not at the origin, where the other axis is.
            .filter(|(x, _)| (x - axis_x).abs() > 1.0 || self.panel.filled())
            .map(|(x, label)| {
                let under = Label::new(label, x, axis_y + size + 3.5, size, "middle");
                (under, Label::new(label, x, axis_y - 6.0, size, "middle"))
            })
            .unzip();
        let (left, beside): (Vec<Label>, Vec<Label>) = ys
            .iter()
            .map(|(y, label)| (self.y(*y), label))
            // Not at the arrow, either.
            .filter(|(y, _)| (y - axis_y).abs() > 1.0 && *y > self.top + size * 0.6)
            .map(|(y, label)| {
                let y = y + size * 0.36;
                let left = Label::new(label, axis_x - 6.0, y, size, "end");
                (left, Label::new(label, axis_x + 6.0, y, size, "start"))
            })
            .unzip();
        let labels = self.chosen(below, above).into_iter().chain(self.chosen(left, beside));
        let mut faint = rimmed(palette.faint, size, palette);
        labels.for_each(|label| faint.append(label.draw()));
        for guide in &self.panel.guides {
            if let Some(label) = &guide.label {
                let at = (right - 2.0, self.y(guide.level) - 4.0);
                faint.append(Label::new(label, at.0, at.1, size, "end").draw());
            }
        }
        group.append(faint);
        if !self.small {
            let mut names = rimmed(palette.ink, AXIS, palette);
            let (unit, at) = (self.panel.unit, (axis_x + 10.0, self.top + 1.0));
            let unit_label = Label::new(unit, at.0, at.1, AXIS, "start").draw();
            let italic = |label: Element| styled(label, "font-style", "italic");
            let x = Label::new("x", right + 16.0, axis_y + 4.0, AXIS, "middle").draw();
            names.append(italic(x));
            names.append(if unit == "y" { italic(unit_label) } else { unit_label });
            group.append(names);
        }
    }

    /// Of two sides of an axis, the one where fewer labels are crossed by curves; a label that is crossed
    /// there goes to the other side, if none crosses it there.
    fn chosen(&self, first: Vec<Label>, second: Vec<Label>) -> Vec<Label> {
        let free = |label: &Label| self.fits(label) && !self.crossed(label);
        let count = |labels: &[Label]| labels.iter().filter(|label| free(label)).count();
        let (first, second) =
            if count(&second) > count(&first) { (second, first) } else { (first, second) };
        let pairs = first.into_iter().zip(second);
        pairs.map(|(a, b)| if free(&a) || !free(&b) { a } else { b }).collect()
    }

    fn fits(&self, label: &Label) -> bool {
        let (x, y) = (label.window.x, label.window.y);
        let right = self.left + self.width + EDGE;
        x.0 >= self.left - self.room && x.1 <= right && y.1 <= self.top + self.height + UNDER
    }

    /// Does a curve run through a label?
    fn crossed(&self, label: &Label) -> bool {
        self.panel.marks.iter().any(|mark| match &mark.shape {
            Shape::Line(line) => line
                .pieces
                .iter()
                .flat_map(|piece| piece.windows(2))
                .any(|pair| touches(&label.window, self.at(pair[0]), self.at(pair[1]))),
            Shape::Band(_) => false,
        })
    }
}

/// A text and the room that it takes.
struct Label {
    text: String,
    at: Point,
    size: f64,
    anchor: &'static str,
    window: Window,
}

impl Label {
    fn new(text: &str, x: f64, y: f64, size: f64, anchor: &'static str) -> Label {
        let width = measured(text, size);
        let left = match anchor {
            "start" => x,
            "middle" => x - width / 2.0,
            _ => x - width,
        };
        let window =
            Window { x: (left - 2.0, left + width + 2.0), y: (y - size * 0.85, y + size * 0.2) };
        Label { text: text.into(), at: (x, y), size, anchor, window }
    }

    fn draw(&self) -> Element {
        placed(&self.text, self.at, self.size, self.anchor)
    }
}

/// Room for texts of one size and colour, each with a rim of paper.
fn rimmed(fill: &str, size: f64, palette: &Palette) -> Group {
    Group::new()
        .set("fill", fill)
        .set("font-size", n(size))
        .set("paint-order", "stroke")
        .set("stroke", palette.paper)
        .set("stroke-width", 3)
        .set("stroke-linejoin", "round")
}

fn colour(colour: Colour, palette: &Palette) -> &'static str {
    match colour {
        Colour::Curve(i) => palette.curves[i % palette.curves.len()],
        Colour::Ink => palette.ink,
        Colour::Faint => palette.faint,
    }
}

fn stroked(path: String, of: Colour, style: Style, width: f64, palette: &Palette) -> Path {
    let path = Path::new()
        .set("d", path)
        .set("fill", "none")
        .set("stroke", colour(of, palette))
        .set("stroke-linejoin", "round")
        .set("stroke-width", n(if style == Style::Thin { 0.8 } else { width }));
    match style {
        Style::Dashed => path.set("stroke-dasharray", "6 4"),
        _ => path,
    }
}

/// A text whose anchor (`"start"`, `"middle"` or `"end"`) is at this place, character by character.
pub fn text(content: &str, x: f64, y: f64, size: f64, fill: &str, anchor: &str) -> Element {
    coloured(set(vec![(content.into(), false)], (x, y), size, anchor), size, fill)
}

/// A text in which what follows a caret is raised, as in `e^(−x)`.
pub fn formula(content: &str, x: f64, y: f64, size: f64, fill: &str, anchor: &str) -> Element {
    coloured(placed(content, (x, y), size, anchor), size, fill)
}

fn coloured(text: Element, size: f64, fill: &str) -> Element {
    styled(styled(text, "font-size", &n(size)), "fill", fill)
}

fn styled(mut element: Element, name: &str, value: &str) -> Element {
    element.assign(name, value);
    element
}

/// A text in which what follows a caret is raised: `e^(−x)`. Its size and colour are those around it.
fn placed(content: &str, at: Point, size: f64, anchor: &str) -> Element {
    set(parts(content), at, size, anchor)
}

/// A text of parts that are raised or not.
fn set(parts: Vec<(String, bool)>, (x, y): Point, size: f64, anchor: &str) -> Element {
    let mut inner = String::new();
    let mut raised = false;
    for (part, up) in parts {
        let shift = match (raised, up) {
            (false, true) => -0.38 * size,
            (true, false) => 0.38 * size,
            _ => 0.0,
        };
        let escaped = part.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        inner += &match (shift == 0.0, up) {
            (true, _) => escaped,
            (false, true) => {
                format!(
                    "<tspan dy=\"{}\" font-size=\"{}\">{escaped}</tspan>",
                    n(shift),
                    n(size * 0.75)
                )
            }
            (false, false) => format!("<tspan dy=\"{}\">{escaped}</tspan>", n(shift)),
        };
        raised = up;
    }
    let mut text = Element::new("text");
    text.assign("x", n(x));
    text.assign("y", n(y));
    if anchor != "start" {
        text.assign("text-anchor", anchor);
    }
    text.append(Blob::new(inner));
    text
}

/// A text in parts, and whether each is raised.
fn parts(text: &str) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = vec![(String::new(), false)];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('^') {
        parts.push((before.into(), false));
        let inner = after.strip_prefix('(').and_then(|inner| {
            let mut depth = 1;
            let end = inner.char_indices().find(|(_, c)| {
                depth += i32::from(*c == '(') - i32::from(*c == ')');
                depth == 0
            });
            end.map(|(end, _)| (&inner[..end], &inner[end + 1..]))
        });
        let one = after.chars().next().map_or(0, char::len_utf8);
        let (up, after) = inner.unwrap_or((&after[..one], &after[one..]));
        parts.push((up.into(), true));
        rest = after;
    }
    parts.push((rest.into(), false));
    parts.retain(|(part, _)| !part.is_empty());
    parts
}

/// About how wide a text is.
fn measured(text: &str, size: f64) -> f64 {
    parts(text)
        .iter()
        .map(|(part, up)| {
            let scale = if *up { 0.75 } else { 1.0 };
            part.chars().map(width).sum::<f64>() * size * scale
        })
        .sum()
}

/// About how wide a character is, in the size of the font.
fn width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '·' | '′' => 0.27,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' => 0.35,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        '\u{2e80}'.. => 1.0,
        _ => 0.57,
    }
}

/// The lines of a text in this size, each about as wide as `most` at the most: broken at spaces, or after
/// any Chinese character.
pub fn wrapped(text: &str, size: f64, most: f64) -> Vec<String> {
    broken(text, |line| measured(line, size) <= most)
}

/// The lines of a text: broken at spaces, or after any Chinese character, where one fits no more.
pub(crate) fn broken(text: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars() {
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
        // Nothing is broken after a bracket that opens.
        if c == ' ' || (c >= '\u{2e80}' && c != '（') {
            words.push(String::new());
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        // Chinese punctuation does not begin a line.
        let hangs = word.starts_with(['，', '。', '、', '；', '：', '）']);
        match lines.last_mut() {
            Some(line) if hangs || fits(&format!("{line}{}", word.trim_end())) => {
                line.push_str(&word)
            }
            _ => lines.push(word),
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end().into())
        .filter(|line: &String| !line.is_empty())
        .collect()
}

/// A number for a text: FNV-1a, which is short and the same everywhere.
fn numbered(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A coordinate as it is written: to a hundredth of a unit, which is finer than pixels.
pub fn n(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}
