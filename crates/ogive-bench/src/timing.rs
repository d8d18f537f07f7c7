//! How a cell is timed.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::contenders::Call;

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How long the turn of one contender is; at least one call.
    pub turn: Duration,
    /// The rounds that count. One more goes before them, to warm up.
    pub rounds: usize,
}

/// The mean time of a call, in seconds, over as many calls as take the turn.
///
/// The clock is read between batches of calls, since reading it takes as long as a call on a few
/// hundred elements.
///
/// # Errors
/// What the call fails with.
pub fn mean(turn: Duration, mut call: impl FnMut() -> Result<()>) -> Result<f64> {
    let begin = Instant::now();
    let (mut calls, mut batch) = (0_u64, 1_u64);
    loop {
        for _ in 0..batch {
            call()?;
        }
        calls += batch;
        let elapsed = begin.elapsed();
        if elapsed >= turn {
            return Ok(elapsed.as_secs_f64() / calls as f64);
        }
        // As many as fill the turn, but no more than were timed so far, since the first calls are slow;
        // and not without bound, should a call take no time at all.
        let left = (turn - elapsed).as_secs_f64();
        let each = elapsed.as_secs_f64() / calls as f64;
        batch = ((left / each).ceil() as u64).clamp(1, calls.min(1 << 20));
    }
}

/// How many calls in place follow on their own results: most functions draw numbers towards 0, and after some
/// hundred calls they would be subnormal, which takes many times as long.
const IN_A_ROW: u32 = 8;

/// The same for a call that changes what it works on: `restart` puts the input back, outside of the time.
///
/// # Errors
/// What the call fails with.
pub fn mean_in_place<T>(
    turn: Duration,
    place: &mut T,
    restart: impl Fn(&mut T),
    call: impl Fn(&mut T) -> Result<()>,
) -> Result<f64> {
    let (mut calls, mut spent) = (0_u32, Duration::ZERO);
    // One at first, which tells whether more fit into the turn.
    let mut in_a_row = 1;
    while calls == 0 || spent < turn {
        restart(place);
        let begin = Instant::now();
        for _ in 0..in_a_row {
            call(place)?;
        }
        spent += begin.elapsed();
        calls += in_a_row;
        in_a_row = if spent / calls * IN_A_ROW < turn { IN_A_ROW } else { 1 };
    }
    Ok(spent.as_secs_f64() / f64::from(calls))
}

/// The median time of each call over rounds, in seconds. In a round all take a turn, and each round
/// begins with the next one, so that none always follows the same other.
///
/// # Errors
/// What a call fails with.
pub fn medians<E>(calls: &mut [Box<dyn Call<E> + '_>], plan: Plan) -> Result<Vec<f64>> {
    let count = calls.len();
    let mut times = vec![Vec::with_capacity(plan.rounds); count];
    let mut usual = vec![0.0; count];
    for round in 0..=plan.rounds {
        for position in 0..count {
            let index = (round + position) % count;
            let call = &mut calls[index];
            // The others have taken the cache. Where a turn is many calls, the first is not counted.
            if round > 0 && usual[index] < plan.turn.as_secs_f64() / 4.0 {
                call.once()?;
            }
            let seconds = call.seconds(plan.turn)?;
            match round {
                0 => usual[index] = seconds,
                _ => times[index].push(seconds),
            }
        }
    }
    Ok(times.into_iter().map(median).collect())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let middle = times.len() / 2;
    if times.len() % 2 == 1 { times[middle] } else { (times[middle - 1] + times[middle]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_two() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn a_turn_is_at_least_one_call_and_about_as_long_as_asked() {
        let mut calls = 0;
        let nap = Duration::from_millis(2);
        let seconds = mean(Duration::ZERO, || {
            calls += 1;
            std::thread::sleep(nap);
            Ok(())
        });
        assert_eq!(calls, 1);
        assert!(seconds.unwrap() >= nap.as_secs_f64());

        let begin = Instant::now();
        let mut calls = 0_u64;
        let turn = Duration::from_millis(20);
        let each = mean(turn, || {
            // Not to be counted without being called.
            calls = std::hint::black_box(calls + 1);
            Ok(())
        });
        let whole = begin.elapsed().as_secs_f64();
        let counted = each.unwrap() * calls as f64;
        assert!(counted <= whole && counted >= turn.as_secs_f64() * 0.999);
    }
}
