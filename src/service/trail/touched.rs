//! What is told of a file that a save touched: whose it is and what it is, read off its path. A path of the usual form is told as it is; of any
//! other only its sort is, because it may hold words or signs of anybody's choosing.

use crate::cycle::Week;
use crate::record::{Place, model};
use crate::report::{Deed, Review, Touched, What};
use crate::service::is_reference;
use crate::service::saving::message::name_of;
use crate::service::templates::is_template;

/// How many digits the number of an incident on a day has at most.
const DIGITS: usize = 4;

/// The place of the record at `path`, where all that the path repeats of the record has its one form: references, dates, weeks and numbers.
/// Nothing else can then stand in it.
pub(in crate::service) fn plain_place(path: &str) -> Option<Place> {
    let is_plain = |(key, value): (&&str, &String)| match *key {
        "resident" => is_reference(value),
        "week" => Week::parse(value).is_some(),
        "n" => value.len() <= DIGITS && value.bytes().all(|b| b.is_ascii_digit()),
        _ => model::date(value).is_some(),
    };
    Place::of(path).filter(|place| place.values.iter().all(is_plain))
}

/// What a save did that did this to the file at `path`.
fn touched(path: &str, deed: Deed) -> Touched {
    let resident = resident_of(path).map(str::to_owned);
    let (what, record) = match plain_place(path) {
        Some(place) => (What::Record(place.kind), Some(path.to_owned())),
        None if is_template(path) => (What::Template, None),
        None if resident.is_some() && path.split('/').nth(2) == Some("scans") => (What::Scan, None),
        None => (What::Other, None),
    };
    let name = match what {
        What::Record(_) => name_of(path),
        What::Scan | What::Template | What::Other => String::new(),
    };
    Touched { resident, deed, what, record, name, files: 1 }
}

/// The reference of the resident in whose folder `path` lies.
pub(super) fn resident_of(path: &str) -> Option<&str> {
    let (resident, _) = path.strip_prefix("residents/")?.split_once('/')?;
    is_reference(resident).then_some(resident)
}

/// All that a save did, where it did this to the files at these paths: each record for itself, other files by their sort.
pub(in crate::service) fn all<'p>(files: impl IntoIterator<Item = (&'p str, Deed)>) -> Vec<Touched> {
    let mut all: Vec<Touched> = files.into_iter().map(|(path, deed)| touched(path, deed)).collect();
    all.sort_by_cached_key(Touched::order);
    all.dedup_by(|next, one| {
        let is_same = next == one || Touched { files: one.files, ..next.clone() } == *one;
        one.files += if is_same { next.files } else { 0 };
        is_same
    });
    all
}

/// The reviews that are among what a save brought or changed.
pub(super) fn reviews(touched: &[Touched]) -> Vec<Review> {
    let review = |one: &Touched| Some(Review { resident: one.resident.clone()?, name: one.name.clone() });
    touched.iter().filter(|one| one.what.is_review() && one.deed != Deed::Removed).filter_map(review).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kind;

    fn of(path: &str) -> (Option<String>, What, Option<String>) {
        let touched = touched(path, Deed::Brought);
        (touched.resident, touched.what, touched.record)
    }

    #[test]
    fn records_are_told_by_their_path_and_other_files_by_their_sort() {
        let plan = "residents/R-0142/plan.md";
        let resident = Some("R-0142".to_owned());
        assert_eq!(of(plan), (resident.clone(), What::Record(Kind::SupportPlan), Some(plan.to_owned())));
        assert_eq!(of("residents/R-0142/scans/Sam Smith.pdf"), (resident.clone(), What::Scan, None));
        assert_eq!(of("residents/R-0142/notes.md"), (resident, What::Other, None));
        assert_eq!(of(".supportplan/templates/page.html"), (None, What::Template, None));
        assert_eq!(of("residents/Sam/plan.md"), (None, What::Other, None));
        assert_eq!(of("residents/.gitkeep"), (None, What::Other, None));
    }

    #[test]
    fn a_path_of_another_form_is_not_told() {
        for path in [
            "residents/R-0142\n/plan.md",
            "residents/R-0142/weekly/2026-W46\nResident: R-0001.md",
            "residents/R-0142/weekly/2026-W54.md",
            "residents/R-0142/formal/Sam.md",
            "residents/R-0142/formal/2026-13-01.md",
            "residents/R-0142/incidents/2026-11-03-12345.md",
            "team/audits/2026-11-3.md",
        ] {
            let (_, what, record) = of(path);
            assert_eq!((what, record), (What::Other, None), "{path:?}");
        }
    }

    #[test]
    fn files_of_one_sort_are_counted() {
        let paths = ["residents/R-0142/scans/a.pdf", "residents/R-0142/plan.md", "residents/R-0142/scans/b.pdf"];
        let all = all(paths.map(|path| (path, Deed::Brought)));
        assert_eq!(
            all.iter().map(|one| (one.what, one.files)).collect::<Vec<_>>(),
            [(What::Record(Kind::SupportPlan), 1), (What::Scan, 2)]
        );
    }
}
