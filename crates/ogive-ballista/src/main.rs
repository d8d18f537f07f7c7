//! `ogive-ballista scheduler` and `ogive-ballista executor`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use ballista_executor::executor_process::start_executor_process;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::scheduler_process::start_server;
use clap::Parser;

/// A scheduler and executors of Ballista that have ogive's functions.
#[derive(Parser)]
#[command(version)]
enum Arguments {
    /// Takes queries, and shares their work out among the executors.
    Scheduler {
        /// Where to listen: an address of this machine, and a port.
        #[arg(long, default_value = "127.0.0.1:50050")]
        listen: SocketAddr,
        /// After how many seconds without a word an executor is taken for lost.
        #[arg(long, default_value_t = ogive_ballista::SILENCE)]
        silence: u64,
    },
    /// Works for a scheduler.
    Executor {
        /// The scheduler's host.
        #[arg(long, default_value = "localhost")]
        scheduler: String,
        /// The scheduler's port.
        #[arg(long, default_value_t = 50050)]
        scheduler_port: u16,
        /// Where to listen for those who fetch results: an address of this machine, and a port.
        #[arg(long, default_value = "127.0.0.1:50051")]
        listen: SocketAddr,
        /// How many parts of tables to work on at a time, each with one thread [default: as many as processors].
        #[arg(long)]
        tasks: Option<usize>,
        /// Where to keep results until they are fetched [default: a new temporary folder].
        #[arg(long)]
        folder: Option<PathBuf>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ogive-ballista: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    match arguments {
        Arguments::Scheduler { listen, silence } => {
            let mut config = ogive_ballista::scheduler();
            config.executor_timeout_seconds = silence;
            config.bind_host = listen.ip().to_string();
            config.bind_port = listen.port();
            let cluster = BallistaCluster::new_from_config(&config).await?;
            Ok(start_server(cluster, listen, Arc::new(config)).await?)
        }
        Arguments::Executor { scheduler, scheduler_port, listen, tasks, folder } => {
            let mut config = ogive_ballista::executor()?;
            config.scheduler_host = scheduler;
            config.scheduler_port = scheduler_port;
            config.bind_host = listen.ip().to_string();
            config.port = listen.port();
            config.work_dir = folder.map(|folder| folder.display().to_string());
            if let Some(tasks) = tasks {
                config.concurrent_tasks = tasks;
            }
            Ok(start_executor_process(Arc::new(config)).await?)
        }
    }
}
