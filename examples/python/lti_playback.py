"""Generates a playback session for a student who launches a course by LTI.

The privacy context is the course, the student can play the entries of the course,
and the session id lets the application end the session early.
"""

import uuid
from datetime import timedelta

import kaltura_ks


def playback_session(
    signer: kaltura_ks.Signer, launch: dict[str, str], entry_ids: list[str]
) -> tuple[str, str]:
    """Returns the KS for an LTI launch, and the session id to end it with."""
    session_id = str(uuid.uuid4())
    ks = signer.generate(
        launch["user_id"],
        expiry=timedelta(hours=4),
        privileges={
            "setrole": "PLAYBACK_BASE_ROLE",
            "enableentitlement": True,
            "privacycontext": f"course-{launch['context_id']}",
            "sview": entry_ids,
            "sessionid": session_id,
        },
    )
    return ks, session_id


if __name__ == "__main__":
    signer = kaltura_ks.Signer(1234567, "0123456789abcdef0123456789abcdef")
    launch = {"user_id": "student-7", "context_id": "physics-101"}
    ks, session_id = playback_session(signer, launch, ["0_abc123", "0_def456"])
    print(ks)
    print("session id", session_id)
