-- The database as the migrations make it. Written by `make schema`; to read, not to run:
-- `manage.py migrate` makes it, and gives the role of row-level security its rights.
-- As of: accounts 0008_sync, guilds 0010_join_requests_from_outside, kernel 0002_reader_role, media_sfu 0004_recordings, messaging 0007_row_level_security

CREATE FUNCTION public.index_messages(ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.message_component_words(components jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
SELECT COALESCE(string_agg(E'\n' || (part #>> '{}'), ''), '')
FROM jsonb_path_query(components, 'strict $.** ? (@.type == 10).content') part
$_$;

CREATE FUNCTION public.message_embed_marks(embeds jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
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

CREATE FUNCTION public.message_file_marks(of_message bigint) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $_$
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
$_$;

CREATE TABLE public.channels (
    id bigint NOT NULL,
    type smallint NOT NULL,
    name character varying(100),
    topic character varying(4096),
    icon character varying(64),
    "position" integer NOT NULL,
    nsfw boolean NOT NULL,
    flags integer NOT NULL,
    rate_limit_per_user integer NOT NULL,
    last_message_id bigint,
    last_pin_timestamp timestamp with time zone,
    bitrate integer NOT NULL,
    user_limit integer NOT NULL,
    rtc_region character varying(32),
    video_quality_mode smallint NOT NULL,
    status character varying(500),
    default_auto_archive_duration integer,
    default_thread_rate_limit_per_user integer NOT NULL,
    available_tags jsonb NOT NULL,
    default_reaction_emoji jsonb,
    default_sort_order smallint,
    default_forum_layout smallint NOT NULL,
    default_tag_setting character varying(16),
    applied_tags bigint[] NOT NULL,
    archived boolean NOT NULL,
    archive_timestamp timestamp with time zone,
    auto_archive_duration integer,
    locked boolean NOT NULL,
    invitable boolean NOT NULL,
    message_count integer NOT NULL,
    member_count integer NOT NULL,
    total_message_sent integer NOT NULL,
    owner_id bigint,
    parent_id bigint,
    guild_id bigint,
    message_retention_days smallint,
    CONSTRAINT channels_message_retention_days_check CHECK ((message_retention_days >= 0))
);

CREATE TABLE public.messages (
    id bigint NOT NULL,
    guild_id bigint,
    type smallint NOT NULL,
    content text NOT NULL,
    flags integer NOT NULL,
    tts boolean NOT NULL,
    edited_at timestamp with time zone,
    pinned_at timestamp with time zone,
    deleted_at timestamp with time zone,
    nonce character varying(25),
    enforced_nonce character varying(25),
    embeds jsonb NOT NULL,
    components jsonb NOT NULL,
    mention_everyone boolean NOT NULL,
    mentions bigint[] NOT NULL,
    mention_roles bigint[] NOT NULL,
    reference_type smallint,
    reference_message_id bigint,
    reference_channel_id bigint,
    reference_guild_id bigint,
    webhook_id bigint,
    webhook_name character varying(80),
    webhook_avatar character varying(64),
    application_id bigint,
    extras jsonb,
    "position" integer,
    poll_ends_at timestamp with time zone,
    author_id bigint,
    channel_id bigint NOT NULL
);

CREATE FUNCTION public.message_marks(m public.messages, c public.channels, place_id bigint, by_bot boolean) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.message_more_words(embeds jsonb, extras jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
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
$_$;

CREATE FUNCTION public.message_search_query(terms text[], slop integer) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
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

CREATE FUNCTION public.message_search_text(content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
SELECT CASE WHEN octet_length(content) = char_length(content) THEN content
ELSE regexp_replace(
    normalize(regexp_replace(normalize(content, NFKD), '[\u0300-\u036f]', '', 'g'), NFKC),
    '([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])', ' \1 ', 'g')
END
$$;

CREATE FUNCTION public.search_follows_attachments() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM index_messages(ARRAY[OLD.message_id]);
    END IF;
    PERFORM index_messages(ARRAY[NEW.message_id]);
    RETURN NULL;
END
$$;

CREATE FUNCTION public.search_follows_changed_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.search_follows_gone_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM search_documents d USING gone
    WHERE d.scope_id = COALESCE(gone.guild_id, gone.channel_id) AND d.message_id = gone.id;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.search_follows_new_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM index_messages(ARRAY(SELECT id FROM fresh));
    RETURN NULL;
END
$$;

CREATE TEXT SEARCH DICTIONARY public.message_stem (
    TEMPLATE = pg_catalog.snowball,
    language = 'english' );

CREATE TEXT SEARCH CONFIGURATION public.message_search (
    PARSER = pg_catalog."default" );

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR asciiword WITH public.message_stem;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR word WITH public.message_stem;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR numword WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR email WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR url WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR host WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR sfloat WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR version WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR hword_numpart WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR hword_part WITH public.message_stem;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR hword_asciipart WITH public.message_stem;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR numhword WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR asciihword WITH public.message_stem;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR hword WITH public.message_stem;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR file WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR "float" WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR "int" WITH simple;

ALTER TEXT SEARCH CONFIGURATION public.message_search
    ADD MAPPING FOR uint WITH simple;

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.allauth_idp_oidc_client (
    id character varying(100) NOT NULL,
    name character varying(100) NOT NULL,
    secret character varying(200) NOT NULL,
    scopes text NOT NULL,
    type character varying(20) NOT NULL,
    grant_types text NOT NULL,
    redirect_uris text NOT NULL,
    cors_origins text NOT NULL,
    response_types text NOT NULL,
    skip_consent boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    data jsonb,
    owner_id bigint,
    default_scopes text NOT NULL,
    allow_uri_wildcards boolean NOT NULL
);

CREATE TABLE public.allauth_idp_oidc_token (
    id bigint NOT NULL,
    type character varying(2) NOT NULL,
    hash character varying(255) NOT NULL,
    data jsonb,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    scopes text NOT NULL,
    client_id character varying(100),
    user_id bigint
);

ALTER TABLE public.allauth_idp_oidc_token ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.allauth_idp_oidc_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.application_commands (
    id bigint NOT NULL,
    type smallint NOT NULL,
    name character varying(32) NOT NULL,
    name_localizations jsonb,
    description character varying(100) NOT NULL,
    description_localizations jsonb,
    options jsonb NOT NULL,
    default_member_permissions bigint,
    dm_permission boolean NOT NULL,
    contexts jsonb,
    integration_types jsonb NOT NULL,
    nsfw boolean NOT NULL,
    handler smallint,
    version bigint NOT NULL,
    application_id bigint NOT NULL,
    guild_id bigint
);

CREATE TABLE public.applications (
    id bigint NOT NULL,
    name character varying(32) NOT NULL,
    description character varying(400) NOT NULL,
    icon character varying(64),
    bot_public boolean NOT NULL,
    bot_require_code_grant boolean NOT NULL,
    flags bigint NOT NULL,
    verify_key character varying(64) NOT NULL,
    token_hash character varying(64),
    tags jsonb NOT NULL,
    terms_of_service_url character varying(200),
    privacy_policy_url character varying(200),
    cover_image character varying(64),
    redirect_uris jsonb NOT NULL,
    public_client boolean NOT NULL,
    install_params jsonb,
    custom_install_url character varying(512),
    interactions_endpoint_url character varying(512),
    role_connections_metadata jsonb NOT NULL,
    role_connections_verification_url character varying(512),
    created_at timestamp with time zone NOT NULL,
    bot_id bigint,
    owner_id bigint NOT NULL
);

CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    user_id bigint,
    target_id bigint,
    action_type smallint NOT NULL,
    changes jsonb NOT NULL,
    options jsonb,
    reason character varying(512),
    guild_id bigint NOT NULL
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auto_moderation_rules (
    id bigint NOT NULL,
    creator_id bigint NOT NULL,
    name character varying(100) NOT NULL,
    event_type smallint NOT NULL,
    trigger_type smallint NOT NULL,
    trigger_metadata jsonb NOT NULL,
    actions jsonb NOT NULL,
    enabled boolean NOT NULL,
    exempt_roles bigint[] NOT NULL,
    exempt_channels bigint[] NOT NULL,
    guild_id bigint NOT NULL
);

CREATE TABLE public.bans (
    id bigint NOT NULL,
    reason character varying(512),
    created_at timestamp with time zone NOT NULL,
    moderator_id bigint,
    user_id bigint NOT NULL,
    guild_id bigint NOT NULL
);

ALTER TABLE public.bans ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.bans_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls (
    channel_id bigint NOT NULL,
    message_id bigint,
    ringing bigint[] NOT NULL,
    rung_at timestamp with time zone NOT NULL,
    participants bigint[] NOT NULL,
    started_at timestamp with time zone NOT NULL
);

CREATE TABLE public.channel_overrides (
    id bigint NOT NULL,
    muted boolean NOT NULL,
    muted_until timestamp with time zone,
    mute_window integer,
    message_notifications smallint NOT NULL,
    collapsed boolean NOT NULL,
    flags integer NOT NULL,
    channel_id bigint NOT NULL,
    settings_id bigint NOT NULL
);

ALTER TABLE public.channel_overrides ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.channel_overrides_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.command_permissions (
    id bigint NOT NULL,
    target_id bigint NOT NULL,
    permissions jsonb NOT NULL,
    application_id bigint NOT NULL,
    guild_id bigint NOT NULL
);

ALTER TABLE public.command_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.command_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.connections (
    identity_id integer NOT NULL,
    visibility smallint NOT NULL,
    show_activity boolean NOT NULL
);

CREATE TABLE public.direct_channels (
    channel_id bigint NOT NULL,
    high_id bigint NOT NULL,
    low_id bigint NOT NULL,
    CONSTRAINT direct_channels_are_ordered CHECK ((low_id < high_id))
);

CREATE TABLE public.dismissed_mentions (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.dismissed_mentions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.dismissed_mentions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.emojis (
    id bigint NOT NULL,
    name character varying(32) NOT NULL,
    animated boolean NOT NULL,
    available boolean NOT NULL,
    roles bigint[] NOT NULL,
    application_id bigint,
    user_id bigint,
    guild_id bigint,
    CONSTRAINT emojis_have_one_home CHECK ((((guild_id IS NOT NULL) OR (application_id IS NOT NULL)) AND (1 = (
CASE
    WHEN (guild_id IS NOT NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (application_id IS NOT NULL) THEN 1
    ELSE 0
END))))
);

CREATE TABLE public.former_members (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    guild_id bigint NOT NULL
);

ALTER TABLE public.former_members ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.former_members_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.group_invites (
    code character varying(32) NOT NULL,
    max_age integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    channel_id bigint NOT NULL,
    inviter_id bigint NOT NULL
);

CREATE TABLE public.guild_templates (
    code character varying(32) NOT NULL,
    name character varying(100) NOT NULL,
    description character varying(120),
    usage_count integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    snapshot jsonb NOT NULL,
    creator_id bigint,
    guild_id bigint NOT NULL
);

CREATE TABLE public.guilds (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    description character varying(300),
    icon character varying(64),
    splash character varying(64),
    discovery_splash character varying(64),
    banner character varying(64),
    home_header character varying(64),
    application_id bigint,
    features character varying(64)[] NOT NULL,
    verification_level smallint NOT NULL,
    default_message_notifications smallint NOT NULL,
    explicit_content_filter smallint NOT NULL,
    mfa_level smallint NOT NULL,
    nsfw_level smallint NOT NULL,
    preferred_locale character varying(10) NOT NULL,
    afk_channel_id bigint,
    afk_timeout integer NOT NULL,
    system_channel_id bigint,
    system_channel_flags integer NOT NULL,
    rules_channel_id bigint,
    public_updates_channel_id bigint,
    safety_alerts_channel_id bigint,
    vanity_url_code character varying(32),
    vanity_url_uses integer NOT NULL,
    invites_disabled_until timestamp with time zone,
    dms_disabled_until timestamp with time zone,
    widget_enabled boolean NOT NULL,
    widget_channel_id bigint,
    premium_progress_bar_enabled boolean NOT NULL,
    member_count integer NOT NULL,
    permissions_version bigint NOT NULL,
    owner_id bigint NOT NULL
);

CREATE TABLE public.instance_settings (
    id smallint NOT NULL,
    name character varying(64) NOT NULL,
    registration_mode character varying(8) NOT NULL,
    owner_id bigint,
    CONSTRAINT instance_settings_is_one_row CHECK ((id = 1))
);

CREATE TABLE public.integrations (
    id bigint NOT NULL,
    scopes character varying(64)[] NOT NULL,
    application_id bigint NOT NULL,
    guild_id bigint NOT NULL,
    user_id bigint
);

CREATE TABLE public.invites (
    code character varying(32) NOT NULL,
    uses integer NOT NULL,
    max_uses integer NOT NULL,
    max_age integer NOT NULL,
    temporary boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    flags integer NOT NULL,
    target_type smallint,
    role_ids bigint[] NOT NULL,
    target_user_ids bigint[],
    target_users_set_at timestamp with time zone,
    channel_id bigint NOT NULL,
    guild_id bigint NOT NULL,
    inviter_id bigint,
    target_application_id bigint,
    target_user_id bigint
);

CREATE TABLE public.join_requests (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    status character varying(9) NOT NULL,
    form_responses jsonb,
    rejection_reason character varying(160),
    reviewed_at timestamp with time zone,
    actioned_by_id bigint,
    guild_id bigint NOT NULL,
    user_id bigint NOT NULL,
    last_seen timestamp with time zone,
    roles bigint[] NOT NULL
);

CREATE TABLE public.member_verifications (
    guild_id bigint NOT NULL,
    version timestamp with time zone NOT NULL,
    description character varying(300),
    form_fields jsonb NOT NULL
);

CREATE TABLE public.members (
    id bigint NOT NULL,
    nick character varying(32),
    avatar character varying(64),
    banner character varying(64),
    bio character varying(190) NOT NULL,
    roles bigint[] NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    communication_disabled_until timestamp with time zone,
    deaf boolean NOT NULL,
    mute boolean NOT NULL,
    pending boolean NOT NULL,
    flags integer NOT NULL,
    temporary boolean NOT NULL,
    guild_id bigint NOT NULL,
    user_id bigint NOT NULL,
    pronouns character varying(40) NOT NULL
);

ALTER TABLE public.members ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.message_attachments (
    id bigint NOT NULL,
    channel_id bigint NOT NULL,
    filename character varying(260) NOT NULL,
    description character varying(1024),
    title character varying(1024),
    content_type character varying(127) NOT NULL,
    size bigint NOT NULL,
    width integer,
    height integer,
    duration_secs double precision,
    waveform character varying(400),
    flags integer NOT NULL,
    key character varying(300) NOT NULL,
    thumbnails jsonb NOT NULL,
    "position" smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    uploader_id bigint,
    message_id bigint
);

CREATE TABLE public.message_edits (
    id bigint NOT NULL,
    content text NOT NULL,
    embeds jsonb NOT NULL,
    replaced_at timestamp with time zone NOT NULL,
    message_id bigint NOT NULL,
    components jsonb NOT NULL
);

ALTER TABLE public.message_edits ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.message_edits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notifications (
    id bigint NOT NULL,
    type character varying(16) NOT NULL,
    related_message_id bigint,
    guild_id bigint,
    content character varying(200) NOT NULL,
    read_at timestamp with time zone,
    channel_id bigint,
    related_user_id bigint,
    user_id bigint NOT NULL
);

CREATE TABLE public.onboarding_answers (
    id bigint NOT NULL,
    option_ids bigint[] NOT NULL,
    prompts_seen jsonb NOT NULL,
    responses_seen jsonb NOT NULL,
    guild_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.onboarding_answers ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.onboarding_answers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.onboardings (
    guild_id bigint NOT NULL,
    enabled boolean NOT NULL,
    mode smallint NOT NULL,
    default_channel_ids bigint[] NOT NULL,
    prompts jsonb NOT NULL
);

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    topic character varying(40) NOT NULL,
    payload bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.permission_overwrites (
    id bigint NOT NULL,
    target_id bigint NOT NULL,
    type smallint NOT NULL,
    allow bigint NOT NULL,
    deny bigint NOT NULL,
    channel_id bigint NOT NULL
);

ALTER TABLE public.permission_overwrites ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.permission_overwrites_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.poll_votes (
    id bigint NOT NULL,
    answer_id smallint NOT NULL,
    message_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.poll_votes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.poll_votes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_requests (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    status smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    completed_at timestamp with time zone,
    file character varying(100) NOT NULL,
    size bigint,
    problem character varying(200) NOT NULL,
    user_id bigint NOT NULL
);

CREATE TABLE public.reactions (
    id bigint NOT NULL,
    emoji_id bigint NOT NULL,
    emoji_name character varying(64) NOT NULL,
    animated boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    message_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.reactions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.read_states (
    id bigint NOT NULL,
    last_message_id bigint NOT NULL,
    last_pin_timestamp timestamp with time zone,
    mention_count integer NOT NULL,
    version integer NOT NULL,
    channel_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.read_states ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.read_states_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recipients (
    id bigint NOT NULL,
    nick character varying(32),
    closed boolean NOT NULL,
    channel_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.recipients ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recipients_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recording_participants (
    id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    consents boolean,
    file character varying(100) NOT NULL,
    size bigint NOT NULL,
    offset_ms bigint NOT NULL,
    duration_ms bigint NOT NULL,
    recording_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.recording_participants ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recording_participants_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recordings (
    id bigint NOT NULL,
    guild_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    status character varying(16) NOT NULL,
    end_reason character varying(16) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    file character varying(100) NOT NULL,
    size bigint NOT NULL,
    duration_ms bigint NOT NULL,
    started_by_id bigint
);

CREATE TABLE public.relationships (
    id bigint NOT NULL,
    type smallint NOT NULL,
    since timestamp with time zone NOT NULL,
    other_id bigint NOT NULL,
    user_id bigint NOT NULL,
    notify_online boolean NOT NULL
);

ALTER TABLE public.relationships ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.relationships_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.role_connections (
    id bigint NOT NULL,
    platform_name character varying(50),
    platform_username character varying(100),
    metadata jsonb NOT NULL,
    application_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.role_connections ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.role_connections_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.roles (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    color integer NOT NULL,
    secondary_color integer,
    tertiary_color integer,
    hoist boolean NOT NULL,
    "position" integer NOT NULL,
    permissions bigint NOT NULL,
    managed boolean NOT NULL,
    mentionable boolean NOT NULL,
    icon character varying(64),
    unicode_emoji character varying(64),
    flags integer NOT NULL,
    bot_id bigint,
    guild_id bigint NOT NULL
);

CREATE TABLE public.scheduled_event_exceptions (
    id bigint NOT NULL,
    original_start_time timestamp with time zone NOT NULL,
    scheduled_start_time timestamp with time zone,
    scheduled_end_time timestamp with time zone,
    is_canceled boolean NOT NULL,
    event_id bigint NOT NULL
);

CREATE TABLE public.scheduled_event_users (
    id bigint NOT NULL,
    response smallint NOT NULL,
    exception_id bigint,
    user_id bigint NOT NULL,
    event_id bigint NOT NULL
);

ALTER TABLE public.scheduled_event_users ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scheduled_event_users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scheduled_events (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    description character varying(1000),
    image character varying(64),
    scheduled_start_time timestamp with time zone NOT NULL,
    scheduled_end_time timestamp with time zone,
    status smallint NOT NULL,
    entity_type smallint NOT NULL,
    entity_id bigint,
    location character varying(100),
    recurrence_rule jsonb,
    occurrence timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    channel_id bigint,
    creator_id bigint,
    guild_id bigint NOT NULL
);

CREATE TABLE public.search_documents (
    scope_id bigint NOT NULL,
    message_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    place_id bigint NOT NULL,
    is_private boolean NOT NULL,
    vector tsvector NOT NULL
);

CREATE TABLE public.security_events (
    id bigint NOT NULL,
    kind character varying(24) NOT NULL,
    ip inet,
    user_agent character varying(200) NOT NULL,
    detail character varying(100) NOT NULL,
    user_id bigint
);

CREATE TABLE public.server_guides (
    guild_id bigint NOT NULL,
    enabled boolean NOT NULL,
    welcome_message jsonb,
    new_member_actions jsonb NOT NULL,
    resource_channels jsonb NOT NULL
);

CREATE TABLE public.sessions (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL,
    public_id character varying(32),
    user_id bigint
);

CREATE TABLE public.socialaccount_socialaccount (
    id integer NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.socialaccount_socialaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.socialaccount_socialapp (
    id integer NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL
);

ALTER TABLE public.socialaccount_socialapp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialapp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.socialaccount_socialtoken (
    id integer NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer
);

ALTER TABLE public.socialaccount_socialtoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialtoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.soundboard_sounds (
    id bigint NOT NULL,
    name character varying(32) NOT NULL,
    volume double precision NOT NULL,
    emoji_id bigint,
    emoji_name character varying(32),
    available boolean NOT NULL,
    guild_id bigint NOT NULL,
    user_id bigint
);

CREATE TABLE public.stage_instances (
    id bigint NOT NULL,
    topic character varying(120) NOT NULL,
    privacy_level smallint NOT NULL,
    silent_since timestamp with time zone,
    channel_id bigint NOT NULL,
    guild_id bigint NOT NULL,
    scheduled_event_id bigint
);

CREATE TABLE public.stickers (
    id bigint NOT NULL,
    name character varying(30) NOT NULL,
    description character varying(100),
    tags character varying(200) NOT NULL,
    format_type smallint NOT NULL,
    available boolean NOT NULL,
    guild_id bigint NOT NULL,
    user_id bigint
);

CREATE TABLE public.sync_deliveries (
    id character varying(200) NOT NULL,
    outcome character varying(20) NOT NULL,
    received_at timestamp with time zone NOT NULL
);

CREATE TABLE public.synced_identities (
    identity_id integer NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    deactivated boolean NOT NULL
);

CREATE TABLE public.thread_members (
    id bigint NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    flags integer NOT NULL,
    muted boolean NOT NULL,
    muted_until timestamp with time zone,
    mute_window integer,
    thread_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.thread_members ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.thread_members_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.token_families (
    public_id character varying(32) NOT NULL,
    token_id character varying(32) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL
);

CREATE TABLE public.uploads (
    id bigint NOT NULL,
    channel_id bigint NOT NULL,
    token character varying(32) NOT NULL,
    filename character varying(260) NOT NULL,
    size bigint NOT NULL,
    received bigint NOT NULL,
    content_type character varying(127) NOT NULL,
    key character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    attachment_id bigint,
    user_id bigint NOT NULL
);

CREATE TABLE public.user_guild_settings (
    id bigint NOT NULL,
    muted boolean NOT NULL,
    muted_until timestamp with time zone,
    mute_window integer,
    message_notifications smallint NOT NULL,
    suppress_everyone boolean NOT NULL,
    suppress_roles boolean NOT NULL,
    hide_muted_channels boolean NOT NULL,
    mobile_push boolean NOT NULL,
    mute_scheduled_events boolean NOT NULL,
    notify_highlights smallint NOT NULL,
    flags integer NOT NULL,
    version integer NOT NULL,
    guild_id bigint,
    user_id bigint NOT NULL
);

ALTER TABLE public.user_guild_settings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.user_guild_settings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.user_notes (
    id bigint NOT NULL,
    note character varying(256) NOT NULL,
    about_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.user_notes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.user_notes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.user_settings (
    user_id bigint NOT NULL,
    status character varying(9) NOT NULL,
    custom_status jsonb,
    theme character varying(16) NOT NULL,
    locale character varying(10) NOT NULL,
    guild_positions jsonb NOT NULL,
    client jsonb NOT NULL
);

CREATE TABLE public.users (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    id bigint NOT NULL,
    username character varying(32) NOT NULL,
    discriminator character varying(4) NOT NULL,
    global_name character varying(32),
    email character varying(254),
    avatar character varying(64),
    banner character varying(64),
    accent_color integer,
    bio character varying(190) NOT NULL,
    locale character varying(10) NOT NULL,
    flags bigint NOT NULL,
    bot boolean NOT NULL,
    system boolean NOT NULL,
    is_active boolean NOT NULL,
    is_staff boolean NOT NULL,
    auth_version integer NOT NULL,
    rate_limited boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    last_seen timestamp with time zone,
    pronouns character varying(40) NOT NULL
);

CREATE TABLE public.users_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.users_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.users_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.users_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.users_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.users_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.video_participants (
    id bigint NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    user_id bigint NOT NULL,
    video_session_id bigint NOT NULL
);

ALTER TABLE public.video_participants ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.video_participants_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.video_sessions (
    id bigint NOT NULL,
    guild_id bigint,
    channel_id bigint NOT NULL,
    session_token character varying(32) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    initiator_id bigint
);

CREATE TABLE public.voice_rooms (
    channel_id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL
);

CREATE TABLE public.voice_sessions (
    id bigint NOT NULL,
    guild_id bigint,
    channel_id bigint NOT NULL,
    session_token character varying(32) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    user_id bigint NOT NULL
);

CREATE TABLE public.voice_states (
    id bigint NOT NULL,
    session_id character varying(32) NOT NULL,
    connected_at timestamp with time zone NOT NULL,
    self_mute boolean NOT NULL,
    self_deaf boolean NOT NULL,
    self_video boolean NOT NULL,
    self_stream boolean NOT NULL,
    suppress boolean NOT NULL,
    request_to_speak_timestamp timestamp with time zone,
    was_brought boolean NOT NULL,
    permissions_version bigint NOT NULL,
    channel_id bigint NOT NULL,
    guild_id bigint,
    user_id bigint NOT NULL,
    generation bigint NOT NULL
);

ALTER TABLE public.voice_states ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.voice_states_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhooks (
    id bigint NOT NULL,
    type smallint NOT NULL,
    application_id bigint,
    name character varying(80) NOT NULL,
    avatar character varying(64),
    token text NOT NULL,
    channel_id bigint NOT NULL,
    guild_id bigint NOT NULL,
    source_channel_id bigint,
    user_id bigint,
    signing_secret text
);

CREATE TABLE public.welcome_screens (
    guild_id bigint NOT NULL,
    description character varying(140),
    channels jsonb NOT NULL
);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.allauth_idp_oidc_client
    ADD CONSTRAINT allauth_idp_oidc_client_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.allauth_idp_oidc_token
    ADD CONSTRAINT allauth_idp_oidc_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.allauth_idp_oidc_token
    ADD CONSTRAINT allauth_idp_oidc_token_type_hash_cca00f1c_uniq UNIQUE (type, hash);

ALTER TABLE ONLY public.application_commands
    ADD CONSTRAINT application_commands_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_bot_id_key UNIQUE (bot_id);

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auto_moderation_rules
    ADD CONSTRAINT auto_moderation_rules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.bans
    ADD CONSTRAINT bans_are_unique UNIQUE (guild_id, user_id);

ALTER TABLE ONLY public.bans
    ADD CONSTRAINT bans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls
    ADD CONSTRAINT calls_pkey PRIMARY KEY (channel_id);

ALTER TABLE ONLY public.channel_overrides
    ADD CONSTRAINT channel_overrides_are_unique UNIQUE (settings_id, channel_id);

ALTER TABLE ONLY public.channel_overrides
    ADD CONSTRAINT channel_overrides_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.command_permissions
    ADD CONSTRAINT command_permissions_are_unique UNIQUE (guild_id, application_id, target_id);

ALTER TABLE ONLY public.command_permissions
    ADD CONSTRAINT command_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.application_commands
    ADD CONSTRAINT commands_of_guilds_are_unique UNIQUE (application_id, guild_id, type, name);

ALTER TABLE ONLY public.connections
    ADD CONSTRAINT connections_pkey PRIMARY KEY (identity_id);

ALTER TABLE ONLY public.direct_channels
    ADD CONSTRAINT direct_channels_are_unique UNIQUE (low_id, high_id);

ALTER TABLE ONLY public.direct_channels
    ADD CONSTRAINT direct_channels_pkey PRIMARY KEY (channel_id);

ALTER TABLE ONLY public.dismissed_mentions
    ADD CONSTRAINT dismissed_mentions_are_unique UNIQUE (user_id, message_id);

ALTER TABLE ONLY public.dismissed_mentions
    ADD CONSTRAINT dismissed_mentions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.emojis
    ADD CONSTRAINT emojis_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.former_members
    ADD CONSTRAINT former_members_are_unique UNIQUE (guild_id, user_id);

ALTER TABLE ONLY public.former_members
    ADD CONSTRAINT former_members_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.group_invites
    ADD CONSTRAINT group_invites_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.guild_templates
    ADD CONSTRAINT guild_templates_guild_id_key UNIQUE (guild_id);

ALTER TABLE ONLY public.guild_templates
    ADD CONSTRAINT guild_templates_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.guilds
    ADD CONSTRAINT guilds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.guilds
    ADD CONSTRAINT guilds_vanity_url_code_key UNIQUE (vanity_url_code);

ALTER TABLE ONLY public.instance_settings
    ADD CONSTRAINT instance_settings_owner_id_key UNIQUE (owner_id);

ALTER TABLE ONLY public.instance_settings
    ADD CONSTRAINT instance_settings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT integrations_are_unique UNIQUE (guild_id, application_id);

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT integrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invites
    ADD CONSTRAINT invites_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.join_requests
    ADD CONSTRAINT join_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.member_verifications
    ADD CONSTRAINT member_verifications_pkey PRIMARY KEY (guild_id);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_are_unique UNIQUE (guild_id, user_id);

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message_attachments
    ADD CONSTRAINT message_attachments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message_edits
    ADD CONSTRAINT message_edits_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.onboarding_answers
    ADD CONSTRAINT onboarding_answers_are_unique UNIQUE (guild_id, user_id);

ALTER TABLE ONLY public.onboarding_answers
    ADD CONSTRAINT onboarding_answers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.onboardings
    ADD CONSTRAINT onboardings_pkey PRIMARY KEY (guild_id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.permission_overwrites
    ADD CONSTRAINT overwrites_are_unique UNIQUE (channel_id, target_id);

ALTER TABLE ONLY public.permission_overwrites
    ADD CONSTRAINT permission_overwrites_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_are_unique UNIQUE (message_id, answer_id, user_id);

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.privacy_requests
    ADD CONSTRAINT privacy_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_are_unique UNIQUE (message_id, user_id, emoji_id, emoji_name);

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.read_states
    ADD CONSTRAINT read_states_are_unique UNIQUE (user_id, channel_id);

ALTER TABLE ONLY public.read_states
    ADD CONSTRAINT read_states_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT recipients_are_unique UNIQUE (channel_id, user_id);

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT recipients_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recording_participants
    ADD CONSTRAINT recording_participants_are_unique UNIQUE (recording_id, user_id);

ALTER TABLE ONLY public.recording_participants
    ADD CONSTRAINT recording_participants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recordings
    ADD CONSTRAINT recordings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.relationships
    ADD CONSTRAINT relationships_are_unique UNIQUE (user_id, other_id);

ALTER TABLE ONLY public.relationships
    ADD CONSTRAINT relationships_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.role_connections
    ADD CONSTRAINT role_connections_are_unique UNIQUE (application_id, user_id);

ALTER TABLE ONLY public.role_connections
    ADD CONSTRAINT role_connections_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scheduled_event_exceptions
    ADD CONSTRAINT scheduled_event_exceptions_are_unique UNIQUE (event_id, original_start_time);

ALTER TABLE ONLY public.scheduled_event_exceptions
    ADD CONSTRAINT scheduled_event_exceptions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scheduled_event_users
    ADD CONSTRAINT scheduled_event_users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scheduled_events
    ADD CONSTRAINT scheduled_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scheduled_event_users
    ADD CONSTRAINT scheduled_exception_users_are_unique UNIQUE (exception_id, user_id);

ALTER TABLE ONLY public.search_documents
    ADD CONSTRAINT search_documents_pkey PRIMARY KEY (scope_id, message_id);

ALTER TABLE ONLY public.security_events
    ADD CONSTRAINT security_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.server_guides
    ADD CONSTRAINT server_guides_pkey PRIMARY KEY (guild_id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_provider_uid_fc810c6e_uniq UNIQUE (provider, uid);

ALTER TABLE ONLY public.socialaccount_socialapp
    ADD CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq UNIQUE (app_id, account_id);

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.soundboard_sounds
    ADD CONSTRAINT soundboard_sounds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stage_instances
    ADD CONSTRAINT stage_instances_channel_id_key UNIQUE (channel_id);

ALTER TABLE ONLY public.stage_instances
    ADD CONSTRAINT stage_instances_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stickers
    ADD CONSTRAINT stickers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sync_deliveries
    ADD CONSTRAINT sync_deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.synced_identities
    ADD CONSTRAINT synced_identities_pkey PRIMARY KEY (identity_id);

ALTER TABLE ONLY public.thread_members
    ADD CONSTRAINT thread_members_are_unique UNIQUE (thread_id, user_id);

ALTER TABLE ONLY public.thread_members
    ADD CONSTRAINT thread_members_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_pkey PRIMARY KEY (public_id);

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_token_key UNIQUE (token);

ALTER TABLE ONLY public.user_guild_settings
    ADD CONSTRAINT user_guild_settings_of_guilds UNIQUE (user_id, guild_id);

ALTER TABLE ONLY public.user_guild_settings
    ADD CONSTRAINT user_guild_settings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.user_notes
    ADD CONSTRAINT user_notes_are_unique UNIQUE (user_id, about_id);

ALTER TABLE ONLY public.user_notes
    ADD CONSTRAINT user_notes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.user_settings
    ADD CONSTRAINT user_settings_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.users_groups
    ADD CONSTRAINT users_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users_groups
    ADD CONSTRAINT users_groups_user_id_group_id_fc7788e8_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users_user_permissions
    ADD CONSTRAINT users_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users_user_permissions
    ADD CONSTRAINT users_user_permissions_user_id_permission_id_3b86cbdf_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);

ALTER TABLE ONLY public.video_participants
    ADD CONSTRAINT video_participants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.video_sessions
    ADD CONSTRAINT video_sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.voice_rooms
    ADD CONSTRAINT voice_rooms_pkey PRIMARY KEY (channel_id);

ALTER TABLE ONLY public.voice_sessions
    ADD CONSTRAINT voice_sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.voice_states
    ADD CONSTRAINT voice_states_are_unique UNIQUE (user_id, guild_id);

ALTER TABLE ONLY public.voice_states
    ADD CONSTRAINT voice_states_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.welcome_screens
    ADD CONSTRAINT welcome_screens_pkey PRIMARY KEY (guild_id);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX allauth_idp_oidc_client_id_973c9a60_like ON public.allauth_idp_oidc_client USING btree (id varchar_pattern_ops);

CREATE INDEX allauth_idp_oidc_client_owner_id_1f1eb0f1 ON public.allauth_idp_oidc_client USING btree (owner_id);

CREATE INDEX allauth_idp_oidc_token_client_id_cad2cd57 ON public.allauth_idp_oidc_token USING btree (client_id);

CREATE INDEX allauth_idp_oidc_token_client_id_cad2cd57_like ON public.allauth_idp_oidc_token USING btree (client_id varchar_pattern_ops);

CREATE INDEX allauth_idp_oidc_token_expires_at_f6e6261a ON public.allauth_idp_oidc_token USING btree (expires_at);

CREATE INDEX allauth_idp_oidc_token_user_id_3e9a005f ON public.allauth_idp_oidc_token USING btree (user_id);

CREATE INDEX application_commands_application_id_37d596f5 ON public.application_commands USING btree (application_id);

CREATE INDEX application_commands_guild_id_8f36f402 ON public.application_commands USING btree (guild_id);

CREATE INDEX applications_owner_id_cb5f31ed ON public.applications USING btree (owner_id);

CREATE INDEX applications_token_hash_27150ecc_like ON public.applications USING btree (token_hash varchar_pattern_ops);

CREATE INDEX attachments_by_key ON public.message_attachments USING btree (key);

CREATE INDEX attachments_unclaimed ON public.message_attachments USING btree (created_at) WHERE (message_id IS NULL);

CREATE INDEX audit_log_by_action ON public.audit_log USING btree (guild_id, action_type, id DESC);

CREATE INDEX audit_log_by_actor ON public.audit_log USING btree (guild_id, user_id, id DESC);

CREATE INDEX audit_log_by_time ON public.audit_log USING btree (guild_id, id DESC);

CREATE INDEX audit_log_guild_id_f4f7114b ON public.audit_log USING btree (guild_id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX auto_moderation_rules_guild_id_8d5cac20 ON public.auto_moderation_rules USING btree (guild_id);

CREATE INDEX bans_guild_id_52c8ff38 ON public.bans USING btree (guild_id);

CREATE INDEX bans_moderator_id_4a88f1be ON public.bans USING btree (moderator_id);

CREATE INDEX bans_user_id_c40d1125 ON public.bans USING btree (user_id);

CREATE INDEX channel_overrides_channel_id_7d04f95b ON public.channel_overrides USING btree (channel_id);

CREATE INDEX channel_overrides_settings_id_4327dc5e ON public.channel_overrides USING btree (settings_id);

CREATE INDEX channels_guild_id_3fc830f2 ON public.channels USING btree (guild_id);

CREATE INDEX channels_owner_id_af0cca74 ON public.channels USING btree (owner_id);

CREATE INDEX channels_parent_id_2d7325b8 ON public.channels USING btree (parent_id);

CREATE INDEX command_permissions_application_id_d44954c6 ON public.command_permissions USING btree (application_id);

CREATE INDEX command_permissions_guild_id_11c7ce04 ON public.command_permissions USING btree (guild_id);

CREATE INDEX direct_channels_high_id_480b9927 ON public.direct_channels USING btree (high_id);

CREATE INDEX direct_channels_low_id_ce93018b ON public.direct_channels USING btree (low_id);

CREATE INDEX dismissed_mentions_message_id_b50c413b ON public.dismissed_mentions USING btree (message_id);

CREATE INDEX dismissed_mentions_user_id_9cdf1fc5 ON public.dismissed_mentions USING btree (user_id);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX emojis_application_id_c856c87e ON public.emojis USING btree (application_id);

CREATE INDEX emojis_guild_id_a39cd81e ON public.emojis USING btree (guild_id);

CREATE UNIQUE INDEX emojis_of_applications_by_name ON public.emojis USING btree (application_id, name) WHERE (application_id IS NOT NULL);

CREATE INDEX emojis_user_id_56bd8c61 ON public.emojis USING btree (user_id);

CREATE INDEX former_members_guild_id_4a29ef0d ON public.former_members USING btree (guild_id);

CREATE INDEX former_members_user_id_8d6bcb2b ON public.former_members USING btree (user_id);

CREATE UNIQUE INDEX global_commands_are_unique ON public.application_commands USING btree (application_id, type, name) WHERE (guild_id IS NULL);

CREATE INDEX group_invites_channel_id_f7aa9a33 ON public.group_invites USING btree (channel_id);

CREATE INDEX group_invites_code_19896e8e_like ON public.group_invites USING btree (code varchar_pattern_ops);

CREATE INDEX group_invites_expires_at_bf643472 ON public.group_invites USING btree (expires_at);

CREATE INDEX group_invites_inviter_id_753b9006 ON public.group_invites USING btree (inviter_id);

CREATE INDEX guild_templates_code_39c54d8c_like ON public.guild_templates USING btree (code varchar_pattern_ops);

CREATE INDEX guild_templates_creator_id_b741571c ON public.guild_templates USING btree (creator_id);

CREATE INDEX guilds_owner_id_d39590c9 ON public.guilds USING btree (owner_id);

CREATE INDEX guilds_vanity_url_code_467bf33b_like ON public.guilds USING btree (vanity_url_code varchar_pattern_ops);

CREATE INDEX integrations_application_id_1fd2e2af ON public.integrations USING btree (application_id);

CREATE INDEX integrations_guild_id_dcbb9715 ON public.integrations USING btree (guild_id);

CREATE INDEX integrations_user_id_8162b4e4 ON public.integrations USING btree (user_id);

CREATE INDEX invites_channel_id_a8d4ac14 ON public.invites USING btree (channel_id);

CREATE INDEX invites_code_5fdcf541_like ON public.invites USING btree (code varchar_pattern_ops);

CREATE INDEX invites_expires_at_97983c43 ON public.invites USING btree (expires_at);

CREATE INDEX invites_guild_id_5683ff39 ON public.invites USING btree (guild_id);

CREATE INDEX invites_inviter_id_dbbf82eb ON public.invites USING btree (inviter_id);

CREATE INDEX invites_target_application_id_4ca6e624 ON public.invites USING btree (target_application_id);

CREATE INDEX invites_target_user_id_d1cffca3 ON public.invites USING btree (target_user_id);

CREATE INDEX join_requests_actioned_by_id_723c8053 ON public.join_requests USING btree (actioned_by_id);

CREATE INDEX join_requests_guild_id_8ee01e00 ON public.join_requests USING btree (guild_id);

CREATE INDEX join_requests_listed ON public.join_requests USING btree (guild_id, status, id DESC);

CREATE UNIQUE INDEX join_requests_one_is_open ON public.join_requests USING btree (guild_id, user_id) WHERE ((status)::text = ANY ((ARRAY['STARTED'::character varying, 'SUBMITTED'::character varying])::text[]));

CREATE INDEX join_requests_user_id_07a97bc8 ON public.join_requests USING btree (user_id);

CREATE INDEX members_by_role ON public.members USING gin (roles);

CREATE INDEX members_guild_id_8bf1c3e8 ON public.members USING btree (guild_id);

CREATE INDEX members_user_id_b0386d8e ON public.members USING btree (user_id);

CREATE INDEX message_attachments_message_id_c7a3e22d ON public.message_attachments USING btree (message_id);

CREATE INDEX message_attachments_uploader_id_4cee6ca7 ON public.message_attachments USING btree (uploader_id);

CREATE INDEX message_edits_by_age ON public.message_edits USING btree (replaced_at);

CREATE INDEX message_edits_message_id_4cf5cc5c ON public.message_edits USING btree (message_id);

CREATE INDEX messages_by_author ON public.messages USING btree (author_id, id DESC);

CREATE INDEX messages_by_channel ON public.messages USING btree (channel_id, id DESC);

CREATE INDEX messages_by_webhook ON public.messages USING btree (webhook_id, id DESC) WHERE (author_id IS NULL);

CREATE INDEX messages_deleted ON public.messages USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

CREATE INDEX messages_deleted_by_channel ON public.messages USING btree (channel_id, id DESC) WHERE (deleted_at IS NOT NULL);

CREATE UNIQUE INDEX messages_nonce_is_unique ON public.messages USING btree (author_id, channel_id, enforced_nonce) WHERE (enforced_nonce IS NOT NULL);

CREATE INDEX messages_pinned ON public.messages USING btree (channel_id, pinned_at DESC) WHERE (pinned_at IS NOT NULL);

CREATE INDEX messages_that_are_copies ON public.messages USING btree (reference_message_id) WHERE ((reference_message_id IS NOT NULL) AND (webhook_id IS NOT NULL));

CREATE INDEX messages_that_mention ON public.messages USING btree (channel_id, id DESC) WHERE (mention_everyone OR (NOT (mentions = '{}'::bigint[])) OR (NOT (mention_roles = '{}'::bigint[])));

CREATE INDEX messages_with_open_polls ON public.messages USING btree (poll_ends_at) WHERE (poll_ends_at IS NOT NULL);

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE INDEX notifications_channel_id_9ef963b4 ON public.notifications USING btree (channel_id);

CREATE UNIQUE INDEX notifications_of_calls_unread ON public.notifications USING btree (user_id, channel_id) WHERE ((read_at IS NULL) AND ((type)::text = 'call_invite'::text));

CREATE UNIQUE INDEX notifications_of_friends ON public.notifications USING btree (user_id, related_user_id) WHERE ((type)::text = 'user_online'::text);

CREATE UNIQUE INDEX notifications_of_mentions ON public.notifications USING btree (user_id, related_message_id) WHERE ((type)::text = 'mention'::text);

CREATE UNIQUE INDEX notifications_of_messages_unread ON public.notifications USING btree (user_id, channel_id) WHERE ((read_at IS NULL) AND ((type)::text = 'message'::text));

CREATE INDEX notifications_of_user ON public.notifications USING btree (user_id, id DESC);

CREATE INDEX notifications_unread ON public.notifications USING btree (user_id, channel_id) WHERE (read_at IS NULL);

CREATE INDEX onboarding_answers_guild_id_5d24b1d0 ON public.onboarding_answers USING btree (guild_id);

CREATE INDEX onboarding_answers_user_id_bf87a323 ON public.onboarding_answers USING btree (user_id);

CREATE INDEX permission_overwrites_channel_id_60516676 ON public.permission_overwrites USING btree (channel_id);

CREATE INDEX poll_votes_message_id_694e5d7b ON public.poll_votes USING btree (message_id);

CREATE INDEX poll_votes_user_id_fc1a3b4b ON public.poll_votes USING btree (user_id);

CREATE INDEX privacy_requests_due ON public.privacy_requests USING btree (status, due_at);

CREATE UNIQUE INDEX privacy_requests_one_open ON public.privacy_requests USING btree (user_id, kind) WHERE (status = ANY (ARRAY[0, 1]));

CREATE INDEX privacy_requests_user_id_f8d71431 ON public.privacy_requests USING btree (user_id);

CREATE INDEX reactions_message_id_73aeb853 ON public.reactions USING btree (message_id);

CREATE INDEX reactions_user_id_cc1df63a ON public.reactions USING btree (user_id);

CREATE INDEX read_states_channel_id_6ee03857 ON public.read_states USING btree (channel_id);

CREATE INDEX read_states_user_id_f6d7d30b ON public.read_states USING btree (user_id);

CREATE INDEX recipients_channel_id_2a91f1c2 ON public.recipients USING btree (channel_id);

CREATE INDEX recipients_user_id_3f6f17f0 ON public.recipients USING btree (user_id);

CREATE INDEX recording_participants_recording_id_01c969f3 ON public.recording_participants USING btree (recording_id);

CREATE INDEX recording_participants_user_id_265321b5 ON public.recording_participants USING btree (user_id);

CREATE INDEX recordings_by_channel ON public.recordings USING btree (channel_id, id DESC);

CREATE INDEX recordings_by_guild ON public.recordings USING btree (guild_id, id DESC);

CREATE UNIQUE INDEX recordings_once_per_channel ON public.recordings USING btree (channel_id) WHERE ((status)::text = 'recording'::text);

CREATE INDEX recordings_started_by_id_2d147f77 ON public.recordings USING btree (started_by_id);

CREATE INDEX relationships_other_id_63ee59eb ON public.relationships USING btree (other_id);

CREATE INDEX relationships_that_watch ON public.relationships USING btree (other_id) WHERE notify_online;

CREATE INDEX relationships_user_id_a79a1da9 ON public.relationships USING btree (user_id);

CREATE INDEX role_connections_application_id_5b631813 ON public.role_connections USING btree (application_id);

CREATE INDEX role_connections_user_id_47e7641f ON public.role_connections USING btree (user_id);

CREATE INDEX roles_guild_id_075e5027 ON public.roles USING btree (guild_id);

CREATE INDEX scheduled_event_exceptions_event_id_2eaaa70b ON public.scheduled_event_exceptions USING btree (event_id);

CREATE UNIQUE INDEX scheduled_event_users_are_unique ON public.scheduled_event_users USING btree (event_id, user_id) WHERE (exception_id IS NULL);

CREATE INDEX scheduled_event_users_event_id_27cc03eb ON public.scheduled_event_users USING btree (event_id);

CREATE INDEX scheduled_event_users_exception_id_6b711128 ON public.scheduled_event_users USING btree (exception_id);

CREATE INDEX scheduled_event_users_user_id_8272d554 ON public.scheduled_event_users USING btree (user_id);

CREATE INDEX scheduled_events_channel_id_389b4d3d ON public.scheduled_events USING btree (channel_id);

CREATE INDEX scheduled_events_creator_id_55b51006 ON public.scheduled_events USING btree (creator_id);

CREATE INDEX scheduled_events_guild_id_1a3f8ccc ON public.scheduled_events USING btree (guild_id);

CREATE INDEX scheduled_events_open ON public.scheduled_events USING btree (scheduled_start_time) WHERE (status <= 2);

CREATE INDEX search_documents_vector ON public.search_documents USING gin (vector) WITH (gin_pending_list_limit='32768');

CREATE INDEX security_events_by_user ON public.security_events USING btree (user_id, id DESC);

CREATE INDEX sessions_expire_date_16e4c444 ON public.sessions USING btree (expire_date);

CREATE INDEX sessions_public_id_d6c4442b ON public.sessions USING btree (public_id);

CREATE INDEX sessions_public_id_d6c4442b_like ON public.sessions USING btree (public_id varchar_pattern_ops);

CREATE INDEX sessions_session_key_58f9471b_like ON public.sessions USING btree (session_key varchar_pattern_ops);

CREATE INDEX sessions_user_id_05e26f4a ON public.sessions USING btree (user_id);

CREATE INDEX socialaccount_socialaccount_user_id_8146e70c ON public.socialaccount_socialaccount USING btree (user_id);

CREATE INDEX socialaccount_socialtoken_account_id_951f210e ON public.socialaccount_socialtoken USING btree (account_id);

CREATE INDEX socialaccount_socialtoken_app_id_636a42d7 ON public.socialaccount_socialtoken USING btree (app_id);

CREATE INDEX soundboard_sounds_guild_id_a111717e ON public.soundboard_sounds USING btree (guild_id);

CREATE INDEX soundboard_sounds_user_id_ceebbea7 ON public.soundboard_sounds USING btree (user_id);

CREATE INDEX stage_instances_guild_id_01f0887b ON public.stage_instances USING btree (guild_id);

CREATE INDEX stage_instances_scheduled_event_id_89380717 ON public.stage_instances USING btree (scheduled_event_id);

CREATE INDEX stickers_guild_id_86f8d6e0 ON public.stickers USING btree (guild_id);

CREATE INDEX stickers_user_id_56374a05 ON public.stickers USING btree (user_id);

CREATE INDEX sync_deliveries_id_5e90e1c8_like ON public.sync_deliveries USING btree (id varchar_pattern_ops);

CREATE INDEX sync_deliveries_received_at_98bbf4bf ON public.sync_deliveries USING btree (received_at);

CREATE INDEX thread_members_thread_id_bf656db0 ON public.thread_members USING btree (thread_id);

CREATE INDEX thread_members_user_id_3f13eb59 ON public.thread_members USING btree (user_id);

CREATE INDEX threads_active ON public.channels USING btree (auto_archive_duration, archive_timestamp) WHERE ((NOT archived) AND (auto_archive_duration IS NOT NULL));

CREATE INDEX threads_archived ON public.channels USING btree (parent_id, archive_timestamp DESC) WHERE archived;

CREATE INDEX token_families_expires_at_b442be72 ON public.token_families USING btree (expires_at);

CREATE INDEX token_families_public_id_8ee17d91_like ON public.token_families USING btree (public_id varchar_pattern_ops);

CREATE INDEX token_families_user_id_c5323f40 ON public.token_families USING btree (user_id);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE INDEX uploads_attachment_id_dc690da0 ON public.uploads USING btree (attachment_id);

CREATE INDEX uploads_by_age ON public.uploads USING btree (created_at);

CREATE INDEX uploads_token_be97b9dc_like ON public.uploads USING btree (token varchar_pattern_ops);

CREATE INDEX uploads_user_id_bea780f6 ON public.uploads USING btree (user_id);

CREATE INDEX user_guild_settings_guild_id_ccdd8fa9 ON public.user_guild_settings USING btree (guild_id);

CREATE UNIQUE INDEX user_guild_settings_of_direct_channels ON public.user_guild_settings USING btree (user_id) WHERE (guild_id IS NULL);

CREATE INDEX user_guild_settings_user_id_3bc6b868 ON public.user_guild_settings USING btree (user_id);

CREATE INDEX user_notes_about_id_7a05017a ON public.user_notes USING btree (about_id);

CREATE INDEX user_notes_user_id_4afdc87b ON public.user_notes USING btree (user_id);

CREATE UNIQUE INDEX users_email_is_unique ON public.users USING btree (lower((email)::text)) WHERE (email IS NOT NULL);

CREATE INDEX users_groups_group_id_2f3517aa ON public.users_groups USING btree (group_id);

CREATE INDEX users_groups_user_id_f500bee5 ON public.users_groups USING btree (user_id);

CREATE UNIQUE INDEX users_name_is_unique ON public.users USING btree (lower((username)::text), discriminator);

CREATE INDEX users_user_permissions_permission_id_6d08dcd2 ON public.users_user_permissions USING btree (permission_id);

CREATE INDEX users_user_permissions_user_id_92473840 ON public.users_user_permissions USING btree (user_id);

CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);

CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);

CREATE INDEX video_participants_user_id_2803a296 ON public.video_participants USING btree (user_id);

CREATE INDEX video_participants_video_session_id_a93372ac ON public.video_participants USING btree (video_session_id);

CREATE INDEX video_sessions_initiator_id_d11b28b9 ON public.video_sessions USING btree (initiator_id);

CREATE UNIQUE INDEX video_sessions_open_once ON public.video_sessions USING btree (channel_id) WHERE (ended_at IS NULL);

CREATE INDEX voice_sessions_by_channel ON public.voice_sessions USING btree (channel_id, id DESC);

CREATE INDEX voice_sessions_open ON public.voice_sessions USING btree (user_id, channel_id) WHERE (ended_at IS NULL);

CREATE INDEX voice_sessions_user_id_bc3a2c98 ON public.voice_sessions USING btree (user_id);

CREATE INDEX voice_states_channel_id_4500fbca ON public.voice_states USING btree (channel_id);

CREATE INDEX voice_states_guild_id_2ec8e8b6 ON public.voice_states USING btree (guild_id);

CREATE UNIQUE INDEX voice_states_in_calls_are_unique ON public.voice_states USING btree (user_id) WHERE (guild_id IS NULL);

CREATE INDEX voice_states_session_id_4c7b3018 ON public.voice_states USING btree (session_id);

CREATE INDEX voice_states_session_id_4c7b3018_like ON public.voice_states USING btree (session_id varchar_pattern_ops);

CREATE INDEX voice_states_user_id_1db215db ON public.voice_states USING btree (user_id);

CREATE INDEX webhooks_channel_id_6aabd54d ON public.webhooks USING btree (channel_id);

CREATE INDEX webhooks_guild_id_c1405dc8 ON public.webhooks USING btree (guild_id);

CREATE INDEX webhooks_source_channel_id_e8948499 ON public.webhooks USING btree (source_channel_id);

CREATE INDEX webhooks_user_id_a426dd68 ON public.webhooks USING btree (user_id);

CREATE TRIGGER search_follows_attachments AFTER UPDATE OF message_id ON public.message_attachments FOR EACH ROW WHEN ((old.message_id IS DISTINCT FROM new.message_id)) EXECUTE FUNCTION public.search_follows_attachments();

CREATE TRIGGER search_follows_changed_messages AFTER UPDATE ON public.messages FOR EACH ROW WHEN (((((((((old.content IS DISTINCT FROM new.content) OR (old.embeds IS DISTINCT FROM new.embeds)) OR (old.components IS DISTINCT FROM new.components)) OR (old.mentions IS DISTINCT FROM new.mentions)) OR (old.mention_roles IS DISTINCT FROM new.mention_roles)) OR (old.mention_everyone IS DISTINCT FROM new.mention_everyone)) OR ((old.pinned_at IS NULL) IS DISTINCT FROM (new.pinned_at IS NULL))) OR ((old.deleted_at IS NULL) IS DISTINCT FROM (new.deleted_at IS NULL)))) EXECUTE FUNCTION public.search_follows_changed_messages();

CREATE TRIGGER search_follows_gone_messages AFTER DELETE ON public.messages REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.search_follows_gone_messages();

CREATE TRIGGER search_follows_new_attachments AFTER INSERT ON public.message_attachments FOR EACH ROW WHEN ((new.message_id IS NOT NULL)) EXECUTE FUNCTION public.search_follows_attachments();

CREATE TRIGGER search_follows_new_messages AFTER INSERT ON public.messages REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.search_follows_new_messages();

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.allauth_idp_oidc_client
    ADD CONSTRAINT allauth_idp_oidc_client_owner_id_1f1eb0f1_fk_users_id FOREIGN KEY (owner_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.allauth_idp_oidc_token
    ADD CONSTRAINT allauth_idp_oidc_tok_client_id_cad2cd57_fk_allauth_i FOREIGN KEY (client_id) REFERENCES public.allauth_idp_oidc_client(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.allauth_idp_oidc_token
    ADD CONSTRAINT allauth_idp_oidc_token_user_id_3e9a005f_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.application_commands
    ADD CONSTRAINT application_commands_application_id_37d596f5_fk_applications_id FOREIGN KEY (application_id) REFERENCES public.applications(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.application_commands
    ADD CONSTRAINT application_commands_guild_id_8f36f402_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_bot_id_a891c5c8_fk_users_id FOREIGN KEY (bot_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_owner_id_cb5f31ed_fk_users_id FOREIGN KEY (owner_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_guild_id_f4f7114b_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auto_moderation_rules
    ADD CONSTRAINT auto_moderation_rules_guild_id_8d5cac20_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.bans
    ADD CONSTRAINT bans_guild_id_52c8ff38_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.bans
    ADD CONSTRAINT bans_moderator_id_4a88f1be_fk_users_id FOREIGN KEY (moderator_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.bans
    ADD CONSTRAINT bans_user_id_c40d1125_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls
    ADD CONSTRAINT calls_channel_id_6e552dfa_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channel_overrides
    ADD CONSTRAINT channel_overrides_channel_id_7d04f95b_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channel_overrides
    ADD CONSTRAINT channel_overrides_settings_id_4327dc5e_fk_user_guil FOREIGN KEY (settings_id) REFERENCES public.user_guild_settings(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_guild_id_3fc830f2_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_owner_id_af0cca74_fk_users_id FOREIGN KEY (owner_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.channels
    ADD CONSTRAINT channels_parent_id_2d7325b8_fk_channels_id FOREIGN KEY (parent_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.command_permissions
    ADD CONSTRAINT command_permissions_application_id_d44954c6_fk_applications_id FOREIGN KEY (application_id) REFERENCES public.applications(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.command_permissions
    ADD CONSTRAINT command_permissions_guild_id_11c7ce04_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.connections
    ADD CONSTRAINT connections_identity_id_64fceebb_fk_socialacc FOREIGN KEY (identity_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.direct_channels
    ADD CONSTRAINT direct_channels_channel_id_407f352b_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.direct_channels
    ADD CONSTRAINT direct_channels_high_id_480b9927_fk_users_id FOREIGN KEY (high_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.direct_channels
    ADD CONSTRAINT direct_channels_low_id_ce93018b_fk_users_id FOREIGN KEY (low_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.dismissed_mentions
    ADD CONSTRAINT dismissed_mentions_user_id_9cdf1fc5_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.emojis
    ADD CONSTRAINT emojis_application_id_c856c87e_fk_applications_id FOREIGN KEY (application_id) REFERENCES public.applications(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.emojis
    ADD CONSTRAINT emojis_guild_id_a39cd81e_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.emojis
    ADD CONSTRAINT emojis_user_id_56bd8c61_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.former_members
    ADD CONSTRAINT former_members_guild_id_4a29ef0d_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.former_members
    ADD CONSTRAINT former_members_user_id_8d6bcb2b_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.group_invites
    ADD CONSTRAINT group_invites_channel_id_f7aa9a33_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.group_invites
    ADD CONSTRAINT group_invites_inviter_id_753b9006_fk_users_id FOREIGN KEY (inviter_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.guild_templates
    ADD CONSTRAINT guild_templates_creator_id_b741571c_fk_users_id FOREIGN KEY (creator_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.guild_templates
    ADD CONSTRAINT guild_templates_guild_id_7a878b87_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.guilds
    ADD CONSTRAINT guilds_owner_id_d39590c9_fk_users_id FOREIGN KEY (owner_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.instance_settings
    ADD CONSTRAINT instance_settings_owner_id_110c5aa1_fk_users_id FOREIGN KEY (owner_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT integrations_application_id_1fd2e2af_fk_applications_id FOREIGN KEY (application_id) REFERENCES public.applications(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT integrations_guild_id_dcbb9715_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT integrations_user_id_8162b4e4_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invites
    ADD CONSTRAINT invites_channel_id_a8d4ac14_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invites
    ADD CONSTRAINT invites_guild_id_5683ff39_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invites
    ADD CONSTRAINT invites_inviter_id_dbbf82eb_fk_users_id FOREIGN KEY (inviter_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invites
    ADD CONSTRAINT invites_target_application_id_4ca6e624_fk_applications_id FOREIGN KEY (target_application_id) REFERENCES public.applications(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invites
    ADD CONSTRAINT invites_target_user_id_d1cffca3_fk_users_id FOREIGN KEY (target_user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.join_requests
    ADD CONSTRAINT join_requests_actioned_by_id_723c8053_fk_users_id FOREIGN KEY (actioned_by_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.join_requests
    ADD CONSTRAINT join_requests_guild_id_8ee01e00_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.join_requests
    ADD CONSTRAINT join_requests_user_id_07a97bc8_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.member_verifications
    ADD CONSTRAINT member_verifications_guild_id_55d40749_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_guild_id_8bf1c3e8_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_user_id_b0386d8e_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.message_attachments
    ADD CONSTRAINT message_attachments_message_id_c7a3e22d_fk_messages_id FOREIGN KEY (message_id) REFERENCES public.messages(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.message_attachments
    ADD CONSTRAINT message_attachments_uploader_id_4cee6ca7_fk_users_id FOREIGN KEY (uploader_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.message_edits
    ADD CONSTRAINT message_edits_message_id_4cf5cc5c_fk_messages_id FOREIGN KEY (message_id) REFERENCES public.messages(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_author_id_6c9e7afb_fk_users_id FOREIGN KEY (author_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_channel_id_e10ba908_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_channel_id_9ef963b4_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_related_user_id_3783d7b6_fk_users_id FOREIGN KEY (related_user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_user_id_468e288d_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.onboarding_answers
    ADD CONSTRAINT onboarding_answers_guild_id_5d24b1d0_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.onboarding_answers
    ADD CONSTRAINT onboarding_answers_user_id_bf87a323_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.onboardings
    ADD CONSTRAINT onboardings_guild_id_4c3fe20e_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.permission_overwrites
    ADD CONSTRAINT permission_overwrites_channel_id_60516676_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_message_id_694e5d7b_fk_messages_id FOREIGN KEY (message_id) REFERENCES public.messages(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.poll_votes
    ADD CONSTRAINT poll_votes_user_id_fc1a3b4b_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_requests
    ADD CONSTRAINT privacy_requests_user_id_f8d71431_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_message_id_73aeb853_fk_messages_id FOREIGN KEY (message_id) REFERENCES public.messages(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.reactions
    ADD CONSTRAINT reactions_user_id_cc1df63a_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.read_states
    ADD CONSTRAINT read_states_channel_id_6ee03857_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.read_states
    ADD CONSTRAINT read_states_user_id_f6d7d30b_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT recipients_channel_id_2a91f1c2_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT recipients_user_id_3f6f17f0_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recording_participants
    ADD CONSTRAINT recording_participants_recording_id_01c969f3_fk_recordings_id FOREIGN KEY (recording_id) REFERENCES public.recordings(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recording_participants
    ADD CONSTRAINT recording_participants_user_id_265321b5_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recordings
    ADD CONSTRAINT recordings_started_by_id_2d147f77_fk_users_id FOREIGN KEY (started_by_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.relationships
    ADD CONSTRAINT relationships_other_id_63ee59eb_fk_users_id FOREIGN KEY (other_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.relationships
    ADD CONSTRAINT relationships_user_id_a79a1da9_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.role_connections
    ADD CONSTRAINT role_connections_application_id_5b631813_fk_applications_id FOREIGN KEY (application_id) REFERENCES public.applications(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.role_connections
    ADD CONSTRAINT role_connections_user_id_47e7641f_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_guild_id_075e5027_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scheduled_event_exceptions
    ADD CONSTRAINT scheduled_event_exce_event_id_2eaaa70b_fk_scheduled FOREIGN KEY (event_id) REFERENCES public.scheduled_events(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scheduled_event_users
    ADD CONSTRAINT scheduled_event_user_exception_id_6b711128_fk_scheduled FOREIGN KEY (exception_id) REFERENCES public.scheduled_event_exceptions(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scheduled_event_users
    ADD CONSTRAINT scheduled_event_users_event_id_27cc03eb_fk_scheduled_events_id FOREIGN KEY (event_id) REFERENCES public.scheduled_events(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scheduled_event_users
    ADD CONSTRAINT scheduled_event_users_user_id_8272d554_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scheduled_events
    ADD CONSTRAINT scheduled_events_channel_id_389b4d3d_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scheduled_events
    ADD CONSTRAINT scheduled_events_creator_id_55b51006_fk_users_id FOREIGN KEY (creator_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scheduled_events
    ADD CONSTRAINT scheduled_events_guild_id_1a3f8ccc_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.security_events
    ADD CONSTRAINT security_events_user_id_a7089086_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.server_guides
    ADD CONSTRAINT server_guides_guild_id_ac8cc676_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_05e26f4a_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_account_id_951f210e_fk_socialacc FOREIGN KEY (account_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_app_id_636a42d7_fk_socialacc FOREIGN KEY (app_id) REFERENCES public.socialaccount_socialapp(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_user_id_8146e70c_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.soundboard_sounds
    ADD CONSTRAINT soundboard_sounds_guild_id_a111717e_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.soundboard_sounds
    ADD CONSTRAINT soundboard_sounds_user_id_ceebbea7_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.stage_instances
    ADD CONSTRAINT stage_instances_channel_id_00f25b8a_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.stage_instances
    ADD CONSTRAINT stage_instances_guild_id_01f0887b_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.stage_instances
    ADD CONSTRAINT stage_instances_scheduled_event_id_89380717_fk_scheduled FOREIGN KEY (scheduled_event_id) REFERENCES public.scheduled_events(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.stickers
    ADD CONSTRAINT stickers_guild_id_86f8d6e0_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.stickers
    ADD CONSTRAINT stickers_user_id_56374a05_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.synced_identities
    ADD CONSTRAINT synced_identities_identity_id_938cce1d_fk_socialacc FOREIGN KEY (identity_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.thread_members
    ADD CONSTRAINT thread_members_thread_id_bf656db0_fk_channels_id FOREIGN KEY (thread_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.thread_members
    ADD CONSTRAINT thread_members_user_id_3f13eb59_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.token_families
    ADD CONSTRAINT token_families_user_id_c5323f40_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_attachment_id_dc690da0_fk_message_attachments_id FOREIGN KEY (attachment_id) REFERENCES public.message_attachments(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_user_id_bea780f6_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.user_guild_settings
    ADD CONSTRAINT user_guild_settings_guild_id_ccdd8fa9_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.user_guild_settings
    ADD CONSTRAINT user_guild_settings_user_id_3bc6b868_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.user_notes
    ADD CONSTRAINT user_notes_about_id_7a05017a_fk_users_id FOREIGN KEY (about_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.user_notes
    ADD CONSTRAINT user_notes_user_id_4afdc87b_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.user_settings
    ADD CONSTRAINT user_settings_user_id_46a3df84_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.users_groups
    ADD CONSTRAINT users_groups_group_id_2f3517aa_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.users_groups
    ADD CONSTRAINT users_groups_user_id_f500bee5_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.users_user_permissions
    ADD CONSTRAINT users_user_permissio_permission_id_6d08dcd2_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.users_user_permissions
    ADD CONSTRAINT users_user_permissions_user_id_92473840_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.video_participants
    ADD CONSTRAINT video_participants_user_id_2803a296_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.video_participants
    ADD CONSTRAINT video_participants_video_session_id_a93372ac_fk_video_ses FOREIGN KEY (video_session_id) REFERENCES public.video_sessions(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.video_sessions
    ADD CONSTRAINT video_sessions_initiator_id_d11b28b9_fk_users_id FOREIGN KEY (initiator_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.voice_rooms
    ADD CONSTRAINT voice_rooms_channel_id_37b01e37_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.voice_sessions
    ADD CONSTRAINT voice_sessions_user_id_bc3a2c98_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.voice_states
    ADD CONSTRAINT voice_states_channel_id_4500fbca_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.voice_states
    ADD CONSTRAINT voice_states_guild_id_2ec8e8b6_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.voice_states
    ADD CONSTRAINT voice_states_user_id_1db215db_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_channel_id_6aabd54d_fk_channels_id FOREIGN KEY (channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_guild_id_c1405dc8_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_source_channel_id_e8948499_fk_channels_id FOREIGN KEY (source_channel_id) REFERENCES public.channels(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_user_id_a426dd68_fk_users_id FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.welcome_screens
    ADD CONSTRAINT welcome_screens_guild_id_0eaab73a_fk_guilds_id FOREIGN KEY (guild_id) REFERENCES public.guilds(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit_log_of_readers ON public.audit_log FOR SELECT USING ((guild_id = ANY (ARRAY( SELECT m.guild_id
   FROM (public.members m
     JOIN public.guilds g ON ((g.id = m.guild_id)))
  WHERE ((m.user_id = (NULLIF(current_setting('guildhall.user_id'::text, true), ''::text))::bigint) AND ((g.owner_id = m.user_id) OR (EXISTS ( SELECT 1
           FROM public.roles r
          WHERE ((r.guild_id = m.guild_id) AND ((r.id = m.guild_id) OR (r.id = ANY (m.roles))) AND ((r.permissions & ((8 | 128))::bigint) <> 0))))))))));

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

CREATE POLICY messages_of_readers ON public.messages FOR SELECT USING (
CASE
    WHEN (guild_id IS NULL) THEN (channel_id = ANY (ARRAY( SELECT r.channel_id
       FROM public.recipients r
      WHERE (r.user_id = (NULLIF(current_setting('guildhall.user_id'::text, true), ''::text))::bigint))))
    ELSE (guild_id = ANY (ARRAY( SELECT m.guild_id
       FROM public.members m
      WHERE (m.user_id = (NULLIF(current_setting('guildhall.user_id'::text, true), ''::text))::bigint))))
END);

ALTER TABLE public.notifications ENABLE ROW LEVEL SECURITY;

CREATE POLICY notifications_of_readers ON public.notifications FOR SELECT USING ((user_id = (NULLIF(current_setting('guildhall.user_id'::text, true), ''::text))::bigint));
