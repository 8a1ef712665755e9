//! JPEG pictures. Only the segments that the picture itself is made of are kept, and nothing behind its end, where telephones put more
//! pictures.

use super::orientation::Orientation;

const EXIF: &[u8] = b"Exif\0\0";
const JFIF: &[u8] = b"JFIF\0";
/// JFIF up to the small picture that may lie in it.
const JFIF_LENGTH: usize = 12;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const SCAN: u8 = 0xda;
const END: u8 = 0xd9;

/// The picture alone, the right way up; none where it breaks off or does not hold together.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    let (mut head, mut body) = (vec![0xff, 0xd8], Vec::with_capacity(bytes.len()));
    let mut orientation = None;
    let (mut has_frame, mut has_scan) = (false, false);
    loop {
        let marker = marker(&mut rest)?;
        match marker {
            END => break,
            0x01 | 0xd0..=0xd7 => body.extend([0xff, marker]),
            0x00 | 0xd8 => return None,
            _ => {
                let length = usize::from(u16::from_be_bytes(rest.get(..2)?.try_into().ok()?));
                let contents = rest.get(2..length)?;
                rest = &rest[length..];
                match marker {
                    APP0 if contents.starts_with(JFIF) && head.len() == 2 => {
                        segment(&mut head, APP0, &[contents.get(..JFIF_LENGTH)?, &[0, 0]])?;
                    }
                    APP1 if contents.starts_with(EXIF) => {
                        orientation = orientation.or_else(|| Orientation::of(&contents[EXIF.len()..]));
                    }
                    _ if is_picture(marker, contents) => segment(&mut body, marker, &[contents])?,
                    0xe0..=0xef | 0xfe => {}
                    _ => return None,
                }
                has_frame |= matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
                if marker == SCAN {
                    has_scan = true;
                    let end = end_of_scan(rest)?;
                    body.extend(&rest[..end]);
                    rest = &rest[end..];
                }
            }
        }
    }
    if let Some(orientation) = orientation {
        segment(&mut head, APP1, &[EXIF, &orientation.exif()])?;
    }
    head.append(&mut body);
    head.extend([0xff, END]);
    (has_frame && has_scan).then_some(head)
}

/// Takes a marker off the front; it may have bytes before it that fill up.
fn marker(rest: &mut &[u8]) -> Option<u8> {
    let [0xff, after @ ..] = *rest else { return None };
    let fill = after.iter().take_while(|byte| **byte == 0xff).count();
    let (marker, after) = after.get(fill..)?.split_first()?;
    *rest = after;
    Some(*marker)
}

/// Where the coded picture ends: before the next marker that is none of those within it.
fn end_of_scan(rest: &[u8]) -> Option<usize> {
    let mut ends = memchr::memchr_iter(0xff, rest);
    ends.find(|at| rest.get(at + 1).is_some_and(|next| !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff)))
}

/// Whether the picture cannot be shown rightly without this segment: frames, tables and scans, and how its colours are meant.
fn is_picture(marker: u8, contents: &[u8]) -> bool {
    match marker {
        0xc0..=0xcf | 0xda..=0xdf => true,
        0xe2 => contents.starts_with(b"ICC_PROFILE\0"),
        0xee => contents.starts_with(b"Adobe"),
        _ => false,
    }
}

/// Adds a segment; none where it is too long to be one.
fn segment(to: &mut Vec<u8>, marker: u8, contents: &[&[u8]]) -> Option<()> {
    let length = 2 + contents.iter().map(|part| part.len()).sum::<usize>();
    to.extend([0xff, marker]);
    to.extend(u16::try_from(length).ok()?.to_be_bytes());
    contents.iter().for_each(|part| to.extend(*part));
    Some(())
}

#[cfg(test)]
pub(super) mod tests {
    use memchr::memmem::find;
    use proptest::prelude::*;

    use super::*;

    fn joined(segments: &[(u8, &[u8])]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        for (marker, contents) in segments {
            segment(&mut bytes, *marker, &[contents]).expect("short enough");
        }
        bytes
    }

    /// Exif with an orientation of 6 and a place.
    fn exif() -> Vec<u8> {
        let turned =
            b"MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0";
        [EXIF, turned, b"GPS 53.79N 1.54W"].concat()
    }

    const PICTURE: &[(u8, &[u8])] =
        &[(0xdb, &[0; 65]), (0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]), (0xc4, &[0; 20]), (0xda, &[1, 1, 0, 0, 63, 0])];
    const CODED: &[u8] = &[0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56];

    fn with(more: &[(u8, &[u8])]) -> Vec<u8> {
        let mut bytes = joined(&[more, PICTURE].concat());
        bytes.extend(CODED);
        bytes.extend([0xff, END]);
        bytes
    }

    /// A picture, turned, with a place in three forms and another picture behind its end.
    pub(in crate::scan) fn telling() -> Vec<u8> {
        let exif = exif();
        let jfif = [JFIF, &[1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9]].concat();
        let mut bytes = with(&[
            (APP0, &jfif),
            (APP1, &exif),
            (APP1, b"http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>"),
            (0xe2, b"MPF\0MM\0*"),
            (0xe2, b"ICC_PROFILE\0\x01\x01colours"),
            (0xed, b"Photoshop 3.0\08BIM city"),
            (0xee, b"Adobe\0d\0\0\0\0\x01"),
            (0xfe, b"taken by Priya"),
        ]);
        bytes.extend(with(&[(APP1, &exif)]));
        bytes
    }

    #[test]
    fn the_picture_stays_and_all_that_tells_goes() {
        let clean = clean(&telling()).expect("a picture");
        for words in [&b"GPS"[..], b"MPF", b"Photoshop", b"city", b"Priya", b"xap"] {
            assert_eq!(find(&clean, words), None, "{}", String::from_utf8_lossy(words));
        }
        assert!(find(&clean, b"colours").is_some() && find(&clean, b"Adobe").is_some());
        let picture = &joined(PICTURE)[2..];
        let at = find(&clean, picture).expect("the picture's own segments");
        assert_eq!(clean[at + picture.len()..], [CODED, &[0xff, END]].concat());
    }

    #[test]
    fn it_stays_the_right_way_up() {
        let cleaned = clean(&telling()).expect("a picture");
        let at = find(&cleaned, EXIF).expect("a note of it");
        assert_eq!(Orientation::of(&cleaned[at + EXIF.len()..]), Orientation::of(&exif()[EXIF.len()..]));
        assert_eq!(clean(&cleaned), Some(cleaned.clone()), "nothing more goes");
        let upright = with(&[(APP1, b"Exif\0\0MM\0*\0\0\0\x08\0\0")]);
        assert_eq!(find(&clean(&upright).expect("a picture"), EXIF), None);
    }

    #[test]
    fn several_scans_and_what_lies_between_them() {
        let mut bytes = joined(PICTURE);
        bytes.extend(CODED);
        segment(&mut bytes, 0xfe, &[b"between"]).expect("short");
        segment(&mut bytes, 0xda, &[&[1, 1, 0, 0, 63, 0]]).expect("short");
        bytes.extend(CODED);
        bytes.extend([0xff, 0xff, END]);
        let clean = clean(&bytes).expect("a picture");
        assert_eq!(find(&clean, b"between"), None);
        assert_eq!(memchr::memmem::find_iter(&clean, CODED).count(), 2);
    }

    proptest! {
        #[test]
        fn what_breaks_off_is_no_picture(end in 2_usize..100) {
            let whole = with(&[]);
            prop_assert_eq!(clean(&whole[..end.min(whole.len() - 1)]), None);
        }

        #[test]
        fn any_bytes_can_be_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..400) {
            let _ = clean(&[&[0xff, 0xd8, 0xff][..], &bytes].concat());
            let mut broken = telling();
            let at = at % broken.len();
            broken.splice(at..at, bytes);
            if let Some(cleaned) = clean(&broken) {
                prop_assert_eq!(clean(&cleaned), Some(cleaned.clone()));
            }
        }
    }
}
