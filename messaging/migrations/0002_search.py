"""What keeps the table that message search looks at: functions and triggers."""

from __future__ import annotations

from django.db import migrations

# English word forms are found by each other; unlike the configuration that PostgreSQL brings,
# words like "the" are found as well, in all languages.
CONFIGURATION = """
CREATE TEXT SEARCH DICTIONARY message_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION message_search (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION message_search
    ADD MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part
    WITH message_stem;
ALTER TEXT SEARCH CONFIGURATION message_search
    ADD MAPPING FOR numword, numhword, hword_numpart, int, uint, float, sfloat, version, email,
        host, url, file
    WITH simple;
"""
DROP_CONFIGURATION = """
DROP TEXT SEARCH CONFIGURATION message_search;
DROP TEXT SEARCH DICTIONARY message_stem;
"""

# Without accents, and with a space around each character of scripts that write none.
TEXT = r"""
CREATE FUNCTION message_search_text(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN octet_length(content) = char_length(content) THEN content
ELSE regexp_replace(
    normalize(regexp_replace(normalize(content, NFKD), '[\u0300-\u036f]', '', 'g'), NFKC),
    '([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])', ' \1 ', 'g')
END
$$;
"""
# Each term must occur, and no more than `slop` words between it and the one after it; like in
# other engines neighbours may have changed places, which counts as two.
QUERY = """
CREATE FUNCTION message_search_query(terms text[], slop integer) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    term text;
    found tsquery;
    previous tsquery;
    near tsquery;
    whole tsquery;
BEGIN
    FOREACH term IN ARRAY terms LOOP
        found := phraseto_tsquery('message_search', message_search_text(term));
        CONTINUE WHEN numnode(found) = 0;
        IF previous IS NULL THEN
            whole := found;
        ELSE
            near := tsquery_phrase(previous, found, 1);
            FOR distance IN 2 .. slop + 1 LOOP
                near := near || tsquery_phrase(previous, found, distance);
            END LOOP;
            FOR distance IN 1 .. slop - 1 LOOP
                near := near || tsquery_phrase(found, previous, distance);
            END LOOP;
            whole := CASE WHEN numnode(whole) = numnode(previous) THEN near ELSE whole && near END;
        END IF;
        previous := found;
    END LOOP;
    RETURN whole;
END
$$;
"""
WORDS = r"""
CREATE FUNCTION message_more_words(embeds jsonb, extras jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT COALESCE(string_agg(E'\n' || (part #>> '{}'), ''), '') FROM (
    SELECT jsonb_path_query(embeds, '$[*].title') AS part
    UNION ALL SELECT jsonb_path_query(embeds, '$[*].description')
    UNION ALL SELECT jsonb_path_query(embeds, '$[*].author.name')
    UNION ALL SELECT jsonb_path_query(embeds, '$[*].fields[*].name')
    UNION ALL SELECT jsonb_path_query(embeds, '$[*].fields[*].value')
    UNION ALL SELECT jsonb_path_query(embeds, '$[*].footer.text')
    UNION ALL SELECT jsonb_path_query(extras, '$.poll.question.text')
    UNION ALL SELECT jsonb_path_query(extras, '$.poll.answers[*].poll_media.text')
    UNION ALL SELECT jsonb_path_query(extras, '$.snapshot.content')
) parts
$$;
"""
# Marks begin with "#", which no word does. The parts that most messages lack are asked for first:
# this runs in the transaction of every send.
INDEX = r"""
CREATE FUNCTION index_messages(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_documents (scope_id, message_id, channel_id, place_id, is_private, vector)
    SELECT COALESCE(m.guild_id, m.channel_id), m.id, m.channel_id, place.id, c.type = 12,
        to_tsvector('message_search', CASE
            WHEN m.embeds = '[]' AND m.extras IS NULL THEN message_search_text(m.content)
            ELSE message_search_text(m.content || message_more_words(m.embeds, m.extras)) END)
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
EMBED_MARKS = r"""
CREATE FUNCTION message_embed_marks(embeds jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT '{#h:embed}'::text[] || array_agg(DISTINCT mark) FILTER (WHERE mark IS NOT NULL)
FROM jsonb_array_elements(embeds) embed
CROSS JOIN LATERAL (VALUES
    ('#o:' || (embed #>> '{provider,name}')),
    (CASE WHEN embed ->> 'type' = 'image' OR embed ? 'image' THEN '#k:image' END),
    (CASE WHEN embed ->> 'type' = 'image' OR embed ? 'image' THEN '#h:image' END),
    (CASE WHEN embed ->> 'type' = 'video' OR embed ? 'video' THEN '#k:video' END),
    (CASE WHEN embed ->> 'type' IN ('video', 'gifv') OR embed ? 'video' THEN '#h:video' END),
    (CASE WHEN embed ->> 'type' = 'gifv' THEN '#k:gif' END),
    (CASE WHEN embed ->> 'type' IN ('sound', 'audio') THEN '#k:sound' END),
    (CASE WHEN embed ->> 'type' IN ('article', 'link') THEN '#k:article' END)
) marks(mark)
$$;
"""
FILE_MARKS = r"""
CREATE FUNCTION message_file_marks(of_message bigint) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT COALESCE(array_agg(DISTINCT mark), '{}')
FROM message_attachments file
CROSS JOIN LATERAL (
    VALUES ('#h:file'),
        (CASE split_part(file.content_type, '/', 1) WHEN 'image' THEN '#h:image'
         WHEN 'video' THEN '#h:video' WHEN 'audio' THEN '#h:sound' END),
        ('#x:' || lower(substring(file.filename FROM '\.([^.]+)$')))
    UNION ALL
    SELECT '#f:' || part
    FROM regexp_split_to_table(lower(file.filename), '[^[:alnum:]]+') part WHERE part <> ''
) marks(mark)
WHERE file.message_id = of_message AND mark IS NOT NULL
$$;
"""
MARKS = r"""
CREATE FUNCTION message_marks(
    m messages, c channels, place_id bigint, by_bot boolean
) RETURNS text[] LANGUAGE sql STABLE AS $$
SELECT CASE WHEN m.author_id IS NULL THEN ARRAY['#t:webhook']
       WHEN by_bot THEN ARRAY['#t:bot'] ELSE '{}' END
    || CASE WHEN place_id = c.id THEN '{}' ELSE ARRAY['#c:' || c.id] END
    || CASE WHEN m.mention_everyone THEN ARRAY['#everyone'] ELSE '{}' END
    || CASE WHEN m.pinned_at IS NULL THEN '{}' ELSE ARRAY['#pinned'] END
    || CASE WHEN m.reference_type = 1 THEN ARRAY['#h:snapshot'] ELSE '{}' END
    || CASE WHEN m.extras ? 'poll' THEN ARRAY['#h:poll'] ELSE '{}' END
    || CASE WHEN m.extras ? 'sticker_items' THEN ARRAY['#h:sticker'] ELSE '{}' END
    || ARRAY(SELECT '#m:' || one FROM unnest(m.mentions) one)
    || ARRAY(SELECT '#r:' || one FROM unnest(m.mention_roles) one)
    || CASE WHEN m.type <> 19 OR m.reference_message_id IS NULL THEN '{}'
       ELSE ARRAY['#y:' || m.reference_message_id] || ARRAY(
           SELECT '#u:' || COALESCE(answered.author_id, answered.webhook_id)
           FROM messages answered WHERE answered.id = m.reference_message_id
               AND COALESCE(answered.author_id, answered.webhook_id) IS NOT NULL) END
    || ARRAY(SELECT DISTINCT unnest(ARRAY['#h:link', '#l:' || lower(host[1])])
             FROM regexp_matches(m.content, 'https?://([[:alnum:].-]+)', 'gi') host)
    || CASE WHEN m.embeds = '[]' THEN '{}' ELSE message_embed_marks(m.embeds) END
    || message_file_marks(m.id)
$$;
"""
TRIGGERS = """
CREATE FUNCTION search_follows_new_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM index_messages(ARRAY(SELECT id FROM fresh));
    RETURN NULL;
END
$$;
CREATE TRIGGER search_follows_new_messages AFTER INSERT ON messages
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION search_follows_new_messages();

CREATE FUNCTION search_follows_changed_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.deleted_at IS NULL THEN
        PERFORM index_messages(ARRAY[NEW.id]);
    ELSE
        DELETE FROM search_documents
        WHERE scope_id = COALESCE(NEW.guild_id, NEW.channel_id) AND message_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_follows_changed_messages AFTER UPDATE ON messages FOR EACH ROW
WHEN ((OLD.content, OLD.embeds, OLD.mentions, OLD.mention_roles, OLD.mention_everyone,
       OLD.pinned_at IS NULL, OLD.deleted_at IS NULL)
      IS DISTINCT FROM
      (NEW.content, NEW.embeds, NEW.mentions, NEW.mention_roles, NEW.mention_everyone,
       NEW.pinned_at IS NULL, NEW.deleted_at IS NULL))
EXECUTE FUNCTION search_follows_changed_messages();

CREATE FUNCTION search_follows_gone_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_documents d USING gone
    WHERE d.scope_id = COALESCE(gone.guild_id, gone.channel_id) AND d.message_id = gone.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_follows_gone_messages AFTER DELETE ON messages
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION search_follows_gone_messages();

CREATE FUNCTION search_follows_attachments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM index_messages(ARRAY[OLD.message_id]);
    END IF;
    PERFORM index_messages(ARRAY[NEW.message_id]);
    RETURN NULL;
END
$$;
CREATE TRIGGER search_follows_attachments AFTER UPDATE OF message_id ON message_attachments
FOR EACH ROW WHEN (OLD.message_id IS DISTINCT FROM NEW.message_id)
EXECUTE FUNCTION search_follows_attachments();
CREATE TRIGGER search_follows_new_attachments AFTER INSERT ON message_attachments
FOR EACH ROW WHEN (NEW.message_id IS NOT NULL) EXECUTE FUNCTION search_follows_attachments();
"""
DROP_TRIGGERS = """
DROP TRIGGER search_follows_new_messages ON messages;
DROP TRIGGER search_follows_changed_messages ON messages;
DROP TRIGGER search_follows_gone_messages ON messages;
DROP TRIGGER search_follows_attachments ON message_attachments;
DROP TRIGGER search_follows_new_attachments ON message_attachments;
DROP FUNCTION search_follows_new_messages, search_follows_changed_messages,
    search_follows_gone_messages, search_follows_attachments, index_messages,
    message_marks, message_embed_marks, message_file_marks, message_more_words, message_search_query,
    message_search_text;
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]

    operations = [
        migrations.RunSQL(CONFIGURATION, DROP_CONFIGURATION),
        migrations.RunSQL(
            TEXT + QUERY + WORDS + EMBED_MARKS + FILE_MARKS + MARKS + INDEX + TRIGGERS,
            DROP_TRIGGERS,
        ),
    ]
