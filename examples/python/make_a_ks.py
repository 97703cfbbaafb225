"""Makes a KS and prints it.

    KALTURA_PARTNER_ID=1234567 KALTURA_ADMIN_SECRET=... python make_a_ks.py ann@example.com sview:*
"""

import os
import sys

import kaltura_ks


def main(user_id: str, privileges: str = "") -> None:
    secret = os.environ["KALTURA_ADMIN_SECRET"]
    partner_id = os.environ["KALTURA_PARTNER_ID"]
    for advice in kaltura_ks.lint(user_id, privileges=privileges):
        print(advice, file=sys.stderr)
    print(
        kaltura_ks.generate(
            secret, user_id, partner_id=partner_id, expiry=3600, privileges=privileges
        )
    )


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: make_a_ks.py USER_ID [PRIVILEGES]")
    try:
        main(*sys.argv[1:])
    except kaltura_ks.KsError as error:
        sys.exit(str(error))
