use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use ogive::Function;
use ogive::kernel::{Isa, Run};
use ogive::page::Kind;
use ogive_verify::cases::{Kernel, Part, Type};
use ogive_verify::digest::{self, Line};
use ogive_verify::driver::{self, Outcome};
use ogive_verify::oracle::{Format, Oracle};
use ogive_verify::proof::{Exhaustive, Halves, Plan, Sample, Strided};
use ogive_verify::record::{Entry, Record};
use ogive_verify::rows::Rows;
use ogive_verify::table::grouped;
use ogive_verify::with_type;

/// Proofs of the errors of functions.
#[derive(Args)]
pub struct Prove {
    /// The functions, as `sigmoid` or `leaky_relu(0.04)`.
    #[arg(value_name = "FUNCTION")]
    functions: Vec<String>,
    /// Only this element type.
    #[arg(long)]
    dtype: Option<Type>,
    /// Only the value, or only the slope.
    #[arg(long)]
    part: Option<Part>,
    /// Look at fewer inputs: of f32 every 255th, on every instruction set (a sixteenth of them on scalar), and all round the
    /// landmarks; of f64 and of rows a smaller sample.
    #[arg(long)]
    quick: bool,
    /// Put the results into docs/accuracy.json, and the digests with the committed ones.
    #[arg(long, conflicts_with = "quick")]
    record: bool,
}

impl Prove {
    pub fn run(self) -> Result<bool> {
        let mut right = true;
        for function in crate::chosen(&self.functions)? {
            let axis = function.info().kind == Kind::Axis;
            for dtype in Type::ALL.into_iter().filter(|t| self.dtype.is_none_or(|d| d == *t)) {
                for part in Part::ALL.into_iter().filter(|p| self.part.is_none_or(|q| q == *p)) {
                    if axis && part == Part::Slope {
                        continue; // no claim is made
                    }
                    right &= self.prove(&*function, dtype, part)?;
                }
            }
        }
        Ok(right)
    }

    fn prove(&self, function: &dyn Function, dtype: Type, part: Part) -> Result<bool> {
        let plan = self.plan(function, dtype, part)?;
        let name = format!("{function} {part} {dtype}{}", if self.quick { " quick" } else { "" });
        let folder = crate::repository().join("target/verify");
        // A quick look is done again quicker than it is kept.
        let keep = (!self.quick).then_some(folder.as_path());
        let outcome = driver::run(&*plan, &name, keep)?;
        let mut complaints = complaints(function, dtype, part, &outcome);
        let key = Line::key(function, part, dtype.name(), "all");
        let committed = digest::parse(digest::COMMITTED);
        let known = committed.iter().find(|line| line.key == key);
        if let (Some(known), Some(found), false) = (known, &outcome.digest, self.record)
            && known.digest != *found
        {
            complaints.push(format!("its digest is {found}, not the committed one"));
        }
        println!("{name}: {}", summary(&outcome));
        for complaint in &complaints {
            println!("  WRONG: {complaint}");
        }
        if self.record {
            self.put(function, dtype, part, &outcome)?;
        }
        Ok(complaints.is_empty())
    }

    fn plan<'a>(
        &self,
        function: &'a dyn Function,
        dtype: Type,
        part: Part,
    ) -> Result<Box<dyn Plan + 'a>> {
        if function.info().kind == Kind::Axis {
            let elements = if self.quick { 1 << 11 } else { 1 << 16 };
            return with_type!(dtype, E => Ok(Box::new(Rows::<E>::new(function, elements)?)));
        }
        let (per_binade, random) = if self.quick { (2, 1 << 14) } else { (64, 10_000_000) };
        Ok(match dtype {
            Type::F32 if self.quick => Box::new(Strided::new(function, part)?),
            Type::F32 => Box::new(Exhaustive::new(function, part)?),
            Type::F64 => Box::new(Sample::new(function, part, per_binade, random)?),
            Type::F16 => Box::new(Halves::<half::f16>::new(function, part)?),
            Type::Bf16 => Box::new(Halves::<half::bf16>::new(function, part)?),
        })
    }

    fn put(&self, function: &dyn Function, dtype: Type, part: Part, found: &Outcome) -> Result<()> {
        let widest = Isa::available().last().unwrap_or(Isa::Scalar);
        let tally = &found.tally;
        let (worst, special) = with_type!(dtype, E => {
            // The sweep's error is that of the quick reference; the one to record is exact.
            let exact = exact_worst::<E>(function, part, tally.worst_at);
            (exact.unwrap_or(tally.worst), special::<E>(function, part))
        });
        let of = |inputs| {
            let run = Run::on(widest);
            with_type!(dtype, E => digest::of_sample::<E>(function, part, run, inputs))
        };
        let mut digests: Vec<(&str, String)> =
            digest::samples(function, dtype).map(|inputs| (inputs.name(), of(inputs))).collect();
        let faults = tally.faults().into_iter().filter(|(_, fault)| fault.count > 0);
        let entry = Entry {
            function: function.to_string(),
            dtype,
            part,
            inputs: tally.inputs,
            all: found.digest.is_some(),
            worst: (worst * 1e6).ceil() / 1e6,
            worst_at: tally.worst_at,
            misrounded: tally.misrounded,
            decided: tally.decided,
            faults: faults.map(|(name, fault)| (name.to_string(), fault.count)).collect(),
            sum: (tally.sum * 1e6).ceil() / 1e6,
            special,
            digest: found.digest.clone(),
            sample_digest: digests[0].1.clone(),
            date: time::OffsetDateTime::now_utc().date().to_string(),
            commit: commit(),
            machine: format!("{}, {widest}", processor()),
            seconds: (found.seconds * 10.0).round() / 10.0,
        };
        let path = crate::repository().join("docs/accuracy.json");
        let mut record = match std::fs::read_to_string(&path) {
            Ok(text) => Record::parse(&text).context("docs/accuracy.json is damaged")?,
            Err(_) => Record::default(),
        };
        record.put(entry);
        driver::replace(&path, record.text().as_bytes())?;
        let text = std::fs::read_to_string(crate::digests_path()).unwrap_or_default();
        let mut lines = digest::parse(&text);
        digests.extend(found.digest.clone().map(|digest| ("all", digest)));
        for (inputs, digest) in digests {
            let key = Line::key(function, part, dtype.name(), inputs);
            lines.retain(|line| line.key != key);
            lines.push(Line { key, digest });
        }
        crate::write_digests(lines)
    }
}

/// What is wrong with an outcome.
fn complaints(function: &dyn Function, dtype: Type, part: Part, outcome: &Outcome) -> Vec<String> {
    let tally = &outcome.tally;
    let info = function.info();
    let mut found: Vec<String> = tally
        .faults()
        .into_iter()
        .filter(|(_, fault)| fault.count > 0)
        .map(|(name, fault)| {
            let first = fault.first.unwrap_or_default();
            let x = with_type!(dtype, E => ogive_verify::inputs::from_bits::<E>(first).wide());
            format!("{} faults of {name}, the first at {x:e} (bits {first:#x})", fault.count)
        })
        .collect();
    let claim = match part {
        Part::Value => Some(info.claim.value),
        Part::Slope => info.claim.slope,
    };
    let limit = match dtype {
        Type::F32 => claim.unwrap_or(1.0),
        _ if info.kind == Kind::Axis => 2.0,
        _ => 1.0,
    };
    if tally.worst > limit {
        found.push(format!("the error is above {limit} ulp"));
    }
    let half = matches!(dtype, Type::F16 | Type::Bf16) && info.kind == Kind::Element;
    if half && tally.misrounded > 0 {
        found.push("not all results are correctly rounded".into());
    }
    if tally.sum > 1.0 {
        found.push(format!("rows of n add up to 1 within {} n/2 ulp only", tally.sum));
    }
    found
}

fn summary(outcome: &Outcome) -> String {
    let tally = &outcome.tally;
    let at = tally.worst_at.map(|x| format!(" at {x:e}")).unwrap_or_default();
    let decided = match tally.decided {
        0 => String::new(),
        n => format!(", {} too close and decided by the oracle", grouped(n)),
    };
    format!(
        "{} inputs, largest error {:.6} ulp{at}, {} not correctly rounded{decided}, {:.1} s",
        grouped(tally.inputs),
        tally.worst,
        grouped(tally.misrounded),
        outcome.seconds
    )
}

fn exact_worst<E: Format>(function: &dyn Function, part: Part, at: Option<f64>) -> Option<f64> {
    let oracle = Oracle::new::<E>(function)?;
    let x = E::from_wide(at?);
    oracle.at::<E>(part, x.wide()).ok().map(|exact| exact.error(result(function, part, x).wide()))
}

fn result<E: Format>(function: &dyn Function, part: Part, x: E) -> E {
    let widest = Isa::available().last().unwrap_or(Isa::Scalar);
    let one = E::narrow(ogive::number::Float::lit(1.0), E::Word::default());
    let mut y = [E::default()];
    Kernel { function, part, run: Run::on(widest) }.apply(&[x], &[one], &mut y);
    y[0]
}

/// What comes out at inputs that people ask about.
fn special<E: Format>(function: &dyn Function, part: Part) -> BTreeMap<String, String> {
    if function.info().kind == Kind::Axis {
        return BTreeMap::new();
    }
    let infinite = f64::INFINITY;
    [("-inf", -infinite), ("-0", -0.0), ("0", 0.0), ("inf", infinite), ("nan", f64::NAN)]
        .into_iter()
        .map(|(name, x)| {
            let y = result(function, part, E::from_wide(x)).wide();
            (name.to_string(), format!("{y}"))
        })
        .collect()
}

/// The commit that is checked out, with a `+` if something is not committed.
fn commit() -> String {
    let git = |arguments: &[&str]| -> Option<String> {
        let out = Command::new("git").args(arguments).current_dir(crate::repository()).output();
        let out = out.ok().filter(|out| out.status.success())?;
        Some(String::from_utf8_lossy(&out.stdout).trim().to_string())
    };
    let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else {
        return "unknown".into();
    };
    // The results themselves are written while they are made.
    let changes =
        git(&["status", "--porcelain", "--", "crates/ogive/src", "crates/ogive-verify/src"]);
    if changes.is_none_or(|text| text.is_empty()) { commit } else { commit + "+" }
}

/// The kind of processor.
fn processor() -> String {
    let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = cpuinfo
            .lines()
            .find(|line| line.split(':').next().is_some_and(|k| k.trim() == name))?;
        Some(line.split_once(':')?.1.trim().to_string())
    };
    let Some(model) = field("model name") else { return std::env::consts::ARCH.into() };
    let family = field("cpu family").map(|f| format!(" (family {f})")).unwrap_or_default();
    format!("{model}{family}")
}
