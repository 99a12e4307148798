"""Putting the API together. Built when the site's addresses are, because actions know their names only then."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.errors import ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema

from kaifaqu.kernel.actions import Action, BadInput, all_actions
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.api import acts, bodies, cases, deadlines, grids, imports, letters, notices, posts, problems, reads
from kaifaqu.kernel.api.sign_in import Session, Token
from kaifaqu.kernel.api.wire import Parser, Renderer

REF = "#/components/schemas/{model}"
ROOT = "api-root"  # Ninja's name for the address that all others hang under
View = Callable[..., HttpResponse]


def build(routers: Mapping[str, Router]) -> Api:
    """The whole API: every action, the kernel's readings, and the rooms' own routers by their path below it."""
    api = Api(dict(all_actions()))
    api.add_router("", reads.router)
    api.add_router("", cases.router)
    api.add_router("", imports.router)
    api.add_router("", grids.router)
    api.add_router("", posts.router)
    api.add_router("/calendar", deadlines.router)
    api.add_router("/notices", notices.router)
    api.add_router("/letters", letters.router)
    for prefix, router in routers.items():
        api.add_router(prefix, router)
    return api


class Api(NinjaAPI):
    """The site's API: refusals in plain words as problem details, and a document that knows the acts."""

    def __init__(self, actions: Mapping[str, Action[..., Any]]) -> None:
        router = Router()
        for act in actions.values():
            acts.add(router, act)
        super().__init__(
            title="Kaifaqu",
            version="1",
            description="Every act is an endpoint; errors are problem details (RFC 9457).",
            urls_namespace="api",
            openapi_url=None,
            docs_url=None,
            auth=[Token(), Session()],
            renderer=Renderer(),
            parser=Parser(),
        )
        self.actions = actions
        self.add_router("", router)
        problems.install(self)

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext[Any]]) -> NoReturn:
        """Unreadable parameters are refused like unreadable inputs of an act, in the same plain words."""
        faults: dict[str, Words] = {}
        for context in error_contexts:
            faults |= BadInput.of(context.pydantic_validation_error).faults
        raise BadInput(faults)

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The addresses; one that leads nowhere and a method not known are problems too."""
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _in_problem_form(problems.nowhere if pattern.name == ROOT else pattern.callback)
        document = path("openapi.json", self.document, name="openapi")
        return [document, *patterns, path("<path:rest>", csrf_exempt(problems.nowhere), name="nowhere")], app, namespace

    def document(self, request: HttpRequest) -> HttpResponse:
        """The OpenAPI document, in the language asked for; anyone may read what could be asked."""
        return self.create_response(request, self.get_openapi_schema(), status=200)

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """Ninja's document, with the acts' bodies and the media type of problems."""
        document = super().get_openapi_schema(**where)
        schemas = document["components"]["schemas"]
        for operations in document["paths"].values():
            for operation in operations.values():
                if act := self.actions.get(operation["operationId"]):
                    operation["requestBody"] = _body(act, schemas)
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {problems.MEDIA_TYPE: response["content"]["application/json"]}
        return document


def _body(act: Action[..., Any], schemas: dict[str, Any]) -> dict[str, Any]:
    content = {}
    for kind in bodies.media_types(act):
        schema = bodies.schema(act, kind, REF)
        schemas |= schema.pop("$defs", {})
        content[kind] = {"schema": schema}
    return {"content": content, "required": True}


def _in_problem_form(view: View) -> View:
    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return problems.no_such_method(response) if response.status_code == 405 else response

    return answered
