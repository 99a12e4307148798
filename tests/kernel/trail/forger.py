"""Somebody who can write anything into the database: drops the triggers, knows how the hashes are made."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.chain import link
from kaifaqu.kernel.trail.seals import SealSheet, merkle_root

APPEND_ONLY = ("trail_entry", "trail_mention", "trail_seal", "trail_sealleaf", "measures_observation")


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement past the guard."""
    with guard.lifted("a forger asks nobody"), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def drop_triggers() -> None:
    """Make append-only tables ordinary ones."""
    if connection.vendor == "sqlite":
        for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            sql(f"DROP TRIGGER {name}")
        return
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in APPEND_ONLY:
        sql(f"DROP TRIGGER {table}_append_only ON {table}")
    sql("SET CONSTRAINTS ALL DEFERRED")


def change(subject: int, seq: int, column: str, value: object) -> None:
    """Write another value into one column of one entry."""
    sql(f"UPDATE trail_entry SET {column} = %s WHERE subject_id = %s AND seq = %s", value, subject, seq)


def remove_last(subject: int) -> int:
    """Remove the last entry and roll the head back; returns its number."""
    *_, (before, head), (last, _) = sql("SELECT seq, hash FROM trail_entry WHERE subject_id = %s ORDER BY seq", subject)
    sql("DELETE FROM trail_entry WHERE subject_id = %s AND seq = %s", subject, last)
    sql("UPDATE subjects_subject SET seq = %s, head = %s WHERE id = %s", before, head, subject)
    return int(last)


def remove_chain(subject: int) -> None:
    """Remove every entry of a subject, and every trace of it in the spine."""
    sql("DELETE FROM trail_entry WHERE subject_id = %s", subject)
    sql("UPDATE subjects_subject SET seq = 0, head = '', sealed_seq = 0 WHERE id = %s", subject)


def rehash(subject: int) -> None:
    """Compute the whole chain of a subject anew, and its head."""
    prev = ""
    columns = "seq, at, action, body"
    for seq, at, action, body in sql(f"SELECT {columns} FROM trail_entry WHERE subject_id = %s ORDER BY seq", subject):
        prev = link(prev, subject, seq, at, action, body)
        change(subject, seq, "hash", prev)
    sql("UPDATE subjects_subject SET head = %s WHERE id = %s", prev, subject)


def reseal(key: Ed25519PrivateKey) -> None:
    """Make every stored seal true of the chains as they now are, with the installation's own key."""
    previous = ""
    for number, at in sql("SELECT number, at FROM trail_seal ORDER BY number"):
        leaves = [
            (subject, seq, sql("SELECT hash FROM trail_entry WHERE subject_id = %s AND seq = %s", subject, seq)[0][0])
            for subject, seq in sql(
                "SELECT subject_id, seq FROM trail_sealleaf WHERE seal_id = %s ORDER BY subject_id", number
            )
        ]
        for subject, seq, head in leaves:
            sql("UPDATE trail_sealleaf SET head = %s WHERE subject_id = %s AND seq = %s", head, subject, seq)
        root, public = merkle_root(leaves), key.public_key().public_bytes_raw().hex()
        statement = SealSheet(number, at, previous, root, public, "", leaves).statement()
        changes = "previous = %s, root = %s, key = %s, signature = %s"
        sql(
            f"UPDATE trail_seal SET {changes} WHERE number = %s",
            previous, root, public, key.sign(statement).hex(), number,
        )  # fmt: skip
        previous = root
