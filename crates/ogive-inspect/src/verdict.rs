//! From figures to what to make of them, and what to try. The rules stand on the crate's page.

use ogive::Function;

use crate::options::{Options, Weights};
use crate::reference::Reference;
use crate::report::{Elements, Finding, Gradient, Level, Rows, Rule, Verdict};
use crate::suggestions::SUGGESTIONS;
use crate::words::{count, number, one_of, percent};

/// The gradient's size may change by this factor over all layers.
pub(crate) const MOST_CHANGE: f64 = 1e3;
/// Fewer elements, or rows, are too few to judge by.
pub(crate) const FEW: u64 = 100;
/// Fewer entries of a batch, or fewer elements of a unit, do not show that it is dead.
const ENTRIES_TO_TELL: u64 = 16;
/// From this share of dead and stuck units on, it is a warning.
const DEAD_SHARE: f64 = 0.1;
/// From this share of saturated inputs on.
const SATURATED_SHARE: f64 = 0.5;
/// A function whose slope deviates by less than this share of its mean is a straight line.
const STRAIGHT: f64 = 0.01;
/// From this share of decided rows on.
const DECIDED_SHARE: f64 = 0.5;
/// From this share of the largest entropy on.
const EVEN_SHARE: f64 = 0.999;
/// What a stack of layers does to a gradient, given E\[x²\]/E\[f²\] and E\[f′²\] of the inputs.
pub(crate) fn gradient(
    keeps_inputs: Option<f64>,
    mean_squared_slope: Option<f64>,
    reference: Option<&Reference>,
    options: &Options,
) -> Gradient {
    let keeps_normal = reference.and_then(Reference::weight_variance);
    let usual = match (keeps_normal, keeps_inputs.filter(|ratio| ratio.is_finite() && *ratio > 0.0))
    {
        (Some(normal), Some(inputs)) => Some(normal.min(inputs)),
        (normal, inputs) => normal.or(inputs),
    };
    let variance = options.weights.variance(usual);
    let layers = options.layers;
    let power = |square: f64| square.sqrt().powf(f64::from(layers));
    let chi = variance.zip(mean_squared_slope).map(|(variance, slope)| variance * slope);
    Gradient {
        layers,
        weights: options.weights.describe(),
        weight_variance: variance,
        chi,
        over_layers: chi.map(power),
        slopes_alone: mean_squared_slope.map(power),
        layers_to_thousandth: chi.and_then(|chi| match chi.sqrt().ln() {
            falling if falling < 0.0 => {
                Some(((1.0 / MOST_CHANGE).ln() / falling).floor() as u64 + 1)
            }
            _ => None,
        }),
    }
}

/// Findings and tries, as they are collected.
#[derive(Default)]
struct Notes {
    findings: Vec<Finding>,
    tries: Vec<String>,
}

impl Notes {
    fn find(&mut self, rule: Rule, level: Level, text: String) {
        self.findings.push(Finding { rule, level, text });
    }

    fn suggest(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.tries.contains(&text) {
            self.tries.push(text);
        }
    }

    /// With what is said if there is nothing to warn of.
    fn verdict(mut self, healthy: String) -> Verdict {
        // Stable: of the same level, in the order of the rules.
        self.findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let level = self.findings.first().map_or(Level::Healthy, |finding| finding.level);
        let mut sentences: Vec<String> =
            self.findings.iter().map(|finding| finding.text.clone()).collect();
        if matches!(level, Level::Healthy | Level::Notice) {
            sentences.insert(0, healthy);
        }
        sentences.truncate(3);
        let Notes { findings, tries } = self;
        Verdict { level, summary: sentences.join(" "), tries, findings }
    }
}

/// The verdict on a function of one number.
pub(crate) fn of_elements(
    function: &dyn Function,
    elements: &Elements,
    reference: Option<&Reference>,
    options: &Options,
) -> Verdict {
    let mut notes = Notes::default();
    let total = &elements.total;
    let finite = total.elements - total.nan - total.infinite;
    not_finite(&mut notes, total.nan, total.infinite, total.elements);
    if total.undefined > 0 {
        notes.find(
            Rule::Undefined,
            Level::Warning,
            format!(
                "{} has no finite value or slope at {} of {}.",
                function.info().name,
                total.undefined,
                count(finite, "finite input"),
            ),
        );
        let (low, high) = function.domain();
        notes.suggest(match low.is_finite() || high.is_finite() {
            true => format!("inputs between {low} and {high}, where the function is defined"),
            false => "smaller inputs, or a function that does not overflow".into(),
        });
    }
    if finite < FEW {
        let what =
            if finite == 0 { "no finite inputs".into() } else { count(finite, "finite input") };
        notes.find(Rule::Few, Level::Undecided, format!("{what}: too few to judge a layer by."));
        return notes.verdict(String::new());
    }
    let (mean, deviation) =
        (total.input.mean.unwrap_or_default(), total.input.deviation.unwrap_or_default());
    let constant = total.smallest == total.largest;
    if constant {
        notes.find(
            Rule::Constant,
            Level::Warning,
            format!("Every finite input is {}: the layer before passes nothing on.", number(mean),),
        );
        notes
            .suggest("random initial weights in the layer before, and a look at what goes into it");
    }
    dead_units(&mut notes, function.info().name, elements, deviation);
    if !constant && is_saturated(function, elements, reference) {
        let share = total.saturated.unwrap_or_default();
        notes.find(
            Rule::Saturated,
            Level::Warning,
            format!(
                "Saturated: at {} of the inputs the slope is below {}.",
                percent(share),
                elements.saturated_below,
            ),
        );
        let normal = reference
            .map_or(String::new(), |r| format!("; N(0, 1) has {} saturated", percent(r.saturated)));
        notes.suggest(format!(
            "smaller pre-activations: their mean is {} and their deviation {}. Normalise them, or \
             scale the weights before{normal}",
            number(mean),
            number(deviation),
        ));
    }
    // The slope at one point says nothing of a stack.
    if !constant {
        stack(&mut notes, function, elements, reference, options);
    }
    if let (Some(slope), Some(spread), Some(reference)) =
        (total.slope.mean, total.slope.deviation, reference)
    {
        let straight = |spread: f64, mean: f64| spread < STRAIGHT * mean.abs();
        let bent = !straight(reference.deviation_of_slope, reference.mean_slope);
        if !constant && bent && straight(spread, slope) {
            notes.find(
                Rule::StraightLine,
                Level::Notice,
                format!(
                    "Over these inputs {} is a straight line of slope {}, and the layer adds no \
                 non-linearity.",
                    function.info().name,
                    number(slope),
                ),
            );
        }
    }
    notes.verdict(healthy(elements))
}

/// What is said of a layer without a warning.
fn healthy(elements: &Elements) -> String {
    let Gradient { layers, over_layers, weights, .. } = &elements.gradient;
    let layers = count(u64::from(*layers), "such layer");
    match over_layers {
        Some(factor) if *factor >= 1.5 => format!(
            "Healthy: after {layers} with {weights}, the gradient is {} times its size.",
            number(*factor),
        ),
        Some(factor) => format!(
            "Healthy: after {layers} with {weights}, the gradient has {} of its size.",
            number(*factor),
        ),
        None => "Healthy: the gradient passes.".into(),
    }
}

fn not_finite(notes: &mut Notes, nan: u64, infinite: u64, elements: u64) {
    let found: Vec<_> = [(nan, "NaN"), (infinite, "infinite")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    if found.is_empty() {
        return;
    }
    notes.find(
        Rule::NotFinite,
        Level::Warning,
        format!(
            "Of {}, {}: what follows from them is lost.",
            count(elements, "input"),
            found.join(" and "),
        ),
    );
    notes.suggest(
        "a look at the first layer with NaN or infinities; a lower learning rate or clipped gradients, and \
         bf16 or f32 where f16 overflows beyond 65504",
    );
}

fn dead_units(notes: &mut Notes, name: &str, elements: &Elements, deviation: f64) {
    let (dead, stuck) = (elements.dead, elements.stuck);
    let units = elements.units().len() as u64;
    if dead + stuck == 0 {
        return;
    }
    let each = elements.total.elements / units.max(1);
    let told = elements.entries >= ENTRIES_TO_TELL && each >= FEW;
    let kinds = match (dead, stuck) {
        (dead, 0) => format!("{dead} dead"),
        (0, stuck) => format!("{stuck} stuck"),
        (dead, stuck) => format!("{dead} dead and {stuck} stuck"),
    };
    let what = match elements.channel_axis {
        None if dead == 1 => "The unit is dead: its slope is 0 on the whole batch".into(),
        None => format!(
            "The unit is stuck: its slope is below {} on the whole batch",
            elements.saturated_below,
        ),
        Some(_) => {
            format!("Of {}, {kinds}: no gradient passes on the whole batch", count(units, "unit"))
        }
    };
    if !told {
        notes.find(
            Rule::DeadUnits,
            Level::Notice,
            format!(
                "{what}, which is too small to tell ({} and {} a unit).",
                if elements.entries == 1 {
                    "1 entry".into()
                } else {
                    format!("{} entries", elements.entries)
                },
                count(each, "value"),
            ),
        );
        return;
    }
    let share = (dead + stuck) as f64 / units as f64;
    let level = if share >= DEAD_SHARE { Level::Warning } else { Level::Notice };
    notes.find(Rule::DeadUnits, level, format!("{what}."));
    if level == Level::Warning {
        let others = SUGGESTIONS.iter().filter(|other| other.revives && other.name != name);
        let others: Vec<_> =
            others.map(|other| format!("{} ({})", other.name, other.because)).collect();
        notes.suggest(format!(
            "a function with a slope on both sides, such as {}; dead units do not come back by themselves",
            one_of(&others),
        ));
        notes.suggest(format!(
            "a lower learning rate, biases that start at 0 or above, and normalised inputs (their \
             deviation is {})",
            number(deviation),
        ));
    }
}

/// Are most inputs where the function is flat? Only a function that is bounded on both sides saturates,
/// and only one that is not flat over half of its usual inputs by design, as relu6 is.
fn is_saturated(
    function: &dyn Function,
    elements: &Elements,
    reference: Option<&Reference>,
) -> bool {
    let (low, high) = function.info().range;
    let by_design = reference.is_some_and(|r| r.saturated >= 0.45);
    let share = elements.total.saturated.unwrap_or_default();
    low.is_finite() && high.is_finite() && !by_design && share >= SATURATED_SHARE
}

/// Vanishing and exploding gradients, and what helps.
fn stack(
    notes: &mut Notes,
    function: &dyn Function,
    elements: &Elements,
    reference: Option<&Reference>,
    options: &Options,
) {
    let gradient = &elements.gradient;
    let (Some(chi), Some(factor), Some(variance), Some(slope)) = (
        gradient.chi,
        gradient.over_layers,
        gradient.weight_variance,
        elements.total.mean_squared_slope,
    ) else {
        return;
    };
    // A unit without any gradient has been told of.
    if slope == 0.0 {
        return;
    }
    let healthy = |chi: f64| {
        let factor = chi.sqrt().powf(f64::from(options.layers));
        (1.0 / MOST_CHANGE..=MOST_CHANGE).contains(&factor)
    };
    if healthy(chi) {
        return;
    }
    let layers = count(gradient.layers.into(), "such layer");
    let how = format!(
        "a layer multiplies its mean square by {} (σ_w² {} of {} × E[f′²] {})",
        number(chi),
        number(variance),
        gradient.weights,
        number(slope),
    );
    if factor < 1.0 {
        notes.find(
            Rule::Vanishing,
            Level::Warning,
            format!(
                "Vanishing gradient: after {layers}, {} of its size is left; {how}.",
                number(factor),
            ),
        );
    } else {
        notes.find(
            Rule::Exploding,
            Level::Warning,
            format!(
                "Exploding gradient: after {layers}, it is {} times its size; {how}.",
                number(factor),
            ),
        );
    }
    let usual = reference.and_then(Reference::weight_variance);
    let chi_of_usual = usual.map(|usual| usual * slope);
    let chi_at_best = reference.and_then(Reference::factor);
    if let (Some(usual), Some(_)) = (usual, chi_of_usual.filter(|chi| healthy(*chi)))
        && options.weights != Weights::Usual
    {
        notes.suggest(format!(
            "the usual initialisation for {}: weights of deviation √({}/fan-in)",
            function.info().name,
            number(usual),
        ));
    } else if let Some(chi) = chi_at_best.filter(|chi| healthy(*chi)) {
        notes.suggest(format!(
            "normalised pre-activations: their mean is {} and their deviation {}; at N(0, 1) and with the \
             usual initialisation, a layer multiplies by {}",
            number(elements.total.input.mean.unwrap_or_default()),
            number(elements.total.input.deviation.unwrap_or_default()),
            number(chi),
        ));
    } else {
        let others = SUGGESTIONS.iter();
        let others = others.filter(|other| other.in_stacks && other.name != function.info().name);
        let mut better: Vec<_> = others
            .filter_map(|other| {
                let there = ogive::parse(other.name).ok()?;
                let chi = Reference::of(&*there, 1, options.saturated_below)?.factor()?;
                healthy(chi).then_some((other, chi))
            })
            .collect();
        better.sort_by(|a, b| a.1.ln().abs().total_cmp(&b.1.ln().abs()));
        let names = better
            .into_iter()
            .take(3)
            .map(|(other, chi)| format!("{} (χ = {}; {})", other.name, number(chi), other.because));
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            notes.suggest(format!(
                "another function: {} at N(0, 1), with its usual initialisation",
                one_of(&names),
            ));
        }
    }
    notes.suggest(match factor < 1.0 {
        true => "residual connections, or a normalisation in front of each function",
        false => "smaller weights, a normalisation in front of each function, or clipped gradients",
    });
}

/// The verdict on a function over an axis.
pub(crate) fn of_rows(function: &dyn Function, rows: &Rows) -> Verdict {
    let mut notes = Notes::default();
    // −∞ is how a score is masked, and no fault.
    not_finite(&mut notes, rows.input.nan, 0, rows.input.elements);
    let name = function.info().name;
    if rows.undefined > 0 {
        notes.find(
            Rule::Undefined,
            Level::Warning,
            format!(
                "Of {}, {} have NaN among their results.",
                count(rows.rows, "row"),
                rows.undefined,
            ),
        );
        if function.info().parameters.iter().any(|parameter| parameter.name == "masked") {
            notes.suggest("masked=true, if these rows are all −∞: they get 0 then");
        }
    }
    let judged = rows.rows - rows.undefined - rows.masked;
    let (Some(decided), Some(entropy), Some(even), Some(jacobian)) =
        (rows.decided, rows.entropy, rows.entropy_of_even, rows.jacobian)
    else {
        notes.find(Rule::Few, Level::Undecided, "There are no rows to judge.".into());
        return notes.verdict(String::new());
    };
    if judged < FEW {
        let text = format!("{}: too few to judge by.", count(judged, "row"));
        notes.find(Rule::Few, Level::Undecided, text);
        return notes.verdict(String::new());
    }
    // The gradient of a logarithm does not fade where a row is decided.
    if decided >= DECIDED_SHARE && function.info().range.0 == 0.0 {
        notes.find(Rule::Decided, Level::Notice, format!(
            "{} of the rows have a winner above {}, and little gradient passes back through {name} (mean \
             ‖J‖_F² {}): as it should be at the end of a trained classifier with cross-entropy, whose \
             gradient is p − y; a fault inside a network.",
            percent(decided), rows.winner_above, number(jacobian),
        ));
        notes.suggest(
            "inside a network, as in attention: scores divided by the root of their dimension, or a \
             temperature above 1",
        );
    }
    if entropy >= EVEN_SHARE * even && rows.classes > 1 {
        notes.find(Rule::Even, Level::Notice, format!(
            "All classes get all but the same share: the mean entropy is {} of the {} that there is.",
            percent(entropy / even), number(even),
        ));
    }
    notes.verdict(format!(
        "Healthy: the largest share of a row is {} on average.",
        number(rows.winner.unwrap_or_default()),
    ))
}
