//! Whether a resident is there in a week, in words.

use chrono::NaiveDate;

use crate::cycle::{Stay, Week};
use crate::page::words;
use crate::record::Record;
use crate::record::model::{self, Away};

/// What is to be told of a resident who is away in the week of `today`, or leaves in it, or has left. `who` begins the sentence.
pub(super) fn told(plan: &Record, who: &str, today: NaiveDate) -> Option<String> {
    let stay: Stay<'static> = model::of_values(&plan.values)?;
    let week = Week::of(today);
    if let Some(left) = stay.left.filter(|left| *left <= week.sunday()) {
        let verb = if left < today { "left" } else { "leaves" };
        return Some(format!("{who} {verb} on {}.", words::long(left)));
    }
    let is_in_week = |away: &&Away| away.from <= week.sunday() && away.back.is_none_or(|back| back > week.monday());
    let away = stay.away.iter().filter(is_in_week).max_by_key(|away| away.from)?;
    let from = words::long(away.from);
    let written = plan.list("away").iter().find(|it| it["from"] == away.from.to_string());
    let reason = written.and_then(|it| it["reason"].as_str());
    let reason = reason.map_or_else(String::new, |reason| format!(" ({})", words::choice(reason)));
    let begins = if away.from > today { format!("will be away from {from}") } else { format!("is away since {from}") };
    Some(match away.back {
        Some(back) if back <= today => {
            format!("{who} was away from {from}{reason}, and is back since {}.", words::long(back))
        }
        Some(back) => format!("{who} {begins}{reason}, and comes back on {}.", words::long(back)),
        None => format!("{who} {begins}{reason}. Nobody knows yet when that ends."),
    })
}

/// Whether the resident had left when the week of `today` began.
pub(super) fn is_gone(plan: &Record, today: NaiveDate) -> bool {
    model::of_values::<Stay<'static>>(&plan.values).is_some_and(|stay| stay.has_left(Week::of(today).monday()))
}
