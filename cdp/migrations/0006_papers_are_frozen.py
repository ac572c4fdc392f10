"""PostgreSQL itself refuses to change what was frozen, but for a redaction (cdp/audit)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION cdp_paper_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('cdp.redacting', true) = 'on' AND NEW.redacted_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A frozen paper is never changed: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER a_paper_is_frozen BEFORE UPDATE ON cdp_frozenpaper
    FOR EACH ROW EXECUTE FUNCTION cdp_paper_is_frozen();
"""
ALLOW = """
DROP TRIGGER a_paper_is_frozen ON cdp_frozenpaper;
DROP FUNCTION cdp_paper_is_frozen();
"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE, params=None)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW, params=None)


class Migration(migrations.Migration):
    dependencies = [("cdp", "0005_papers")]

    operations = [migrations.RunPython(refuse, allow)]
