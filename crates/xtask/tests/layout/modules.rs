//! The modules of a crate, and which module imports from which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::tokens::{Token, tokens};

/// The path of a module, without `crate`.
pub(crate) type Module = Vec<String>;

#[derive(Default)]
pub(crate) struct Crate {
    files: BTreeMap<Module, Vec<Token>>,
}

/// A path as it is written, and the name that it brings into scope.
struct Written {
    segments: Vec<String>,
    name: Option<String>,
}

impl Crate {
    /// Adds all files below a folder.
    pub(crate) fn read_folder(&mut self, folder: &Path, module: &[String]) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let mut child = module.to_vec();
            if !["mod", "lib"].contains(&stem.as_str()) {
                child.push(stem);
            }
            if path.is_dir() {
                self.read_folder(&path, &child);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                self.add(child, &fs::read_to_string(&path).unwrap());
            }
        }
    }

    pub(crate) fn add(&mut self, module: Module, text: &str) {
        self.files.insert(module, tokens(text));
    }

    /// Returns every pair of a module and another module that it imports from.
    pub(crate) fn imports(&self) -> BTreeSet<(Module, Module)> {
        let mut imports = BTreeSet::new();
        for (module, tokens) in &self.files {
            for written in self.paths(module, tokens) {
                let target = self.resolve(module, &written.segments, 0);
                if target != *module {
                    imports.insert((module.clone(), target));
                }
            }
        }
        imports
    }

    /// Returns the groups of modules that import each other, directly or through others.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let mut imports: BTreeMap<Module, Vec<Module>> = BTreeMap::new();
        for (from, to) in self.imports() {
            imports.entry(from).or_default().push(to);
        }
        let reached: BTreeMap<&Module, BTreeSet<&Module>> =
            imports.keys().map(|start| (start, reached_from(&imports, start))).collect();
        let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
        for (module, reaches) in &reached {
            let back = |other: &&&Module| reached.get(*other).is_some_and(|r| r.contains(module));
            let circle: Vec<_> = reaches.iter().filter(back).map(|m| m.join("::")).collect();
            circles.extend(Some(circle).filter(|circle| circle.len() > 1));
        }
        circles.into_iter().collect()
    }

    /// Returns the paths in a file that may lead to other modules of the crate. The
    /// paths of `pub use` are not among them, because a re-export only names an item.
    fn paths(&self, module: &Module, tokens: &[Token]) -> Vec<Written> {
        let mut paths = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if let Some(start) = reexport_start(tokens, at) {
                at = tree(tokens, start, &[], &mut Vec::new());
            } else if self.starts_path(module, tokens, at) {
                at = tree(tokens, at, &[], &mut paths);
            } else {
                at += 1;
            }
        }
        paths
    }

    /// Returns whether a path relative to the crate or to `module` starts at `at`.
    fn starts_path(&self, module: &Module, tokens: &[Token], at: usize) -> bool {
        let Token::Name(name) = &tokens[at] else { return false };
        let continues = tokens.get(at + 1) == Some(&Token::Separator);
        let is_start = at == 0 || tokens[at - 1] != Token::Separator;
        let mut child = module.clone();
        child.push(name.clone());
        continues
            && is_start
            && (["crate", "self", "super"].contains(&name.as_str())
                || self.files.contains_key(&child))
    }

    /// Returns the module that defines what a path leads to.
    fn resolve(&self, module: &Module, segments: &[String], depth: usize) -> Module {
        let mut current = module.clone();
        for (i, segment) in segments.iter().enumerate() {
            match segment.as_str() {
                "crate" => current.clear(),
                "self" => {}
                "super" => drop(current.pop()),
                _ => {
                    let mut child = current.clone();
                    child.push(segment.clone());
                    if self.files.contains_key(&child) {
                        current = child;
                    } else if let Some(target) = self.reexport(&current, segment)
                        && depth < 8
                    {
                        let whole = [&target[..], &segments[i + 1..]].concat();
                        return self.resolve(&current, &whole, depth + 1);
                    } else {
                        return current;
                    }
                }
            }
        }
        current
    }

    /// Returns the path that `module` re-exports under `name`.
    fn reexport(&self, module: &Module, name: &str) -> Option<Vec<String>> {
        let tokens = self.files.get(module)?;
        let mut paths = Vec::new();
        for at in 0..tokens.len() {
            if let Some(start) = reexport_start(tokens, at) {
                tree(tokens, start, &[], &mut paths);
            }
        }
        let found = paths.into_iter().find(|path| path.name.as_deref() == Some(name))?;
        Some(found.segments)
    }
}

/// Returns where the path of a `pub use` or `pub(...) use` starts.
fn reexport_start(tokens: &[Token], at: usize) -> Option<usize> {
    let is_name =
        |at: usize, name: &str| matches!(tokens.get(at), Some(Token::Name(n)) if n == name);
    if !is_name(at, "pub") {
        return None;
    }
    let mut next = at + 1;
    if tokens.get(next) == Some(&Token::Other('(')) {
        next += tokens[next..].iter().position(|token| *token == Token::Other(')'))? + 1;
    }
    is_name(next, "use").then_some(next + 1)
}

/// Reads a path or a tree of paths, and returns where it ends.
fn tree(tokens: &[Token], mut at: usize, before: &[String], paths: &mut Vec<Written>) -> usize {
    let mut segments = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(Token::Name(name)) => {
                segments.push(name.clone());
                at += 1;
            }
            Some(Token::Other('{')) => {
                at += 1;
                while at < tokens.len() && tokens[at] != Token::Other('}') {
                    if tokens[at] == Token::Other(',') {
                        at += 1;
                    } else {
                        let end = tree(tokens, at, &segments, paths);
                        at = end.max(at + 1);
                    }
                }
                return at + 1;
            }
            // `*`, or the generic arguments of an expression.
            _ => break,
        }
        if tokens.get(at) != Some(&Token::Separator) {
            break;
        }
        at += 1;
    }
    let mut name = segments.last().cloned();
    if let (Some(Token::Name(r#as)), Some(Token::Name(alias))) =
        (tokens.get(at), tokens.get(at + 1))
        && r#as == "as"
    {
        name = Some(alias.clone());
        at += 2;
    }
    paths.push(Written { segments, name });
    at
}

/// Returns all modules that `start` imports from, directly or through others.
fn reached_from<'i>(
    imports: &'i BTreeMap<Module, Vec<Module>>,
    start: &'i Module,
) -> BTreeSet<&'i Module> {
    let mut reached = BTreeSet::new();
    let mut next = vec![start];
    while let Some(module) = next.pop() {
        for import in imports.get(module).into_iter().flatten() {
            if reached.insert(import) {
                next.push(import);
            }
        }
    }
    reached
}
