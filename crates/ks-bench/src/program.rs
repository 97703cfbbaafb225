//! Contenders in other languages: programs that are started once and then asked
//! for a burst of work in each round, so that their figures come from the same
//! moments as everybody else's.
//!
//! A program is given the inputs as arguments (see [`crate::inputs`]). For each
//! line `JOB COUNT` on its input it does the job so many times and answers with
//! one line `{"ns": N, "ks": "..."}`: the time it took, by its own clock, and the
//! last KS that it made.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use crate::inputs;
use crate::job::{Burst, Group, Job, Outcome};

/// A program and the rows it gives.
pub struct Program {
    /// What stands before each row's name: the language, the library.
    pub name: &'static str,
    /// Group, row name, and the name that the program knows the job by.
    pub jobs: &'static [(Group, &'static str, &'static str)],
    /// Builds what has to be built, and gives the command without the inputs.
    /// The error says why the program cannot run here and what to do about it.
    pub prepare: fn() -> Outcome<Command>,
}

struct Running {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Program {
    /// The program's rows: ready to run, or with the reason why they cannot.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        let running = self.start().map(|running| Rc::new(RefCell::new(running)));
        let row = |&(group, row, job): &(Group, &str, &'static str)| {
            let name = format!("{}: {row}", self.name);
            let burst = running.as_ref().map_err(ToString::to_string).and_then(|running| {
                let first =
                    running.borrow_mut().burst(job, 1).and_then(|(_, ks)| inputs::check(&ks));
                first.map_err(|reason| reason.to_string())?;
                let running = Rc::clone(running);
                let burst: Burst = Box::new(move |n| Ok(running.borrow_mut().burst(job, n)?.0));
                Ok(burst)
            });
            Job { group, name, burst }
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
    fn burst(&mut self, job: &str, count: u32) -> Outcome<(Duration, String)> {
        writeln!(self.ask, "{job} {count}")?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err("the program ended; see its error above".into());
        }
        let answer: serde_json::Value = serde_json::from_str(&line)?;
        let ns = answer["ns"].as_u64().ok_or_else(|| format!("no \"ns\" in {line}"))?;
        let ks = answer["ks"].as_str().ok_or_else(|| format!("no \"ks\" in {line}"))?;
        Ok((Duration::from_nanos(ns), ks.into()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has nothing to save. An error means that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
