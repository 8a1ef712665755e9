//! Which runs are made, and what is told of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::after::{Broken, try_fault};
use crate::commands::{Row, WRITING};
use crate::course::Course;
use crate::inject::Fault;

/// The variable that says which runs are made.
pub(crate) const WHICH: &str = "SUPPORTPLAN_FAULTS";
/// How many runs of a row are made, at the least, where nothing else is said.
const USUAL: usize = 6;

/// Which runs are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Which {
    /// A fixed sample of each row.
    Sample,
    /// All runs there are.
    All,
    /// All runs of a row.
    Row(String),
    /// One run, told of in full.
    One(String, usize, Fault),
}

impl Which {
    /// As the environment says.
    pub(crate) fn told() -> Self {
        let told = std::env::var(WHICH).unwrap_or_default();
        let parts: Vec<_> = told.split(':').collect();
        match parts[..] {
            [""] => Self::Sample,
            ["all"] => Self::All,
            [row] => Self::Row(row.to_owned()),
            [row, at, fault] => {
                let known = Fault::ALL.into_iter().find(|known| known.name() == fault);
                Self::One(row.to_owned(), at.parse().expect("a number"), known.expect("a fault's name"))
            }
            _ => panic!("{WHICH} is empty, `all`, ROW, or ROW:NUMBER:FAULT"),
        }
    }

    /// The rows that have runs.
    pub(crate) fn rows(&self) -> Vec<&'static Row> {
        let named = |row: &&Row| match self {
            Self::Sample | Self::All => true,
            Self::Row(name) | Self::One(name, ..) => row.name == name,
        };
        let rows: Vec<_> = WRITING.iter().filter(named).collect();
        let names: Vec<_> = WRITING.iter().map(|row| row.name).collect();
        assert!(!rows.is_empty(), "no row has that name; there are: {}", names.join(", "));
        rows
    }

    /// The runs of a row, each the number of a call and what goes wrong with it.
    fn runs(&self, course: &Course) -> Vec<(usize, Fault)> {
        let all = all(course);
        match self {
            Self::One(_, at, fault) => vec![(*at, *fault)],
            Self::Sample => sample(course, &all),
            Self::All | Self::Row(_) => all,
        }
    }
}

/// Every fault at every call; a torn write where something is written.
fn all(course: &Course) -> Vec<(usize, Fault)> {
    let runs = course.calls.iter().flat_map(|call| {
        let fits = |fault: &Fault| *fault != Fault::Torn || call.writes();
        Fault::ALL.into_iter().filter(fits).map(|fault| (call.number, fault))
    });
    runs.collect()
}

/// A part of the runs, the same each time: evenly spread ones, and every kind of call at least once.
fn sample(course: &Course, all: &[(usize, Fault)]) -> Vec<(usize, Fault)> {
    // A stride that shares no divisor with the count of faults meets them all.
    let mut stride = all.len().div_ceil(USUAL).max(1);
    while stride > 1 && [2usize, 3, 5].into_iter().any(|divisor| stride.is_multiple_of(divisor)) {
        stride += 1;
    }
    let mut chosen: BTreeSet<_> = all.iter().step_by(stride).copied().collect();
    let mut kinds = BTreeSet::new();
    for (at, call) in course.calls.iter().enumerate() {
        if kinds.insert((&call.name, call.path.parent())) && kinds.len() <= USUAL / 2 {
            let fitting: Vec<_> = all.iter().filter(|(number, _)| *number == call.number).collect();
            chosen.insert(*fitting[at % fitting.len()]);
        }
    }
    chosen.into_iter().collect()
}

/// A run, and what did not hold after it.
type Failed = ((usize, Fault), Vec<Broken>);

/// What was found in the runs of a row.
pub(crate) struct Report {
    pub(crate) lines: Vec<String>,
    pub(crate) failed: usize,
    pub(crate) made: usize,
    pub(crate) there: usize,
}

/// Makes the runs of a row, several at the same time.
pub(crate) fn walk(course: &Course, which: &Which) -> Report {
    let begun = Instant::now();
    let runs = which.runs(course);
    let one = matches!(which, Which::One(..));
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<Failed>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((at, fault)) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let broken = try_fault(course, *at, *fault, one);
                    if !broken.is_empty() {
                        found.lock().expect("no panic").push(((*at, *fault), broken));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().expect("no panic");
    found.sort();
    let (made, there) = (runs.len(), all(course).len());
    let mut lines = vec![format!(
        "{}: {} calls, {made} of {there} runs ({} %), {} failed, {} s",
        course.row.name,
        course.calls.len(),
        made * 100 / there,
        found.len(),
        begun.elapsed().as_secs()
    )];
    lines.extend(grouped(course, &found));
    Report { lines, failed: found.len(), made, there }
}

/// What is told of each rule that was broken: after which faults, how often, and one case.
fn grouped(course: &Course, found: &[Failed]) -> Vec<String> {
    let mut groups: BTreeMap<&str, Vec<(usize, Fault, &str)>> = BTreeMap::new();
    for ((at, fault), broken) in found {
        let mut rules = BTreeSet::new();
        for broken in broken.iter().filter(|broken| rules.insert(broken.rule)) {
            groups.entry(broken.rule).or_default().push((*at, *fault, &broken.found));
        }
    }
    let told = |(rule, cases): (&str, Vec<(usize, Fault, &str)>)| {
        let count = |fault: &Fault| cases.iter().filter(|(_, other, _)| other == fault).count();
        let counts = Fault::ALL.iter().filter(|fault| count(fault) > 0);
        let counts: Vec<_> = counts.map(|fault| format!("{} {}", fault.name(), count(fault))).collect();
        let (at, fault, found) = cases[cases.len() / 2];
        let call = course.calls.iter().find(|call| call.number == at);
        let call = call.map(|call| format!("{} of {}", call.name, call.path.display())).unwrap_or_default();
        format!(
            "  NOT SO: {rule} ({})\n    calls {}\n    for one, at {call}: {found}\n    {WHICH}={}:{at}:{}",
            counts.join(", "),
            ranges(&cases.iter().map(|(at, ..)| *at).collect()),
            course.row.name,
            fault.name()
        )
    };
    groups.into_iter().map(told).collect()
}

/// Numbers in short: those that follow one another as `first-last`.
fn ranges(numbers: &BTreeSet<usize>) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let shown =
        ranges.iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") });
    shown.collect::<Vec<_>>().join(", ")
}
