//! Kinds of findings as the command line names them.

use anyhow::{Result, bail};

use crate::check::nearest;
use crate::finding::Code;

/// All kinds whose code is named, or begins so, or whose name is named.
///
/// # Errors
/// One of the names fits none.
pub(super) fn named(names: &[String]) -> Result<Vec<Code>> {
    let mut codes = Vec::new();
    for name in names {
        let start = name.trim().to_ascii_uppercase();
        let meant = |code: &&Code| (!start.is_empty() && code.number().starts_with(&start)) || is_named(**code, name);
        let before = codes.len();
        codes.extend(Code::ALL.iter().filter(meant));
        if codes.len() == before {
            bail!("{}", unknown(name));
        }
    }
    Ok(codes)
}

/// The kind of that code or name.
///
/// # Errors
/// There is none.
pub(super) fn one(name: &str) -> Result<Code> {
    match Code::ALL.iter().find(|code| is_named(**code, name)) {
        Some(code) => Ok(*code),
        None => bail!("{}", unknown(name)),
    }
}

fn is_named(code: Code, name: &str) -> bool {
    let name = name.trim();
    code.number().eq_ignore_ascii_case(name) || code.name().eq_ignore_ascii_case(name)
}

fn unknown(name: &str) -> String {
    let known = Code::ALL.iter().flat_map(|code| [code.number(), code.name()]);
    match nearest(name.trim(), known) {
        Some(known) => format!("no finding has the code {name:?}; did you mean {known}?"),
        None => format!("no finding has the code {name:?}; `supportplan explain --all` lists all codes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_named_whole_by_their_start_or_by_name() {
        let numbers = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            named(&names).map(|codes| codes.iter().map(|code| code.number()).collect::<Vec<_>>())
        };
        assert_eq!(numbers(&["F036"]).expect("known"), ["F036"]);
        assert_eq!(numbers(&["f04", "unanswered"]).expect("known"), ["F040", "F041", "F042", "F043", "F036"]);
        let of_format = Code::ALL.iter().filter(|code| code.number().starts_with('F')).count();
        assert_eq!(numbers(&["F"]).expect("known").len(), of_format);
        assert!(numbers(&[""]).is_err() && numbers(&["F036", "Z"]).is_err());
    }

    #[test]
    fn what_is_unknown_is_told_with_the_nearest() {
        assert_eq!(one("unknown-key").expect("known"), Code::UnknownKey);
        let told = |name: &str| one(name).expect_err("unknown").to_string();
        assert!(told("unkown-key").contains("did you mean unknown-key?"), "{}", told("unkown-key"));
        assert!(told("F03").contains("did you mean F0"), "{}", told("F03"));
        assert!(!told("quite-another-thing").contains("did you mean"));
    }
}
