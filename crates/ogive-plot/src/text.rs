//! A picture in characters, for the terminal: eight dots in each.

use textcanvas::{Color, TextCanvas};

use crate::picture::{Caption, Colour, Key, Mark, Panel, Picture, Shape, Style};
use crate::range::ticks;
use crate::sample::Point;

/// The least and the most columns and rows that a picture is drawn in.
const WIDTHS: (usize, usize) = (24, 400);
const HEIGHTS: (usize, usize) = (10, 200);
/// In a grid, a panel has at least as many.
const PANEL: (usize, usize) = (36, 11);
/// How many dots of a dashed line are drawn, of how many.
const DASH: (usize, usize) = (3, 6);

impl Picture {
    /// In plain characters, in so many columns and rows (24 to 400, 10 to 200). A grid takes as many
    /// rows as its panels need.
    pub fn text(&self, width: usize, height: usize) -> String {
        self.screen(width, height, false)
    }

    /// The same in the terminal's colours, by the escape sequences that most terminals know. If the environment
    /// variable `NO_COLOR` is set, as [`text`](Picture::text).
    pub fn ansi(&self, width: usize, height: usize) -> String {
        self.screen(width, height, true)
    }

    fn screen(&self, width: usize, height: usize, coloured: bool) -> String {
        let width = width.clamp(WIDTHS.0, WIDTHS.1);
        let height = height.clamp(HEIGHTS.0, HEIGHTS.1);
        let mut head: Vec<String> =
            self.heading.iter().flat_map(|text| wrapped(text, width)).collect();
        head.extend(legend(&self.legend, width, coloured));
        let caption = self.caption.iter().flat_map(|Caption { text, .. }| wrapped(text, width));
        let mut caption: Vec<String> = caption.collect();
        let mut lines = Vec::new();
        if let [panel] = self.panels.as_slice() {
            // The plot comes first: what is left of the caption is cut to half of the rows.
            caption.truncate((height / 2).saturating_sub(head.len()));
            let rows = height.saturating_sub(head.len() + caption.len()).max(5);
            lines.extend(panel_lines(panel, width, rows, coloured));
        } else {
            let columns = (width / PANEL.0).clamp(1, self.columns.max(1));
            let each = (width - 2 * (columns - 1)) / columns;
            let down = self.panels.len().div_ceil(columns);
            let room = height.saturating_sub(head.len() + caption.len()) / down;
            for row in self.panels.chunks(columns) {
                let drawn: Vec<Vec<String>> = row
                    .iter()
                    .map(|panel| panel_lines(panel, each, room.max(PANEL.1), coloured))
                    .collect();
                for i in 0..drawn.iter().map(Vec::len).max().unwrap_or(0) {
                    let cells =
                        drawn.iter().map(|lines| padded(lines.get(i).map_or("", |l| l), each));
                    lines.push(cells.collect::<Vec<_>>().join("  "));
                }
            }
        }
        let all = head.into_iter().chain(lines).chain(caption);
        all.map(|line| line.trim_end().to_string() + "\n").collect()
    }
}

fn legend(keys: &[Key], width: usize, coloured: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for key in keys {
        let sample = match key.style {
            Style::Dashed => "⠤ ⠤",
            Style::Thin => "⠄⠄⠄",
            Style::Solid | Style::Steps => "⠤⠤⠤",
        };
        let number = key.number.map_or(String::new(), |number| format!("{number} "));
        let entry = format!("{number}{} {}", paint(sample, key.colour, coloured), key.label);
        match lines.last_mut().filter(|line| columns(line) + 3 + columns(&entry) <= width) {
            Some(line) => *line += &format!("   {entry}"),
            None => lines.push(entry),
        }
    }
    lines
}

fn paint(text: &str, colour: Colour, coloured: bool) -> String {
    match ink(colour).filter(|_| coloured) {
        Some(ink) => ink.format(text),
        None => text.into(),
    }
}

/// The colour of the terminal for one of the picture: its theme decides how it looks.
fn ink(colour: Colour) -> Option<Color> {
    let Colour::Curve(i) = colour else { return None };
    let mut ink = Color::new();
    let ink = match i % 8 {
        0 => ink.bright_blue(),
        1 => ink.bright_red(),
        2 => ink.bright_green(),
        3 => ink.bright_magenta(),
        4 => ink.bright_yellow(),
        5 => ink.bright_cyan(),
        6 => ink.blue(),
        _ => ink.red(),
    };
    Some(ink.fix())
}

/// A panel: its name, the plot with numbers to the left, and the numbers under it.
fn panel_lines(panel: &Panel, width: usize, height: usize, coloured: bool) -> Vec<String> {
    let mut lines: Vec<String> = panel
        .name
        .iter()
        .map(|name| wrapped(name, width).into_iter().next().unwrap_or_default())
        .collect();
    let rows = height.saturating_sub(lines.len() + 1).max(3);
    let ys = ticks(panel.window.y, (rows / 2).clamp(2, 8));
    let margin = ys.iter().map(|(_, label)| columns(&flat(label))).max().unwrap_or(0) + 1;
    let across = width.saturating_sub(margin).max(8);
    let mut plot = Plot::new(panel, across, rows, coloured);
    let mut left = vec![String::new(); rows];
    for (y, label) in &ys {
        left[plot.cell((panel.window.x.0, *y)).1] = flat(label);
    }
    let drawn = plot.draw();
    for (label, line) in left.iter().zip(drawn.lines()) {
        lines.push(format!("{label:>indent$} {line}", indent = margin - 1));
    }
    let mut under = String::new();
    for (x, label) in ticks(panel.window.x, (across / 9).clamp(2, 9)) {
        let label = flat(&label);
        let length = columns(&label);
        let middle = margin + plot.cell((x, 0.0)).0;
        let start = middle.saturating_sub(length / 2).min(width.saturating_sub(length));
        if start >= columns(&under) + usize::from(!under.is_empty()) {
            under = padded(&under, start) + &label;
        }
    }
    lines.push(under);
    lines
}

/// The dots of a panel.
struct Plot<'a> {
    panel: &'a Panel,
    canvas: TextCanvas,
    size: (usize, usize),
    coloured: bool,
}

impl<'a> Plot<'a> {
    fn new(panel: &'a Panel, across: usize, rows: usize, coloured: bool) -> Plot<'a> {
        let canvas = TextCanvas::new(across as i32, rows as i32);
        Plot { panel, canvas, size: (across, rows), coloured }
    }

    /// The dot that a point falls on.
    fn dot(&self, (x, y): Point) -> (i32, i32) {
        let ((left, right), (low, high)) = (self.panel.window.x, self.panel.window.y);
        let (across, up) = ((self.size.0 * 2 - 1) as f64, (self.size.1 * 4 - 1) as f64);
        let place = |part: f64, size: f64| (part * size).round().clamp(0.0, size) as i32;
        (place((x - left) / (right - left), across), place((high - y) / (high - low), up))
    }

    /// The character that a point falls into.
    fn cell(&self, point: Point) -> (usize, usize) {
        let (x, y) = self.dot(point);
        (x as usize / 2, y as usize / 4)
    }

    fn draw(&mut self) -> String {
        let panel = self.panel;
        for mark in &panel.marks {
            if let Some(ink) = ink(mark.colour).filter(|_| self.coloured) {
                self.canvas.set_color(&ink);
            }
            match &mark.shape {
                Shape::Line(line) => {
                    line.pieces.iter().for_each(|piece| self.line(piece, mark.style));
                }
                Shape::Band(columns) => {
                    for column in columns {
                        let middle = (column.from + column.to) / 2.0;
                        let (x, top) = self.dot((middle, column.greatest));
                        let (_, bottom) = self.dot((middle, column.least));
                        self.canvas.stroke_line(x, top, x, bottom);
                    }
                }
            }
        }
        self.axes();
        self.numbers();
        let text = self.canvas.to_string().replace('\u{2800}', " ");
        text.lines().map(|line| line.trim_end().to_string() + "\n").collect()
    }

    fn line(&mut self, piece: &[Point], style: Style) {
        let mut walked = 0;
        let mut last = None;
        for pair in piece.windows(2) {
            let (a, b) = (self.dot(pair[0]), self.dot(pair[1]));
            // One dot for each column or row, whichever are more.
            let steps = (b.0 - a.0).abs().max((b.1 - a.1).abs()).max(1);
            for step in 0..=steps {
                let part = f64::from(step) / f64::from(steps);
                let at = |a: i32, b: i32| a + (f64::from(b - a) * part).round() as i32;
                let dot = (at(a.0, b.0), at(a.1, b.1));
                if last == Some(dot) {
                    continue;
                }
                last = Some(dot);
                let seen = match style {
                    Style::Dashed => walked % DASH.1 < DASH.0,
                    Style::Thin => walked % 3 == 0,
                    Style::Solid | Style::Steps => true,
                };
                if seen {
                    self.canvas.set_pixel(dot.0, dot.1, true);
                }
                walked += 1;
            }
        }
    }

    /// The axes and guides, where no curve is.
    fn axes(&mut self) {
        if self.coloured {
            self.canvas.set_color(&Color::new());
        }
        let window = self.panel.window;
        let (column, row) = self.cell(self.panel.crossing());
        for guide in &self.panel.guides {
            let (_, row) = self.cell((window.x.0, guide.level));
            (0..self.size.0).for_each(|x| self.put('╌', x, row));
        }
        (0..self.size.0).for_each(|x| self.put('─', x, row));
        (0..self.size.1).for_each(|y| self.put('│', column, y));
        self.put('┼', column, row);
    }

    /// A character where there is no dot.
    fn put(&mut self, c: char, x: usize, y: usize) {
        let (left, top) = (2 * x as i32, 4 * y as i32);
        let dots = (0..8).map(|i| self.canvas.get_pixel(left + i % 2, top + i / 2));
        if !dots.flatten().any(|dot| dot) {
            self.canvas.draw_text(c.encode_utf8(&mut [0; 4]), x as i32, y as i32);
        }
    }

    /// The number of each curve on it, where there are several.
    fn numbers(&mut self) {
        let numbered: Vec<&Mark> =
            self.panel.marks.iter().filter(|mark| mark.number.is_some()).collect();
        for (i, mark) in numbered.iter().enumerate() {
            let Shape::Line(line) = &mark.shape else { continue };
            let (low, high) = self.panel.window.x;
            // Each at its own place from left to right, since curves may share a tail.
            let part = (i as f64 + 0.5) / numbered.len() as f64;
            let wanted = low + (high - low) * part;
            let Some(point) = nearest(line.pieces.iter().flatten(), line, wanted) else { continue };
            let (x, y) = self.cell(point);
            if let Some(ink) = ink(mark.colour).filter(|_| self.coloured) {
                self.canvas.set_color(&ink);
            }
            let number = mark.number.unwrap_or_default().to_string();
            self.canvas.draw_text(&number, x as i32, y as i32);
        }
    }
}

/// The point of a line at an input, or the nearest that it has.
fn nearest<'a>(
    points: impl Iterator<Item = &'a Point>,
    line: &crate::sample::Line,
    wanted: f64,
) -> Option<Point> {
    for pair in line.pieces.iter().flat_map(|piece| piece.windows(2)) {
        let (a, b) = (pair[0], pair[1]);
        if a.0 <= wanted && wanted <= b.0 && a.0 < b.0 {
            return Some((wanted, a.1 + (b.1 - a.1) * ((wanted - a.0) / (b.0 - a.0))));
        }
    }
    points.min_by(|a, b| (a.0 - wanted).abs().total_cmp(&(b.0 - wanted).abs())).copied()
}

/// A label without raised parts: `2·10^(−7)` as `2e−7`.
fn flat(label: &str) -> String {
    label.replace("·10^(", "e").replace("10^(", "1e").replace(')', "")
}

/// How many columns a text takes: Chinese characters take two, escape sequences none.
fn columns(text: &str) -> usize {
    let mut escape = false;
    let width = |c: char| match c {
        '\u{1b}' => {
            escape = true;
            0
        }
        c if escape => {
            escape = c != 'm';
            0
        }
        '\u{2e80}'.. => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// The lines of a text: broken at spaces, or after a Chinese character.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    crate::svg::broken(text, |line| columns(line) <= width)
}
