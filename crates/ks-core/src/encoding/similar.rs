//! Finding the known name that is most similar to a misspelled one.

use alloc::vec::Vec;

/// Returns the most similar of the known names, if one is similar enough. The case of letters
/// does not count.
pub(crate) fn most_similar<'k>(
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    if name.len() > 64 {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    known
        .into_iter()
        .map(|known| (edit_distance(&lower, &known.to_ascii_lowercase()), known))
        .filter(|(distance, known)| *distance <= known.len() / 4 + usize::from(known.len() > 3))
        .min()
        .map(|(_, known)| known)
}

/// Returns the number of letters to replace, insert or delete (Levenshtein distance).
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::{edit_distance, most_similar};

    #[test]
    fn distances_are_the_fewest_edits() {
        for (a, b, distance) in [
            ("", "", 0),
            ("", "ab", 2),
            ("abc", "", 3),
            ("abc", "abc", 0),
            ("kitten", "sitting", 3),
            ("sveiw", "sview", 2),
            ("list", "lists", 1),
            ("abcd", "bcda", 2),
        ] {
            assert_eq!(edit_distance(a, b), distance, "{a} {b}");
            assert_eq!(edit_distance(b, a), distance, "{b} {a}");
        }
    }

    #[test]
    fn a_name_is_similar_up_to_a_quarter_of_its_letters() {
        let known = ["all", "edit", "sview", "setrole", "privacycontext"];
        for (name, similar) in [
            ("ALL", Some("all")),
            ("alk", None),
            ("sviw", Some("sview")),
            ("edi", Some("edit")),
            ("eddiit", Some("edit")),
            ("eddiiit", None),
            ("setrl", Some("setrole")),
            ("setr", None),
            ("PrivacyCntxtt", Some("privacycontext")),
            ("prvcycntx", None),
            ("", None),
        ] {
            assert_eq!(most_similar(name, known), similar, "{name}");
        }
        // The closest one counts, and the first in the alphabet of those.
        assert_eq!(most_similar("edita", ["edixx", "edits", "editb"]), Some("editb"));
        let long = |len| String::from_utf8(alloc::vec![b'x'; len]).unwrap();
        assert_eq!(most_similar(&long(64), [&*long(65)]), Some(&*long(65)));
        assert_eq!(most_similar(&long(65), [&*long(65)]), None);
    }
}
