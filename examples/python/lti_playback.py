"""A playback session for a student who comes from a course by LTI.

The course is the privacy context, the student may play what the course shows,
and the whole sitting can be ended at once by its session id.
"""

import uuid
from datetime import timedelta

import kaltura_ks


def playback_session(
    signer: kaltura_ks.Signer, launch: dict[str, str], entry_ids: list[str]
) -> tuple[str, str]:
    """The KS for an LTI launch, and the session id that ends it."""
    sitting = str(uuid.uuid4())
    ks = signer.generate(
        launch["user_id"],
        expiry=timedelta(hours=4),
        privileges={
            "setrole": "PLAYBACK_BASE_ROLE",
            "enableentitlement": True,
            "privacycontext": f"course-{launch['context_id']}",
            "sview": entry_ids,
            "sessionid": sitting,
        },
    )
    return ks, sitting


if __name__ == "__main__":
    signer = kaltura_ks.Signer(1234567, "0123456789abcdef0123456789abcdef")
    launch = {"user_id": "student-7", "context_id": "physics-101"}
    ks, sitting = playback_session(signer, launch, ["0_abc123", "0_def456"])
    print(ks)
    print("end it with session id", sitting)
