//! The results of many rounds, and how they are printed.

use std::fmt;

/// The nanoseconds of one call, a value for each round.
#[derive(Debug, Clone, Default)]
pub struct Rounds(Vec<f64>);

impl Rounds {
    /// Adds the value of a round.
    pub fn push(&mut self, ns: f64) {
        self.0.push(ns);
    }

    /// Returns the median.
    #[must_use]
    pub fn median(&self) -> f64 {
        median(self.0.clone())
    }

    /// Returns the smallest value.
    #[must_use]
    pub fn min(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Returns the ratio to `other`: the median of the ratios within each round. A noisy
    /// round changes it less than it changes the ratio of the two medians.
    #[must_use]
    pub fn times(&self, other: &Self) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(mine, other)| mine / other).collect())
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    match figures.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => figures[n / 2],
        n => f64::midpoint(figures[n / 2 - 1], figures[n / 2]),
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Row {
    /// The name of the job.
    pub name: String,
    /// The results, or why there are none.
    pub figures: Result<Figures, String>,
}

/// The results of a row.
#[derive(Debug)]
pub struct Figures {
    /// The times.
    pub rounds: Rounds,
    /// The ratio to the floor of the group.
    pub floors: Option<f64>,
    /// The ratio to the core's row.
    pub cores: Option<f64>,
    /// The heap allocations per call, if they were counted.
    pub allocations: Option<f64>,
}

/// Returns the heading above the rows.
#[must_use]
pub fn heading(title: &str) -> String {
    format!(
        "\n{title:<44}{:>10}{:>10}{:>9}{:>9}{:>7}",
        "ns median", "min", "x floor", "x core", "heap"
    )
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<44}", self.name)?;
        let figures = match &self.figures {
            Ok(figures) => figures,
            Err(reason) => return write!(f, "  not run: {reason}"),
        };
        write!(f, "{:>10.1}{:>10.1}", figures.rounds.median(), figures.rounds.min())?;
        let number = |figure: Option<f64>, digits: usize| {
            figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.digits$}"))
        };
        write!(f, "{:>9}{:>9}", number(figures.floors, 2), number(figures.cores, 2))?;
        write!(f, "{:>7}", number(figures.allocations, 0))
    }
}

/// A target of this project. It is printed and not asserted, because times depend on
/// the machine and its load.
#[derive(Debug)]
pub struct Target {
    /// What is measured.
    pub what: &'static str,
    /// The measured value.
    pub measured: Option<f64>,
    /// The limit.
    pub at_most: f64,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, measured, at_most } = self;
        match measured {
            Some(figure) => {
                let verdict = if figure <= at_most { "met" } else { "not met" };
                write!(f, "{what:<62}{at_most:>7.2}{figure:>10.2}  {verdict}")
            }
            None => write!(f, "{what:<62}{at_most:>7.2}{:>10}  not measured", "-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_taken_within_each_round() {
        let rounds = |figures: &[f64]| Rounds(figures.to_vec());
        let (mine, other) = (rounds(&[2.0, 20.0, 2.0]), rounds(&[1.0, 10.0, 1.0]));
        assert!((mine.times(&other) - 2.0).abs() < f64::EPSILON);
        assert!((rounds(&[1.0, 2.0]).median() - 1.5).abs() < f64::EPSILON);
        assert!(rounds(&[]).median().is_nan());
    }
}
