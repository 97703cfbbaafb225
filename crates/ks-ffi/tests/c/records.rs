//! Questions to a C program, and the answers, as records of fields: `record.h` and the
//! packages in `bindings/` read and write the same format.

use std::fs::{self, File};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{run, scratch};

/// A field of a record: bytes, or NULL.
pub(crate) type Field = Option<Vec<u8>>;

/// Compares the fields that came back, and returns how they differ.
pub(crate) type Answer = Box<dyn Fn(&[Field]) -> Result<(), String>>;

/// The question of a vector or a case to a program, and the check of its answer.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) asked: Vec<Field>,
    pub(crate) answer: Answer,
}

pub(crate) fn text(text: &str) -> Field {
    Some(text.as_bytes().to_vec())
}

/// Converts bytes to the vectors' notation.
pub(crate) fn value(field: &Field) -> Value {
    match field {
        None => Value::Null,
        Some(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => json!(text),
            Err(_) => {
                json!({"$hex": bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()})
            }
        },
    }
}

pub(crate) fn same(got: &Value, wanted: &Value) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("got {got}, wanted {wanted}")) }
}

fn write_record(to: &mut Vec<u8>, fields: &[Field]) {
    let number = |n: usize| u32::try_from(n).unwrap().to_ne_bytes();
    to.extend(number(fields.len()));
    for field in fields {
        match field {
            None => to.extend(u32::MAX.to_ne_bytes()),
            Some(bytes) => {
                to.extend(number(bytes.len()));
                to.extend(bytes);
            }
        }
    }
}

fn read_record(from: &mut &[u8]) -> Vec<Field> {
    let number = |from: &mut &[u8]| {
        let (number, rest) = from.split_first_chunk().unwrap();
        *from = rest;
        u32::from_ne_bytes(*number)
    };
    let count = number(from);
    let field = |_| {
        let length = number(from);
        (length != u32::MAX).then(|| {
            let (bytes, rest) = from.split_at(length as usize);
            *from = rest;
            bytes.to_vec()
        })
    };
    (0..count).map(field).collect()
}

/// The cases of a file, or the ids of those that C cannot express, and their number.
pub(crate) type CasesOf = (&'static str, Vec<Result<Case, String>>, usize);

/// Asks a program all questions and compares its answers. `left_out` has the ids that
/// its language cannot express although C can.
pub(crate) fn ask(command: &mut Command, name: &str, files: &[CasesOf], left_out: &[&str]) {
    let is_run = |case: &&Case| !left_out.contains(&&*case.id);
    let mut questions = Vec::new();
    for case in files.iter().flat_map(|(_, cases, _)| cases).flatten().filter(is_run) {
        write_record(&mut questions, &case.asked);
    }
    let input = scratch(name);
    fs::write(&input, questions).unwrap();
    let output = run(command.stdin(File::open(&input).unwrap())).stdout;
    let mut answers = &output[..];
    let mut wrong = Vec::new();
    for (file, cases, total) in files {
        assert_eq!(cases.len(), *total, "{file}");
        let mut not_run: Vec<&str> = cases.iter().filter_map(|c| c.as_deref_err()).collect();
        not_run.extend(cases.iter().flatten().filter(|c| !is_run(c)).map(|c| &*c.id));
        println!("{file}: {} run; not expressible: {}", total - not_run.len(), not_run.join(" "));
        for case in cases.iter().flatten().filter(is_run) {
            if let Err(problem) = (case.answer)(&read_record(&mut answers)) {
                wrong.push(format!("{}: {problem}", case.id));
            }
        }
    }
    assert!(answers.is_empty());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The id of an entry that C cannot express.
trait LeftOut {
    fn as_deref_err(&self) -> Option<&str>;
}

impl LeftOut for Result<Case, String> {
    fn as_deref_err(&self) -> Option<&str> {
        self.as_ref().err().map(String::as_str)
    }
}
