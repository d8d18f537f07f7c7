//! ogive's functions as scalar functions of [Apache DataFusion](https://datafusion.apache.org).
//!
//! ```no_run
//! # async fn example() -> datafusion_common::Result<()> {
//! let mut context = datafusion::prelude::SessionContext::new();
//! ogive_datafusion::register(&mut context)?;
//! context.sql("SELECT sigmoid(score), softmax(scores, 0.7) FROM 'file.parquet'").await?.show().await
//! # }
//! ```
//!
//! - Every function of the book is there, by its name and as `ogive_` and its name; where DataFusion has a function of
//!   that name (`tanh`), the second only. Those that draw random numbers are not (`rrelu`, `gumbel_softmax`): a draw
//!   follows from an element's place in its array, and an engine cuts tables as it likes.
//! - The first argument is a column of numbers, or of lists of numbers; the others are the function's parameters, in the
//!   order of its page and without the axis, and have to be constants.
//! - A function over an axis takes lists: each is a row.
//! - Whole numbers and decimals are taken as `Float64`. What is null stays null ([`ogive_arrow`] says how in lists).
//! - Work is not divided over threads here, as the engine has one for each part of a table.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef};
use datafusion_common::{DataFusionError, Result, ScalarValue, exec_err, plan_err};
use datafusion_expr::registry::FunctionRegistry;
use datafusion_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};
use ogive::kernel::Run;
use ogive::page::Kind;
use ogive::{Entry, Function};

/// Registers all functions.
///
/// # Errors
/// If the registry takes no functions.
pub fn register(registry: &mut dyn FunctionRegistry) -> Result<()> {
    let taken = registry.udfs();
    for function in functions() {
        let free = !taken.contains(function.name());
        let function = if free { function } else { prefixed_only(function.name())? };
        registry.register_udf(Arc::new(function))?;
    }
    Ok(())
}

/// All functions, by their names, with a prefixed name as an alias.
pub fn functions() -> impl Iterator<Item = ScalarUDF> {
    let draws = |entry: &&&Entry| entry.info.parameters.iter().any(|it| it.name == "seed");
    ogive::BOOK.iter().filter(move |entry| !draws(entry)).map(|entry| Call::new(entry, true).into())
}

/// The function of this name, under the prefixed name alone.
fn prefixed_only(name: &str) -> Result<ScalarUDF> {
    let entry = ogive::find(name).map_err(external)?;
    Ok(Call::new(entry, false).into())
}

/// A function of the book, as an engine calls it.
#[derive(Debug)]
struct Call {
    entry: &'static Entry,
    name: String,
    aliases: Vec<String>,
    signature: Signature,
}

impl PartialEq for Call {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Call {}

impl std::hash::Hash for Call {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Call {
    fn new(entry: &'static Entry, plain: bool) -> Call {
        let name = entry.info.name;
        let prefixed = format!("ogive_{name}");
        let signature = Signature::user_defined(Volatility::Immutable);
        match plain {
            true => Call { entry, name: name.into(), aliases: vec![prefixed], signature },
            false => Call { entry, name: prefixed, aliases: Vec::new(), signature },
        }
    }

    /// The names of the parameters that a call may give.
    fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.entry
            .info
            .parameters
            .iter()
            .map(|parameter| parameter.name)
            .filter(|name| *name != "axis")
    }

    /// The function with these parameters, over the last axis if it is over one.
    fn function(&self, parameters: &[String]) -> Result<Box<dyn Function>> {
        let named = self.parameters().zip(parameters);
        let mut arguments: Vec<String> =
            named.map(|(name, value)| format!("{name}={value}")).collect();
        if self.entry.info.parameters.iter().any(|parameter| parameter.name == "axis") {
            arguments.push("axis=-1".into());
        }
        let text = format!("{}({})", self.entry.info.name, arguments.join(", "));
        ogive::parse(&text).map_err(external)
    }
}

/// An error of the library, as the engine has it.
fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// A parameter as people write it.
fn constant(name: &str, value: Option<&ScalarValue>) -> Result<String> {
    match value {
        Some(value) if !value.is_null() => match value {
            ScalarValue::Boolean(Some(truth)) => Ok(truth.to_string()),
            value => match value.cast_to(&DataType::Float64)? {
                ScalarValue::Float64(Some(number)) => Ok(number.to_string()),
                _ => plan_err!("{name}: {value} is no number"),
            },
        },
        _ => plan_err!("{name}: expected a constant number, the same for all rows"),
    }
}

/// The type that a column is taken as.
fn taken_as(given: &DataType) -> Option<DataType> {
    let inner = |field: &FieldRef| {
        let kind = taken_as(field.data_type()).filter(|kind| !kind.is_nested())?;
        Some(Arc::new(Field::new(field.name(), kind, true)))
    };
    Some(match given {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => given.clone(),
        DataType::Null => DataType::Float64,
        given if given.is_numeric() => DataType::Float64,
        DataType::List(field) => DataType::List(inner(field)?),
        DataType::LargeList(field) => DataType::LargeList(inner(field)?),
        DataType::FixedSizeList(field, size) => DataType::FixedSizeList(inner(field)?, *size),
        _ => return None,
    })
}

impl ScalarUDFImpl for Call {
    fn name(&self) -> &str {
        &self.name
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let Some((first, others)) = given.split_first() else {
            return plan_err!("{} without arguments; expected a column", self.name);
        };
        let most = self.parameters().count();
        if others.len() > most {
            let names: Vec<_> = self.parameters().collect();
            return plan_err!(
                "{} with {} parameters; expected at most {most}{}{}",
                self.name,
                others.len(),
                if most > 0 { ": " } else { "" },
                names.join(", ")
            );
        }
        let Some(first) = taken_as(first) else {
            return plan_err!(
                "{} of {first}; expected numbers, or lists of them for rows",
                self.name
            );
        };
        if self.entry.info.kind != Kind::Element && !first.is_nested() {
            return plan_err!(
                "{} of {first}; expected lists, whose elements are rows, such as make_array(a, b, c)",
                self.name
            );
        }
        Ok(std::iter::once(first).chain(others.iter().cloned()).collect())
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("{}: its type follows from its parameters", self.name)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let given = args.arg_fields[0].data_type();
        let parameters: Vec<String> = self
            .parameters()
            .zip(&args.scalar_arguments[1..])
            .map(|(name, value)| constant(name, *value))
            .collect::<Result<_>>()?;
        let function = self.function(&parameters)?;
        let kind = match given {
            DataType::FixedSizeList(field, size) => {
                let length = usize::try_from(*size).unwrap_or(0);
                let shape = if length == 0 {
                    vec![0]
                } else {
                    function.output_shape(&[length]).map_err(external)?
                };
                let size = i32::try_from(shape[0]).map_err(external)?;
                DataType::FixedSizeList(field.clone(), size)
            }
            other => other.clone(),
        };
        Ok(Arc::new(Field::new(self.name(), kind, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let parameters: Vec<String> = self
            .parameters()
            .zip(&args.args[1..])
            .map(|(name, value)| match value {
                ColumnarValue::Scalar(value) => constant(name, Some(value)),
                ColumnarValue::Array(_) => constant(name, None),
            })
            .collect::<Result<_>>()?;
        let function = self.function(&parameters)?;
        let run = Run { parallel: false, ..Run::active().map_err(external)? };
        let apply = |array| ogive_arrow::forward_on(run, &*function, &array).map_err(external);
        match &args.args[0] {
            ColumnarValue::Array(array) => Ok(ColumnarValue::Array(apply(array.clone())?)),
            ColumnarValue::Scalar(value) => {
                let result = apply(value.to_array()?)?;
                Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?))
            }
        }
    }
}
