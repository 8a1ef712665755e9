//! Signatures, where the settings ask for them.

use crate::layout::needs_git;
use crate::place::Place;
use crate::state::State;

/// Settings and a key to sign with, as OpenSSH makes them.
fn ssh(place: &mut Place) {
    if std::process::Command::new("ssh-keygen").arg("-?").output().is_err() {
        place.cannot = Some("ssh-keygen is not there".to_owned());
        return;
    }
    place.shell(
        "ssh-keygen -q -t ed25519 -N '' -f ../home/key; printf 'priya.n@larch-house.example ' > ../home/signers; \
         cat ../home/key.pub >> ../home/signers; git config gpg.format ssh; git config user.signingKey ~/key.pub; \
         git config gpg.ssh.allowedSignersFile ~/signers; git config commit.gpgSign true",
    );
}

fn openpgp(place: &mut Place) {
    place.git(&["config", "commit.gpgSign", "true"]);
    let made = std::process::Command::new("sh")
        .args([
            "-ec",
            "mkdir -m 700 .gnupg; gpg --homedir \"$PWD/.gnupg\" --batch --quiet --passphrase '' --quick-generate-key \
               'Priya N <priya.n@larch-house.example>' ed25519 sign never 2> /dev/null",
        ])
        .current_dir(place.all().join("home"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        place.cannot = Some("gpg does not start".to_owned());
    }
}

fn is_signed(place: &Place) {
    let (good, said) = place.try_git(&["verify-commit", "HEAD"]);
    assert!(good, "the signature is good: {said}");
}

pub(crate) fn states() -> Vec<State> {
    let fails = |name: &str, setting: &'static str, value: &'static str| {
        State::refuses(name, 2, "sign the commit")
            .begin(move |place| {
                ssh(place);
                match value {
                    "" => place.git(&["config", "--unset", setting]),
                    value => place.git(&["config", setting, value]),
                };
            })
            .mend(|place| {
                place.shell("git config user.signingKey ~/key.pub; git config --unset gpg.ssh.program || true")
            })
            .also(|place, said| {
                if said.contains("Saved") {
                    is_signed(place);
                }
            })
    };
    vec![
        State::works("signed with an SSH key").begin(ssh).also(|place, _| is_signed(place)),
        // The agent is not there in a copy of the state.
        State::works("signed with an SSH key that an agent holds").begin(|place| {
            ssh(place);
            let socket = place.all().join("seen/agent").to_string_lossy().into_owned();
            if place.cannot.is_some() || !place.helper("ssh-agent", &["-D", "-a", &socket], &socket) {
                place.cannot = Some("no agent for SSH".to_owned());
                return;
            }
            place.set("SSH_AUTH_SOCK", &socket);
            place.shell(&format!("SSH_AUTH_SOCK={socket} ssh-add -q ../home/key; git config user.signingKey \"key::$(cat ../home/key.pub)\"; rm ../home/key"));
        }).unlike_git().also(|place, _| is_signed(place)),
        State::works("signed with OpenPGP").begin(openpgp).also(|place, _| {
            is_signed(place);
        }),
        State::works("signing is set up, and not asked for").begin(|place| {
            ssh(place);
            place.git(&["config", "commit.gpgSign", "false"]);
        }).also(|place, _| assert_eq!(place.git(&["log", "-1", "--format=%G?"]), "N\n")),
        State::works("signing is asked for by the environment").begin(|place| {
            ssh(place);
            place.git(&["config", "commit.gpgSign", "false"]);
            place.set("GIT_CONFIG_COUNT", "1");
            place.set("GIT_CONFIG_KEY_0", "commit.gpgSign");
            place.set("GIT_CONFIG_VALUE_0", "true");
        }).also(|place, _| is_signed(place)),
        State::works("another encoding for messages").unlike_git()
            .begin(|place| _ = place.git(&["config", "i18n.commitEncoding", "ISO-8859-1"]))
            .also(|place, _| assert_eq!(place.git(&["log", "-1", "--format=%e"]).trim(), "", "messages are UTF-8")),
        State::works("signed, with another encoding for messages").begin(|place| {
            ssh(place);
            place.git(&["config", "i18n.commitEncoding", "ISO-8859-1"]);
        }).unlike_git().also(|place, _| {
            is_signed(place);
            assert_eq!(place.git(&["log", "-1", "--format=%e"]).trim(), "", "messages are UTF-8");
        }),
        fails("the key is not there", "user.signingKey", "~/no-such-key"),
        fails("no key is named", "user.signingKey", ""),
        fails("the program that signs is not there", "gpg.ssh.program", "no-such-program"),
        fails("the program that signs fails", "gpg.ssh.program", "false"),
        needs_git("signing, and no git on this computer", ssh),
    ]
}
