//! One look at a whole file for what numbers and addresses have in common, so that the rules on them search only where there is something
//! to be found.

/// What a file may hold, by the look of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::check) struct Traces {
    /// Nine digits with little between them: a phone number, or an NHS number.
    pub long_number: bool,
    /// The sign of an e-mail address.
    pub at_sign: bool,
    /// A digit with two letters directly behind it, as in a postcode.
    pub postcode: bool,
    /// Six digits and a letter up to D, as in a National Insurance number.
    pub insurance: bool,
}

/// More bytes than stand between two digits of one number.
const GAP: usize = 10;

impl Traces {
    /// What `text` may hold.
    pub(in crate::check) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut traces = Self::default();
        let (mut digits, mut gap) = (0_usize, 0_usize);
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    (digits, gap) = (digits + 1, 0);
                    traces.long_number |= digits >= 9;
                }
                _ if digits == 0 && *byte != b'@' => {}
                b' ' | b'\n' | b'\r' | b'.' | b'(' | b')' | b'-' | b'/' | b'+' | 0x80.. => {
                    gap += 1;
                    digits = if gap > GAP { 0 } else { digits };
                }
                b'@' => (traces.at_sign, digits) = (true, 0),
                letter => {
                    traces.insurance |= digits == 6 && matches!(letter.to_ascii_lowercase(), b'a'..=b'd');
                    traces.postcode |= gap == 0
                        && letter.is_ascii_alphabetic()
                        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
                    (digits, gap) = (0, 0);
                }
            }
        }
        traces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_seen_and_dates_leave_none() {
        let plain = "date: 2026-11-20\ntime: \"14:00\"\n---\nSam took bus 7 at 10.15 with R-0117, for £12.50.";
        assert_eq!(Traces::of(plain), Traces::default());
        assert!(Traces::of("07700 900123").long_number && Traces::of("943 476\r\n5919").long_number);
        assert!(Traces::of("LS98 1ZZ").postcode && Traces::of("sw1a1aa").postcode && Traces::of("a@b.c").at_sign);
        assert!(Traces::of("QQ 12 34 56 C").insurance && Traces::of("ab123456\nc").insurance);
    }
}
