"""Enrolment: tokens that let agents in, and how far those agents have come."""

from typing import Annotated, Any

from litestar import Request, delete, get, post
from litestar.params import JSONBody, PathParameter

from redshank.events.values import rfc3339
from redshank.server.api.enrolment import install_command, progress_of, token_row
from redshank.server.api.login import act_of, login_of
from redshank.server.api.parts import Served
from redshank.server.api.problems import Refusal
from redshank.server.api.shapes import EnrolmentProgress, NewToken, TokenList, TokenRequest
from redshank.server.store.control import audit, tokens
from redshank.server.store.control.secret import TOKEN_PREFIX, new_secret

MAX_TOKENS = 200

TokenId = Annotated[str, PathParameter(max_length=64)]


@post("/enrolment-tokens", opt={"permission": "enrolment.write"}, status_code=201, sync_to_thread=True, operation_id="makeToken")
def make_token(request: Request[Any, Any, Any], parts: Served, data: JSONBody[TokenRequest]) -> NewToken:
    """A fresh token, told this once."""
    login, now, secret = login_of(request), parts.clock.wall_ns(), new_secret(TOKEN_PREFIX)
    wish = tokens.NewToken(login.user.name, ttl_s=data.ttl_s, max_uses=data.uses, tags=tuple(data.tags))
    with parts.control.write() as c:
        token = tokens.create(c, secret, wish, now)
        audit.append(c, act_of(request, "token.create", token.token_id), now)
    parts.hub.publish("enrolment", key=token.token_id)
    return NewToken(token.token_id, secret, rfc3339(token.expires_at), token.max_uses, install_command(parts.settings))


@get("/enrolment-tokens", opt={"permission": "enrolment.read"}, sync_to_thread=True, operation_id="listTokens")
def list_tokens(parts: Served) -> TokenList:
    """Tokens, newest first."""
    now = parts.clock.wall_ns()
    with parts.control.read() as c:
        known = tokens.all_tokens(c)
    return TokenList(rfc3339(now), [token_row(token, now) for token in known[:MAX_TOKENS]])


@delete("/enrolment-tokens/{token_id:str}", opt={"permission": "enrolment.write"}, sync_to_thread=True, operation_id="revokeToken")
def revoke_token(request: Request[Any, Any, Any], parts: Served, token_id: TokenId) -> None:
    """The token lets nobody in any more; agents that are in stay in."""
    now = parts.clock.wall_ns()
    with parts.control.write() as c:
        if tokens.get(c, token_id) is None:
            raise Refusal(404, "there is no such token", "not_found")
        tokens.revoke(c, token_id, now)
        audit.append(c, act_of(request, "token.revoke", token_id), now)
    parts.hub.publish("enrolment", key=token_id)


@get("/enrolments/{token_id:str}/progress", opt={"permission": "enrolment.read"}, sync_to_thread=True, operation_id="getProgress")
def get_progress(parts: Served, token_id: TokenId) -> EnrolmentProgress:
    """How far the agents of a token have come."""
    with parts.control.read() as c:
        progress = progress_of(c, token_id, parts.clock.wall_ns())
    if progress is None:
        raise Refusal(404, "there is no such token", "not_found")
    return progress


ROUTES = (make_token, list_tokens, revoke_token, get_progress)
