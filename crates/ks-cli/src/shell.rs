//! `ks completions` and `ks man`, made from the command line's definition.

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
    let mut ks = Cli::command();
    ks.build();
    let command = match args.command.as_deref() {
        None => &ks,
        Some(name) => ks
            .find_subcommand(name)
            .ok_or_else(|| Failure::usage("there is no such command; `ks help` lists them"))?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| Failure::io("man page", &error))?;
    Ok(Answer::plain(page))
}
