//! What is due as a calendar, as RFC 5545 has it: an all-day event for each task, on the last day on which it is not overdue.
//!
//! People put the same file into their calendars again and again, and nothing is remembered between two of them. So each calendar stands for itself:
//!
//! - **An event's UID** is the reference, the task and which time round it is, never a day that may be corrected, and behind the `@` the service's
//!   first save, which is the same in every copy and names nobody.
//! - **SEQUENCE** is the moment at which the calendar is made, in seconds since 2020, and the number of saves. What an event says depends on the day, on
//!   edits that nobody saved, on the settings, and on this program; no count of any one of them would rise with all. A calendar that was made later
//!   goes before one made earlier, whatever changed in between, and one made after a save even within the same second.
//! - **What is no longer due is there as cancelled**: done, put off without a day, taken back, switched off, or further ahead than was asked. That is
//!   said for at least four weeks ([`WEEKS_TOLD`]), so a calendar that takes the file once a month misses nothing. Weeks without a review have
//!   events of their own for eight weeks ([`WEEKS_SHOWN`]); all earlier ones share one.
//! - **What cannot be told** is one event, on the day itself, and the events that it is about are left as they were.
//!
//! A resident's folder that is taken away leaves the resident's events behind: they are to be deleted in the calendar.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use icalendar::{Alarm, Class, Component as _, Event, EventLike as _, EventStatus, Property};

use super::words::{command, cycle, hidden, remedy, task, what, when, who, whose, why};
use crate::cycle::Week;
#[cfg(doc)]
use crate::cycle::agenda::WEEKS_TOLD;
use crate::cycle::agenda::{Agenda, Cycle, Done, Item, Task, Untold, WEEKS_SHOWN, Who};
use crate::report::plural;

/// What a calendar needs to know besides the agenda.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'s> {
    /// The name of the service.
    pub service: &'s str,
    /// What tells the service from others, and names nobody.
    pub space: &'s str,
    /// The moment at which it is made.
    pub made: DateTime<Utc>,
    /// How many saves there were by then.
    pub saves: u64,
    /// The day that the agenda is of.
    pub on: NaiveDate,
    /// How many days ahead it looks; none for everything that comes next, however far away.
    pub within: Option<u32>,
}

/// The second from which on SEQUENCE counts: the beginning of 2020.
const BEGINNING: i64 = 1_577_836_800;
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
    let events = agenda.items.iter().flat_map(|item| calendar.due(item));
    let events = events.chain(agenda.done.iter().map(|done| calendar.done(done)));
    let events = events.chain(calendar.caught_up(agenda)).chain([calendar.untold(&agenda.untold)]);
    let components = events.map(Into::into).collect();
    icalendar::Calendar { properties: Property::from_array(head), components }.to_string()
}

/// The end of the UID of the event for all weeks that have none of their own.
const EARLIER: &str = "earlier";

impl Calendar<'_> {
    /// The events of a task: one; or one for each of the last weeks that have no review, and one for all before them.
    fn due(&self, item: &Item) -> Vec<Event> {
        let this = Week::of(self.on);
        if item.weeks.is_empty() {
            let ahead = matches!(item.cycle, Cycle::Week(week) if week > this.next());
            return if ahead { Vec::new() } else { vec![self.one(item)] };
        }
        let split = item.weeks.partition_point(|week| *week < this.back(WEEKS_SHOWN));
        let (earlier, recent) = item.weeks.split_at(split);
        let mut events = Vec::new();
        if let Some(last) = earlier.last() {
            let summary = format!(
                "{}: {} without a review, up to {last}",
                who(&item.who),
                plural(earlier.len(), "week", "weeks")
            );
            let mut event = self.event(&self.uid(item.task, EARLIER, &item.who), &summary, last.sunday());
            event.description(&format!("Why: {}.\n{}", why(item), command(item))).status(EventStatus::Confirmed);
            events.push(event.done());
        }
        events.extend(recent.iter().map(|week| {
            let due = crate::cycle::Due { from: week.monday(), by: week.sunday() };
            self.one(&Item { cycle: Cycle::Week(*week), due, weeks: Vec::new(), ..item.clone() })
        }));
        events
    }

    fn one(&self, item: &Item) -> Event {
        let uid = self.uid(item.task, &cycle(item.cycle), &item.who);
        let summary = format!("{}: {}", who(&item.who), what(item));
        let end = self.within.and_then(|days| self.on.checked_add_days(Days::new(days.into())));
        if end.is_some_and(|end| item.due.from > end) {
            return self.cancelled(&uid, &summary, item.due.by, "Further ahead than this calendar looks.");
        }
        let mut about = format!("Why: {}.", why(item));
        if item.due.from < item.due.by {
            about.push_str(&format!("\nIt can be done from {} on.", when(item.due.from)));
        }
        about.push_str(&format!("\n{}", command(item)));
        let mut event = self.event(&uid, &summary, item.due.by);
        event.description(&about).status(EventStatus::Confirmed);
        // A reminder, with a UID of its own that does not change from one calendar to the next.
        let mut alarm = Alarm::display(&summary, before(item.task));
        alarm.uid(&format!("alarm.{uid}")).timestamp(self.made);
        event.alarm(alarm);
        event.done()
    }

    fn done(&self, done: &Done) -> Event {
        let name = match done.cycle {
            Cycle::Week(week) => format!("weekly review of {week}"),
            Cycle::Round(_) => task(done.task).replace('-', " "),
        };
        let uid = self.uid(done.task, &cycle(done.cycle), &done.who);
        self.cancelled(&uid, &format!("{}: {name}", who(&done.who)), done.day, "Done, or no longer asked for.")
    }

    /// That no weeks lie behind those with an event of their own, of each resident whose safety plan or retention is told of: those are always.
    fn caught_up(&self, agenda: &Agenda) -> Vec<Event> {
        let recent = Week::of(self.on).back(WEEKS_SHOWN);
        let behind = |who: &Who| {
            let mut items = agenda.items.iter().filter(|item| item.who == *who);
            items.any(|item| item.weeks.first().is_some_and(|week| *week < recent))
        };
        let mut told: Vec<&Who> = agenda.done.iter().map(|done| &done.who).filter(|who| **who != Who::Team).collect();
        told.dedup();
        let told = told.into_iter().filter(|who| !behind(who));
        let event = |name: &Who| {
            let summary = format!("{}: weeks without a review", who(name));
            let uid = self.uid(Task::WeeklyReview, EARLIER, name);
            self.cancelled(&uid, &summary, recent.monday(), "Done, or no longer asked for.")
        };
        told.map(event).collect()
    }

    /// What cannot be told stands on the day itself.
    fn untold(&self, untold: &[Untold]) -> Event {
        let uid = format!("untold@{}.supportplan", self.space);
        let summary = "What is due cannot be told";
        if untold.is_empty() {
            return self.cancelled(&uid, summary, self.on, "All can be told.");
        }
        let mut names: Vec<&str> = untold.iter().map(whose).collect();
        names.dedup();
        let lines = untold.iter().map(|one| format!("{}: {}.\n{}", whose(one), hidden(one), remedy(one)));
        let mut event = self.event(&uid, &format!("{summary}: {}", names.join(", ")), self.on);
        event.description(&lines.collect::<Vec<_>>().join("\n")).status(EventStatus::Confirmed);
        event.done()
    }

    fn cancelled(&self, uid: &str, summary: &str, day: NaiveDate, about: &str) -> Event {
        let mut event = self.event(uid, summary, day);
        event.description(about).status(EventStatus::Cancelled);
        event.done()
    }

    /// An event that takes a whole day, and nobody's time.
    fn event(&self, uid: &str, summary: &str, day: NaiveDate) -> Event {
        let mut event = Event::new();
        event.uid(uid).sequence(self.sequence()).timestamp(self.made);
        event.summary(summary).starts(day).ends(day.succ_opt().unwrap_or(day));
        event.class(Class::Private).add_property("TRANSP", "TRANSPARENT");
        event
    }

    fn sequence(&self) -> u32 {
        let saves = i64::try_from(self.saves).unwrap_or(i64::MAX);
        let most = i64::from(i32::MAX);
        u32::try_from((self.made.timestamp() - BEGINNING).saturating_add(saves).clamp(0, most)).unwrap_or(0)
    }

    fn uid(&self, task: Task, cycle: &str, who: &Who) -> String {
        format!("{}.{cycle}.{}@{}.supportplan", self::task(task), self::who(who), self.space)
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

    fn calendar(made: i64) -> Calendar<'static> {
        let made = DateTime::from_timestamp(made, 0).expect("a time");
        Calendar { service: NAME, space: "2f80f94933c8", made, saves: 3, on: day("2026-11-20"), within: None }
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
        // The week behind the first that has no review is an event of its own. All that cannot be told is one, and so are the weeks behind.
        assert_eq!(events.len(), agenda.items.len() + 1 + agenda.done.len() + 1 + 1);
        assert_eq!(of_type(&read, &Type::VAlarm).len(), agenda.items.len() + 1);
        let uids: BTreeSet<String> = events.iter().map(|event| text(event, &Key::Uid)).collect();
        assert_eq!(uids.len(), events.len());
        for event in &events {
            assert_eq!(value(event, &Key::Sequence).as_integer(), Some(1_795_000_000 - BEGINNING + 3));
            let (start, end) = (whole_day(event, &Key::Dtstart), whole_day(event, &Key::Dtend));
            assert_eq!(end, start.succ_opt().expect("a day"));
        }
        for week in ["2026-W45", "2026-W46", "2026-W47"] {
            let uid = format!("weekly-review.{week}.R-0142@2f80f94933c8.supportplan");
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
        let uid = calendar(0).uid(item.task, &cycle(item.cycle), &item.who);
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
        let most = u32::try_from(i32::MAX).expect("it fits");
        for (made, sequence) in [(0, 0), (-5, 0), (BEGINNING + 7, 10), (i64::from(u32::MAX) * 2, most)] {
            assert_eq!(calendar(made).sequence(), sequence);
        }
    }

    #[test]
    fn what_lies_further_ahead_than_was_asked_is_cancelled() {
        let within = Calendar { within: Some(14), ..calendar(0) };
        let events = of_type(&parsed(&due_as_calendar(&agenda(), &within)), &Type::VEvent);
        let status = |begin: &str| {
            let event = events.iter().find(|event| text(event, &Key::Uid).starts_with(begin)).expect("an event");
            value(event, &Key::Status).clone()
        };
        assert_eq!(status("formal-review.1.R-0158@"), ICalendarValue::Status(ICalendarStatus::Confirmed));
        assert_eq!(status("retention.1.R-0101@"), ICalendarValue::Status(ICalendarStatus::Cancelled));
    }

    #[test]
    fn weeks_long_without_a_review_share_an_event() {
        let mut agenda = agenda();
        let late = agenda.items.iter_mut().find(|item| !item.weeks.is_empty()).expect("an item");
        late.weeks = (1..=40).rev().map(|weeks| Week::of(day("2026-11-20")).back(weeks)).collect();
        late.cycle = Cycle::Week(late.weeks[0]);
        let text = due_as_calendar(&agenda, &calendar(1_795_000_000)).replace("\r\n ", "");
        assert!(text.contains("SUMMARY:R-0142: 32 weeks without a review\\, up to 2026-W38"), "{text}");
        assert_eq!(text.matches("UID:weekly-review.2026-W").count(), 8 + 1 + 1, "{text}");
    }
}
