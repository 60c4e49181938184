"""What the database itself does for the audit trail: it chains every entry and refuses to alter or delete one.

In the database and not in a service, so that it holds for every writer, in the same transaction as the change told of,
and without one query more of the application. PostgreSQL chains at the end of the transaction: until then nobody waits
for anybody, and the heads of several chains are locked in one order, so that no two writers wait for each other.
SQLite has one writer at a time and chains at once.

The hash of an entry is SHA-256 of ``chain:number:previous hash:1 if it is a view, else 0:digest``; ``digest`` is that of
its fields (``sealing.digest_of``). The one thing that may go is the content of *viewed* entries after their time: the
seal stays, and with it the chain.
"""

from __future__ import annotations

from typing import Any

REFUSED = "The audit trail is only added to."
ENTRY, SEAL = "organisations_auditentry", "organisations_auditseal"
CHAIN, CHECKPOINT = "organisations_auditchain", "organisations_auditcheckpoint"

_OUTLIVED = (
    f"OLD.verb = 'viewed' AND EXISTS (SELECT 1 FROM {SEAL} s JOIN {CHAIN} c ON c.chain = s.chain "  # noqa: S608 - ours
    "WHERE s.entry_id = OLD.id AND s.is_view AND s.number <= c.views_removed_to)"
)
_BACKWARDS = (
    "NEW.chain <> OLD.chain OR NEW.last_number < OLD.last_number OR NEW.last_number > OLD.last_number + 1 "
    "OR NEW.views_removed_to < OLD.views_removed_to OR NEW.views_removed_to > NEW.last_number "
    "OR (NEW.last_number = OLD.last_number AND NEW.last_hash <> OLD.last_hash)"
)


def _sqlite_guard(name: str, event: str, table: str, when: str = "") -> str:
    condition = f"WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"


SQLITE = {
    "audit_chained": f"""
CREATE TRIGGER audit_chained AFTER INSERT ON {ENTRY} BEGIN
  INSERT INTO {CHAIN} (chain, last_number, last_hash, views_removed_to)
    SELECT coalesce(NEW.organisation_id, 0), 0, '', 0
    WHERE NOT EXISTS (SELECT 1 FROM {CHAIN} WHERE chain = coalesce(NEW.organisation_id, 0));
  INSERT INTO {SEAL} (entry_id, chain, number, is_view, digest, hash)
    SELECT NEW.id, c.chain, c.last_number + 1, NEW.verb = 'viewed', NEW.digest,
      SHA256(c.chain || ':' || (c.last_number + 1) || ':' || c.last_hash || ':' || (NEW.verb = 'viewed') || ':' ||
             NEW.digest)
    FROM {CHAIN} c WHERE c.chain = coalesce(NEW.organisation_id, 0);
  UPDATE {CHAIN} SET last_number = last_number + 1, last_hash = (SELECT hash FROM {SEAL} WHERE entry_id = NEW.id)
    WHERE chain = coalesce(NEW.organisation_id, 0);
END""",  # noqa: S608 - names of our own tables
    "audit_entry_kept": _sqlite_guard("audit_entry_kept", "UPDATE", ENTRY),
    "audit_entry_stays": _sqlite_guard("audit_entry_stays", "DELETE", ENTRY, f"NOT ({_OUTLIVED})"),
    "audit_seal_kept": _sqlite_guard("audit_seal_kept", "UPDATE", SEAL),
    "audit_seal_stays": _sqlite_guard("audit_seal_stays", "DELETE", SEAL),
    "audit_chain_kept": _sqlite_guard("audit_chain_kept", "UPDATE", CHAIN, _BACKWARDS),
    "audit_chain_stays": _sqlite_guard("audit_chain_stays", "DELETE", CHAIN),
    "audit_checkpoint_kept": _sqlite_guard("audit_checkpoint_kept", "UPDATE", CHECKPOINT),
    "audit_checkpoint_stays": _sqlite_guard("audit_checkpoint_stays", "DELETE", CHECKPOINT),
}

_FUNCTIONS = [
    f"""
CREATE OR REPLACE FUNCTION protect_audit_touched() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  c bigint := coalesce(NEW.organisation_id, 0);
  chains bigint[] := coalesce(nullif(current_setting('protect.chains', true), '')::bigint[], '{{}}');
BEGIN
  IF NOT c = ANY(chains) THEN
    IF NOT EXISTS (SELECT 1 FROM {CHAIN} WHERE chain = c) THEN
      INSERT INTO {CHAIN} (chain, last_number, last_hash, views_removed_to) VALUES (c, 0, '', 0)
        ON CONFLICT DO NOTHING;
    END IF;
    PERFORM set_config('protect.chains', (chains || c)::text, true);
  END IF;
  RETURN NULL;
END $$""",  # noqa: S608
    f"""
CREATE OR REPLACE FUNCTION protect_audit_chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  chains text := nullif(current_setting('protect.chains', true), '');
  v text := CASE WHEN NEW.verb = 'viewed' THEN '1' ELSE '0' END;
  n bigint;
  h text;
BEGIN
  IF chains IS NOT NULL THEN
    PERFORM 1 FROM {CHAIN} WHERE chain = ANY(chains::bigint[]) ORDER BY chain FOR UPDATE;
    PERFORM set_config('protect.chains', '', true);
  END IF;
  UPDATE {CHAIN} SET last_number = last_number + 1, last_hash = encode(sha256(convert_to(
      chain || ':' || (last_number + 1) || ':' || last_hash || ':' || v || ':' || NEW.digest, 'UTF8')), 'hex')
    WHERE chain = coalesce(NEW.organisation_id, 0) RETURNING last_number, last_hash INTO n, h;
  INSERT INTO {SEAL} (entry_id, chain, number, is_view, digest, hash)
    VALUES (NEW.id, coalesce(NEW.organisation_id, 0), n, NEW.verb = 'viewed', NEW.digest, h);
  RETURN NULL;
END $$""",  # noqa: S608
    f"""
CREATE OR REPLACE FUNCTION protect_audit_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSED}'; END $$""",
    f"""
CREATE OR REPLACE FUNCTION protect_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_OUTLIVED} THEN RETURN OLD; END IF;
  RAISE EXCEPTION '{REFUSED}';
END $$""",
]


def _guard(name: str, event: str, table: str, *, call: str = "refused", when: str = "", each: str = "ROW") -> str:
    condition = f"WHEN ({when})" if when else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} {condition} "
        f"EXECUTE FUNCTION protect_audit_{call}()"
    )


POSTGRESQL = {
    "audit_touched": (
        ENTRY,
        f"CREATE TRIGGER audit_touched AFTER INSERT ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION protect_audit_touched()",
    ),
    "audit_chained": (
        ENTRY,
        (
            f"CREATE CONSTRAINT TRIGGER audit_chained AFTER INSERT ON {ENTRY} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION protect_audit_chained()"
        ),
    ),
    "audit_entry_kept": (ENTRY, _guard("audit_entry_kept", "UPDATE", ENTRY)),
    "audit_entry_stays": (ENTRY, _guard("audit_entry_stays", "DELETE", ENTRY, call="stays")),
    "audit_entry_all": (ENTRY, _guard("audit_entry_all", "TRUNCATE", ENTRY, each="STATEMENT")),
    "audit_seal_kept": (SEAL, _guard("audit_seal_kept", "UPDATE OR DELETE", SEAL)),
    "audit_seal_all": (SEAL, _guard("audit_seal_all", "TRUNCATE", SEAL, each="STATEMENT")),
    "audit_chain_kept": (CHAIN, _guard("audit_chain_kept", "UPDATE", CHAIN, when=_BACKWARDS)),
    "audit_chain_stays": (CHAIN, _guard("audit_chain_stays", "DELETE", CHAIN)),
    "audit_chain_all": (CHAIN, _guard("audit_chain_all", "TRUNCATE", CHAIN, each="STATEMENT")),
    "audit_checkpoint_kept": (CHECKPOINT, _guard("audit_checkpoint_kept", "UPDATE OR DELETE", CHECKPOINT)),
    "audit_checkpoint_all": (CHECKPOINT, _guard("audit_checkpoint_all", "TRUNCATE", CHECKPOINT, each="STATEMENT")),
}


def removal(vendor: str) -> list[str]:
    """Statements that take the triggers away: for a migration back, and for tests that empty the tables."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, _sql) in POSTGRESQL.items()]


def installation(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [*removal(vendor), *SQLITE.values()]
    return [*_FUNCTIONS, *removal(vendor), *(sql for _table, sql in POSTGRESQL.values())]


def install(connection: Any) -> None:
    """Create the triggers that are missing; does nothing where all are there or the tables are not yet."""
    if not missing(connection):
        return
    with connection.cursor() as cursor:
        if CHECKPOINT not in connection.introspection.table_names(cursor):
            return
        for statement in installation(connection.vendor):
            cursor.execute(statement)


def missing(connection: Any) -> list[str]:
    """Names of the triggers that the database lacks: somebody took them away, or a table was built anew."""
    sqlite = connection.vendor == "sqlite"
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(set(SQLITE if sqlite else POSTGRESQL) - present)
