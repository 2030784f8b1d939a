//! What is told about the reader's own account.

use super::Said;
use crate::words::plural;

/// A link to choose a new password.
pub(super) fn password_reset(token: &str) -> Said {
    Said::new(
        "Choose a new password for Commonpool",
        vec![
            "Somebody, probably you, asked for a new password. The link works for one hour."
                .to_owned(),
            "If it was not you, do nothing: your password stays as it is.".to_owned(),
        ],
    )
    .link("Choose a new password", format!("/password/new?token={token}"))
}

/// Signing in takes a code from now on.
pub(super) fn second_factor_on() -> Said {
    changed(
        "A code from your phone is asked for from now on",
        "Signing in to Commonpool now takes your password and a code from your phone.",
    )
}

/// Signing in takes no code any more.
pub(super) fn second_factor_off() -> Said {
    changed(
        "A code from your phone is asked for no more",
        "Signing in to Commonpool now takes your password only. To approve orders you need a code \
         again.",
    )
}

/// The recovery codes are others.
pub(super) fn recovery_codes_renewed() -> Said {
    changed("You have new recovery codes", "The recovery codes you had before work no more.")
}

/// One recovery code fewer.
pub(super) fn recovery_code_used(codes_left: i64) -> Said {
    changed(
        "A recovery code was used to sign in",
        &format!(
            "Somebody signed in to your account with a recovery code. You have {} left.",
            plural(u64::try_from(codes_left).unwrap_or(0), "code", "codes")
        ),
    )
}

/// The account is closed.
pub(super) fn closed() -> Said {
    Said::new(
        "Your Commonpool account is closed",
        vec![
            "You cannot sign in any more, and your address is no longer kept. Your name stays only \
             beside what you signed or ordered for a school, for six years."
                .to_owned(),
        ],
    )
}

/// Something changed about the account of whoever reads it.
fn changed(subject: &str, told: &str) -> Said {
    Said::new(
        subject,
        vec![
            told.to_owned(),
            "If it was not you, choose a new password now: that signs everybody out.".to_owned(),
        ],
    )
    .link("Choose a new password", "/password")
}
