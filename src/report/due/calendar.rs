//! What is due as a calendar, as RFC 5545 has it: an all-day event for each task, on the last day on which it is not overdue.
//!
//! Nothing is remembered between two calendars. An event's UID comes from the service, the reference, the task and its cycle, so that it is the same
//! event in each. Its SEQUENCE is the time of the last save, in seconds since 2020, so that a later state of the records goes before an earlier one on every
//! machine. What was done lately, or is no longer asked for, is there as cancelled.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use icalendar::{Alarm, Class, Component as _, Event, EventLike as _, EventStatus, Property};

use super::words::{command, cycle, hidden, remedy, task, what, when, who, why};
use crate::cycle::Week;
use crate::cycle::agenda::{Agenda, Cycle, Done, Item, Task, Untold, Who};
use crate::record::slug;

/// What a calendar needs to know besides the agenda.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'s> {
    /// The name of the service.
    pub service: &'s str,
    /// When the records were last saved.
    pub saved: DateTime<Utc>,
    /// The day that the agenda is of.
    pub on: NaiveDate,
    /// How many days ahead it looks; none for everything that comes next, however far away.
    pub within: Option<u32>,
}

/// The second from which on SEQUENCE counts: the beginning of 2020.
const BEGINNING: i64 = 1_577_836_800;
/// How many weeks back each week without a review has an event of its own, besides the first.
const WEEKS_SHOWN: u64 = 8;
/// The hour of the day at which a calendar reminds people.
const HOUR: i64 = 9;

/// The agenda as a calendar.
pub fn due_as_calendar(agenda: &Agenda, calendar: &Calendar) -> String {
    let name = format!("{}: what is due", calendar.service);
    let head = [
        ("VERSION", "2.0"),
        ("PRODID", "-//supportplan//due//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", &name),
    ];
    let end = calendar.within.and_then(|days| calendar.on.checked_add_days(Days::new(days.into())));
    let items = agenda.items.iter().filter(|item| end.is_none_or(|end| item.due.from <= end));
    let events = items.flat_map(|item| calendar.due(item));
    let events = events.chain(agenda.done.iter().map(|done| calendar.done(done)));
    let events = events.chain(agenda.untold.iter().enumerate().map(|(at, untold)| calendar.untold(at, untold)));
    let components = events.map(Into::into).collect();
    icalendar::Calendar { properties: Property::from_array(head), components }.to_string()
}

impl Calendar<'_> {
    /// The events of a task: one, or one for each week that has no review.
    fn due(&self, item: &Item) -> Vec<Event> {
        let recent = Week::of(self.on).back(WEEKS_SHOWN);
        let weeks = item.weeks.iter().skip(1).filter(|week| **week >= recent);
        let further = weeks.map(|week| {
            let due = crate::cycle::Due { from: week.monday(), by: week.sunday() };
            Item { cycle: Cycle::Week(*week), due, weeks: Vec::new(), ..item.clone() }
        });
        let first = Item { weeks: Vec::new(), ..item.clone() };
        std::iter::once(first).chain(further).map(|item| self.one(&item)).collect()
    }

    fn one(&self, item: &Item) -> Event {
        let summary = format!("{}: {}", who(&item.who), what(item));
        let mut about = format!("Why: {}.", why(item));
        if item.due.from < item.due.by {
            about.push_str(&format!("\nIt can be done from {} on.", when(item.due.from)));
        }
        about.extend(command(item).map(|command| format!("\n{command}")));
        let mut event = self.event(&self.uid(item.task, item.cycle, &item.who), &summary, item.due.by);
        event.description(&about).status(EventStatus::Confirmed);
        event.alarm(self.alarm(item, &summary));
        event.done()
    }

    /// A reminder, with a UID and a time of its own that do not change from one calendar to the next.
    fn alarm(&self, item: &Item, summary: &str) -> Alarm {
        let mut alarm = Alarm::display(summary, before(item.task));
        alarm.uid(&format!("alarm.{}", self.uid(item.task, item.cycle, &item.who))).timestamp(self.saved);
        alarm
    }

    fn done(&self, done: &Done) -> Event {
        let name = match done.cycle {
            Cycle::Week(week) => format!("weekly review of {week}"),
            Cycle::Since(_) | Cycle::First => task(done.task).replace('-', " "),
        };
        let summary = format!("{}: {name}", who(&done.who));
        let mut event = self.event(&self.uid(done.task, done.cycle, &done.who), &summary, done.day);
        event.description("Done, or no longer asked for.").status(EventStatus::Cancelled);
        event.done()
    }

    /// That something cannot be told stands on the day itself.
    fn untold(&self, at: usize, untold: &Untold) -> Event {
        let name = untold.resident.as_deref().unwrap_or("residents");
        let uid = format!("untold.{}.{at}.{name}@{}.supportplan", self.on, self.slug());
        let mut event = self.event(&uid, &format!("{name}: what is due cannot be told"), self.on);
        event.description(&format!("Why: {}.\n{}", hidden(untold), remedy(untold))).status(EventStatus::Confirmed);
        event.done()
    }

    /// An event that takes a whole day, and nobody's time.
    fn event(&self, uid: &str, summary: &str, day: NaiveDate) -> Event {
        let mut event = Event::new();
        event.uid(uid).sequence(self.sequence()).timestamp(self.saved).last_modified(self.saved);
        event.summary(summary).starts(day).ends(day.succ_opt().unwrap_or(day));
        event.class(Class::Private).add_property("TRANSP", "TRANSPARENT");
        event
    }

    fn sequence(&self) -> u32 {
        let most = i64::from(i32::MAX);
        u32::try_from((self.saved.timestamp() - BEGINNING).clamp(0, most)).unwrap_or(0)
    }

    fn slug(&self) -> String {
        Some(slug(self.service)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "service".to_owned())
    }

    fn uid(&self, task: Task, cycle: Cycle, who: &Who) -> String {
        format!("{}.{}.{}@{}.supportplan", self::task(task), self::cycle(cycle), self::who(who), self.slug())
    }
}

/// When a calendar reminds people, counted from the beginning of the day: of what is due at the end of a week on its Friday, of what has to be
/// agreed with a resident or the team two weeks before, of all else on the day itself.
fn before(task: Task) -> Duration {
    let days = match task {
        Task::WeeklyReview => 2,
        Task::FormalReview | Task::TeamReflection | Task::PlanAudit => 14,
        Task::SafetyPlan | Task::SupportPlan | Task::Retention => 0,
    };
    Duration::hours(HOUR) - Duration::days(days)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use calcard::icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType as Type, ICalendarProperty as Key, ICalendarStatus,
        ICalendarValue,
    };

    use super::*;
    use crate::report::due::samples::{agenda, day};

    const NAME: &str = "Larch House; north, \\ \"Lärchenhaus\", which is a very long name for a service (80)";

    fn calendar(saved: i64) -> Calendar<'static> {
        let saved = DateTime::from_timestamp(saved, 0).expect("a time");
        Calendar { service: NAME, saved, on: day("2026-11-20"), within: None }
    }

    fn parsed(text: &str) -> ICalendar {
        ICalendar::parse(text).expect("a calendar")
    }

    fn of_type(calendar: &ICalendar, of: &Type) -> Vec<ICalendarComponent> {
        calendar.components.iter().filter(|component| component.component_type == *of).cloned().collect()
    }

    fn value<'c>(component: &'c ICalendarComponent, key: &Key) -> &'c ICalendarValue {
        component.property(key).and_then(|entry| entry.values.first()).expect("a value")
    }

    fn text(component: &ICalendarComponent, key: &Key) -> String {
        value(component, key).as_text().expect("a text").to_owned()
    }

    /// A day, and that no time of the day stands beside it.
    fn whole_day(component: &ICalendarComponent, key: &Key) -> NaiveDate {
        let ICalendarValue::PartialDateTime(date) = value(component, key) else { panic!("no date") };
        assert!(date.hour.is_none());
        let part = |part: Option<u8>| part.expect("a part").into();
        let year = date.year.expect("a year").into();
        NaiveDate::from_ymd_opt(year, part(date.month), part(date.day)).expect("a day")
    }

    #[test]
    fn another_program_reads_it() {
        let (agenda, text_of) = (agenda(), due_as_calendar(&agenda(), &calendar(1_795_000_000)));
        let read = parsed(&text_of);
        let head = of_type(&read, &Type::VCalendar).remove(0);
        assert_eq!(text(&head, &Key::Other("X-WR-CALNAME".to_owned())), format!("{NAME}: what is due"));
        let events = of_type(&read, &Type::VEvent);
        // The week behind the first that has no review is an event of its own.
        assert_eq!(events.len(), agenda.items.len() + 1 + agenda.done.len() + agenda.untold.len());
        assert_eq!(of_type(&read, &Type::VAlarm).len(), agenda.items.len() + 1);
        let uids: BTreeSet<String> = events.iter().map(|event| text(event, &Key::Uid)).collect();
        assert_eq!(uids.len(), events.len());
        for event in &events {
            assert_eq!(value(event, &Key::Sequence).as_integer(), Some(1_795_000_000 - BEGINNING));
            let (start, end) = (whole_day(event, &Key::Dtstart), whole_day(event, &Key::Dtend));
            assert_eq!(end, start.succ_opt().expect("a day"));
        }
        for week in ["2026-W45", "2026-W46", "2026-W47"] {
            let uid = format!("weekly-review.{week}.R-0142@{}.supportplan", slug(NAME));
            let event = events.iter().find(|event| text(event, &Key::Uid) == uid).expect(week);
            assert_eq!(text(event, &Key::Summary), format!("R-0142: weekly review of {week}"));
            assert_eq!(*value(event, &Key::Status), ICalendarValue::Status(ICalendarStatus::Confirmed));
        }
    }

    #[test]
    fn what_is_done_is_cancelled_and_stays_the_same_event() {
        let mut before = agenda();
        before.untold.clear();
        let mut after = before.clone();
        let item = after.items.remove(0);
        after.done.push(Done { who: item.who.clone(), task: item.task, cycle: item.cycle, day: item.due.by });
        let read = |agenda: &Agenda, saved| of_type(&parsed(&due_as_calendar(agenda, &calendar(saved))), &Type::VEvent);
        let uid = calendar(0).uid(item.task, item.cycle, &item.who);
        let find = |events: Vec<ICalendarComponent>| events.into_iter().find(|event| text(event, &Key::Uid) == uid);
        let open = find(read(&before, 1_795_000_000)).expect("an event");
        let done = find(read(&after, 1_795_000_001)).expect("an event");
        assert_eq!(*value(&done, &Key::Status), ICalendarValue::Status(ICalendarStatus::Cancelled));
        assert!(value(&open, &Key::Sequence).as_integer() < value(&done, &Key::Sequence).as_integer());
    }

    #[test]
    fn lines_end_and_break_as_the_standard_says() {
        let text = due_as_calendar(&agenda(), &calendar(1_795_000_000));
        assert_eq!(text, due_as_calendar(&agenda(), &calendar(1_795_000_000)), "nothing in it is of the moment");
        assert!(text.ends_with("END:VCALENDAR\r\n") && text.matches('\n').count() == text.matches("\r\n").count());
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(text.contains("VERSION:2.0\r\n") && text.contains("METHOD:PUBLISH\r\n"));
    }

    #[test]
    fn times_that_no_clock_has_do_no_harm() {
        for (saved, sequence) in [(0, 0), (-5, 0), (BEGINNING + 7, 7), (i64::from(u32::MAX), i32::MAX as u32)] {
            assert_eq!(
                calendar(saved).sequence(),
                sequence.min(u32::try_from((saved - BEGINNING).max(0)).unwrap_or(u32::MAX))
            );
        }
        let within = Calendar { within: Some(14), ..calendar(0) };
        let few = due_as_calendar(&agenda(), &within);
        assert!(!few.contains("retention.") && few.contains("formal-review.2026-07-13.R-0158"), "{few}");
    }
}
