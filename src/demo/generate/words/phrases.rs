//! Frames that fit any plan, in pools. A resident hears a whole pool before a frame of it comes again.

use super::{done, formal, person, safety, week};

/// Declares the pools, each with the frames that it holds.
macro_rules! pools {
    ($($pool:ident $frames:path,)*) => {
        /// A pool of frames that can stand for each other, documented where the frames are.
        #[derive(Clone, Copy)]
        pub(crate) enum Pool { $($pool,)* }

        impl Pool {
            /// How many pools there are.
            pub(crate) const COUNT: usize = [$(Pool::$pool),*].len();

            /// The pool's frames.
            pub(crate) fn frames(self) -> &'static [&'static str] {
                match self { $(Pool::$pool => $frames,)* }
            }
        }
    };
}

pools! {
    AboutMe person::ABOUT_ME,
    GoodDay person::GOOD_DAY,
    MyPeople person::MY_PEOPLE,
    TalkWithMe person::TALK_WITH_ME,
    NotForMe person::NOT_FOR_ME,
    Agreed person::AGREED,
    AgreedNo person::AGREED_NO,
    Vision person::VISION,
    ReadyWhen person::READY_WHEN,
    MoveStep person::MOVE_STEP,
    LivedBefore person::LIVED_BEFORE,
    WhyReferred person::WHY_REFERRED,
    WantFirst person::WANT_FIRST,
    Needs person::NEEDS,
    Trigger safety::TRIGGER,
    EarlySign safety::EARLY_SIGN,
    IDo safety::I_DO,
    StaffDo safety::STAFF_DO,
    Helps safety::HELPS,
    Afterwards safety::AFTERWARDS,
    LookAgain safety::LOOK_AGAIN,
    HelpedToo safety::HELPED_TOO,
    LearntToo safety::LEARNT_TOO,
    VisitMet done::VISIT_MET,
    VisitDeclined done::VISIT_DECLINED,
    VisitOut done::VISIT_OUT,
    VisitOff done::VISIT_OFF,
    PartlyResident done::PARTLY_RESIDENT,
    PartlyService done::PARTLY_SERVICE,
    PartlyNeither done::PARTLY_NEITHER,
    NotResident done::NOT_RESIDENT,
    NotService done::NOT_SERVICE,
    NotNeither done::NOT_NEITHER,
    Tail done::TAIL,
    Quote done::QUOTE,
    Kept done::KEPT,
    NotKept done::NOT_KEPT,
    MissedResident done::MISSED_RESIDENT,
    MissedService done::MISSED_SERVICE,
    MissedAway done::MISSED_AWAY,
    MissedMeanwhile done::MISSED_MEANWHILE,
    MissedNext done::MISSED_NEXT,
    CountBetter week::COUNT_BETTER,
    CountWorse week::COUNT_WORSE,
    CountSame week::COUNT_SAME,
    CountReached week::COUNT_REACHED,
    CountFirst week::COUNT_FIRST,
    Emerging week::EMERGING,
    Incident week::INCIDENT,
    Wanted week::WANTED,
    InTheWay week::IN_THE_WAY,
    Promise week::PROMISE,
    NextVisits week::NEXT_VISITS,
    WillDo week::WILL_DO,
    IsFor week::IS_FOR,
    StepDown week::STEP_DOWN,
    StepUp week::STEP_UP,
    NewTime week::NEW_TIME,
    NewWords week::NEW_WORDS,
    SafetyWorks week::SAFETY_WORKS,
    SafetyRisk week::SAFETY_RISK,
    SafetyNeeds week::SAFETY_NEEDS,
    SafetyAfter week::SAFETY_AFTER,
    Improve formal::IMPROVE,
    ImproveNone formal::IMPROVE_NONE,
    ImproveMore formal::IMPROVE_MORE,
    StillNeeded formal::STILL_NEEDED,
    NotSure formal::NOT_SURE,
    Again formal::AGAIN,
    Views formal::VIEWS,
    Declined formal::DECLINED,
    Unable formal::UNABLE,
    OutcomeEnded formal::OUTCOME_ENDED,
    ActionEnded formal::ACTION_ENDED,
}
