//! What a picture consists of: points where a function bends, gaps where it jumps, a title and a
//! description; the same on every machine.

use ogive::page::Kind;
use ogive_plot::{Curve, Dtype, Figure, Language, Line, Measure, Part, Picture, Range, Theme};
use roxmltree::Document;

fn curve(call: &str) -> Curve {
    Curve::parse(call).unwrap()
}

fn figure(calls: &[&str]) -> Figure {
    Figure::new().curves(Curve::all(calls, &[]).unwrap())
}

fn over(call: &str, low: f64, high: f64) -> Picture {
    figure(&[call]).range(Range::new(low, high).unwrap()).draw().unwrap()
}

/// The value and the gradient of the first function.
fn lines(picture: &Picture) -> [Line; 2] {
    match &picture.drawn()[0].parts[..] {
        [Part::Value(value), Part::Gradient(gradient)] => [value.clone(), gradient.clone()],
        parts => panic!("{parts:?}"),
    }
}

/// All figures that the options can make of some functions.
fn variety() -> Vec<Picture> {
    let every: Vec<&str> = ogive::BOOK
        .iter()
        .filter(|entry| entry.info.kind == Kind::Element)
        .map(|entry| entry.info.name)
        .collect();
    let mut pictures = Vec::new();
    for language in Language::ALL {
        let draw = |figure: Figure| figure.language(language).draw().unwrap();
        for name in &every {
            pictures.push(draw(figure(&[name])));
        }
        pictures.push(draw(ogive_plot::gallery(language).unwrap().theme(Theme::Dark)));
        let numbered = ogive_plot::figures(language).unwrap();
        pictures.extend(numbered.into_iter().map(|numbered| draw(numbered.figure)));
        pictures.push(draw(figure(&["relu", "gelu", "laplace"])));
        pictures.push(draw(figure(&["xielu", "elu"]).grid(true)));
        pictures.push(draw(figure(&["gelu"]).measure(Measure::Error)));
        pictures.push(draw(figure(&["gelu", "mish"]).measure(Measure::Error).dtype(Dtype::F16)));
        let narrow = Range::new(0.9, 1.1).unwrap();
        pictures.push(draw(figure(&["silu"]).dtype(Dtype::Bf16).range(narrow)));
        pictures.push(draw(figure(&["silu"]).dtype(Dtype::F32)));
    }
    pictures
}

#[test]
fn a_bend_is_a_point() {
    for entry in ogive::BOOK.iter().filter(|entry| entry.info.kind == Kind::Element) {
        let picture = figure(&[entry.info.name]).draw().unwrap();
        for line in lines(&picture) {
            for kink in entry.info.kinks {
                let here = line.pieces.iter().flatten().any(|point| point.0 == *kink);
                assert!(here, "{}: no point at {kink}", entry.info.name);
            }
        }
        assert_eq!(picture.drawn()[0].kinks, entry.info.kinks, "{}", entry.info.name);
    }
}

#[test]
fn a_jump_is_a_gap() {
    let [value, gradient] = lines(&over("relu", -2.0, 2.0));
    assert_eq!(value.pieces, [[(-2.0, 0.0), (0.0, 0.0), (2.0, 2.0)]]);
    assert_eq!(gradient.pieces, [[(-2.0, 0.0), (0.0, 0.0)], [(0.0, 1.0), (2.0, 1.0)]]);
    let ends: Vec<_> = gradient.ends.iter().map(|end| (end.at, end.taken)).collect();
    assert_eq!(ends, [((0.0, 0.0), true), ((0.0, 1.0), false)]);
    assert_eq!(value.ends, []);
}

#[test]
fn jumps_are_found_at_any_parameters() {
    // What a page says of kinks holds at the defaults alone.
    let [value, gradient] = lines(&over("hardshrink(1.3)", -3.0, 3.0));
    for line in [value, gradient] {
        let at: Vec<f64> = line.ends.iter().map(|end| end.at.0).collect();
        assert_eq!(at, [-1.3, -1.3, 1.3, 1.3]);
    }
    let [value, gradient] = lines(&over("hardtanh(-0.25, 0.7)", -2.0, 2.0));
    assert_eq!(value.pieces, [[(-2.0, -0.25), (-0.25, -0.25), (0.7, 0.7), (2.0, 0.7)]]);
    assert_eq!(gradient.pieces.len(), 3);
    // A jump at the very edge of the range.
    let [_, gradient] = lines(&over("relu", 0.0, 2.0));
    assert_eq!(gradient.pieces, [[(0.0, 1.0), (2.0, 1.0)]]);
    let ends: Vec<_> = gradient.ends.iter().map(|end| (end.at, end.taken)).collect();
    assert_eq!(ends, [((0.0, 0.0), true), ((0.0, 1.0), false)]);
}

#[test]
fn smooth_functions_have_no_gaps() {
    for name in ["sigmoid", "tanh", "gelu", "mish", "softsign", "snake", "laplace(0, 0.05)"] {
        for line in lines(&figure(&[name]).draw().unwrap()) {
            assert_eq!((line.pieces.len(), line.ends.len()), (1, 0), "{name}");
        }
    }
}

#[test]
fn lines_are_true_to_the_function() {
    // Between two points that are drawn, the function is within a thousandth of the picture.
    for name in ["sigmoid", "gelu", "softsign", "snake", "laplace"] {
        let picture = over(name, -6.0, 6.0);
        let [value, _] = lines(&picture);
        let function = ogive::parse(name).unwrap();
        let ys = || value.pieces.iter().flatten().map(|point| point.1);
        let height = ys().fold(f64::MIN, f64::max) - ys().fold(f64::MAX, f64::min);
        for pair in value.pieces.iter().flat_map(|piece| piece.windows(2)) {
            let (x, y) = ((pair[0].0 + pair[1].0) / 2.0, (pair[0].1 + pair[1].1) / 2.0);
            use ogive::nn::Layer;
            let exact = function.forward(&ndarray::array![x]).unwrap()[0];
            // The distance to the line, where it is steep, is less than this.
            let slope = (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0);
            let across = (1.0 + (slope * 12.0 / height).powi(2)).sqrt();
            assert!((y - exact).abs() / across < 1e-3 * height, "{name} at {x}: {y}, {exact}");
        }
    }
}

#[test]
fn a_function_is_drawn_where_it_is_defined() {
    let picture = over("log1mexp", -1.0, 3.0);
    let [value, _] = lines(&picture);
    assert!(value.pieces.iter().flatten().all(|point| point.0 >= 0.0 && point.1.is_finite()));
    // It falls to −∞ at 0, and is drawn down to the edge.
    assert!(value.pieces[0][0].1 < -3.0, "{:?}", value.pieces[0][0]);
}

#[test]
fn half_precision_has_stairs() {
    let narrow = Range::new(0.98, 1.02).unwrap();
    let picture = figure(&["linear"]).dtype(Dtype::Bf16).range(narrow).draw().unwrap();
    let [value, gradient] = lines(&picture);
    // bf16 has a number every 2^-8 below 1, and every 2^-7 above.
    let levels: Vec<f64> = value.pieces.iter().map(|piece| piece[0].1).collect();
    let expected = [251.0, 252.0, 253.0, 254.0, 255.0, 256.0, 258.0, 260.0, 262.0];
    assert_eq!(levels, expected.map(|x| x / 256.0)[..].to_vec());
    assert!(value.pieces.iter().all(|piece| piece[0].1 == piece[1].1));
    // 1 is what real numbers from half-way below to half-way above are rounded to.
    assert_eq!(value.pieces[5], [(255.5 / 256.0, 1.0), (257.0 / 256.0, 1.0)]);
    assert_eq!(gradient.pieces, [[(0.98, 1.0), (1.02, 1.0)]]);
    // Over a wide range, the steps are finer than the picture.
    let picture = figure(&["sigmoid"]).dtype(Dtype::F16).draw().unwrap();
    let [value, _] = lines(&picture);
    assert_eq!(value.pieces.len(), 1);
    let on_grid = |y: f64| f64::from(half::f16::from_f64(y)) == y;
    assert!(value.pieces[0].iter().all(|point| on_grid(point.1)), "{:?}", value.pieces[0]);
}

#[test]
fn errors_are_within_the_claims() {
    let found = |name: &str, dtype| {
        let picture = figure(&[name]).measure(Measure::Error).dtype(dtype).draw().unwrap();
        let columns: Vec<_> = match &picture.drawn()[0].parts[..] {
            [Part::ValueError(value), Part::GradientError(gradient)] => {
                value.iter().chain(gradient).copied().collect()
            }
            parts => panic!("{parts:?}"),
        };
        assert_eq!(columns.len(), 640);
        columns.iter().map(|c| c.greatest.max(-c.least)).fold(0.0, f64::max)
    };
    // Not correctly rounded in f32, but within the claim; half precision always is.
    let claim = ogive::find("gelu").unwrap().info.claim;
    let error = found("gelu", Dtype::F32);
    assert!(error > 0.501 && error <= claim.value.max(claim.slope.unwrap()), "{error}");
    for dtype in [Dtype::F16, Dtype::Bf16] {
        let error = found("gelu", dtype);
        assert!(error > 0.49 && error <= 0.500_001, "{error}");
    }
    assert_eq!(found("relu", Dtype::F32), 0.0);
}

#[test]
fn the_svg_says_what_it_shows() {
    for picture in variety() {
        let svg = picture.svg();
        let document = Document::parse(&svg).unwrap_or_else(|e| panic!("{e}: {svg}"));
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let named: Vec<&str> = root.attribute("aria-labelledby").unwrap().split(' ').collect();
        let child = |name: &str| {
            let child = root.children().find(|child| child.has_tag_name(name));
            let child = child.unwrap_or_else(|| {
                root.children().find(|child| child.tag_name().name() == name).unwrap()
            });
            (child.attribute("id").unwrap().to_string(), child.text().unwrap().trim().to_string())
        };
        let (title, description) = (child("title"), child("desc"));
        assert_eq!(named, [&title.0, &description.0]);
        assert_eq!(
            (title.1.as_str(), description.1.as_str()),
            (picture.title(), picture.description())
        );
        assert!(finite(&document), "{svg}");
    }
}

/// Are all places numbers?
fn finite(document: &Document) -> bool {
    let places = ["d", "x", "y", "cx", "cy", "x1", "y1", "x2", "y2", "viewBox"];
    let attributes = document.descendants().flat_map(|node| node.attributes());
    let mut placed = attributes.filter(|attribute| places.contains(&attribute.name()));
    placed.all(|attribute| !attribute.value().contains("NaN") && !attribute.value().contains("inf"))
}

#[test]
fn descriptions_say_how_far_and_where() {
    let picture = over("leaky_relu(0.04)", -6.0, 6.0);
    assert_eq!(
        picture.description(),
        "A graph for x from −6 to 6. leaky_relu(negative_slope=0.04): the value is between −0.24 and 6; \
         the gradient is between 0.04 and 1; the gradient jumps at x = 0."
    );
    let picture = figure(&["relu"]).language(Language::Chinese).draw().unwrap();
    assert!(picture.description().contains("梯度在 x = 0 处跳变"), "{}", picture.description());
}

#[test]
fn the_caption_has_formula_and_parameters() {
    let text = |picture: &Picture| -> String {
        let svg = picture.svg();
        let document = Document::parse(&svg).unwrap();
        document
            .descendants()
            .filter(|node| node.is_text())
            .map(|node| node.text().unwrap())
            .collect()
    };
    let shown = text(&over("leaky_relu(0.04)", -6.0, 6.0));
    assert!(shown.contains("leaky_relu(x) = x for x > 0, negative_slope·x for x ≤ 0"), "{shown}");
    assert!(shown.contains("negative_slope = 0.04"), "{shown}");
    // e^(−x) is set with a raised exponent, and the rest goes on at the old height.
    let svg = over("sigmoid", -6.0, 6.0).svg();
    let document = Document::parse(&svg).unwrap();
    let raised: Vec<_> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "tspan")
        .map(|node| (node.attribute("dy").unwrap(), node.text().unwrap()))
        .collect();
    assert_eq!(raised, [("-5.51", "−x"), ("5.51", ")")]);
    // A rounded parameter is not said to be equal.
    assert!(text(&over("laplace", -3.0, 3.0)).contains("mu ≈ 0.7071"));
}

#[test]
fn every_line_lies_in_its_panel() {
    for picture in variety() {
        let svg = picture.svg();
        let document = Document::parse(&svg).unwrap();
        let size: Vec<f64> = document
            .root_element()
            .attribute("viewBox")
            .unwrap()
            .split(' ')
            .map(|number| number.parse().unwrap())
            .collect();
        for path in document.descendants().filter(|node| node.tag_name().name() == "path") {
            let d = path.attribute("d").unwrap();
            // Relative commands belong to grids and arrows.
            if d.contains(['h', 'v', 'l']) {
                continue;
            }
            for point in d.split(['M', 'L', 'Z']).filter(|point| point.contains(' ')) {
                let (x, y) = point.split_once(' ').unwrap();
                let (Ok(x), Ok(y)) = (x.parse::<f64>(), y.parse::<f64>()) else { continue };
                assert!(
                    0.0 <= x && x <= size[2] && 0.0 <= y && y <= size[3],
                    "{x} {y} in {size:?}"
                );
            }
        }
    }
}

#[test]
fn the_same_figure_is_the_same_text() {
    let figure = || figure(&["gelu", "hardshrink"]).theme(Theme::Dark).draw().unwrap();
    let (a, b) = (figure(), figure());
    assert_eq!(a.svg(), b.svg());
    assert_eq!(a.text(80, 24), b.text(80, 24));
    assert_eq!(a.png().unwrap(), b.png().unwrap());
}

#[test]
fn themes_and_languages_differ_where_they_should() {
    let svg =
        |theme, language| figure(&["tanh"]).theme(theme).language(language).draw().unwrap().svg();
    let light = svg(Theme::Light, Language::English);
    let dark = svg(Theme::Dark, Language::English);
    let chinese = svg(Theme::Light, Language::Chinese);
    assert!(light.contains("#ffffff") && !dark.contains("#ffffff"));
    assert!(light.contains("gradient") && !light.contains("梯度"));
    assert!(chinese.contains("梯度") && !chinese.contains(">gradient"));
}

#[test]
fn a_png_has_the_size_of_the_svg() {
    let picture = figure(&["sigmoid"]).draw().unwrap();
    let svg = picture.svg();
    let document = Document::parse(&svg).unwrap();
    let side = |name| -> f64 { document.root_element().attribute(name).unwrap().parse().unwrap() };
    let bytes = picture.png().unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let expected = [side("width"), side("height")].map(|side| side as u32 * ogive_plot::PIXELS);
    assert_eq!([info.width, info.height], expected);
    // Paper, and somewhere the blue of the value and the orange of the gradient.
    let has = |rgb: [u8; 3]| pixels.chunks_exact(4).any(|pixel| pixel[..3] == rgb);
    assert_eq!(pixels[..3], [255; 3]);
    assert!(has([0x00, 0x72, 0xb2]) && has([0xd5, 0x5e, 0x00]));
    // No pixel is transparent.
    assert!(pixels.chunks_exact(4).all(|pixel| pixel[3] == 255));
}

#[test]
fn text_fits_the_terminal() {
    for picture in variety() {
        let text = picture.text(80, 24);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{2800}'));
        if picture.drawn().len() == 1 && !matches!(picture.drawn()[0].parts[0], Part::ValueError(_))
        {
            assert_eq!(text.lines().count(), 24, "{text}");
        }
    }
    // Sizes beyond reason are drawn as the nearest that can be.
    let picture = figure(&["tanh"]).draw().unwrap();
    assert_eq!(picture.text(0, 0), picture.text(24, 10));
    assert_eq!(picture.text(usize::MAX, usize::MAX), picture.text(400, 200));
}

#[test]
fn text_shows_the_curve() {
    let text = over("relu", -6.0, 6.0).text(60, 20);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "⠤⠤⠤ value   ⠤ ⠤ gradient");
    assert_eq!(lines[19], "relu(x) = max(0, x)");
    assert!(lines[18].contains("−4") && lines[18].contains('4'), "{text}");
    // The axis is upright in the middle, the value rises to the right end of the first lines.
    assert!(lines.iter().filter(|line| line.contains('│')).count() > 10, "{text}");
    let dots = |line: &str| line.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c));
    let top = lines[1..].iter().find(|line| dots(line)).unwrap();
    assert!(top.trim_end().chars().count() > 57, "{text}");
    // The gradient is dashed: dots and gaps in the row of 1, to the right of the middle.
    let gradient = over("relu", 0.5, 6.0).text(60, 20);
    let row =
        gradient.lines().rev().skip(2).find(|line| line.matches(' ').count() > 6 && dots(line));
    let groups = row.unwrap().split(' ').filter(|group| dots(group)).count();
    assert!(groups > 12, "{gradient}");
    let coloured = over("relu", -6.0, 6.0).ansi(60, 20);
    assert!(coloured.contains("\u{1b}[") || std::env::var_os("NO_COLOR").is_some());
}

#[test]
fn several_curves_have_numbers_in_text() {
    let text = figure(&["relu", "tanh", "gelu"]).draw().unwrap().text(80, 24);
    let plot: Vec<&str> = text.lines().skip(1).collect();
    for number in ["1 ⠤⠤⠤ relu", "2 ⠤⠤⠤ tanh", "3 ⠤⠤⠤ gelu"] {
        assert!(text.lines().next().unwrap().contains(number), "{text}");
        let digit = &number[..1];
        assert!(plot.iter().any(|line| line.contains(digit)), "{text}");
    }
}

#[test]
fn figures_draw_over_any_range() {
    let ends = [-1e300, -1e30, -1e3, -1.0, -1e-30, 0.0, 1e-280, 1e-5, 1.0, 1e4, 1e40, 1e299];
    for entry in ogive::BOOK.iter().filter(|entry| entry.info.kind == Kind::Element) {
        for (i, low) in ends.iter().enumerate() {
            for high in &ends[i + 1..] {
                let Ok(range) = Range::new(*low, *high) else { continue };
                // Not defined there, or a picture; no panic either way.
                if let Ok(picture) = Figure::new().curve(curve(entry.info.name)).range(range).draw()
                {
                    let svg = picture.svg();
                    let document = Document::parse(&svg).unwrap();
                    assert!(finite(&document), "{} {range:?}", entry.info.name);
                    picture.text(40, 12);
                }
            }
        }
    }
}
