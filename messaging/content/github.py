"""What GitHub sends to a webhook, made into a message: one embed per event.

https://discord.com/developers/docs/resources/webhook#execute-githubcompatible-webhook
Events that nobody wants to read of (a label, an assignment) and unknown ones make no message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from config.kernel.fields import Body
from config.settings import limits
from messaging.content.bodies import WebhookMessage

OPENED: Final = 0xEB6420
PULL_REQUEST: Final = 0x009800
COMMENT: Final = 0xE68D60
COMMITS: Final = 0x7289DA
FORCED: Final = 0xFCBD1F
PLAIN: Final = 0xBFBFBF
PASSED: Final = 0x009800
FAILED: Final = 0xFC2929
SHORT_TEXT: Final = 500
LISTED_COMMITS: Final = 20
COMMIT_LINE: Final = 72


class User(Body):
    login: str = "somebody"
    html_url: str | None = None
    avatar_url: str | None = None


class Repository(Body):
    name: str = ""
    full_name: str = ""
    html_url: str | None = None


class Issue(Body):
    number: int = 0
    title: str = ""
    html_url: str | None = None
    body: str | None = None
    pull_request: Any = None
    merged: bool | None = None


class Comment(Body):
    html_url: str | None = None
    body: str | None = None
    commit_id: str | None = None


class Review(Body):
    html_url: str | None = None
    body: str | None = None
    state: str = ""


class Release(Body):
    tag_name: str = ""
    name: str | None = None
    html_url: str | None = None
    body: str | None = None


class CommitAuthor(Body):
    name: str = ""
    username: str | None = None


class Commit(Body):
    id: str = ""
    url: str | None = None
    message: str = ""
    author: CommitAuthor | None = None


class Check(Body):
    name: str | None = None
    conclusion: str | None = None
    html_url: str | None = None
    head_branch: str | None = None
    head_sha: str = ""


class Discussion(Body):
    number: int = 0
    title: str = ""
    html_url: str | None = None
    answer_html_url: str | None = None
    body: str | None = None


class GithubBody(Body):
    action: str | None = None
    ref: str | None = None
    ref_type: str | None = None
    forced: bool | None = None
    compare: str | None = None
    sender: User | None = None
    repository: Repository | None = None
    forkee: Repository | None = None
    member: User | None = None
    issue: Issue | None = None
    pull_request: Issue | None = None
    comment: Comment | None = None
    answer: Comment | None = None
    review: Review | None = None
    release: Release | None = None
    discussion: Discussion | None = None
    check_run: Check | None = None
    check_suite: Check | None = None
    commits: list[Commit] | None = None
    head_commit: Commit | None = None


Said = tuple[str, str | None, str | None, int]  # title, its link, text, colour


def github_message(event: str, body: GithubBody) -> WebhookMessage | None:
    """Return what to say of an event; None if nothing."""
    reader = READERS.get(event)
    said = reader(body) if reader is not None and body.repository is not None else None
    if said is None or body.repository is None:
        return None
    title, url, text, colour = said
    embed: dict[str, Any] = {
        "title": cut(f"[{body.repository.full_name}] {title}", limits.EMBED_TITLE_LENGTH),
        "url": url,
        "description": cut(text or "", limits.EMBED_DESCRIPTION_LENGTH),
        "color": colour,
    }
    sender = body.sender
    if sender is not None:
        embed["author"] = {
            "name": cut(sender.login, limits.EMBED_AUTHOR_LENGTH),
            "url": sender.html_url,
            "icon_url": sender.avatar_url,
        }
    return WebhookMessage(username="GitHub", embeds=[embed])


def push(body: GithubBody) -> Said | None:
    ref = (body.ref or "").removeprefix("refs/heads/").removeprefix("refs/tags/")
    if body.forced:
        head = body.head_commit.id[:7] if body.head_commit else "nothing"
        return f"Branch {ref} was force-pushed to `{head}`", body.compare, None, FORCED
    commits = body.commits or []
    if not commits:
        return None
    lines = [
        f"[`{commit.id[:7]}`]({commit.url}) {first_line(commit.message)}"
        f" - {author_of(commit.author)}"
        for commit in commits[:LISTED_COMMITS]
    ]
    many = "1 new commit" if len(commits) == 1 else f"{len(commits)} new commits"
    url = commits[0].url if len(commits) == 1 else body.compare
    name = body.repository.name if body.repository else ""
    return f"{name}:{ref} {many}", url, "\n".join(lines), COMMITS


def issues(body: GithubBody) -> Said | None:
    if body.issue is None or body.action not in ("opened", "closed", "reopened"):
        return None
    text = body.issue.body if body.action == "opened" else None
    colour = OPENED if body.action == "opened" else PLAIN
    title = f"Issue {body.action}: {numbered(body.issue)}"
    return title, body.issue.html_url, short(text), colour


def pull_request(body: GithubBody) -> Said | None:
    request = body.pull_request
    if request is None or body.action not in ("opened", "closed", "reopened"):
        return None
    action = "merged" if body.action == "closed" and request.merged else body.action
    text = request.body if action == "opened" else None
    colour = PULL_REQUEST if action == "opened" else PLAIN
    return f"Pull request {action}: {numbered(request)}", request.html_url, short(text), colour


def issue_comment(body: GithubBody) -> Said | None:
    if body.issue is None or body.comment is None or body.action != "created":
        return None
    kind = "pull request" if body.issue.pull_request else "issue"
    title = f"New comment on {kind} {numbered(body.issue)}"
    return title, body.comment.html_url, short(body.comment.body), COMMENT


def commit_comment(body: GithubBody) -> Said | None:
    if body.comment is None:
        return None
    title = f"New comment on commit `{(body.comment.commit_id or '')[:7]}`"
    return title, body.comment.html_url, short(body.comment.body), COMMENT


def review(body: GithubBody) -> Said | None:
    if body.review is None or body.pull_request is None or body.action != "submitted":
        return None
    state = body.review.state.replace("_", " ")
    title = f"Pull request review submitted ({state}): {numbered(body.pull_request)}"
    return title, body.review.html_url, short(body.review.body), PLAIN


def review_comment(body: GithubBody) -> Said | None:
    if body.comment is None or body.pull_request is None or body.action != "created":
        return None
    title = f"New review comment on pull request {numbered(body.pull_request)}"
    return title, body.comment.html_url, short(body.comment.body), PLAIN


def created(body: GithubBody) -> Said | None:
    return f"New {body.ref_type} created: {body.ref}", None, None, PLAIN


def deleted(body: GithubBody) -> Said | None:
    return f"{(body.ref_type or '').capitalize()} deleted: {body.ref}", None, None, PLAIN


def forked(body: GithubBody) -> Said | None:
    if body.forkee is None:
        return None
    return f"Fork created: {body.forkee.full_name}", body.forkee.html_url, None, PLAIN


def member(body: GithubBody) -> Said | None:
    if body.member is None or body.action != "added":
        return None
    return f"New collaborator added: {body.member.login}", body.member.html_url, None, PLAIN


def public(body: GithubBody) -> Said | None:
    return "Now open sourced!", body.repository.html_url if body.repository else None, None, PLAIN


def starred(body: GithubBody) -> Said | None:
    if body.action != "started":
        return None
    return "New star added", body.repository.html_url if body.repository else None, None, PLAIN


def release(body: GithubBody) -> Said | None:
    if body.release is None or body.action != "published":
        return None
    name = body.release.name or body.release.tag_name
    return f"New release published: {name}", body.release.html_url, short(body.release.body), PLAIN


def check(body: GithubBody) -> Said | None:
    found = body.check_run or body.check_suite
    if found is None or body.action != "completed" or found.conclusion is None:
        return None
    outcome = {"success": PASSED, "failure": FAILED, "timed_out": FAILED}
    name = found.name or "Checks"
    where = found.head_branch or found.head_sha[:7]
    title = f"{name} {found.conclusion.replace('_', ' ')}" + (f" on {where}" if where else "")
    return title, found.html_url, None, outcome.get(found.conclusion, PLAIN)


def discussion(body: GithubBody) -> Said | None:
    found = body.discussion
    if found is None or body.action not in ("created", "answered"):
        return None
    if body.action == "answered":
        answer = short(body.answer.body) if body.answer else None
        return f"Answered discussion {numbered(found)}", found.answer_html_url, answer, COMMENT
    return f"New discussion {numbered(found)}", found.html_url, short(found.body), OPENED


def discussion_comment(body: GithubBody) -> Said | None:
    if body.discussion is None or body.comment is None or body.action != "created":
        return None
    title = f"New comment on discussion {numbered(body.discussion)}"
    return title, body.comment.html_url, short(body.comment.body), COMMENT


READERS: Final[dict[str, Callable[[GithubBody], Said | None]]] = {
    "push": push,
    "issues": issues,
    "pull_request": pull_request,
    "issue_comment": issue_comment,
    "commit_comment": commit_comment,
    "pull_request_review": review,
    "pull_request_review_comment": review_comment,
    "create": created,
    "delete": deleted,
    "fork": forked,
    "member": member,
    "public": public,
    "watch": starred,
    "release": release,
    "check_run": check,
    "check_suite": check,
    "discussion": discussion,
    "discussion_comment": discussion_comment,
}


def numbered(thing: Issue | Discussion) -> str:
    return f"#{thing.number} {thing.title}"


def author_of(author: CommitAuthor | None) -> str:
    return (author.username or author.name) if author else "?"


def first_line(text: str) -> str:
    lines = text.splitlines()
    return cut(lines[0] if lines else "", COMMIT_LINE)


def short(text: str | None) -> str | None:
    return cut(text, SHORT_TEXT) if text else None


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
