"""Generates a KS for a viewer, then inspects, decodes, verifies and renews it.

    pip install kaltura-ks
    python quickstart.py
"""

import os

import kaltura_ks

PARTNER_ID = 1234567


def main() -> None:
    # This default is invented. Take a real secret from the environment or a vault.
    secret = os.environ.get("KALTURA_ADMIN_SECRET", "0123456789abcdef0123456789abcdef")

    # A USER session that can play one entry for four hours.
    signer = kaltura_ks.Signer(PARTNER_ID, secret)
    ks = signer.generate(
        "ann@example.com",
        expiry=4 * 3600,
        privileges={"sview": "0_abcdefgh", "privacycontext": "portal"},
    )
    print("KS       ", ks)

    # Without the secret, only the partner is visible, and nothing is verified.
    seen = kaltura_ks.inspect(ks)
    print("inspect  ", f"v{seen.version} of partner {seen.partner_text}")

    # With the secret, every field is visible, as the server reads it.
    keyring = kaltura_ks.Keyring(secret)
    decoded = keyring.decode(ks)
    print("decode   ", decoded.user_id, "until", decoded.expires)

    # A service verifies the KS, and requires the privilege that it is about.
    session = keyring.verify(ks, PARTNER_ID, required="sview:0_abcdefgh")
    print("verify   ", "session", session.session_hash)
    try:
        keyring.verify(ks, PARTNER_ID, required="sview:0_zzzzzzzz")
    except kaltura_ks.RejectedError as error:
        print("rejected ", f"{error.code}: {error}")

    # The same session, for five hours from now.
    print("renewed  ", signer.renew(ks, expiry=5 * 3600))


if __name__ == "__main__":
    main()
