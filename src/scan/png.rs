//! PNG pictures. Only the chunks that the picture itself is made of are kept.

use flate2::Crc;

use super::orientation::Orientation;
use super::{Format, Refused};

/// How each begins.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The picture alone, the right way up.
pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let damaged = Refused::Damaged(Format::Png);
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or(damaged)?;
    let mut kept = SIGNATURE.to_vec();
    let (mut orientation, mut has_data) = (None, false);
    loop {
        let (kind, contents, after) = chunk(rest).ok_or(damaged)?;
        if (kind == *b"IHDR") != (kept.len() == SIGNATURE.len()) {
            return Err(damaged);
        }
        rest = after;
        match &kind {
            b"acTL" | b"fdAT" => return Err(Refused::Moving),
            b"eXIf" => orientation = Orientation::of(contents),
            b"IDAT" => {
                if let Some(orientation) = orientation.take().filter(|_| !has_data) {
                    write(&mut kept, *b"eXIf", &orientation.exif());
                }
                has_data = true;
                write(&mut kept, kind, contents);
            }
            b"IHDR" | b"PLTE" | b"tRNS" | b"gAMA" | b"cHRM" | b"sRGB" | b"iCCP" | b"cICP" | b"sBIT" | b"bKGD"
            | b"pHYs" => {
                write(&mut kept, kind, contents);
            }
            b"IEND" => break,
            // A chunk that no reader may pass over begins with a capital.
            _ if kind[0].is_ascii_uppercase() => return Err(damaged),
            _ => {}
        }
    }
    if let Some(orientation) = orientation {
        write(&mut kept, *b"eXIf", &orientation.exif());
    }
    write(&mut kept, *b"IEND", &[]);
    if has_data { Ok(kept) } else { Err(damaged) }
}

/// The first chunk: its kind, its contents and what follows; none where it breaks off or its sum is wrong.
fn chunk(rest: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let end = length.checked_add(4)?;
    let (sum, after) = rest.get(end..)?.split_first_chunk::<4>()?;
    let (kind, contents) = rest[..end].split_first_chunk::<4>()?;
    (*sum == sum_of(*kind, contents)).then_some((*kind, contents, after))
}

fn sum_of(kind: [u8; 4], contents: &[u8]) -> [u8; 4] {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(contents);
    crc.sum().to_be_bytes()
}

fn write(to: &mut Vec<u8>, kind: [u8; 4], contents: &[u8]) {
    // It came from a chunk, or is a few bytes long.
    to.extend(u32::try_from(contents.len()).unwrap_or_default().to_be_bytes());
    to.extend(kind);
    to.extend(contents);
    to.extend(sum_of(kind, contents));
}

#[cfg(test)]
mod tests {
    use memchr::memmem::find;
    use proptest::prelude::*;

    use super::*;

    const HEAD: ([u8; 4], &[u8]) = (*b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    const DATA: ([u8; 4], &[u8]) = (*b"IDAT", b"coded picture");
    const END: ([u8; 4], &[u8]) = (*b"IEND", b"");
    const TURNED: &[u8] = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS";

    fn joined(chunks: &[([u8; 4], &[u8])]) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        chunks.iter().for_each(|(kind, contents)| write(&mut bytes, *kind, contents));
        bytes
    }

    #[test]
    fn the_picture_stays_and_all_that_tells_goes() {
        let telling = joined(&[
            HEAD,
            (*b"pHYs", &[0; 9]),
            (*b"tEXt", b"Author\0Priya"),
            (*b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0GPSLatitude"),
            (*b"zTXt", b"Comment\0\0x"),
            (*b"tIME", &[7, 0xea, 11, 20, 9, 0, 0]),
            (*b"eXIf", TURNED),
            (*b"prVt", b"private"),
            DATA,
            DATA,
            END,
        ]);
        let cleaned = clean(&[&telling[..], b"behind the end"].concat()).expect("a picture");
        let exif = Orientation::of(TURNED).expect("turned").exif();
        assert_eq!(cleaned, joined(&[HEAD, (*b"pHYs", &[0; 9]), (*b"eXIf", &exif), DATA, DATA, END]));
        assert_eq!(find(&cleaned, b"GPS"), None);
        assert_eq!(clean(&cleaned).as_ref(), Ok(&cleaned), "nothing more goes");
        let behind = clean(&joined(&[HEAD, DATA, (*b"eXIf", TURNED), END])).expect("a picture");
        assert!(find(&behind, &exif).is_some());
    }

    #[test]
    fn what_is_no_single_whole_picture_is_refused() {
        assert_eq!(clean(&joined(&[HEAD, (*b"acTL", &[0; 8]), DATA, END])), Err(Refused::Moving));
        let damaged = Err(Refused::Damaged(Format::Png));
        for chunks in [&[HEAD, END][..], &[DATA, END], &[HEAD, HEAD, DATA, END], &[HEAD, (*b"XXXX", b""), DATA, END]] {
            assert_eq!(clean(&joined(chunks)), damaged);
        }
        let whole = joined(&[HEAD, DATA, END]);
        for end in SIGNATURE.len()..whole.len() {
            assert_eq!(clean(&whole[..end]), damaged, "{end}");
        }
        let mut flipped = whole.clone();
        flipped[50] ^= 1;
        assert_eq!(clean(&flipped), damaged);
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = clean(&[SIGNATURE, &bytes].concat());
        }
    }
}
