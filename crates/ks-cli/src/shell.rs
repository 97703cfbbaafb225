//! `ks completions` and `ks man`, generated from the definition of the command line.

use std::fs;
use std::path::Path;

use clap::CommandFactory;

use crate::args::{Cli, Completions, Man};
use crate::failure::Failure;
use crate::output::Answer;

pub(crate) fn completions(args: &Completions) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "ks", &mut script);
    Answer::plain(script)
}

pub(crate) fn man(args: &Man) -> Result<Answer, Failure> {
    // Without `ks help`, which would have a page for each command.
    let mut ks = Cli::command().disable_help_subcommand(true);
    ks.build();
    if let Some(dir) = &args.dir {
        write_pages(ks, dir)?;
        return Ok(Answer::plain(""));
    }
    let command = match args.command.as_deref() {
        None => &ks,
        Some(name) => ks
            .find_subcommand(name)
            .ok_or_else(|| Failure::usage("unknown command; `ks help` lists the commands"))?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| Failure::io("man page", &error))?;
    Ok(Answer::plain(page))
}

/// Writes `ks.1` and a page for each command.
fn write_pages(ks: clap::Command, dir: &Path) -> Result<(), Failure> {
    fs::create_dir_all(dir)
        .and_then(|()| clap_mangen::generate_to(ks, dir))
        .map_err(|error| Failure::io(dir.display(), &error))
}
