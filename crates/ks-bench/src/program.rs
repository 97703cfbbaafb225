//! Jobs of other programs. A program is started once and does some work in each round,
//! so that its times come from the same moments as those of the other jobs.
//!
//! A program receives the inputs as arguments (see [`crate::inputs`]). For each line
//! `JOB COUNT` of its standard input, it does the job that many times and prints a line
//! `{"ns": N, "ks": "..."}`: the time by its own clock, and the last KS.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use crate::inputs;
use crate::job::{Group, Job, Outcome, TimedLoop};

/// A program and its rows.
pub struct Program {
    /// The prefix of the rows: the language and the library.
    pub name: &'static str,
    /// The group, the name of the row, and the name of the job in the program.
    pub jobs: &'static [(Group, &'static str, &'static str)],
    /// Builds the program and returns the command without the inputs. The error says why
    /// the program cannot run here and what to do about it.
    pub prepare: fn() -> Outcome<Command>,
}

struct Running {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Program {
    /// Returns the jobs of the program, or why they cannot run.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        let running = self.start().map(|running| Rc::new(RefCell::new(running)));
        let row = |&(group, row, job): &(Group, &str, &'static str)| {
            let name = format!("{}: {row}", self.name);
            let run = running.as_ref().map_err(ToString::to_string).and_then(|running| {
                let first = running.borrow_mut().run(job, 1).and_then(|(_, ks)| inputs::check(&ks));
                first.map_err(|reason| reason.to_string())?;
                let running = Rc::clone(running);
                let run: TimedLoop = Box::new(move |n| Ok(running.borrow_mut().run(job, n)?.0));
                Ok(run)
            });
            Job { group, name, run }
        };
        self.jobs.iter().map(row).collect()
    }

    fn start(&self) -> Outcome<Running> {
        let mut child = (self.prepare)()?
            .args(inputs::arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let ask = child.stdin.take().ok_or("no standard input")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        Ok(Running { child, ask, answers })
    }
}

impl Running {
    fn run(&mut self, job: &str, count: u32) -> Outcome<(Duration, String)> {
        writeln!(self.ask, "{job} {count}")?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err("the program ended; its error is above".into());
        }
        let answer: serde_json::Value = serde_json::from_str(&line)?;
        let ns = answer["ns"].as_u64().ok_or_else(|| format!("no \"ns\" in {line}"))?;
        let ks = answer["ks"].as_str().ok_or_else(|| format!("no \"ks\" in {line}"))?;
        Ok((Duration::from_nanos(ns), ks.into()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // This fails only if the program has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
