//! Measures: wall time in rounds that alternate, CPU time and peak memory where Linux tells them.
//!
//! The CPU time counts the commands that were run, so that a ratio means something on a busy machine too.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one round of work took.
#[derive(Clone, Copy)]
pub(crate) struct Took {
    pub(crate) wall: Duration,
    /// Of all threads, where the system tells.
    pub(crate) cpu: Option<Duration>,
}

/// What several rounds took.
#[derive(Clone)]
pub(crate) struct Times(Vec<Took>);

impl Times {
    pub(crate) fn min(&self) -> Duration {
        self.0.iter().map(|took| took.wall).min().expect("there is a round")
    }

    pub(crate) fn median(&self) -> Duration {
        middle(self.0.iter().map(|took| took.wall).collect())
    }

    /// Of one piece, where each round did so many.
    pub(crate) fn of_each(&self, pieces: u32) -> Self {
        let of_each = |took: &Took| Took { wall: took.wall / pieces, cpu: took.cpu.map(|cpu| cpu / pieces) };
        Self(self.0.iter().map(of_each).collect())
    }

    /// The mean: what commands took is known in steps that are not small.
    pub(crate) fn cpu(&self) -> Option<Duration> {
        let all = self.0.iter().map(|took| took.cpu).collect::<Option<Vec<_>>>()?;
        let rounds = u32::try_from(all.len()).expect("a handful");
        Some(all.into_iter().sum::<Duration>() / rounds)
    }
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Runs several pieces of work in turn, once to warm up and then `rounds` times, so that whatever else the machine
/// does meets all of them.
pub(crate) fn in_turn(rounds: usize, works: &mut [&mut dyn FnMut()]) -> Vec<Times> {
    let mut times: Vec<Times> = works.iter().map(|_| Times(Vec::new())).collect();
    for round in 0..=rounds {
        for (work, times) in works.iter_mut().zip(&mut times) {
            let (cpu, start) = (cpu(), Instant::now());
            work();
            let wall = start.elapsed();
            let cpu = cpu.zip(self::cpu()).map(|(before, after)| after.saturating_sub(before));
            if round > 0 {
                times.0.push(Took { wall, cpu });
            }
        }
    }
    times
}

/// The CPU time of all threads that live, and of the commands that have ended, as Linux counts it.
fn cpu() -> Option<Duration> {
    let mut nanoseconds = of_commands()?;
    for task in std::fs::read_dir("/proc/self/task").ok()? {
        let statistics = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        nanoseconds += statistics.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(nanoseconds))
}

/// The nanoseconds of the commands that have ended, in steps of a hundredth of a second.
fn of_commands() -> Option<u64> {
    const TICK: u64 = 10_000_000;
    let status = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the process, in brackets, may hold anything.
    let mut words = status.rsplit_once(") ")?.1.split(' ').skip(13);
    let mut ticks = || words.next()?.parse::<u64>().ok();
    Some((ticks()? + ticks()?) * TICK)
}

/// Runs a command, its output thrown away; its exit status is 0 or 1.
pub(crate) fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the command is there");
    assert!(matches!(status.code(), Some(0 | 1)), "{command:?}: {status}");
}

/// Runs a command and looks at its memory a thousand times a second: the most that was resident, in bytes.
pub(crate) fn peak(command: &mut Command) -> Option<u64> {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let mut peak = None;
    while child.try_wait().ok()?.is_none() {
        if let Some(now) = high_water(child.id()) {
            peak = peak.max(Some(now));
        }
        std::thread::sleep(Duration::from_micros(500));
    }
    peak
}

fn high_water(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
