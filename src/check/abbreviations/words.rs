//! Words in capitals that are no abbreviations to a resident, and small letters that are.

/// Abbreviations that stand for themselves: more people know them than know what they are short for.
pub(super) const WELL_KNOWN: &[&str] = &[
    "AD", "AM", "ATM", "BBC", "BC", "BST", "CCTV", "CD", "COVID", "CV", "DIY", "DJ", "DVD", "DVLA", "EU", "FC", "GCSE",
    "GMT", "GPS", "HIV", "ID", "ITV", "LED", "MOT", "MP", "NHS", "OK", "PC", "PDF", "PE", "PIN", "PM", "SIM", "SMS",
    "TV", "UK", "US", "USA", "USB", "VAT", "VHS", "XL", "XS",
];

/// Words like any other, which people write in capitals to say them loudly; days and months among them.
pub(super) const LOUD: &[&str] = &[
    "AFTER", "AGAIN", "ALL", "ALONE", "ALSO", "AN", "AND", "ANY", "ARE", "AS", "ASK", "AT", "BACK", "BE", "BOTH",
    "BUT", "BY", "CALL", "CAN", "COME", "DAD", "DAY", "DID", "DO", "DOES", "DONE", "DOOR", "DOWN", "EACH", "EAT",
    "EVEN", "EVER", "EVERY", "FIRE", "FIRST", "FOR", "FROM", "FULL", "GET", "GIVE", "GO", "GOOD", "HAD", "HALF", "HAS",
    "HAVE", "HE", "HELP", "HER", "HERE", "HIM", "HIS", "HOME", "HOW", "IF", "IN", "IS", "IT", "ITS", "JUST", "KEEP",
    "KEY", "KNOCK", "LAST", "LEAVE", "LESS", "LET", "LONG", "LOOK", "MAY", "ME", "MORE", "MOST", "MUM", "MUST", "MY",
    "NEED", "NEVER", "NEW", "NEXT", "NIGHT", "NO", "NOT", "NOW", "OF", "OFF", "ON", "ONCE", "ONE", "ONLY", "OPEN",
    "OR", "OUR", "OUT", "OVER", "OWN", "PLAN", "PLUS", "PUT", "READ", "RISK", "SAFE", "SAY", "SEE", "SHE", "SHUT",
    "SIGN", "SO", "SOME", "SOON", "STAFF", "STAY", "STILL", "STOP", "TAKE", "TALK", "TELL", "THAN", "THAT", "THE",
    "THEIR", "THEM", "THEN", "THERE", "THEY", "THIS", "TO", "TODAY", "TOO", "TRY", "TWICE", "TWO", "UNTIL", "UP",
    "USE", "VERY", "WAIT", "WANT", "WAS", "WE", "WEEK", "WELL", "WENT", "WERE", "WHAT", "WHEN", "WHERE", "WHO", "WHY",
    "WILL", "WITH", "WORK", "YES", "YET", "YOU", "YOUR", "MON", "TUE", "TUES", "WED", "THU", "THUR", "THURS", "FRI",
    "SAT", "SUN", "JAN", "FEB", "MAR", "APR", "MARCH", "APRIL", "JUNE", "JUN", "JULY", "JUL", "AUG", "SEP", "SEPT",
    "OCT", "NOV", "DEC",
];

/// Abbreviations in small letters that plain language does without.
pub(super) const SMALL: &[&str] = &["e.g", "eg", "i.e", "ie", "p.r.n", "prn"];
