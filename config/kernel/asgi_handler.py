"""Django's ASGI handler, made lean.

The stock handler starts a thread, two tasks and a disconnect listener for every request. This
one keeps Django's URL routing, middleware, signals and responses, and changes what costs:

* async views run on the loop; sync code runs on worker threads that live as long as the process;
* addresses below ``/api/`` go through ``settings.API_MIDDLEWARE`` instead of the middleware of
  pages: the API authenticates itself and needs neither sessions, messages nor locales;
* a disconnect is watched for where it matters, while a response is being streamed.
"""

from __future__ import annotations

import asyncio
import io
import os
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from asgiref.sync import SyncToAsync, ThreadSensitiveContext
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, get_resolver, set_script_prefix, set_urlconf
from django.utils.log import log_response
from django.utils.module_loading import import_string

from config.kernel import aio
from config.kernel.errors import PayloadTooLarge
from config.settings import limits

T = TypeVar("T")
API_PREFIX: Final = "/api/"
MEMORY_BODY: Final = 1024 * 1024
THREADS: Final = int(os.environ.get("WORKER_THREADS", "8"))


class BodyTooLarge(Exception):
    """The request carries more than any endpoint takes."""


class WorkerThreads:
    """Single-thread executors that requests share, least busy first."""

    def __init__(self, count: int) -> None:
        self._threads = [
            ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"sync-{number}")
            for number in range(count)
        ]
        self._load = [0] * count

    def borrow(self) -> int:
        number = self._load.index(min(self._load))
        self._load[number] += 1
        return number

    def give_back(self, number: int) -> None:
        self._load[number] -= 1

    def submit(self, number: int, call: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        return self._threads[number].submit(call, *args, **kwargs)


class RequestThread(Executor):
    """The thread of one request, borrowed when its first sync code runs.

    All sync code of a request runs on the same thread, as Django's connections need it.
    """

    def __init__(self, threads: WorkerThreads, sender: type, scope: dict[str, Any]) -> None:
        self._threads = threads
        self._sender = sender
        self._scope = scope
        self._number: int | None = None

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        if self._number is None:
            self._number = self._threads.borrow()
            self._threads.submit(
                self._number, signals.request_started.send, sender=self._sender, scope=self._scope
            )
        return self._threads.submit(self._number, fn, *args, **kwargs)

    async def finish(self, response: HttpResponseBase) -> None:
        """Close the response where its connections live; that sends ``request_finished``."""
        if self._number is None:
            # No sync code ran, so there is nothing that the signal's receivers would clean up.
            for close in cast("Any", response)._resource_closers:  # noqa: SLF001
                close()
            return
        try:
            await asyncio.wrap_future(self._threads.submit(self._number, response.close))
        finally:
            self._threads.give_back(self._number)


class GuildhallASGIHandler(ASGIHandler):
    def __init__(self) -> None:
        super().__init__()
        self._threads = WorkerThreads(THREADS)
        self._resolve = lru_cache(maxsize=8192)(get_resolver().resolve)

    _middleware_chain: Callable[[HttpRequest], Awaitable[HttpResponse]]

    def load_middleware(self, is_async: bool = True) -> None:
        super().load_middleware(is_async=True)
        api: Any = convert_exception_to_response(self._get_response_async)
        for name in reversed(settings.API_MIDDLEWARE):
            api = convert_exception_to_response(import_string(name)(api))
        self._api_chain = api

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        aio.adopt_running_loop()
        context = ThreadSensitiveContext()
        thread = RequestThread(self._threads, self.__class__, scope)
        SyncToAsync.context_to_thread_executor[context] = thread
        token = SyncToAsync.thread_sensitive_context.set(context)
        try:
            await self._serve(scope, receive, send, thread)
        finally:
            SyncToAsync.thread_sensitive_context.reset(token)

    async def _serve(self, scope: Any, receive: Any, send: Any, thread: RequestThread) -> None:
        try:
            body_file = await self.read_body(receive)
        except RequestAborted:
            return
        except BodyTooLarge:
            await self.send_response(too_large(), send)
            return
        set_script_prefix(get_script_prefix(scope))
        request, error_response = self.create_request(scope, body_file)
        if request is None or error_response is not None:
            body_file.close()
            await self.send_response(error_response or too_large(), send)
            return
        if "HTTP_TRANSFER_ENCODING" in request.META:
            # Django takes a body of no declared length for an empty form; here it has all come.
            request.META["CONTENT_LENGTH"] = str(body_file.seek(0, os.SEEK_END))
            body_file.seek(0)
        # A write that has begun is finished whether or not the client still listens.
        response = await self.run_get_response(request)
        try:
            if response.streaming:
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)
        finally:
            await thread.finish(response)
            body_file.close()

    async def _stream(self, response: HttpResponseBase, receive: Any, send: Any) -> None:
        """Send a streaming response, and stop reading its source when the client is gone."""
        sending = asyncio.ensure_future(self.send_response(response, send))
        gone = asyncio.ensure_future(receive())
        await asyncio.wait((sending, gone), return_when=asyncio.FIRST_COMPLETED)
        for task in (sending, gone):
            if not task.done():
                task.cancel()
        results = await asyncio.gather(sending, gone, return_exceptions=True)
        if isinstance(results[0], Exception):
            raise results[0]

    async def read_body(self, receive: Any) -> Any:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        if not message.get("more_body", False):
            return io.BytesIO(message.get("body", b""))
        body = tempfile.SpooledTemporaryFile(max_size=MEMORY_BODY, mode="w+b")  # noqa: SIM115
        try:
            await copy_body(message, receive, body)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    async def get_response_async(self, request: HttpRequest) -> HttpResponse:
        set_urlconf(settings.ROOT_URLCONF)
        chain = (
            self._api_chain if request.path_info.startswith(API_PREFIX) else self._middleware_chain
        )
        response: Any = await chain(request)
        response._resource_closers.append(request.close)  # noqa: SLF001  as Django does
        if response.status_code >= 500 or (
            response.status_code >= 400 and chain is not self._api_chain
        ):
            log_response(
                "%s: %s",
                response.reason_phrase,
                request.path,
                response=response,
                request=request,
            )
        return cast("HttpResponse", response)

    async def _get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(API_PREFIX):
            match = self.resolve_request(request)
            response: HttpResponseBase = await match.func(request, *match.args, **match.kwargs)
            return response
        answer: HttpResponseBase = await super()._get_response_async(request)  # type: ignore[misc]
        return answer

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        # Routes never change while the process lives, and busy paths come again and again.
        match = self._resolve(request.path_info)
        request.resolver_match = match
        return match


async def copy_body(message: Any, receive: Any, body: Any) -> None:
    """Write what is received to ``body``, up to the limit."""
    size = 0
    while True:
        if message["type"] == "http.disconnect":
            raise RequestAborted
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limits.MAX_REQUEST_BODY:
            raise BodyTooLarge
        body.write(chunk)
        if not message.get("more_body", False):
            return
        message = await receive()


def too_large() -> HttpResponseBase:
    from config.kernel.views import error_response

    return error_response(PayloadTooLarge())
