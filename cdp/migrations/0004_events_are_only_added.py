"""PostgreSQL itself refuses to change or delete what the audit has written, but for a redaction (cdp/audit)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION cdp_audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    texts text[] := ARRAY['person_name', 'subject_name', 'changes', 'reason', 'salt', 'redacted_at'];
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('cdp.redacting', true) = 'on'
        AND to_jsonb(NEW) - texts = to_jsonb(OLD) - texts
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit is only added to: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER an_event_is_only_added BEFORE UPDATE OR DELETE ON cdp_auditevent
    FOR EACH ROW EXECUTE FUNCTION cdp_audit_is_only_added_to();
CREATE TRIGGER a_closed_day_is_only_added BEFORE UPDATE OR DELETE ON cdp_auditday
    FOR EACH ROW EXECUTE FUNCTION cdp_audit_is_only_added_to();
"""
ALLOW = """
DROP TRIGGER an_event_is_only_added ON cdp_auditevent;
DROP TRIGGER a_closed_day_is_only_added ON cdp_auditday;
DROP FUNCTION cdp_audit_is_only_added_to();
"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE, params=None)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW, params=None)


class Migration(migrations.Migration):
    dependencies = [("cdp", "0003_audit")]

    operations = [migrations.RunPython(refuse, allow)]
