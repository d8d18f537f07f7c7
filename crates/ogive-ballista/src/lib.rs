//! ogive's functions on [Apache DataFusion Ballista](https://datafusion.apache.org/ballista/), where a scheduler and many
//! executors answer a query together.
//!
//! A function that is not Ballista's own has to be known to all who take part: the client, the scheduler and each executor.
//! The last two are what `ogive-ballista scheduler` and `ogive-ballista executor` start; whoever has programs of their own
//! takes [`scheduler`] and [`executor`], and changes what has to be different.
//!
//! ```no_run
//! use ballista::prelude::*;
//! use datafusion::prelude::*;
//!
//! # async fn example() -> datafusion::error::Result<()> {
//! let mut context = SessionContext::remote("df://localhost:50050").await?;
//! ogive_datafusion::register(&mut context)?;
//! context.register_parquet("t", "folder", ParquetReadOptions::default()).await?;
//! context.sql("SELECT sigmoid(score), softmax(scores) FROM t").await?.show().await
//! # }
//! ```
//!
//! - An executor works on as many parts of a table at a time as it has task slots. Each of them takes one thread: the
//!   functions use no more.
//! - Results have the same bits, however many executors there are, and however the table is cut.
//! - Executors ask the scheduler for work. One that has not asked for [`SILENCE`] seconds is taken for lost, and what it did
//!   is done again by the others.

use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::utils::default_session_builder;
use ballista_executor::executor_process::ExecutorProcessConfig;
use ballista_scheduler::config::SchedulerConfig;
use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::prelude::SessionConfig;

/// After how many seconds without a word an executor is taken for lost. One asks for work many times in a second.
pub const SILENCE: u64 = 20;

/// How many seconds an executor waits for a scheduler that isn't there yet.
pub const PATIENCE: u16 = 60;

/// What a session at the scheduler or at an executor has: Ballista's functions, and ogive's.
///
/// # Errors
/// If there is no session to be had.
pub fn session(config: SessionConfig) -> Result<SessionState> {
    let mut state = default_session_builder(config)?;
    ogive_datafusion::register(&mut state)?;
    Ok(state)
}

/// How to set up a scheduler that has the functions, for [`ballista_scheduler::scheduler_process::start_server`].
pub fn scheduler() -> SchedulerConfig {
    SchedulerConfig {
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        override_session_builder: Some(Arc::new(session)),
        executor_timeout_seconds: SILENCE,
        expire_dead_executor_interval_seconds: 1,
        ..SchedulerConfig::default()
    }
}

/// How to set up an executor that has the functions, for [`ballista_executor::executor_process::start_executor_process`].
///
/// # Errors
/// As [`session`].
pub fn executor() -> Result<ExecutorProcessConfig> {
    let state = session(SessionConfig::new())?;
    Ok(ExecutorProcessConfig {
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        scheduler_connect_timeout_seconds: PATIENCE,
        override_function_registry: Some(Arc::new((&state).into())),
        ..ExecutorProcessConfig::default()
    })
}
