//! Postcodes outside the safety plan's lists of people and places.

use std::sync::LazyLock;

use regex::Regex;

use super::identifiers::{alone, is_among_contacts, is_called_otherwise, pattern};
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::Postcode,
    checks: "It looks for whole postcodes of the United Kingdom anywhere but in the sections of the safety plan that say whom to \
             call and where to go. The first half alone, which stands for a district, is left alone.",
    why: "A postcode stands for about fifteen homes. Together with a reference and a date it tells who a resident is, and where they \
          or their family can be found.",
    source: "Records hold special-category data (UK GDPR, article 9), so they hold no more about a person than they need to.",
    options: &[],
    needs: None,
    bad: Example::new(
        "referral.md",
        &[("There is no room for the board", "That is in «LS98 1ZZ». There is no room for the board")],
    ),
    good: Example::new(
        "referral.md",
        &[("There is no room for the board", "That is in another town. There is no room for the board")],
    ),
    judge: Judge::Record(judge),
};

/// The letters that postcodes begin with.
const AREAS: &str = "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN \
                     EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR \
                     NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD \
                     WF WN WR WS WV YO ZE";

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if !subject.traces().postcode {
        return Vec::new();
    }
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        let upper = r"[A-PR-UWYZ][A-HK-Y]?\d[0-9A-HJKMNPR-Y]?[ \u{a0}]?\r?\n?[ \u{a0}]?\d[ABD-HJLNP-UW-Z]{2}";
        pattern(&format!(
            "GIR ?0AA|{upper}|{}",
            upper
                .replace("A-PR-UWYZ", "a-pr-uwyz")
                .replace("A-HK-Y]?\\d[0-9A-HJKMNPR-Y", "a-hk-y]?\\d[0-9a-hjkmnpr-y")
                .replace("ABD-HJLNP-UW-Z", "abd-hjlnp-uw-z")
        ))
    });
    static OWN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(postcode|post code|address|lives?|moved|street|road|flat)\b"));
    let text = &record.text;
    let codes = alone(text, &FORM).filter(|span| {
        is_postcode(span.of(text))
            && !is_called_otherwise(text, span.start, &OWN)
            && !names_no_place(&text[..span.start])
    });
    let found = codes.filter(|span| !is_among_contacts(record, span.start)).map(|span| {
        let message = "a postcode stands here, where none belongs";
        let help = "Say what place is meant, such as \"mum's house\" or \"the surgery\", and keep its address in the safety plan under \"People and places\".";
        Finding::new(Code::Postcode, span, message, help).quoting(span.of(text))
    });
    found.collect()
}

/// Whether the word before says that it is the code of a shift or a channel.
fn names_no_place(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    ["shift", "shifts", "channel", "channels", "gate", "seat", "row", "locker", "bay", "stand", "platform", "rota"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether what has the form of a postcode begins as one does, and is no amount such as `3rd` or `2hr` behind a room's number.
fn is_postcode(text: &str) -> bool {
    let area: String = text.chars().take_while(|c| c.is_alphabetic()).collect();
    let unit = text.get(text.len().saturating_sub(2)..).unwrap_or_default();
    let amounts = ["st", "nd", "rd", "th", "hr", "ft", "lb", "pt", "wk", "yr", "qt", "ht", "gb", "tb", "wd", "px"];
    let known = AREAS.split_whitespace().any(|known| known.eq_ignore_ascii_case(&area));
    (known || area == "GIR") && !amounts.contains(&unit)
}
