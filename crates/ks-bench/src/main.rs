//! `cargo xtask bench`: one table, everybody in it timed in the same rounds.

use std::collections::HashMap;
use std::env;
use std::io::{Write, stdout};
use std::process::Command;
use std::time::{Duration, Instant};

use ks_bench::job::{Burst, Group, Job, Outcome};
use ks_bench::programs::{
    BEST_C, C_DECODE, C_MAKE, C_VERIFY, NODE, NODE_CRYPTO, OFFICIAL_PYTHON, PROGRAMS, PYTHON,
};
use ks_bench::table::{Bar, Figures, Rounds, Row, heading};
use ks_bench::{core_jobs, floor};

/// Long enough for the clock, short enough that noise hits a whole round.
const BURST: Duration = Duration::from_micros(500);

fn main() -> Outcome<()> {
    let rounds = match env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => 1000,
        [quick] if quick == "--quick" => 60,
        other => return Err(format!("{other:?}: the only option is --quick").into()),
    };
    let mut out = stdout();
    let mut jobs = floor::jobs()?;
    jobs.extend(core_jobs::jobs()?);
    jobs.extend(PROGRAMS.iter().flat_map(ks_bench::program::Program::jobs));

    let allocations = allocations()?;
    let start = Instant::now();
    let rows = measure(jobs, rounds)?;
    let seconds = start.elapsed().as_secs_f64();
    writeln!(out, "{rounds} rounds in {seconds:.0} s; each round runs every row once.")?;

    // Names are unique over all groups.
    let find = |name: &str| rows.iter().find(|row| row.name == name)?.rounds.as_ref().ok();
    let ratio = |name, of| Some(find(name)?.times(find(of)?));
    for (group, title, floor, core) in [
        (Group::Make, "Making a KS (v2)", Some(floor::MAKE), core_jobs::MAKE),
        (Group::MakeV1, "Making a KS (v1)", None, core_jobs::MAKE_V1),
        (Group::Read, "Reading a KS (v2)", Some(floor::READ), core_jobs::DECODE),
    ] {
        writeln!(out, "{}", heading(title))?;
        for Timed { name, rounds, .. } in rows.iter().filter(|row| row.group == group) {
            let figures = rounds.clone().map(|rounds| Figures {
                rounds,
                floors: floor.and_then(|floor| ratio(name, floor)),
                cores: ratio(name, core),
                allocations: allocations.get(name).copied(),
            });
            writeln!(out, "{}", Row { name: name.clone(), figures })?;
        }
    }

    writeln!(out, "\n{:<62}{:>7}{:>10}", "Bars", "at most", "measured")?;
    let heap = |name| allocations.get(name).copied();
    for (what, measured, at_most) in [
        ("making, times the floor", ratio(core_jobs::MAKE, floor::MAKE), 1.3),
        (
            "making with a kept session, times the floor",
            ratio(core_jobs::MAKE_KEPT, floor::MAKE),
            1.3,
        ),
        ("making, times the best C program on OpenSSL", ratio(core_jobs::MAKE, BEST_C), 1.0),
        ("making, heap allocations", heap(core_jobs::MAKE), 1.0),
        ("decode, times the floor", ratio(core_jobs::DECODE, floor::READ), 1.3),
        ("verify, times the floor", ratio(core_jobs::VERIFY, floor::READ), 1.3),
        ("making from C, times the core", ratio(C_MAKE, core_jobs::MAKE), 1.1),
        ("decode from C, times the core", ratio(C_DECODE, core_jobs::DECODE), 1.1),
        ("verify from C, times the core", ratio(C_VERIFY, core_jobs::VERIFY), 1.1),
        (
            "making from Python, times Kaltura's Python client",
            ratio(PYTHON, OFFICIAL_PYTHON),
            1.0 / 30.0,
        ),
        ("making from Node, times node:crypto with a kept key", ratio(NODE, NODE_CRYPTO), 0.4),
    ] {
        writeln!(out, "{}", Bar { what, measured, at_most })?;
    }
    Ok(())
}

struct Timed {
    group: Group,
    name: String,
    rounds: Result<Rounds, String>,
}

/// Times every job once in each round.
fn measure(jobs: Vec<Job>, rounds: usize) -> Outcome<Vec<Timed>> {
    let mut ready: Vec<(Timed, Option<(Burst, u32)>)> = Vec::new();
    for Job { group, name, burst } in jobs {
        let (rounds, burst) = match burst {
            Ok(mut burst) => {
                let count = calibrate(&mut burst)?;
                (Ok(Rounds::default()), Some((burst, count)))
            }
            Err(reason) => (Err(reason), None),
        };
        ready.push((Timed { group, name, rounds }, burst));
    }
    for _ in 0..rounds {
        for (timed, burst) in &mut ready {
            if let (Ok(rounds), Some((burst, count))) = (&mut timed.rounds, burst) {
                // Whoever ran before has filled the caches with its own.
                burst(count.div_ceil(10))?;
                rounds.push(burst(*count)?.as_secs_f64() * 1e9 / f64::from(*count));
            }
        }
    }
    Ok(ready.into_iter().map(|(timed, _)| timed).collect())
}

/// How many times a job is to be done to last a burst.
fn calibrate(burst: &mut Burst) -> Outcome<u32> {
    let mut count = 1;
    while burst(count)? < BURST && count < 1 << 20 {
        count *= 2;
    }
    Ok(count)
}

/// What `allocations`, the program beside this one, counted for each row.
fn allocations() -> Outcome<HashMap<String, f64>> {
    let counted = Command::new(env::current_exe()?.with_file_name("allocations")).output()?;
    if !counted.status.success() {
        return Err(String::from_utf8_lossy(&counted.stderr).into());
    }
    let mut found = HashMap::new();
    for line in String::from_utf8(counted.stdout)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        if let (Some(name), Some(count)) = (row["name"].as_str(), row["allocations"].as_f64()) {
            found.insert(name.to_owned(), count);
        }
    }
    Ok(found)
}
