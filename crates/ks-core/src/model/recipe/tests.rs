use alloc::string::ToString;
use alloc::vec::Vec;

use super::*;

#[test]
fn every_recipe_fills_in_from_its_examples() {
    for recipe in RECIPES {
        let all: Vec<_> = recipe.fields.iter().map(|field| (field.name, field.example)).collect();
        let text = recipe.fill(&all).unwrap().to_string();
        assert!(!text.contains(['{', '}']), "{text}");
        for field in recipe.fields {
            let used = recipe.parts.iter().any(|part| part.fields().any(|f| f == field.name));
            assert!(used, "{} {}", recipe.name, field.name);
        }
        for field in recipe.parts.iter().flat_map(RecipePart::fields) {
            assert!(recipe.fields.iter().any(|known| known.name == field), "{field}");
        }
        assert!(!recipe.source.is_empty() && recipe.expiry > 0);
    }
}

#[test]
fn what_is_missing_is_listed() {
    let message = |name: &str, values: &[(&str, &str)]| {
        recipe(name).unwrap().fill(values).unwrap_err().to_string()
    };
    let kaf = message("kaf", &[("role", "viewerRole")]);
    assert!(kaf.contains("firstName (") && kaf.contains("lastName ("), "{kaf}");
    let first =
        recipe("kaf").unwrap().fields.iter().find(|field| field.name == "firstName").unwrap();
    assert!(kaf.contains(&alloc::format!(
        "firstName ({}, such as {})",
        first.meaning,
        first.example
    )));
    assert!(message("room", &[("role", "r")]).contains("eventId or resourceId"));
    assert!(message("playback", &[("entri", "x")]).contains("its fields are entry"));
    assert!(message("playback", &[("entry", "a,b")]).contains("','"));
    assert!(message("playback", &[("entry", " ")]).contains("empty"));
    assert!(message("playback", &[("entry", "a"), ("entry", "b")]).contains("more than once"));
    assert!(recipe("playbak").unwrap_err().to_string().contains("playback"));
}

#[test]
fn optional_parts_and_urls() {
    let text = |name: &str, values: &[(&str, &str)]| {
        recipe(name).unwrap().fill(values).unwrap().to_string()
    };
    assert_eq!(
        text("playback", &[("entry", "0_a"), ("context", "portal"), ("limit", "4")]),
        "setrole:PLAYBACK_BASE_ROLE,sview:0_a,enableentitlement,privacycontext:portal,actionslimit:4"
    );
    let kaf = [("firstName", "Ann"), ("lastName", "Lee"), ("role", "viewerRole")];
    assert_eq!(
        text("kaf", &[&kaf[..], &[("returnUrl", "https://example.com/a?b=c")]].concat()),
        "actionslimit:-1,firstName:Ann,lastName:Lee,role:viewerRole,returnUrl:https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc"
    );
    assert_eq!(
        text("kaf", &[&kaf[..], &[("returnUrl", "https%3A%2F%2Fexample.com")]].concat()),
        "actionslimit:-1,firstName:Ann,lastName:Lee,role:viewerRole,returnUrl:https%3A%2F%2Fexample.com"
    );
}
