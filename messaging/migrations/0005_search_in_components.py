"""What components of a message say in words is found by message search, like its content."""

from __future__ import annotations

from django.db import migrations

# Texts are looked for first: most messages have no components at all.
WORDS = r"""
CREATE FUNCTION message_component_words(components jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT COALESCE(string_agg(E'\n' || (part #>> '{}'), ''), '')
FROM jsonb_path_query(components, 'strict $.** ? (@.type == 10).content') part
$$;
"""
# The function of 0002_search, which asks for components besides.
INDEX = r"""
CREATE OR REPLACE FUNCTION index_messages(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_documents (scope_id, message_id, channel_id, place_id, is_private, vector)
    SELECT COALESCE(m.guild_id, m.channel_id), m.id, m.channel_id, place.id, c.type = 12,
        to_tsvector('message_search', CASE
            WHEN m.embeds = '[]' AND m.extras IS NULL AND m.components = '[]'
                THEN message_search_text(m.content)
            ELSE message_search_text(m.content || message_component_words(m.components)
                || message_more_words(m.embeds, m.extras)) END)
        || array_to_tsvector(
            ARRAY['#p:' || place.id, '#a:' || COALESCE(m.author_id, m.webhook_id, 0)]
            || CASE WHEN m.guild_id IS NOT NULL THEN '#g:' || m.guild_id ELSE '#d' END
            || CASE WHEN u.bot OR m.author_id IS NULL OR place.id <> c.id OR m.mention_everyone
                    OR m.pinned_at IS NOT NULL OR m.reference_message_id IS NOT NULL
                    OR m.mentions <> '{}' OR m.mention_roles <> '{}' OR m.embeds <> '[]'
                    OR strpos(m.content, '://') > 0 OR m.extras IS NOT NULL
                    OR EXISTS (SELECT 1 FROM message_attachments f WHERE f.message_id = m.id)
               THEN message_marks(m, c, place.id, u.bot) END)
    FROM messages m
    JOIN channels c ON c.id = m.channel_id
    CROSS JOIN LATERAL (SELECT CASE WHEN c.type IN (10, 11, 12) THEN COALESCE(c.parent_id, c.id)
                               ELSE c.id END AS id) place
    LEFT JOIN users u ON u.id = m.author_id
    WHERE m.id = ANY(ids) AND m.deleted_at IS NULL AND m.type IN (0, 19, 20, 23)
    ON CONFLICT (scope_id, message_id) DO UPDATE SET vector = excluded.vector;
END
$$;
"""
TRIGGER = """
DROP TRIGGER search_follows_changed_messages ON messages;
CREATE TRIGGER search_follows_changed_messages AFTER UPDATE ON messages FOR EACH ROW
WHEN ((OLD.content, OLD.embeds, OLD.components, OLD.mentions, OLD.mention_roles,
       OLD.mention_everyone, OLD.pinned_at IS NULL, OLD.deleted_at IS NULL)
      IS DISTINCT FROM
      (NEW.content, NEW.embeds, NEW.components, NEW.mentions, NEW.mention_roles,
       NEW.mention_everyone, NEW.pinned_at IS NULL, NEW.deleted_at IS NULL))
EXECUTE FUNCTION search_follows_changed_messages();
"""
# Messages that were there before.
REINDEX = """
SELECT index_messages(ARRAY(SELECT id FROM messages WHERE components <> '[]'));
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_incident_messages")]

    operations = [migrations.RunSQL([WORDS, INDEX, TRIGGER, REINDEX], migrations.RunSQL.noop)]
